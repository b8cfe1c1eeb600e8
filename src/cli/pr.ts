import { discoverHistory } from '../git/repository/discover';
import { recordedCounts } from '../workflow/commit/recordedCounts';
import { statementMarkdown } from '../workflow/verify/pullRequest';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
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
  if (result.kind === 'unverified') return refuse(io, `Could not verify. ${result.message}`);
  const found = await discoverHistory(io.cwd, io.env);
  if (found.kind === 'problem') return refuse(io, found.message);
  const markdown = await statementMarkdown(found.repo, result, recordedCounts);
  io.stdout(read.values.json ? `${JSON.stringify({ markdown }, null, 2)}\n` : markdown);
  return 0;
}
