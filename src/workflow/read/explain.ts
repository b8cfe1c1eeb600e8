import { type Cause, type Evidence, isSeenAsAi, type Source } from '../../provenance/source';
import * as l10n from '../../text/l10n';

export interface Explanation {
  /** One line: the origin and, for AI text, the assistant. */
  readonly title: string;
  /** Sentences: what was seen, when, by whom it was declared. */
  readonly details: readonly string[];
}

/** What is known of one insertion, in words. `displayName` gives an assistant's name by its id; `now` in milliseconds. */
export function explainSource(
  source: Source | null,
  displayName: (assistant: string) => string,
  now: number,
): Explanation {
  if (source === null) {
    return {
      title: l10n.t('Not inserted since the last commit'),
      details: [l10n.t('This text was already in the committed file when Colophon first saw it.')],
    };
  }
  const details = [sentence(source, displayName, now)];
  if (source.model) details.push(l10n.t('Model: {0}.', source.model));
  if (source.evidence) details.push(evidenceText(source.evidence));
  if (source.was) {
    const before = source.was.evidence ? `${source.was.origin} (${source.was.evidence})` : source.was.origin;
    const still = source.origin !== 'ai' && isSeenAsAi(source) ? ` ${l10n.t('It still counts as AI.')}` : '';
    details.push(l10n.t('Before the declaration it was recorded as {0}.', before) + still);
  }
  if (source.why) details.push(l10n.t('Reason given: {0}', source.why));
  if (source.commit === 'base') details.push(l10n.t('It stands in an earlier commit.'));
  else if (source.commit !== undefined)
    details.push(l10n.t('It stands in commit {0}.', source.commit.slice(0, 10)));
  return { title: titleOf(source, displayName), details };
}

function titleOf(source: Source, displayName: (assistant: string) => string): string {
  switch (source.origin) {
    case 'human':
      return l10n.t('Human');
    case 'ai':
      return source.assistant
        ? l10n.t('AI: {0}', displayName(source.assistant))
        : l10n.t('AI, the assistant was not named');
    case 'pasted':
      return l10n.t('Pasted from outside');
    case 'tool':
      return l10n.t('Made by an editor command');
    case 'unknown':
      return l10n.t('Unknown');
  }
}

function evidenceText(evidence: Evidence): string {
  switch (evidence) {
    case 'reported':
      return l10n.t('Evidence: reported by the assistant’s own hook.');
    case 'host':
      return l10n.t('Evidence: the editor said so.');
    case 'observed':
      return l10n.t('Evidence: observed; the editor’s signals leave one reading.');
    case 'inferred':
      return l10n.t('Evidence: inferred; this is the most likely reading.');
    case 'declared':
      return l10n.t('Evidence: a person said so.');
  }
}

/** What was seen, in words. `when` is the time with a blank in front; it may be missing. */
const causeTexts: Readonly<Record<Cause, (when: string, who: string) => string>> = {
  typed: (when) => l10n.t('Typed on the keyboard{0}.', when),
  suggestion: (when, who) => l10n.t('Accepted as a suggestion of {0}{1}.', who, when),
  'next-edit': (when, who) => l10n.t('Accepted as a next-edit suggestion of {0}{1}.', who, when),
  chat: (when, who) => l10n.t('Written by {0} from a chat in the editor{1}.', who, when),
  'inline-chat': (when, who) => l10n.t('Written by {0} from a chat in the editor{1}.', who, when),
  agent: (when) =>
    l10n.t(
      'Written{0} by an extension, while an assistant that writes files by itself was active. The editor does not say which extension it was.',
      when,
    ),
  'tool-call': (when, who) => l10n.t('Written by {0}{1}, as its own hook reported.', who, when),
  paste: (when) => l10n.t('Pasted from outside this editor{0}.', when),
  completion: (when) => l10n.t('Completed by IntelliSense{0}.', when),
  snippet: (when) => l10n.t('Inserted as a snippet{0}.', when),
  rename: (when) => l10n.t('Renamed by the editor{0}.', when),
  'code-action': (when) => l10n.t('Written by a code action{0}: a quick fix or a refactoring.', when),
  'line-endings': (when) => l10n.t('Its line ending was changed{0}.', when),
  format: (when) => l10n.t('Formatted by the editor{0}.', when),
  save: (when) =>
    l10n.t('Changed by the save{0}: formatted, trimmed, or by an extension that does so.', when),
  move: (when) => l10n.t('Moved here by the editor{0}.', when),
  comment: (when) => l10n.t('Commented out, or in again, by the editor{0}.', when),
  cut: (when) => l10n.t('Left by a deletion{0}.', when),
  command: (when) => l10n.t('Made by a command of the editor{0}.', when),
  edit: (when) => l10n.t('Inserted{0} by an extension or a command; the editor does not say which.', when),
  disk: (when) => l10n.t('Appeared on disk{0}: another program wrote the file.', when),
  unobserved: (when) => l10n.t('Appeared on disk while no observer ran; it was first seen{0}.', when),
  undo: (when) => l10n.t('Came back by undo{0}, from before Colophon was watching.', when),
  redo: (when) => l10n.t('Came back by redo{0}, from before Colophon was watching.', when),
  missing: () => l10n.t('Nothing was seen of it.'),
};

function sentence(source: Source, displayName: (assistant: string) => string, now: number): string {
  const when = source.at === undefined ? '' : ` ${timeOf(source.at, now)}`;
  if (source.evidence === 'declared')
    return source.by === undefined
      ? l10n.t('Declared by a person{0}.', when)
      : l10n.t('Declared by {0}{1}.', source.by, when);
  const who = source.assistant ? displayName(source.assistant) : l10n.t('an assistant');
  if (source.cause === 'paste' && source.origin === 'unknown')
    return l10n.t('Copied here{0} from committed text of which nothing is recorded.', when);
  if (source.cause === 'paste' && source.origin !== 'pasted') return l10n.t('Moved here by paste{0}.', when);
  // A ledger of a newer version may know more causes.
  const cause =
    source.cause !== undefined && Object.hasOwn(causeTexts, source.cause) ? source.cause : 'missing';
  return causeTexts[cause](when, who);
}

/** `at 14:03` for today, else `on 2026-11-20 at 14:03`: local time. Both in milliseconds since the epoch. */
export function timeOf(at: number, now: number): string {
  const [day, time] = local(at);
  return day === local(now)[0] ? l10n.t('at {0}', time) : l10n.t('on {0} at {1}', day, time);
}

function local(at: number): [day: string, time: string] {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return [
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    `${two(date.getHours())}:${two(date.getMinutes())}`,
  ];
}
