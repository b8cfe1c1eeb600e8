import type { Repository } from '../../git/repository/repository';
import type { CommitClaims } from '../../policy/rules/claims';
import type { Finding } from '../../policy/rules/rules';
import { aiLinesOf, type Counts, lineOrigins } from '../../provenance/source';
import { addCounts, noCounts } from '../../provenance/written/trailers';
import * as l10n from '../../text/l10n';
import { branchRange } from './openSignoffs';
import { type Verified, type VerifyOptions, verify } from './verify';
import type { ZoneVerdict } from './zoneVerdicts';

type PullRequestStatement =
  | { readonly kind: 'statement'; readonly markdown: string; readonly commits: number }
  /** No base is known, or it has all of the branch. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problem'; readonly message: string };

/** What notes record of commits whose messages say nothing; one of which none speaks is not in the answer. */
export type RecordedCounts = (
  repo: Repository,
  commits: readonly string[],
) => Promise<ReadonlyMap<string, Counts>>;

/** What `colophon pr` says of the branch that is checked out, from where it left its base. Never rejects. */
export async function branchStatement(
  repo: Repository,
  options: Omit<VerifyOptions, 'range'>,
  recorded: RecordedCounts,
): Promise<PullRequestStatement> {
  try {
    const range = await branchRange(repo);
    if (range === undefined) return { kind: 'nothing' };
    const result = await verify(repo, { ...options, range });
    if (result.kind === 'unverified') return { kind: 'problem', message: result.message };
    return {
      kind: 'statement',
      markdown: await statementMarkdown(repo, result, recorded),
      commits: result.commits.length,
    };
  } catch (error) {
    return { kind: 'problem', message: l10n.t('Colophon failed: {0}. Please report this.', String(error)) };
  }
}

const maxRows = 20;

/** The statement, as GitHub and GitLab render it. Everything from the repository is escaped. */
export async function statementMarkdown(
  repo: Repository,
  result: Verified,
  recorded: RecordedCounts,
): Promise<string> {
  const { commits, signoffs, findings, base, head } = result;
  const told = commits.filter(({ provenance }) => provenance !== null);
  const silent = commits.filter(({ provenance }) => provenance === null);
  const notes = notesText(
    await recorded(
      repo,
      silent.map(({ commit }) => commit),
    ),
  );
  const lines = [
    '### Provenance',
    '',
    `\`${base.slice(0, 12)}..${head.slice(0, 12)}\`, as the commits claim it:`,
    '',
  ];
  const sum = told.map(countedOf).reduce(addCounts, noCounts());
  if (told.length === 0) lines.push(`No commit says where its lines came from: they are unknown.${notes}`);
  else {
    lines.push(`| lines | ${lineOrigins.join(' | ')} |`, `|---|${'---|'.repeat(lineOrigins.length)}`);
    lines.push(`| ${sum.lines} | ${lineOrigins.map((origin) => sum[origin]).join(' | ')} |`);
    if (silent.length > 0)
      lines.push(
        '',
        `${silent.length} of ${commits.length} commits say nothing; their lines are unknown.${notes}`,
      );
  }
  const people = [...new Set(commits.flatMap(({ attestedBy }) => attestedBy))];
  if (people.length > 0) lines.push('', `Attested by ${people.slice(0, maxRows).map(escaped).join(', ')}.`);
  lines.push(...zoneTable(result));
  const valid = signoffs.filter(({ why }) => why === undefined).length;
  if (signoffs.length > valid)
    lines.push('', `${signoffs.length - valid} of ${signoffs.length} stored signatures do not count.`);
  const missing = list('Missing', findings, 'block');
  const warnings = list('Warnings', findings, 'warn');
  if (missing.length === 0)
    lines.push('', warnings.length === 0 ? 'Nothing is missing.' : 'Nothing stops the merge.');
  lines.push(...missing, ...warnings);
  return `${lines.join('\n')}\n`;
}

/** Notes are not part of what is merged, so what they hold is told apart from what commits claim. */
function notesText(recorded: ReadonlyMap<string, Counts>): string {
  if (recorded.size === 0) return '';
  const sum = [...recorded.values()].reduce(addCounts, noCounts());
  const parts = lineOrigins.filter((origin) => sum[origin] > 0).map((origin) => `${origin} ${sum[origin]}`);
  return ` Notes in this clone know ${sum.lines} ${sum.lines === 1 ? 'line' : 'lines'} of ${recorded.size} of them: ${parts.join(', ')}.`;
}

