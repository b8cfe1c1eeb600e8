import { deepStrictEqual } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { Delay } from '../../../src/editor/window/delay';

describe('a delay', () => {
  it('makes one look of several requests, at the earliest time that was asked for', async () => {
    let looks = 0;
    const delay = new Delay(() => looks++);
    delay.within(10_000);
    delay.within(5);
    delay.within(10_000);
    await sleep(50);
    deepStrictEqual(looks, 1);
    delay.within(5);
    await sleep(50);
    deepStrictEqual(looks, 2);
  });

  it('waits anew when asked to, and never again once disposed', async () => {
    let looks = 0;
    const delay = new Delay(() => looks++);
    delay.restart(5);
    delay.restart(10_000);
    await sleep(50);
    deepStrictEqual(looks, 0);
    delay.restart(5);
    delay.dispose();
    await sleep(50);
    deepStrictEqual(looks, 0);
  });
});
