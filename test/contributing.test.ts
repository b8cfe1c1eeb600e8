import { deepStrictEqual, match, ok } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

// What a contributor meets first says names of scripts, files and actions; here they are held to be true.

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const sources = new Set(
  ['src', 'test', 'docs/ci'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => name.split(/[\\/]/).at(-1)!,
    ),
  ),
);
const pages = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs/internals.md'];

/** Scripts of npm that a text starts and that package.json does not have. */
function unknownScripts(text: string): string[] {
  const started = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(
    ([, run, test]) => run ?? test!,
  );
  return started.filter((name) => !scripts.includes(name));
}

/** Paths in backticks, links and names of files that lead nowhere. `<word>` and `*` stand for any name. */
function missingPaths(page: string): string[] {
  const text = read(page);
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path]) => path!);
  const ours = quoted.filter((path) => /^(?:\.github|\.vscode|docs|l10n|media|src|test|tools)\//.test(path));
  const bare = quoted.filter((path) => /^\w+(?:\.test)?\.(?:ts|sh)$/.test(path) && !sources.has(path));
  const linked = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, path]) =>
    join(dirname(page), path!),
  );
  const missing = [...ours, ...linked].filter((path) => !/[<*]/.test(path) && !existsSync(join(root, path)));
  return [...missing, ...bare];
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<
    string,
    { 'timeout-minutes'?: number; permissions?: unknown; steps: { uses?: string }[] }
  >;
}

describe('the workflows', () => {
  for (const path of workflows) {
    it(`${path} pins its actions by digest, says its permissions and runs scripts that exist`, () => {
      const text = read(path);
      const { permissions, jobs } = parse(text) as Workflow;
      for (const granted of [permissions, ...Object.values(jobs).map((job) => job.permissions ?? {})])
        ok(typeof granted === 'object' && granted !== null, 'permissions are a list, never all');
      const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
      // As the lines have it, with the version that the digest stands for.
      const pinned = /uses: ([\w-]+\/[\w./-]+@[0-9a-f]{40}) # v\d+\.\d+\.\d+$/gm;
      deepStrictEqual(
        [...text.matchAll(pinned)].map(([, action]) => action),
        used,
      );
      for (const [name, job] of Object.entries(jobs)) ok(job['timeout-minutes'], `${name} has no time limit`);
      deepStrictEqual(unknownScripts(text), []);
    });
  }

  it('say the same digest for the same version', () => {
    const lines = workflows.flatMap((path) => [...read(path).matchAll(/uses: ([^@\s]+)@(\S+ # \S+)/g)]);
    const digests = new Map(lines.map(([, action, digest]) => [action, digest]));
    deepStrictEqual(
      lines.filter(([, action, digest]) => digests.get(action) !== digest),
      [],
    );
  });
});

describe('what an editor is told in .vscode', () => {
  interface Task {
    readonly label: string;
    readonly script?: string;
    readonly args?: string[];
  }
  const { tasks } = JSON.parse(read('.vscode/tasks.json')) as { tasks: Task[] };

  it('has tasks whose scripts exist', () => {
    deepStrictEqual(
      tasks.filter(({ script }) => script && !scripts.includes(script)),
      [],
    );
    deepStrictEqual(unknownScripts(read('.vscode/tasks.json')), []);
  });

  it('starts programs that exist, after tasks that exist', () => {
    const text = read('.vscode/launch.json');
    const before = [...text.matchAll(/"preLaunchTask": "([^"]+)"/g)].map(([, label]) => label);
    deepStrictEqual(
      before.filter((label) => !tasks.some((task) => task.label === label)),
      [],
    );
    // What esbuild makes is not there before a build.
    const programs = [...text.matchAll(/\$\{workspaceFolder\}\/([^"*]+\.\w+)"/g)].map(([, path]) => path!);
    deepStrictEqual(
      programs.filter((path) => !path.startsWith('dist/') && !existsSync(join(root, path))),
      [],
    );
  });
});

describe('the pages for contributors', () => {
  for (const page of pages) {
    it(`${page} names scripts and files that exist`, () => {
      deepStrictEqual(unknownScripts(read(page)), []);
      deepStrictEqual(missingPaths(page), []);
    });
  }

  it('ARCHITECTURE.md stays a page: at most 200 lines of 160 characters, and each room of src has its heading', () => {
    const lines = read('ARCHITECTURE.md').split('\n');
    ok(lines.length <= 201, `${lines.length} lines`);
    deepStrictEqual(
      lines.filter((line) => [...line].length > 160),
      [],
    );
    const rooms = readdirSync(join(root, 'src')).map((room) => `### \`src/${room}\``);
    deepStrictEqual(
      rooms.filter((heading) => !lines.includes(heading)),
      [],
    );
  });

  it('the changelog has the form of Keep a Changelog', () => {
    const headings = [...read('CHANGELOG.md').matchAll(/^(##?#?) (.*)$/gm)].map(([, level, text]) => [
      level,
      text!,
    ]);
    deepStrictEqual(headings.slice(0, 2), [
      ['#', 'Changelog'],
      ['##', '[Unreleased]'],
    ]);
    for (const [level, text] of headings.slice(2))
      match(
        text!,
        level === '##'
          ? /^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/
          : /^(?:Added|Changed|Deprecated|Removed|Fixed|Security)$/,
      );
  });
});

describe('the exceptions from the rule on complexity', () => {
  it('are files that exist, fewer with time and never more', () => {
    const { overrides } = JSON.parse(read('biome.json')) as { overrides: { includes: string[] }[] };
    const excepted = overrides.flatMap(({ includes }) => includes);
    deepStrictEqual(
      excepted.filter((path) => !existsSync(join(root, path))),
      [],
    );
    ok(excepted.length <= 1, `${excepted.length} files`);
  });
});
