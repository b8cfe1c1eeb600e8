import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../src/policy/parse';
import { generatedFiles } from '../../tools/generate';

const read = (path: string) => readFileSync(join(__dirname, '../..', path), 'utf8');

describe('what is made from the schema', () => {
  it('is up to date (else: npx tsx tools/generate.ts)', () => {
    const made = generatedFiles(read);
    deepEqual(made, Object.fromEntries(Object.keys(made).map((path) => [path, read(path)])));
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
