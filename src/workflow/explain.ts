import type { Source } from '../provenance/source';

export interface Explanation {
  /** One line: the origin and, for AI text, the assistant. */
  readonly title: string;
  /** Sentences: what was seen, when, by whom it was declared. */
  readonly details: readonly string[];
}

/** What is known of one insertion, in words. `displayName` gives an assistant's name by its id. */
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
  const details = [sentence(source, displayName)];
  if (source.at !== undefined) details.push(`${timeAgo(source.at, now)}.`);
  if (source.model) details.push(`Model: ${source.model}.`);
  if (source.evidence) details.push(EVIDENCE_WORDS[source.evidence]);
  if (source.was) {
    const before = source.was.evidence ? `${source.was.origin} (${source.was.evidence})` : source.was.origin;
    details.push(`Before the declaration it was recorded as ${before}.`);
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

function sentence(source: Source, displayName: (assistant: string) => string): string {
  if (source.evidence === 'declared') return `Declared by ${source.by ?? 'a person'}.`;
  const who = source.assistant ? displayName(source.assistant) : 'an assistant';
  switch (source.cause) {
    case 'typed':
      return 'Typed on the keyboard.';
    case 'suggestion':
      return `Accepted as a suggestion of ${who}.`;
    case 'next-edit':
      return `Accepted as a next-edit suggestion of ${who}.`;
    case 'chat':
    case 'inline-chat':
      return `Written by ${who} from a chat in the editor.`;
    case 'paste':
      return source.origin === 'pasted' ? 'Pasted from outside this editor.' : 'Moved here by paste.';
    case 'disk':
      return 'Appeared on disk: another program wrote the file.';
    case 'unobserved':
      return 'Changed while no observer ran.';
    case 'edit':
      return 'Inserted by an extension or a command that did not say which.';
    case 'completion':
      return 'Completed by IntelliSense.';
    case 'undo':
    case 'redo':
      return 'Came back by undo or redo, from before Colophon was watching.';
    default:
      return source.origin === 'tool' && source.cause
        ? `Made by the editor: ${source.cause.replaceAll('-', ' ')}.`
        : 'Nothing more was seen.';
  }
}

/** `3 minutes ago`, for times before `now`, both in milliseconds since the epoch. */
export function timeAgo(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'Less than a minute ago';
  if (minutes < 60) return minutes === 1 ? 'A minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'An hour ago' : `${hours} hours ago`;
  return `On ${new Date(at).toISOString().slice(0, 10)}`;
}
