import type { Counts } from '../provenance/source';
import type { Verified } from '../workflow/verify';
import { readArguments } from './arguments';
import { type Io, reportError } from './io';
import { verifyFlags, verifyRange } from './verify';

const usage = `Usage: colophon pr <base>..<head> [--submitter <principal>] [--policy <file>] [--bootstrap] [--json]

Writes the provenance of a pull request as Markdown for its description: what the commits claim, who attested, what
is signed off, and what is still missing.
Exit: 0 written, 2 it could not be told.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, verifyFlags, usage, io, true);
  if (typeof read === 'number') return read;
  const result = await verifyRange(io, read.positionals, read.values, usage);
  if (result === undefined) return 2;
  if (result.kind === 'unverified') {
    reportError(io, `Could not verify. ${result.message}`);
    return 2;
  }
  const markdown = statementMarkdown(result);
  io.stdout(read.values.json ? `${JSON.stringify({ markdown }, null, 2)}\n` : markdown);
  return 0;
}

const maxRows = 20;

/** The statement, as GitHub and GitLab render it. Everything from the repository is escaped. */
export function statementMarkdown({ commits, zones, signoffs, findings, base, head }: Verified): string {
  const told = commits.filter(({ provenance }) => provenance !== null);
  const silent = commits.length - told.length;
  const lines = [
    '### Provenance',
    '',
    `\`${base.slice(0, 12)}..${head.slice(0, 12)}\`, as the commits claim it:`,
    '',
  ];
  const sum = told.map(({ provenance }) => provenance!).reduce<Counts | undefined>(add, undefined);
  if (sum === undefined) lines.push('No commit says where its lines came from: they are unknown.');
  else {
    const kinds = ['ai', 'mixed', 'human', 'pasted', 'tool', 'unknown'] as const;
    lines.push(`| lines | ${kinds.join(' | ')} |`, `|---|${'---|'.repeat(kinds.length)}`);
    lines.push(`| ${sum.lines} | ${kinds.map((kind) => sum[kind]).join(' | ')} |`);
    if (silent > 0)
      lines.push('', `${silent} of ${commits.length} commits say nothing; their lines are unknown.`);
  }
  const people = [...new Set(commits.flatMap(({ attestedBy }) => attestedBy))];
  if (people.length > 0) lines.push('', `Attested by ${people.slice(0, maxRows).map(escaped).join(', ')}.`);
  if (zones.length > 0) {
    lines.push('', '| zone | mode | files | signed by |', '|---|---|---|---|');
    for (const { zone, transitions, open, signedBy } of zones.slice(0, maxRows)) {
      const by =
        open.length === 0 && signedBy.length > 0
          ? signedBy.map(escaped).join(', ')
          : signature(zone.mode, zone.attestation);
      lines.push(`| ${zone.name} | ${zone.mode} | ${transitions.length} | ${by} |`);
    }
  }
  const valid = signoffs.filter(({ why }) => why === undefined).length;
  if (signoffs.length > valid)
    lines.push('', `${signoffs.length - valid} of ${signoffs.length} stored signatures do not count.`);
  const missing = findings.filter(({ severity }) => severity === 'block');
  if (missing.length > 0) {
    lines.push('', '**Missing:**', '');
    for (const { message, mend, rule } of missing.slice(0, maxRows))
      lines.push(`- ${escaped(message)} (${rule})${mend === '' ? '' : ` \`${mend.replaceAll('`', "'")}\``}`);
    if (missing.length > maxRows) lines.push(`- and ${missing.length - maxRows} more`);
  } else lines.push('', 'Nothing is missing.');
  return `${lines.join('\n')}\n`;
}

function signature(mode: string, attestation: string): string {
  if (mode === 'restricted') return 'nobody yet';
  return attestation === 'signed' ? 'nobody yet' : 'not asked for';
}

function add(a: Counts | undefined, b: Counts): Counts {
  if (a === undefined) return b;
  const keys = Object.keys(a) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Counts;
}

/** No name or path makes Markdown, HTML or a mention of somebody. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}
