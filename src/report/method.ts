import * as l10n from '../text/l10n';
import { count, lineCount } from './format';
import { type Html, html } from './html';
import { table } from './table';
import type { Sums } from './totals';

function markTexts(): Readonly<Record<string, string>> {
  return {
    'co-authored-by': l10n.t('Co-authored-by with an address that an assistant signs with'),
    'assisted-by': l10n.t('Assisted-by, or a key of its kind'),
    'generated-by': l10n.t('Generated-by, or a key of its kind'),
    'ai-assisted': 'AI-assisted: true',
    session: l10n.t('a session or checkpoint of an assistant'),
    'generated-with': l10n.t('a line “Generated with …” or “Made with …”'),
    author: l10n.t('an author or committer that is an assistant'),
    subject: l10n.t('a subject that begins with “aider:”'),
  };
}

/** What the figures rest on, and what they cannot say. */
export function methodSection({ marks: seen, evidence }: Sums): Html {
  const rows = Object.entries(seen).sort(([, a], [, b]) => b - a);
  const kinds = Object.entries(evidence).sort(([, a], [, b]) => b - a);
  const marks = markTexts();
  return html`<h2 id="method">${l10n.t('What this rests on')}</h2>
<dl>
<dt>${l10n.t('Notes of Colophon: high confidence')}</dt><dd>${l10n.t('The record of each added line, made while it was written (refs/notes/colophon). It counts only for the content that it names.')}</dd>
<dt>${l10n.t('Notes of git-ai, trailers: medium confidence')}</dt><dd>${l10n.t('What a tool recorded of lines (refs/notes/ai), and what commit messages claim. Trailers give counts by commit and zone, not lines; a rebase may have changed what they speak of.')}</dd>
<dt>${l10n.t('Marks of other tools: low confidence')}</dt><dd>${l10n.t('A name in a message or among the authors says that an assistant had a hand in a commit, not in which of its lines. All its added lines are given as the most that may be.')}</dd>
<dt>${l10n.t('Unknown')}</dt><dd>${l10n.t('Most assistants leave no mark, and marks can be left out or taken away. What has none is unknown, not human.')}</dd>
<dt>${l10n.t('Added lines')}</dt><dd>${l10n.t('Lines that a commit adds to its parent, a merge to all of its parents; files with a NUL byte in what was added are left out. Lines may have been changed or removed since.')}</dd>
<dt>${l10n.t('Policies')}</dt><dd>${l10n.t('Today’s is that of head’s tree, and the organisation’s where the audit was told of one; a policy of the past is that of the commit’s own tree alone.')}</dd>
</dl>
${
  rows.length > 0 &&
  table(
    l10n.t('Commits by kind of mark; one commit may have several'),
    [{ title: l10n.t('Mark') }, { title: l10n.t('Commits'), number: true }],
    rows.map(([kind, commits]) => [marks[kind] ?? kind, count(commits)]),
  )
}
${kinds.length > 0 && html`<p>${l10n.t('Evidence of AI lines, where it is said: {0}.', kinds.map(([kind, lines]) => `${kind} ${lineCount(lines)}`).join(', '))}</p>`}`;
}
