import { count, of } from './format';
import { type Html, html } from './html';
import { table } from './table';
import type { Sums } from './totals';

const marks: Readonly<Record<string, string>> = {
  'co-authored-by': 'Co-authored-by with an address that an assistant signs with',
  'assisted-by': 'Assisted-by, or a key of its kind',
  'generated-by': 'Generated-by, or a key of its kind',
  'ai-assisted': 'AI-assisted: true',
  session: 'a session or checkpoint of an assistant',
  'generated-with': 'a line “Generated with …” or “Made with …”',
  author: 'an author or committer that is an assistant',
  subject: 'a subject that begins with “aider:”',
};

/** What the figures rest on, and what they cannot say. */
export function methodSection({ marks: seen, evidence }: Sums): Html {
  const rows = Object.entries(seen).sort(([, a], [, b]) => b - a);
  const kinds = Object.entries(evidence).sort(([, a], [, b]) => b - a);
  return html`<h2 id="method">What this rests on</h2>
<dl>
<dt>Notes of Colophon: high confidence</dt><dd>The record of each added line, made while it was written (refs/notes/colophon). It counts only for the content that it names.</dd>
<dt>Notes of git-ai, trailers: medium confidence</dt><dd>What a tool recorded of lines (refs/notes/ai), and what commit messages claim. Trailers give counts by commit and zone, not lines; a rebase may have changed what they speak of.</dd>
<dt>Marks of other tools: low confidence</dt><dd>A name in a message or among the authors says that an assistant had a hand in a commit, not in which of its lines. All its added lines are given as the most that may be.</dd>
<dt>Unknown</dt><dd>Most assistants leave no mark, and marks can be left out or taken away. What has none is unknown, not human.</dd>
<dt>Added lines</dt><dd>Lines that a commit adds to its parent, a merge to all of its parents; files with a NUL byte in what was added are left out. Lines may have been changed or removed since.</dd>
<dt>Policies</dt><dd>Today’s is that of head’s tree, and the organisation’s where the audit was told of one; a policy of the past is that of the commit’s own tree alone.</dd>
</dl>
${
  rows.length > 0 &&
  table(
    'Commits by kind of mark; one commit may have several',
    [{ title: 'Mark' }, { title: 'Commits', number: true }],
    rows.map(([kind, commits]) => [marks[kind] ?? kind, count(commits)]),
  )
}
${kinds.length > 0 && html`<p>Evidence of AI lines, where it is said: ${kinds.map(([kind, lines], i) => `${i > 0 ? ', ' : ''}${kind} ${of(lines, 'line')}`)}.</p>`}`;
}
