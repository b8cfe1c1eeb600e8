import { strict as assert } from 'node:assert';
import { ChunkedText } from '../../src/text/chunks';
import { FreshText, property, type Random } from '../support/random';

describe('ChunkedText', () => {
  property('is the string it stands for, whatever is replaced', 2000, (random, trace) => {
    const fresh = new FreshText();
    // A chunk is 4,096 units: texts around one and several of them.
    const first = textOfLength(fresh, random.pick([0, 1, 20, 4095, 4096, 4097, 8192, 9000, 20_000]));
    const chunked = new ChunkedText(first);
    let plain = first;
    let ends: number[] = [4096, 8192];
    for (let i = 0; i < 8; i++) {
      const start = random.offset(plain.length, ends);
      const end = random.chance(0.3) ? start : Math.min(plain.length, start + spanOf(random, plain.length));
      const text = textOfLength(fresh, random.pick([0, 0, 1, 2, 30, 4096, 9000]));
      trace(`replace ${start}..${end} of ${plain.length} by ${text.length}`);
      const removed = chunked.replace(start, end, text);
      const whole = { removed: plain.slice(start, end), length: plain.length + text.length - (end - start) };
      plain = plain.slice(0, start) + text + plain.slice(end);
      assert.deepEqual({ removed, length: chunked.length }, whole);
      assert.ok(chunked.toString() === plain, 'the texts differ');
      const from = random.offset(plain.length, [start, start + text.length]);
      const to = random.offset(plain.length, [start, start + text.length]);
      assert.ok(chunked.slice(from, to) === (from < to ? plain.slice(from, to) : ''), `slice ${from}..${to}`);
      ends = [start, start + text.length, 4096];
    }
    assert.ok(chunked.equals(plain) && !chunked.equals(`${plain}x`) && !chunked.equals(`x${plain}`));
    if (plain !== '') assert.ok(!chunked.equals(`${plain.slice(0, -1)}x`));
  });
});

function spanOf(random: Random, length: number): number {
  return random.pick([1, 2, 40, 4096, 8192, length]);
}

/** Exactly as many units. */
function textOfLength(fresh: FreshText, length: number): string {
  let text = '';
  while (text.length < length) text += fresh.character();
  return text;
}
