import { type Cause, isSeenAsAi, type Source } from '../provenance/source';

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
      title: 'Not inserted since the last commit',
      details: ['This text was already in the committed file when Colophon first saw it.'],
    };
  }
  const details = [sentence(source, displayName, now)];
  if (source.model) details.push(`Model: ${source.model}.`);
  if (source.evidence) details.push(EVIDENCE_WORDS[source.evidence]);
  if (source.was) {
    const before = source.was.evidence ? `${source.was.origin} (${source.was.evidence})` : source.was.origin;
    const still = source.origin !== 'ai' && isSeenAsAi(source) ? ' It still counts as AI.' : '';
    details.push(`Before the declaration it was recorded as ${before}.${still}`);
  }
  if (source.why) details.push(`Reason given: ${source.why}`);
  if (source.commit !== undefined) {
    const where = source.commit === 'base' ? 'an earlier commit' : `commit ${source.commit.slice(0, 10)}`;
    details.push(`It stands in ${where}.`);
  }
  return { title: titleOf(source, displayName), details };
}

function titleOf(source: Source, displayName: (assistant: string) => string): string {
  switch (source.origin) {
    case 'human':
      return 'Human';
    case 'ai':
      return source.assistant ? `AI: ${displayName(source.assistant)}` : 'AI, the assistant was not named';
    case 'pasted':
      return 'Pasted from outside';
    case 'tool':
      return 'Made by an editor command';
    case 'unknown':
      return 'Unknown';
  }
}

const EVIDENCE_WORDS = {
  reported: 'Evidence: reported by the assistant’s own hook.',
  host: 'Evidence: the editor said so.',
  observed: 'Evidence: observed; the editor’s signals leave one reading.',
  inferred: 'Evidence: inferred; this is the most likely reading.',
  declared: 'Evidence: a person said so.',
} as const;

/** What was seen, in words: `<who>` is the assistant, `<when>` the time, which may be missing. */
const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  typed: 'Typed on the keyboard<when>.',
  suggestion: 'Accepted as a suggestion of <who><when>.',
  'next-edit': 'Accepted as a next-edit suggestion of <who><when>.',
  chat: 'Written by <who> from a chat in the editor<when>.',
  'inline-chat': 'Written by <who> from a chat in the editor<when>.',
  agent:
    'Written<when> by an extension, while an assistant that writes files by itself was active. The editor does not say which extension it was.',
  'tool-call': 'Written by <who><when>, as its own hook reported.',
  paste: 'Pasted from outside this editor<when>.',
  completion: 'Completed by IntelliSense<when>.',
  snippet: 'Inserted as a snippet<when>.',
  rename: 'Renamed by the editor<when>.',
  'code-action': 'Written by a code action<when>: a quick fix or a refactoring.',
  'line-endings': 'Its line ending was changed<when>.',
  format: 'Formatted by the editor<when>.',
  save: 'Changed by the save<when>: formatted, trimmed, or by an extension that does so.',
  move: 'Moved here by the editor<when>.',
  comment: 'Commented out, or in again, by the editor<when>.',
  cut: 'Left by a deletion<when>.',
  command: 'Made by a command of the editor<when>.',
  edit: 'Inserted<when> by an extension or a command; the editor does not say which.',
  disk: 'Appeared on disk<when>: another program wrote the file.',
  unobserved: 'Appeared on disk while no observer ran; it was first seen<when>.',
  undo: 'Came back by undo<when>, from before Colophon was watching.',
  redo: 'Came back by redo<when>, from before Colophon was watching.',
  missing: 'Nothing was seen of it.',
};

function sentence(source: Source, displayName: (assistant: string) => string, now: number): string {
  const when = source.at === undefined ? '' : ` ${timeOf(source.at, now)}`;
  if (source.evidence === 'declared') return `Declared by ${source.by ?? 'a person'}${when}.`;
  const who = source.assistant ? displayName(source.assistant) : 'an assistant';
  if (source.cause === 'paste' && source.origin !== 'pasted') return `Moved here by paste${when}.`;
  // A ledger of a newer version may know more causes.
  const words =
    source.cause !== undefined && Object.hasOwn(CAUSE_WORDS, source.cause) ? source.cause : 'missing';
  // One by one and as functions: a name may hold anything.
  return CAUSE_WORDS[words].replace('<when>', () => when).replace('<who>', () => who);
}

/** `at 14:03` for today, else `on 2026-11-20 at 14:03`: local time. Both in milliseconds since the epoch. */
export function timeOf(at: number, now: number): string {
  const [day, time] = local(at);
  return day === local(now)[0] ? `at ${time}` : `on ${day} at ${time}`;
}

function local(at: number): [day: string, time: string] {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return [
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    `${two(date.getHours())}:${two(date.getMinutes())}`,
  ];
}
