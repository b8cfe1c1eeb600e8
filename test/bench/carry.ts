import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carry } from '../../src/provenance/carry/carry';
import { SAME_TEXT } from '../../src/provenance/carry/sameTokens';
import { decideLines } from '../../src/provenance/decide';
import { runsOf } from '../../src/provenance/runs';
import type { Source } from '../../src/provenance/source';
import { runTool } from '../support/debian';

const root = join(__dirname, '../..');
const ai: Source = { origin: 'ai', evidence: 'reported' };
const unseen: Source = { origin: 'unknown', cause: 'unobserved' };
const thresholds = [0.3, 0.4, SAME_TEXT, 0.6, 0.7];

const packages = [
  'prettier@3.10.1',
  '@dprint/formatter@0.6.0',
  '@dprint/typescript@0.96.1',
  'clang-format@1.8.0',
];

/** A formatter in one of its styles: it writes the files of a folder anew. */
interface Formatter {
  readonly name: string;
  readonly format: (folder: string, files: readonly string[], programs: string) => void;
}

function node(args: readonly string[], cwd: string): void {
  const ran = spawnSync(process.execPath, args, {
    cwd,
    timeout: 300_000,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (ran.error) throw ran.error;
}

const biome = (name: string, config: object): Formatter => ({
  name: `biome, ${name}`,
  format: (folder) => {
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
    node([join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--write', '.'], folder);
  },
});

const prettier = (name: string, options: readonly string[]): Formatter => ({
  name: `prettier, ${name}`,
  format: (folder, _, programs) =>
    node(
      [join(programs, 'prettier/bin/prettier.cjs'), '--log-level=silent', '--write', ...options, '.'],
      folder,
    ),
});

const dprint = (name: string, config: object): Formatter => ({
  name: `dprint, ${name}`,
  format: (folder, files, programs) => {
    const script = `const { createFromBuffer } = require('@dprint/formatter'); const fs = require('fs');
const plugin = createFromBuffer(fs.readFileSync(require('@dprint/typescript').getPath()));
plugin.setConfig({}, ${JSON.stringify(config)});
for (const file of ${JSON.stringify(files)}) try {
  const now = plugin.formatText({ filePath: file, fileText: fs.readFileSync(file, 'utf8') });
  fs.writeFileSync(file, now);
} catch {}`;
    writeFileSync(join(folder, 'dprint.cjs'), `module.paths.push(${JSON.stringify(programs)});\n${script}`);
    node(['dprint.cjs'], folder);
  },
});

const clangFormat = (style: string): Formatter => ({
  name: `clang-format, ${style}`,
  format: (folder, files, programs) =>
    node([join(programs, 'clang-format/index.js'), '-i', `-style=${style}`, ...files], folder),
});

const formatters: readonly Formatter[] = [
  biome('narrow, tabs, double quotes, no semicolons', {
    formatter: { lineWidth: 60, indentStyle: 'tab' },
    javascript: { formatter: { quoteStyle: 'double', semicolons: 'asNeeded', trailingCommas: 'none' } },
  }),
  biome('wide, four blanks, double quotes', {
    formatter: { lineWidth: 160, indentStyle: 'space', indentWidth: 4 },
    javascript: { formatter: { quoteStyle: 'double', bracketSpacing: false } },
  }),
  prettier('its defaults', []),
  prettier('narrow, tabs, no semicolons', [
    '--print-width=60',
    '--use-tabs',
    '--no-semi',
    '--arrow-parens=avoid',
  ]),
  dprint('its defaults', {}),
  dprint('narrow, operators at the end', {
    lineWidth: 60,
    operatorPosition: 'sameLine',
    quoteStyle: 'preferSingle',
  }),
  clangFormat('Google'),
  clangFormat('Mozilla'),
];

/** How many lines of a text are called AI's, where an AI text stood in its place before. */
class Share {
  #called = 0;
  #lines = 0;

  add(before: string, now: string, threshold: number): void {
    const lines = now.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [i + 1]));
    const runs = carry(before, runsOf(before.length, ai), now, unseen, 'same', threshold);
    const records = decideLines(now, runs, lines, () => true);
    this.#called += records.filter(({ origin }) => origin === 'ai' || origin === 'mixed').length;
    this.#lines += lines.length;
  }

  toString(): string {
    return `${((100 * this.#called) / this.#lines).toFixed(2)} %`.padStart(9);
  }
}

/** Where the formatters of npm are; they come on the first run. */
function programsFolder(): string {
  const folder = join(root, '.vscode-test', 'formatters');
  const mark = join(folder, packages.join('+').replaceAll('/', '.'));
  if (!existsSync(mark)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    runTool('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], folder);
    writeFileSync(mark, '');
  }
  return join(folder, 'node_modules');
}

/** The functions of our own source, and of libraries, which others have written in another style. */
function functionsIn(folder: string, extensions: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => extensions.some((extension) => file.endsWith(extension)) && !file.endsWith('.d.ts'))
    .flatMap(
      (file) =>
        readFileSync(join(folder, file), 'utf8').match(/^(?:export )?(?:async )?function [\s\S]*?^}\n/gm) ??
        [],
    )
    .filter((text) => text.split('\n').length > 5 && text.length < 20_000);
}

/**
 * The threshold `SAME_TEXT`: functions as AI's, written anew by real formatters, and with another function in the place of
 * each. Both rates at several thresholds.
 */
export function run(): void {
  const libraries = ['mocha/lib', 'yaml/dist', 'ajv/lib'].map((name) => join(root, 'node_modules', name));
  const functions = [
    ...functionsIn(join(root, 'src'), ['.ts']),
    ...libraries.filter(existsSync).flatMap((folder) => functionsIn(folder, ['.js', '.ts'])),
  ];
  console.log(
    `  lines called AI's, by threshold; ${functions.length} functions; the threshold is ${SAME_TEXT}`,
  );
  console.log(`  ${''.padEnd(52)}${thresholds.map((one) => `${one}`.padStart(9)).join('')}`);
  const programs = programsFolder();
  const row = (name: string, pairs: readonly (readonly [string, string])[]) => {
    const shares = thresholds.map((threshold) => {
      const share = new Share();
      for (const [before, now] of pairs) share.add(before, now, threshold);
      return share;
    });
    console.log(`  ${`${name} (${pairs.length})`.padEnd(52)}${shares.join('')}`);
  };
  for (const { name, format } of formatters) {
    const folder = mkdtempSync(join(tmpdir(), 'colophon-forms-'));
    const files = functions.map((_, i) => `${i}.ts`);
    for (const [i, text] of functions.entries()) writeFileSync(join(folder, files[i]!), text);
    format(folder, files, programs);
    const formatted = functions.map(
      (text, i) => [text, readFileSync(join(folder, files[i]!), 'utf8')] as const,
    );
    rmSync(folder, { recursive: true });
    row(
      name,
      formatted.filter(([before, now]) => before !== now),
    );
  }
  for (const step of [1, 7, 101])
    row(
      `another function, ${step} further`,
      functions.map((text, i) => [text, functions[(i + step) % functions.length]!]),
    );
}
