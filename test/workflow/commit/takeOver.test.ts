import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AgentAtWork, Window } from '../../support/agentAtWork';
import { effort } from '../../support/effort';
import { FreshText, Random } from '../../support/random';

describe('an agent’s edit of an open file, reported by its hook', () => {
  let agent: AgentAtWork;
  let window: Window;
  const ai = '«ai:claude-code~reported|two\n»';
  const both = (expected: string) => assert.deepEqual([window.marks, window.ledger], [expected, expected]);
  const isPending = () => existsSync(join(agent.store.dir, 'pending'));

  beforeEach(async () => {
    agent = new AgentAtWork('one\n');
    window = await Window.on(agent);
    window.type(0, 'me\n');
    window.save();
  });
  afterEach(() => agent.remove());
  const mine = '«human~host|me\n»';

  it('is AI where the report comes first', () => {
    agent.write('me\none\ntwo\n');
    agent.report();
    window.notice();
    window.look();
    both(`${mine}«unknown|one\n»${ai}`);
    assert.deepEqual(window.told, ['claude-code']);
  });

  it('is AI where the editor sees the file first', () => {
    agent.write('me\none\ntwo\n');
    window.look();
    both(`${mine}«unknown|one\ntwo\n»`);
    agent.report();
    // The ledger alone knows it already, for who commits now.
    assert.equal(window.ledger, `${mine}«unknown|one\n»${ai}`);
    window.notice();
    both(`${mine}«unknown|one\n»${ai}`);
    assert.deepEqual(window.told, ['claude-code']);
  });

  it('is AI where the person has typed since, and what they typed is theirs', () => {
    agent.write('me\none\ntwo\n');
    window.look();
    window.type(0, 'x\n');
    window.type(window.text.length - 1, '!');
    agent.report();
    window.notice();
    const expected =
      '«human~host|x\nme\n»«unknown|one\n»«ai:claude-code~reported|two»«human~host|!»«ai:claude-code~reported|\n»';
    both(expected);
    window.type(0, '', 2);
    both(expected.replace('x\n', ''));
  });

  it('stays AI through undo and redo of what was typed before it was known', () => {
    agent.write('me\none\ntwo\n');
    window.look();
    agent.report();
    window.notice();
    const observer = window.record.get('a.ts')!.observer!;
    const [end, at] = [window.text.length, Date.now()];
    const line = { line: 2, character: 0 };
    const undo = { start: end - 4, end, text: '', ...line };
    const redo = { start: end - 4, end: end - 4, text: 'two\n', ...line };
    for (const [reason, change] of [
      ['undo', undo],
      ['redo', redo],
    ] as const)
      observer.feed({ kind: 'change', at, dirty: true, active: true, reason, changes: [change] });
    assert.equal(window.marks, `${mine}«unknown|one\n»${ai}`);
  });

  it('leaves a document with unsaved edits alone until they are discarded', () => {
    window.type(3, 'draft\n');
    agent.write('me\none\ntwo\n');
    window.look();
    agent.report();
    window.notice();
    assert.equal(window.marks, '«human~host|me\ndraft\n»«unknown|one\n»');
    window.look(true);
    both(`${mine}«unknown|one\n»${ai}`);
  });

  it('leaves them alone where they are saved over it', () => {
    window.type(3, 'draft\n');
    agent.write('me\none\ntwo\n');
    agent.report();
    window.notice();
    window.save();
    both('«human~host|me\ndraft\n»«unknown|one\n»');
  });

  it('is AI in a document that is opened later', async () => {
    window.close();
    agent.write('me\none\ntwo\n');
    agent.report();
    await window.open();
    assert.equal(window.marks, `${mine}«unknown|one\n»${ai}`);
  });

  it('is AI in one that was closed before the report came, with a line typed below', async () => {
    agent.write('me\none\ntwo\n');
    window.look();
    window.type(window.text.length, 'end\n');
    window.save();
    window.close();
    agent.report();
    await window.open();
    both(`${mine}«unknown|one\n»${ai}«human~host|end\n»`);
  });

  it('that comes while the document is being opened is not lost', async () => {
    window.close();
    agent.write('me\none\ntwo\n');
    const opening = window.open();
    agent.report();
    window.notice();
    await opening;
    assert.equal(window.marks, `${mine}«unknown|one\n»${ai}`);
  });

  it('is AI in both windows', async () => {
    const other = await Window.on(agent);
    agent.write('me\none\ntwo\n');
    window.look();
    agent.report();
    other.notice();
    other.look();
    window.notice();
    other.notice();
    assert.deepEqual([window.marks, other.marks, other.told], [other.ledger, other.marks, ['claude-code']]);
    assert.equal(other.marks, `${mine}«unknown|one\n»${ai}`);
  });

  it('takes nothing from a person, whatever it claims', () => {
    window.type(window.text.length, 'typed\n');
    window.save();
    const text = window.text;
    // A hook that claims the whole file.
    agent.disk = '';
    agent.write(text);
    agent.report();
    window.notice();
    assert.equal(window.marks, `${mine}«ai:claude-code~reported|one\n»«human~host|typed\n»`);
  });

  it('is followed through a compaction of the ledger', () => {
    agent.write('me\none\ntwo\n');
    window.look();
    agent.report();
    agent.store.compactIfLarge(Date.now(), 'now', 1);
    window.type(0, 'x\n');
    window.notice();
    both(`«human~host|x\nme\n»«unknown|one\n»${ai}`);
  });

  it('is pending until it is in HEAD, also where it was reported while the window settled', () => {
    agent.write('me\none\ntwo\n');
    agent.report();
    assert.equal(isPending(), true);
    window.record.rebaseOnHead(new Map([['a.ts', 'me\none\n']]), 'c1');
    assert.equal(isPending(), true);
    window.record.rebaseOnHead(new Map([['a.ts', agent.disk]]), 'c2');
    assert.equal(isPending(), false);
    const { setPending } = agent.store;
    agent.write('me\none\ntwo\nthree\n');
    agent.store.setPending = (pending) => {
      if (!pending) agent.report();
      setPending.call(agent.store, pending);
    };
    window.record.rebaseOnHead(new Map([['a.ts', 'me\none\ntwo\n']]), 'c3');
    assert.equal(isPending(), true);
  });
});

