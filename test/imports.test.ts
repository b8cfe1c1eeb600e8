import { deepStrictEqual, ok } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Imports point to the same room or to a lower floor; rooms on one floor do not know each other. */
const floors = [
  ['text'],
  ['provenance'],
  ['policy'],
  ['attestation'],
  ['git', 'assistants'],
  ['workflow'],
  ['report'],
  ['cli', 'editor'],
];
/**
 * Between the sub-rooms of one room: what each may import besides itself. `''` is what lies in the room itself. No circle
 * can be written down here without being seen.
 */
const walls: Record<string, Record<string, string[]>> = {
  provenance: { observe: ['', 'carry'], carry: [''], written: [''] },
  policy: { editing: [''], rules: [''] },
  git: { store: ['repository'], hooks: ['repository', 'store'], objects: ['repository'] },
  workflow: {
    verify: ['policy'],
    agents: ['agents/shell', 'install'],
    commit: ['agents', 'install', 'policy', 'verify'],
    audit: ['policy'],
    read: ['commit'],
  },
  editor: {
    '': [
      'commit',
      'policyEditing',
      'provenance',
      'provenance/lines',
      'provenance/marks',
      'setup',
      'signing',
      'statusBar',
      'window',
      'zones',
    ],
    zones: ['window'],
    setup: ['window'],
    policyEditing: ['window'],
    'provenance/lines': ['window'],
    commit: ['provenance/lines', 'setup', 'window'],
    provenance: ['commit', 'provenance/lines', 'window'],
    'provenance/marks': ['commit', 'provenance/lines', 'window', 'zones'],
    signing: ['commit', 'window', 'zones'],
    statusBar: ['commit', 'provenance/lines', 'window', 'zones'],
  },
};
/** Packages, by the files and rooms that may import them. A new one is added here with its reason. */
const packages: Record<string, string[]> = {
  vscode: ['editor/'],
  // Where untrusted bytes enter.
  zod: ['policy/schema.ts', 'cli/mcp.ts'],
  // The protocol that agents ask by: a bundle of its own.
  '@modelcontextprotocol/sdk': ['cli/mcp.ts'],
  minimatch: ['policy/compile.ts'],
  yaml: ['policy/'],
  // Scales and stacks of the report's charts: a bundle of its own.
  'd3-scale': ['report/chart.ts'],
  'd3-shape': ['report/chart.ts'],
  // Agents' settings are edited as text: comments, order and blanks stay. It is pure.
  'jsonc-parser': ['text/jsonText.ts'],
};
/** Pure rooms, with the modules of Node they may use. */
const pure: Record<string, string[]> = {
  text: [],
  provenance: [],
  policy: [],
  attestation: ['node:crypto'],
  report: ['node:crypto'],
};
/** What a hook loads reads a compiled policy: at a commit, each of these costs more than the rest of it. */
const notInHook = ['zod', 'minimatch', 'yaml', 'jsonc-parser', 'vscode'];

const importOf =
  /^(?:import|export)\s[\w\s{},*$]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

type Sources = ReadonlyMap<string, string>;

/** Of each file, what it imports: `policy/schema` for a file of ours, else the module's name. */
function edgesOf(sources: Sources): [file: string, target: string][] {
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(importOf)].map(([, from, bare, call]): [string, string] => {
      const target = from ?? bare ?? call ?? '';
      return [file, target.startsWith('.') ? posix.join(posix.dirname(file), target) : target];
    }),
  );
}

function violations(sources: Sources): string[] {
  const roomOf = (path: string) => path.split('/')[0]!;
  const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room));
  const found = edgesOf(sources).filter(([file, target]) => {
    const room = roomOf(file);
    if (target.startsWith('node:')) return pure[room] && !pure[room].includes(target);
    if (target.startsWith('..')) return true;
    const floor = floorOf(roomOf(target));
    if (floor >= 0) return roomOf(target) === room ? !isOpen(file, target) : floor >= floorOf(room);
    const places = Object.hasOwn(packages, packageOf(target)) ? packages[packageOf(target)]! : [];
    return !places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
  });
  const hook = reachable('cli/gitHook.ts', sources).filter(([, target]) =>
    notInHook.includes(packageOf(target)),
  );
  return [
    ...found.map(([file, target]) => `src/${file} imports ${target}`),
    ...hook.map(([file, target]) => `dist/hook.cjs gets ${target} by src/${file}`),
    ...[...sources].flatMap(([file, text]) => [
      ...(floorOf(roomOf(file)) < 0 ? [`src/${file} is in no room`] : []),
      ...(/(?:^|\/)index\.ts$/.test(file) ? [`src/${file} is a barrel`] : []),
      ...(/^export\s+default\b/m.test(text) ? [`src/${file} has a default export`] : []),
    ]),
  ];
}

/** Whether the wall between the sub-rooms of two files of one room has a door. */
function isOpen(file: string, target: string): boolean {
  const [room] = file.split('/');
  const [from, to] = [file, target].map((path) => posix.dirname(path).slice(room!.length + 1));
  return from === to || (walls[room!]?.[from!] ?? []).includes(to!);
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The edges of all files that `entry` loads at its start; a type alone loads nothing, nor does `import()`. */
function reachable(entry: string, sources: Sources): [string, string][] {
  const typeOnly = /^(?:import|export)\s+(?:type\b[^;]*|\{(?:\s*type\s+\w+,?)+\s*\}\s*from[^;]*);/gm;
  const typeless = (text: string) => text.replace(typeOnly, '').replace(/\bimport\([^)]*\)/g, '');
  const edges = edgesOf(new Map([...sources].map(([file, text]) => [file, typeless(text)])));
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const [from, target] of edges) if (from === file) seen.add(`${target}.ts`);
  }
  return edges.filter(([file]) => seen.has(file));
}

