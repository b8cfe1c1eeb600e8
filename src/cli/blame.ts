import { lstatSync, readFileSync } from 'node:fs';
import { discover } from '../git/repository/discover';
import { printable } from '../text/printable';
import { repositoryPath } from '../workflow/policy/lookup';
import { type BlameLine, blameFile } from '../workflow/read/blame';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';

const usage = `Usage: colophon blame [--json] <file>

Says for each line of a file where it came from: the commit, origin, evidence and assistant. What was committed is read
from the notes in refs/notes/colophon, the rest from the ledger; a line of which nothing was recorded is unknown.
Exit: 0 said, 2 it could not be told.
`;

const MAX_BYTES = 16 * 1024 * 1024;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, {}, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) return refuse(io, `Name one file.\n${usage}`);
  const found = await discover(io.cwd, io.env);
  if (found.kind !== 'ok') return refuse(io, found.message);
  const path = repositoryPath(found.repo.root, io.cwd, name);
  if (path === undefined) return refuse(io, `${name} is outside of the repository ${found.repo.root}.`);
  const file = `${found.repo.root}/${path}`;
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return refuse(io, `${name} is no file.`);
  if (stat.size > MAX_BYTES) return refuse(io, `${name} is larger than ${MAX_BYTES / 1024 / 1024} MB.`);
  const content = readFileSync(file);
  if (content.includes(0)) return refuse(io, `${name} is a binary file.`);
  const blamed = await blameFile(found.repo, path);
  if (typeof blamed === 'string') return refuse(io, blamed);
  const { lines, texts } = blamed;
  io.stdout(values.json ? `${JSON.stringify({ path, lines }, null, 2)}\n` : table(lines, texts));
  return 0;
}

/** One line a source line, in columns, as `git blame` has them. */
function table(lines: readonly BlameLine[], texts: readonly string[]): string {
  const rows = lines.map(({ line, origin, evidence, assistant, model, commit }) => [
    commit?.slice(0, 10) ?? 'not yet',
    origin,
    evidence ?? '',
    [assistant, model].filter((part) => part !== undefined).join(':'),
    String(line),
  ]);
  const widths = [0, 0, 0, 0, 0];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i]!, cell.length);
  return rows
    .map((row, i) => {
      const cells = row.map((cell, column) =>
        column === 4 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
      return `${printable(`${cells.join('  ')}  ${(texts[i] ?? '').replace(/\r$/, '')}`)}\n`;
    })
    .join('');
}
