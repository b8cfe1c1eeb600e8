// `npm run test:tools`: commits by other programs than git, each really run, with what `docs/commit-paths.md` says of them.
// They come from Debian and npm into `.vscode-test`. `UPDATE_DOCS=1` writes down what was seen.
import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProgramPath, programPaths, type Seen } from './otherPrograms';
import { outcomeOf } from './outcome';
import { type Made, Stage } from './stage';

const file = join(__dirname, 'otherPrograms.json');

describe('commits by other programs', function () {
  this.timeout(300_000);
  const seen = new Map<ProgramPath, Seen>();

  for (const path of programPaths) {
    it(path.name, async () => {
      const stage = await Stage.open();
      try {
        const made = await path.run(stage);
        const found = new Set<Seen['outcome']>();
        for (const one of Array.isArray(made) ? (made as Made[]) : [made as Made])
          found.add(await outcomeOf(stage, one));
        const [outcome, ...others] = found;
        deepStrictEqual(others, [], `${outcome}, and ${others}`);
        const [known, all] = await stage.known();
        const { name } = path;
        const row = { name, version: path.version(), outcome: outcome!, known: `${known} of ${all}` };
        seen.set(path, row);
        if (process.env.UPDATE_DOCS !== '1') {
          const rows = JSON.parse(readFileSync(file, 'utf8')) as Seen[];
          const { version: _, ...before } = rows.find((one) => one.name === name)!;
          const { version: __, ...now } = row;
          deepStrictEqual(now, before);
        }
      } finally {
        stage.close();
      }
    });
  }

  after(() => {
    if (process.env.UPDATE_DOCS !== '1' || seen.size < programPaths.length) return;
    const rows = programPaths.map((path) => seen.get(path));
    writeFileSync(file, `${JSON.stringify(rows, undefined, 2)}\n`);
  });
});
