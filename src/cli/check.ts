import type { Finding } from '../policy/rules/rules';
import { printable } from '../text/printable';
import { stagedProvenance } from '../workflow/commit/staged';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';
import { paint, type Style } from './paint';

const usage = `Usage: colophon check --staged [--json]

Lists what in the staged change breaks the policy, and how to mend it.
Exit: 0 nothing stops the commit, 1 a finding does, 2 it could not be told.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { staged: { type: 'boolean' } }, usage, io);
  if (typeof read === 'number') return read;
  const { values } = read;
  if (!values.staged) return refuse(io, `Say what to check: colophon check --staged\n${usage}`);
  const opened = await openRepository(io);
  if (!opened) return 2;
  const staged = await stagedProvenance(opened.repo, opened.policy, Date.now());
  if (staged.kind === 'problem') return refuse(io, staged.message);
  const { findings } = staged.provenance;
  const ok = findings.every(({ severity }) => severity !== 'block');
  if (values.json) io.stdout(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else if (findings.length === 0) io.stdout('Nothing in the staged change breaks the policy.\n');
  else io.stdout(findingsText(findings, io));
  return ok ? 0 : 1;
}

const styles = { block: ['bold', 'red'], warn: ['yellow'], record: ['dim'] } satisfies Record<string, Style>;

/** For people: one finding a paragraph, what stops the commit (or what `stops` says) first. */
export function findingsText(
  findings: readonly Finding[],
  io: Pick<Io, 'hasColours'>,
  stops = 'stops the commit',
): string {
  const order = ['block', 'warn', 'record'] as const;
  const words = { block: stops, warn: 'warning', record: 'note' } as const;
  return [...findings]
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(({ rule, severity, path, line, message, mend }) => {
      const place = path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}: `;
      const verdict = paint(io, styles[severity], words[severity]);
      return `${printable(`${place}${message}`)}\n  ${verdict} (${rule})${mend === '' ? '' : ` → ${printable(mend)}`}\n`;
    })
    .join('\n');
}
