import { deepStrictEqual, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../src/policy/rules/rules';

const src = join(__dirname, '../../../src');

/**
 * What makes a finding, wherever it is written: an object with a rule, a judgement, or a shape that only findings have.
 * Parameters and properties of a type (`mend: string`) are none.
 */
const madeHere =
  /\brule: *(?:['"`]|\w+ \?)|\bas (?:Finding|Judgement)\b|\bmend:(?! *string\b)|\): (?:readonly )?Judgement\b/g;

function makersOf(text: string): string[] {
  return [...text.matchAll(madeHere)].map(([found]) => found);
}

describe('the rules', () => {
  it('are a file each, and each file is in the list', () => {
    const files = readdirSync(join(src, 'policy/rules'))
      .filter((name) => name === name.toLowerCase() && name.includes('-'))
      .map((name) => name.replace(/\.ts$/, ''));
    deepStrictEqual(files, Object.keys(rules).sort());
  });

  it('judge something, and say what they mean and what mends it', () => {
    for (const [id, { meaning, remedy, judges }] of Object.entries(rules)) {
      ok(meaning.endsWith('.') && remedy.endsWith('.'), id);
      ok(Object.keys(judges).length > 0, id);
    }
  });

  it('are the only ones that make findings', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      // Of the commands, one is named `mend`.
      .filter((name) => name.endsWith('.ts') && !/^(?:policy\/rules\/|cli\/commands\.ts)/.test(name));
    ok(files.length > 300);
    const found = files.flatMap((file) =>
      makersOf(readFileSync(join(src, file), 'utf8')).map((made) => `${file}: ${made}`),
    );
    deepStrictEqual(found, []);
  });

  it('would be found out elsewhere', () => {
    const text = `
      found.push({ rule: 'review-load', severity: 'warn', zone, message, mend: '' });
      const other = { rule: expired ? 'terms-expired' : 'vendor-not-approved', mend: \`colophon lookup\` };
      function own(): Judgement[] {}
      const read = ({ rule, mend }: { rule: Rule; mend: string }) => rule === 'review-load';
    `;
    deepStrictEqual(makersOf(text), ["rule: '", 'mend:', 'rule: expired ?', 'mend:', '): Judgement']);
  });
});
