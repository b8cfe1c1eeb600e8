import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carry } from '../../src/provenance/carry/carry';
import { SAME_TEXT } from '../../src/provenance/carry/sameTokens';
import { decideLines } from '../../src/provenance/decide';
import { runsOf } from '../../src/provenance/runs';
import type { Source } from '../../src/provenance/source';

const root = join(__dirname, '../..');
const ai: Source = { origin: 'ai', evidence: 'reported' };
const unseen: Source = { origin: 'unknown', cause: 'unobserved' };
const forms = {
  'narrow, tabs, double quotes, no semicolons': {
    formatter: { lineWidth: 60, indentStyle: 'tab' },
    javascript: { formatter: { quoteStyle: 'double', semicolons: 'asNeeded', trailingCommas: 'none' } },
  },
  'wide, four blanks, double quotes': {
    formatter: { lineWidth: 160, indentStyle: 'space', indentWidth: 4 },
    javascript: { formatter: { quoteStyle: 'double', bracketSpacing: false } },
  },
};

/** How many lines of a text are called AI's, where an AI text stood in its place before. */
class Share {
  #called = 0;
  #lines = 0;

  add(before: string, now: string): void {
    const lines = now.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [i + 1]));
    const runs = carry(before, runsOf(before.length, ai), now, unseen);
    const records = decideLines(now, runs, lines, () => true);
    this.#called += records.filter(({ origin }) => origin === 'ai' || origin === 'mixed').length;
    this.#lines += lines.length;
  }

  toString(): string {
    return `${(this.#called / this.#lines).toFixed(4)} (${this.#called} of ${this.#lines} lines)`;
  }
}

/**
 * The threshold `SAME_TEXT`: the functions of our own source as AI's, written anew by a real formatter, and with another
 * function in the place of each.
 */
export function run(): void {
  const source = join(root, 'src');
  const functions = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap(
      (file) =>
        readFileSync(join(source, file), 'utf8').match(/^(?:export )?(?:async )?function [\s\S]*?^}\n/gm) ??
        [],
    )
    .filter((text) => text.split('\n').length > 5);
  console.log(`  ${functions.length} functions, threshold ${SAME_TEXT}`);
  for (const [name, form] of Object.entries(forms)) {
    const folder = mkdtempSync(join(tmpdir(), 'colophon-forms-'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(form));
    for (const [i, text] of functions.entries()) writeFileSync(join(folder, `${i}.ts`), text);
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    spawnSync(process.execPath, [biome, 'format', '--write', '.'], { cwd: folder, timeout: 120_000 });
    const kept = new Share();
    for (const [i, text] of functions.entries()) {
      const now = readFileSync(join(folder, `${i}.ts`), 'utf8');
      if (now !== text) kept.add(text, now);
    }
    rmSync(folder, { recursive: true });
    console.log(`  formatted (${name}): AI's still ${kept}`);
  }
  const other = new Share();
  for (const step of [1, 7, 101])
    for (const [i, text] of functions.entries()) other.add(text, functions[(i + step) % functions.length]!);
  console.log(`  another function in its place: called AI's ${other}`);
}
