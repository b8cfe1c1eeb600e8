import type { CommitHeader } from '../git/commitHeaders';
import type { Counts, LineRecord } from '../provenance/source';
import type { Explanation } from './explain';
import { timeOf } from './explain';
import type { LineBlame } from './lineBlame';

/** What is known of a committed line, in words. What nobody recorded is said to be unknown. */
export function explainBlame(
  { commit, record, trailers }: LineBlame,
  displayName: (assistant: string) => string,
  now: number,
): Explanation {
  const stands = commitSentence(commit, now);
  if (record) return { title: recordTitle(record, displayName), details: [...recordDetails(record), stands] };
  const claim = trailers?.counts;
  const details = claim
    ? [
        'No record says where this line came from.',
        stands,
        `Its trailers say of all lines that it adds: ${claimText(claim)}${trailers.combined ? ', several commits combined' : ''}.`,
        ...trailers.assisted.map(
          ({ assistant, model }) => `Assisted by ${assistant}${model ? ` (${model})` : ''}.`,
        ),
        ...trailers.attestedBy.map((who) => `Attested by ${who}.`),
      ]
    : ['No record says where this line came from.', stands];
  return { title: 'Unknown', details };
}

/** `Commit c0ffee1234 of Ada Park at 14:03: its subject`. */
export function commitSentence({ oid, author, at, subject }: CommitHeader, now: number): string {
  const when = Number.isFinite(at) ? ` ${timeOf(at, now)}` : '';
  return `Commit ${oid.slice(0, 10)} of ${author}${when}: ${subject}`;
}

function recordTitle({ origin, by = [] }: LineRecord, displayName: (assistant: string) => string): string {
  if (origin !== 'ai' && origin !== 'mixed')
    return { human: 'Human', pasted: 'Pasted', tool: 'Tool', unknown: 'Unknown' }[origin];
  const names = by.flatMap(({ assistant, model }) =>
    assistant === undefined ? [] : [`${displayName(assistant)}${model ? ` (${model})` : ''}`],
  );
  const who = [...new Set(names)].join(', ') || 'the assistant was not named';
  return origin === 'ai' ? `AI: ${who}` : `Mixed, with AI text: ${who}`;
}

function recordDetails({ evidence, declared }: LineRecord): string[] {
  return [
    ...(evidence === undefined ? [] : [`Evidence when it was committed: ${evidence}.`]),
    ...(declared?.by === undefined ? [] : [`Declared by ${declared.by}.`]),
  ];
}

function claimText(counts: Counts): string {
  const ai = counts.ai + counts.mixed;
  return `${ai} AI of ${counts.lines}`;
}
