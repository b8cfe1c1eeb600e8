import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitPath, commitPaths } from './commitPaths';
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
    return `${introduction}\n${tables.join('\n')}`;
  }
});

const introduction = `# Every way to commit

What becomes of Colophon's trailers on each commit path (each way in which git makes a commit). This page is made by the tests: \`test/commitPaths\` takes each path with the real git and the real hooks, compares the commit with a model that knows each line by its text, and writes down what it saw.

- **written**: the commit carries trailers that count its added lines, each under its origin.
- **kept**: the commit is made again from another one, and carries that one's trailers as they are.
- **combined**: the commit is made of several, and carries the trailers of each; readers add them up.
- **reported as missing**: git gives no chance to write them. The person is told, and the record is kept.
- **nothing to write**: the commit has no AI line, and asks for no trailer.

Whatever the path, the line-by-line record is kept as a note in \`refs/notes/colophon\` and moved to the commits that are made again; \`colophon blame\` reads it.
`;

/** What is seen of a commit, compared with what its lines say; an outcome that is none of them is an error. */
async function outcomeOf(stage: Stage, { commit, from, besides, unseen }: Made): Promise<Outcome> {
  const carried = stage.carried(commit).filter((line) => line !== besides);
  const model = unseen ? [] : stage.trailers(commit);
  if (from.length > 0) {
    const parts = from.flatMap((one) => stage.carried(one));
    const accounts = (lines: readonly string[]) => lines.filter((line) => line.startsWith('AI-Prov')).sort();
    if (parts.length === 0 && carried.length === 0) return 'nothing to write';
    deepStrictEqual(accounts(carried), accounts(parts));
    if (accounts(parts).length === 1) deepStrictEqual(carried, parts);
    return accounts(parts).length === 1 ? 'kept' : 'combined';
  }
  if (carried.length > 0) {
    deepStrictEqual(carried, model);
    return 'written';
  }
  if (model.length === 0) return 'nothing to write';
  if (/this commit carries no trailers/.test(stage.said)) return 'reported as missing';
  if (commit === stage.head() && /and no trailers/.test(await stage.status())) return 'reported as missing';
  throw new Error(`nothing was written and nothing was said: ${model.join(' | ')}`);
}
