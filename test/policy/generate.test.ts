import { deepEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../src/policy/parse';
import { generatedFiles } from '../../tools/generate';
import { l10nBundle, l10nFile } from '../../tools/l10n';

const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');

/** Its first argument, where that is one literal. */
const call = /(?<![\w`])l10n\.t\((?:\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?=,|\)|\s)|.*)/g;

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

describe('what is made from the schema', () => {
  it('is up to date (else: npx tsx tools/generate.ts)', () => {
    const made = generatedFiles(read);
    deepEqual(made, Object.fromEntries(Object.keys(made).map((path) => [path, read(path)])));
  });

  it('has every word for translators (else: npx tsx tools/generate.ts)', async () => {
    const made = await l10nBundle(join(__dirname, '../..'));
    deepEqual(made, read(l10nFile));
    deepEqual(Object.keys(JSON.parse(made)).length > 100, true);
  }).timeout(60_000);

  it('misses no word that the source has for translators', () => {
    const words: Record<string, string> = JSON.parse(read(l10nFile));
    const src = join(__dirname, '../../src');
    const calls = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(join(src, name), 'utf8').matchAll(call)]);
    // What the schema says of a key is added by the schema.
    const missed = calls.filter(
      ([all, text]) => !all.startsWith('l10n.t(about)') && !(unquoted(text ?? '') in words),
    );
    deepEqual(
      missed.map(([all]) => all),
      [],
    );
    deepEqual(calls.length > 300, true);
  });

  it('describes every key', () => {
    const rows = read('docs/policy.md')
      .split('\n')
      .filter((line) => /^\| `\w/.test(line) && line.split(' | ').length >= 4);
    deepEqual(
      rows.filter((row) => / \| {2}\|$/.test(row)),
      [],
    );
    deepEqual(rows.length > 60, true);
  });

  it('stands beside an example that is right', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(read('docs/policy.md'))?.[1] ?? '';
    deepEqual(parsePolicy(example).problems, []);
  });
});
