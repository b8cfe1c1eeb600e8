import { deepStrictEqual, strictEqual } from 'node:assert';
import { parseManifest } from '../../../src/workflow/audit/auditManifest';

const oid = 'A'.repeat(40);
const digest = 'b'.repeat(64);

describe('the manifest of an audit', () => {
  it('names paths, contents, or both', () => {
    const text = `# of 2026\n\n./data/a.csv\r\n${oid}\nsha256:${digest}\n${digest}\n${digest} *raw b.csv\n{"path": "c", "oid": "${oid}", "other": 1}\n${'c'.repeat(39)}\n`;
    deepStrictEqual(parseManifest(text), [
      { line: 3, path: 'data/a.csv' },
      { line: 4, oid: 'a'.repeat(40) },
      { line: 5, sha256: digest },
      { line: 6, sha256: digest },
      { line: 7, sha256: digest, path: 'raw b.csv' },
      { line: 8, path: 'c', oid: 'a'.repeat(40) },
      { line: 9, path: 'c'.repeat(39) },
    ]);
  });

  it('is refused with the line that is wrong', () => {
    for (const [text, message] of [
      ['', 'It has no entry.'],
      ['# nothing\n', 'It has no entry.'],
      ['a\n{"path": ', 'Line 2: it begins like JSON and is none.'],
      ['{"path": 1}', 'Line 1: `path` must be text.'],
      ['{"oid": "HEAD"}', 'Line 1: `oid` must be 40 or 64 hexadecimal digits.'],
      ['{"sha256": "x"}', 'Line 1: `sha256` must be 64 hexadecimal digits.'],
      ['{"file": "x"}', 'Line 1: it names no `path`, `oid` or `sha256`.'],
    ] as const)
      strictEqual(parseManifest(text), message);
  });
});
