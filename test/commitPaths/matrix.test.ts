import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitPath, commitPaths } from './commitPaths';
import { programPaths, type Seen, untried } from './otherPrograms';
import { outcomeOf } from './outcome';
import { type Made, type Outcome, Stage } from './stage';

const document = join(__dirname, '../../docs/commit-paths.md');

describe('every way to commit', function () {
  this.timeout(60_000);
  const seen = new Map<CommitPath, Outcome>();

  for (const path of commitPaths) {
    it(`${path.group}: ${path.name}`, async () => {
      const stage = await Stage.open(path.repository ?? {});
      try {
        const made = await path.run(stage);
        const found = [];
        for (const one of Array.isArray(made) ? (made as Made[]) : [made as Made])
          found.push(await outcomeOf(stage, one));
        deepStrictEqual(new Set(found), new Set([path.outcome]), `${stage.said}\n${stage.repo.message()}`);
        seen.set(path, path.outcome);
      } finally {
        stage.close();
      }
    });
  }

  it('is in the documentation, as it was seen', function () {
    if (seen.size < commitPaths.length) this.skip();
    const text = table();
    if (process.env.UPDATE_DOCS === '1') writeFileSync(document, text);
    strictEqual(existsSync(document) ? readFileSync(document, 'utf8') : '', text);
  });

  function table(): string {
    const groups = [...new Set(commitPaths.map(({ group }) => group))];
    const rows = (group: string) =>
      commitPaths
        .filter((path) => path.group === group)
        .map((path) => `| ${path.name} | ${seen.get(path)} | ${path.note ?? ''} |`);
    const tables = groups.map(
      (group) =>
        `## ${group}\n\n| commit path | trailers | note |\n|---|---|---|\n${rows(group).join('\n')}\n`,
    );
    return `${introduction}\n${tables.join('\n')}\n${programs()}`;
  }
});

/** As `npm run test:tools` saw them: not every machine has them. */
function programs(): string {
  const seen = JSON.parse(readFileSync(join(__dirname, 'otherPrograms.json'), 'utf8')) as Seen[];
  deepStrictEqual(
    seen.map(({ name }) => name),
    programPaths.map(({ name }) => name),
    'npm run test:tools has not seen them all: run it with UPDATE_DOCS=1',
  );
  const rows = seen.map(
    ({ name, version, outcome, known }, i) =>
      `| ${name} | ${version} | ${outcome} | ${known} | ${programPaths[i]!.note ?? ''} |`,
  );
  const others = untried.map(({ name, note }) => `| ${name} | not run |  |  | ${note} |`);
  return `## Other programs

Each was really run, by \`npm run test:tools\`, which takes them from Debian and npm; the last column but one is how many of the AI lines \`colophon blame\` knew afterwards. What was not run says so.

| commit path | which | trailers | AI lines known | note |
|---|---|---|---|---|
${[...rows, ...others].join('\n')}
`;
}

const introduction = `# Every way to commit

What becomes of Colophon's trailers on each commit path (each way in which git makes a commit). This page is made by the tests: \`test/commitPaths\` takes each path with the real git and the real hooks, compares the commit with a model that knows each line by its text, and writes down what it saw.

- **written**: the commit carries trailers that count its added lines, each under its origin.
- **kept**: the commit is made again from another one, and carries that one's trailers as they are.
- **combined**: the commit is made of several, and carries the trailers of each; readers add them up.
- **reported as missing**: git gives no chance to write them. The person is told, and the record is kept.
- **nothing to write**: the commit has no AI line, and asks for no trailer.

Whatever the path, the line-by-line record is kept as a note in \`refs/notes/colophon\` and moved to the commits that are made again; \`colophon blame\` reads it.
`;
