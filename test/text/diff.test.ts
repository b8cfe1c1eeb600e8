import { strict as assert } from 'node:assert';
import { diff, type Match } from '../../src/text/diff';
import { property, type Random } from '../support/random';

/** `=a` for what both have, `-a` and `+a` for the rest; the shortest way from `a` to `b`. */
function show(a: string, b: string): string {
  let result = '';
  let [i, j] = [0, 0];
  for (const m of [...diff([...a], [...b]), { aStart: a.length, bStart: b.length, length: 0 }]) {
    if (m.aStart > i) result += `-${a.slice(i, m.aStart)}`;
    if (m.bStart > j) result += `+${b.slice(j, m.bStart)}`;
    if (m.length > 0) result += `=${a.slice(m.aStart, m.aStart + m.length)}`;
    [i, j] = [m.aStart + m.length, m.bStart + m.length];
  }
  return result;
}

describe('diff', () => {
  const cases: [a: string, b: string, expected: string][] = [
    ['', '', ''],
    ['abc', 'abc', '=abc'],
    ['', 'ab', '+ab'],
    ['ab', '', '-ab'],
    ['abc', 'axc', '=a-b+x=c'],
    ['abc', 'abcx', '=abc+x'],
    ['abc', 'xabc', '+x=abc'],
    ['abcdefg', 'axcdyzg', '=a-b+x=cd-ef+yz=g'],
    ['aab', 'b', '-aa=b'],
  ];
  for (const [a, b, expected] of cases)
    it(`${a || '∅'} → ${b || '∅'}`, () => assert.equal(show(a, b), expected));

  property('matches equal stretches, in order, and as many as there can be', 2000, (random, trace) => {
    const a = word(random);
    const b = random.chance(0.5) ? word(random) : changed(random, a);
    trace(`${a} → ${b}`);
    const matches = diff([...a], [...b]);
    checkMatches(a, b, matches);
    assert.equal(total(matches), longest(a, b));
  });

  it('compares files that were rewritten but for a few lines', () => {
    const side = (name: string) =>
      Array.from({ length: 20_000 }, (_, i) => (i % 1000 === 7 ? `${i}` : name + i));
    assert.equal(diff(side('a'), side('b')).length, 20);
  });

  it('gives up on what is too different to compare, and keeps the ends', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `${i}`);
    const turned = [...lines.slice(0, 2), ...lines.slice(2, -2).reverse(), ...lines.slice(-2)];
    assert.deepEqual(diff(lines, turned), [
      { aStart: 0, bStart: 0, length: 2 },
      { aStart: 9998, bStart: 9998, length: 2 },
    ]);
  });
});

function word(random: Random): string {
  const letters = random.pick(['ab', 'abcd', 'abcdefghijkl']);
  return Array.from({ length: random.below(14) }, () => random.pick([...letters])).join('');
}

function changed(random: Random, text: string): string {
  const at = random.offset(text.length);
  return text.slice(0, at) + word(random) + text.slice(random.offset(text.length, [at, at + 1]));
}

function checkMatches(a: string, b: string, matches: readonly Match[]): void {
  let [i, j] = [0, 0];
  for (const [n, m] of matches.entries()) {
    assert.ok(m.length > 0 && m.aStart >= i && m.bStart >= j, 'in order');
    assert.ok(n === 0 || m.aStart > i || m.bStart > j, 'two that touch are one');
    assert.equal(a.slice(m.aStart, m.aStart + m.length), b.slice(m.bStart, m.bStart + m.length));
    [i, j] = [m.aStart + m.length, m.bStart + m.length];
  }
  assert.ok(i <= a.length && j <= b.length);
}

function total(matches: readonly Match[]): number {
  return matches.reduce((sum, m) => sum + m.length, 0);
}

/** The longest common subsequence, by the table. */
function longest(a: string, b: string): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) next.push(x === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}