describe('a person and an agent in one file, whatever is noticed when', () => {
  const seeds = process.env.SEED === undefined ? effort(100, 300) : 1;
  const total = { agents: 0, known: 0, ran: 0 };

  it('nothing reported is human, nothing typed is AI', async function () {
    this.timeout(120_000);
    for (let n = 0; n < seeds; n++) {
      const seed = Number(process.env.SEED ?? n + 1);
      const steps: string[] = [];
      try {
        await play(seed, steps);
      } catch (error) {
        throw new Error(`SEED=${seed}\n${steps.join('\n')}\n${(error as Error).stack}`);
      }
      total.ran++;
    }
  });

  it('and nearly all that was reported is known', () => {
    assert.equal(total.ran, seeds);
    assert.ok(total.known > 0.97 * total.agents, `${total.known} of ${total.agents}`);
  });

  async function play(seed: number, steps: string[]): Promise<void> {
    const random = new Random(seed);
    const fresh = new FreshText();
    const agent = new AgentAtWork('');
    const windows = [await Window.on(agent), await Window.on(agent)];
    const [typed, written] = [new Set<string>(), new Set<string>()];
    const add = (to: Set<string>, text: string) => {
      for (const character of text) to.add(character);
      return text;
    };
    // Each character is new, and so is its own name.
    const someText = (length: number) =>
      Array.from({ length }, () => (random.chance(0.2) ? '\n' : fresh.character())).join('');
    const changed = (text: string, by: Set<string>) => {
      const start = random.offset(text.length);
      const end = random.chance(0.3) ? Math.min(text.length, start + random.below(6)) : start;
      return { start, end, text: add(by, someText(1 + random.below(8))) };
    };
    const acts: Record<string, (window: Window) => unknown> = {
      type: (window) => {
        const { start, end, text } = changed(window.text, typed);
        window.type(start, text, end);
      },
      save: (window) => window.save(),
      write: () => {
        const { start, end, text } = changed(agent.disk, written);
        agent.write(agent.disk.slice(0, start) + text + agent.disk.slice(end));
      },
      report: () => agent.report(),
      look: (window) => window.look(random.chance(0.2)),
      notice: (window) => window.notice(),
      reopen: async (window) => {
        window.close();
        await window.open();
      },
    };
    for (let i = 0; i < 25; i++) {
      const [name, act] = random.pick(Object.entries(acts));
      const window = random.pick(windows);
      steps.push(`${name} ${windows.indexOf(window)}`);
      await act(window);
    }
    agent.report();
    for (const window of windows) {
      window.look();
      window.notice();
      let at = 0;
      for (const { length, source } of window.runs) {
        for (const character of window.text.slice(at, at + length)) {
          if (character.trim() === '') continue;
          if (typed.has(character)) assert.notEqual(source?.origin, 'ai', `${character} was typed`);
          else {
            assert.notEqual(source?.origin, 'human', `${character} was written by the agent`);
            total.agents++;
            if (source?.origin === 'ai') total.known++;
          }
        }
        at += length;
      }
    }
    agent.remove();
  }
});