/** Files that import themselves by way of others, types included. */
function inCircle(sources: Sources): string[] {
  const imports = new Map<string, string[]>();
  for (const [file, target] of edgesOf(sources))
    imports.set(file, [...(imports.get(file) ?? []), `${target}.ts`]);
  return [...sources.keys()].filter((start) => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      for (const target of imports.get(file) ?? []) {
        if (reached.has(target)) continue;
        reached.add(target);
        follow(target);
      }
    };
    follow(start);
    return reached.has(start);
  });
}

/** Types, interfaces and classes of one name that are declared in several files. */
function declaredTwice(sources: Sources): string[] {
  const files = new Map<string, string[]>();
  for (const [file, text] of sources) {
    for (const [, name] of text.matchAll(
      /^(?:export )?(?:declare )?(?:abstract )?(?:type|interface|class|enum) (\w+)/gm,
    ))
      files.set(name!, [...(files.get(name!) ?? []), file]);
  }
  return [...files].flatMap(([name, all]) =>
    new Set(all).size > 1 ? [`${name}: ${[...new Set(all)].join(', ')}`] : [],
  );
}

function sourcesOf(src: string): Sources {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[cm]?[jt]sx?$/.test(file),
  );
  return new Map(
    files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(src, file), 'utf8')] as const),
  );
}

describe('the imports of src', () => {
  it('point down, and each package is where it belongs', () => {
    const sources = sourcesOf(join(__dirname, '..', 'src'));
    ok(edgesOf(sources).length > 20, 'the imports were not found');
    deepStrictEqual(violations(sources), []);
  });

  it('make no circle, not even of types', () => {
    deepStrictEqual(inCircle(sourcesOf(join(__dirname, '..', 'src'))), []);
    const circle = new Map([
      ['text/a.ts', "import { b } from './b';"],
      ['text/b.ts', "export type { C } from './c';"],
      ['text/c.ts', "import type { B } from './b';"],
    ]);
    deepStrictEqual(inCircle(circle), ['text/b.ts', 'text/c.ts']);
  });

  it('are found out when they do not', () => {
    const sources = new Map([
      ['text/a.ts', "import { x } from '../policy/b';\nimport 'node:fs';\nexport default x;"],
      [
        'policy/b.ts',
        "import {\n  type C,\n  d,\n} from \"../text/a\";\nexport * as z from 'zod/mini';\nimport * as y from 'yaml';",
      ],
      [
        'git/c.ts',
        "import type { D } from '../assistants/d';\nconst v = require('vscode');\nimport 'node:fs';",
      ],
      ['assistants/d.ts', "const later = () => import('../workflow/e');\nimport _ from '@scope/lodash/fp';"],
      [
        'workflow/e.ts',
        "import { b } from '../policy/b';\n// import { x } from '../cli/f';\nimport '../../test/x';",
      ],
      ['cli/gitHook.ts', "import { e } from '../workflow/e';\nimport type { M } from 'minimatch';"],
      ['cli/index.ts', "import * as vscode from 'vscode';\nimport { x } from '../editor/x';"],
      ['util.ts', ''],
    ]);
    deepStrictEqual(violations(sources), [
      'src/text/a.ts imports policy/b',
      'src/text/a.ts imports node:fs',
      'src/policy/b.ts imports zod/mini',
      'src/git/c.ts imports assistants/d',
      'src/git/c.ts imports vscode',
      'src/assistants/d.ts imports workflow/e',
      'src/assistants/d.ts imports @scope/lodash/fp',
      'src/workflow/e.ts imports ../test/x',
      'src/cli/gitHook.ts imports minimatch',
      'src/cli/index.ts imports vscode',
      'src/cli/index.ts imports editor/x',
      'dist/hook.cjs gets zod/mini by src/policy/b.ts',
      'dist/hook.cjs gets yaml by src/policy/b.ts',
      'src/text/a.ts has a default export',
      'src/cli/index.ts is a barrel',
      'src/util.ts is in no room',
    ]);
  });
});

describe('what differs between systems', () => {
  it('is said in one file', () => {
    const sources = [...sourcesOf(join(__dirname, '..', 'src'))].filter(([, text]) =>
      /\bplatform\(\)|\bprocess\s*(?:\.|\[['"])\s*platform\b|\{[^}]*\bplatform\b[^}]*\}\s*=\s*process\b/.test(
        text,
      ),
    );
    deepStrictEqual(
      sources.map(([file]) => file),
      ['git/repository/system.ts'],
    );
  });
});

describe('the names of types in src', () => {
  it('stand once in the tree, so that a name means one thing', () => {
    deepStrictEqual(declaredTwice(sourcesOf(join(__dirname, '..', 'src'))), []);
    const sources = new Map([
      ['text/a.ts', 'export interface Range {}\nexport interface Range {}\ntype Only = 1;'],
      ['git/b.ts', 'class Range {}\nclass Other {}'],
    ]);
    deepStrictEqual(declaredTwice(sources), ['Range: text/a.ts, git/b.ts']);
  });
});
