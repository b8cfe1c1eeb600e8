import { strict as assert } from 'node:assert';
import { applyEdit, type Edit } from '../../src/text/edit';

/** `before` with `[old|new]` for each replacement. */
function check(marked: string, expected: string): void {
  const edit: { start: number; end: number; text: string }[] = [];
  let before = '';
  for (const m of marked.matchAll(/\[([^|\]]*)\|([^\]]*)\]|[^[]+/g)) {
    const start = before.length;
    before += m[1] ?? (m[2] === undefined ? m[0] : '');
    if (m[2] !== undefined) edit.push({ start, end: before.length, text: m[2] });
  }
  assert.equal(applyEdit(before, edit as Edit), expected);
}

describe('applyEdit', () => {
  const cases: [name: string, marked: string, after: string][] = [
    ['nothing', 'abc', 'abc'],
    ['at the start', '[|x]abc', 'xabc'],
    ['at the end', 'abc[|x]', 'abcx'],
    ['into an empty text', '[|x]', 'x'],
    ['of all', '[abc|]', ''],
    ['several, in coordinates of the text before', 'a[b|xyz]c[d|]e[|f]', 'axyzcef'],
    ['touching', '[a|1][b|2][|3]c', '123c'],
    ['two at one offset, in their order', 'a[|1][|2]b', 'a12b'],
  ];
  for (const [name, marked, after] of cases) it(name, () => check(marked, after));
});
