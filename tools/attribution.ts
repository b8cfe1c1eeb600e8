// `npm run bench:attribution`: how often the record is right, both ways. Replays the recorded sessions of
// `test/fixtures/sessions` through the classifier and the ledger, and prints the table that stands in the README.
//   --record [part of a name …]   plays them first, with real keys in a real VS Code (about 12 minutes for all)
//   --update                      writes the table into the README
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judge, type PlayedAndJudged, sessionNames } from '../test/support/sessions/score';
import { attributionTable, disagreements, mistakes } from '../test/support/sessions/table';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--record')) {
    const { playSessions } = (await import(pathToFileURL(join(__dirname, 'playSessions.mjs')).href)) as {
      playSessions(parts: readonly string[]): Promise<{ failed: number }>;
    };
    const parts = args.filter((arg) => !arg.startsWith('--'));
    const { failed } = await playSessions(parts);
    if (failed > 0) process.exitCode = 1;
  }
  const judged: PlayedAndJudged[] = [];
  for (const name of sessionNames()) judged.push(await judge(name));
  const table = attributionTable(judged);
  for (const line of mistakes(judged)) console.log(line);
  console.log(`\n${table}\n`);
  const apart = disagreements(judged);
  console.log(
    apart.length === 0 ? 'The window of the recording said the same of every line.' : apart.join('\n'),
  );
  if (args.includes('--update')) updateReadme(table);
}

function updateReadme(table: string): void {
  const file = join(__dirname, '../README.md');
  const text = readFileSync(file, 'utf8');
  const marks = /(<!-- attribution -->\n)[\s\S]*?(<!-- \/attribution -->)/;
  if (!marks.test(text)) throw new Error('README.md has no place for the table.');
  writeFileSync(
    file,
    text.replace(marks, (_, before: string, after: string) => `${before}${table}\n${after}`),
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