/** The riskier first: what a commit says of more lines than it has may be about any of them. */
const riskiest = ['ai', 'mixed', 'unknown', 'pasted', 'tool', 'human'] as const;

/**
 * What a commit's claims say of the lines that it adds. Where it says more than these, as each half of a commit that
 * was split, it has no more; of lines that it says nothing of nobody knows.
 */
function countedOf({ provenance, added }: CommitClaims): Counts {
  if (provenance === null || provenance.lines === added) return provenance ?? noCounts();
  const counts = { ...noCounts(), lines: added };
  let rest = added;
  for (const origin of riskiest) {
    counts[origin] = Math.min(rest, provenance[origin]);
    rest -= counts[origin];
  }
  counts.unknown += rest;
  counts.declared = Math.min(added, provenance.declared);
  return counts;
}

function list(title: string, findings: readonly Finding[], severity: Finding['severity']): string[] {
  const found = findings.filter((one) => one.severity === severity);
  if (found.length === 0) return [];
  const rows = found
    .slice(0, maxRows)
    .map(
      ({ message, mend, rule }) =>
        `- ${escaped(message)} (${rule})${mend === '' ? '' : ` \`${mend.replaceAll('`', "'")}\``}`,
    );
  const more = found.length - rows.length;
  return ['', `**${title}:**`, '', ...rows, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** A row for each zone that changes, the strictest first, and for each that commits claim AI lines in. */
function zoneTable({ touched, commits, zones, findings }: Verified): string[] {
  const names = new Set(touched.map(({ zone }) => zone.name));
  const claimed = commits.flatMap(({ accounts }) => accounts.flatMap((account) => [...account.zones.keys()]));
  const rows = [
    ...touched.map(({ zone: { name, mode }, files }) => {
      const verdict = zones.find(({ zone }) => zone.name === name);
      return [name, mode, files, aiLines(commits, name), approvedBy(verdict, commits, findings)];
    }),
    ...[...new Set(claimed)]
      .filter((name) => !names.has(name))
      .map((name) => [escaped(name), 'does not change', 0, aiLines(commits, name), '']),
  ];
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxRows).map((cells) => `| ${cells.join(' | ')} |`);
  const more = rows.length - shown.length;
  return [
    '',
    '| zone | mode | files | AI lines | attested or signed by |',
    '|---|---|---|---|---|',
    ...shown,
    ...(more > 0 ? ['', `and ${more} more zones`] : []),
  ];
}

/** As the commits claim it. What one of them does not tell is not none. */
function aiLines(commits: readonly CommitClaims[], zone: string): string {
  let sum = 0;
  let isWhole = true;
  for (const commit of commits) {
    const { accounts, provenance, zones, added } = commit;
    const claimed = accounts.reduce((lines, account) => lines + (account.zones.get(zone) ?? 0), 0);
    sum += Math.min(claimed, aiLinesOf(countedOf(commit)));
    if (!zones.has(zone) || (provenance === null && added === 0)) continue;
    const told = accounts.flatMap((account) => [...account.zones.values()]).reduce((a, b) => a + b, 0);
    if (provenance === null || told < aiLinesOf(provenance)) isWhole = false;
  }
  if (isWhole) return String(sum);
  return sum === 0 ? 'unknown' : `${sum} and unknown`;
}

function approvedBy(
  verdict: ZoneVerdict | undefined,
  commits: readonly CommitClaims[],
  findings: readonly Finding[],
): string {
  if (verdict === undefined) return 'not asked for';
  const { zone, open, signedBy } = verdict;
  const isSigned = zone.mode === 'restricted' || zone.attestation === 'signed';
  const people = isSigned
    ? signedBy
    : commits.flatMap(({ zones, attestedBy }) => (zones.has(zone.name) ? attestedBy : []));
  const isOpen = isSigned
    ? open.length > 0
    : findings.some((one) => one.rule === 'attestation-missing' && one.zone === zone.name);
  const names = [...new Set(people)].slice(0, maxRows).map(escaped).join(', ');
  if (names === '') return isOpen ? 'nobody yet' : 'not asked for';
  return isOpen ? `${names}; not for all of it` : names;
}

/** No name or path makes Markdown, HTML or a mention of somebody. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}
