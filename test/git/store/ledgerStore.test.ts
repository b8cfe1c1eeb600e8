import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { withChecksum, withoutChecksum } from '../../../src/git/store/checksum';
import { LedgerStore } from '../../../src/git/store/ledgerStore';
import { type Entry, encodeEdits, encodeRuns } from '../../../src/provenance/entry';
import { type Folded, fold } from '../../../src/provenance/ledger';
import type { Source } from '../../../src/provenance/source';
import { fromMarks, toMarks } from '../../support/marks';
import { property, type Random } from '../../support/random';
import { Session, sourcesOf } from '../../support/session';

const MINUTE = 60_000;

/** The journal line of a stream's whole text, given with marks. */
function text(stream: string, marked: string, at: number): string {
  const { text: x, runs } = fromMarks(marked);
  const entry: Entry = { t: 'text', s: stream, p: `${stream}.ts`, x, r: encodeRuns(runs), at };
  return JSON.stringify(entry);
}

/** Each path's present text. */
function show({ files, broken }: Folded): Record<string, unknown> {
  const texts = [...files].map(
    ([
      name,
      {
        versions: [v],
      },
    ]) => [name, toMarks(v!.text, v!.runs)],
  );
  return { ...Object.fromEntries(texts), ...(broken > 0 && { broken }) };
}

describe('LedgerStore', () => {
  let dir: string;
  let store: LedgerStore;
  const file = (name: string) => path.join(dir, name);
  const journal = () => file('ledger.jsonl');
  const names = () => fs.readdirSync(dir).sort();

  beforeEach(() => {
    dir = path.join(fs.mkdtempSync(path.join(tmpdir(), 'colophon-ledger-')), 'colophon');
    store = new LedgerStore(dir);
  });
  afterEach(() => fs.rmSync(path.dirname(dir), { recursive: true, force: true }));

  it('reads nothing where nothing was written, and makes nothing', () => {
    assert.deepEqual([show(store.read()), store.stamp() !== '', fs.existsSync(dir)], [{}, true, false]);
  });

  it('appends; equal stamps mean an equal ledger', () => {
    store.append([]);
    const stamps = [store.stamp()];
    for (const line of [text('a', '«ai:x~host|one»', 1), text('b', '«human~host|two»', 2)]) {
      store.append([line]);
      stamps.push(store.stamp());
    }
    store.read();
    stamps.push(store.stamp());
    const [none, one, both, after] = stamps;
    assert.deepEqual(
      [show(store.read()), new Set([none, one, both]).size, after === both],
      [{ 'a.ts': '«ai:x|one»', 'b.ts': '«human|two»' }, 3, true],
    );
  });

  it('is for its owner alone', () => {
    store.append([text('a', 'x', 1)]);
    assert.equal(fs.statSync(journal()).mode & 0o777, 0o600);
  });

  it('goes on after a line that a crash cut off', () => {
    store.append([text('a', '«ai:x~host|one»', 1)]);
    fs.appendFileSync(journal(), withChecksum(text('b', '«human~host|lost»', 2)).slice(0, -9));
    store.append([text('c', '«pasted~host|two»', 3)]);
    assert.deepEqual(show(store.read()), { 'a.ts': '«ai:x|one»', 'c.ts': '«pasted|two»', broken: 1 });
  });

  it('leaves out a line that was changed on the disk', () => {
    store.append([text('a', '«ai:x~host|one»', 1), text('b', '«human~host|two»', 2)]);
    fs.writeFileSync(journal(), fs.readFileSync(journal(), 'utf8').replace('"ai"', '"human"'));
    assert.deepEqual(show(store.read()), { 'b.ts': '«human|two»', broken: 1 });
  });

  it('a directory in the place of a journal is said', () => {
    fs.mkdirSync(journal(), { recursive: true });
    assert.throws(() => store.read(), /ledger\.jsonl is no ledger that Colophon wrote; move it away/);
    assert.throws(() => store.append(['{}']), /EISDIR/);
  });

  it('the marker is there while something is pending', () => {
    const seen = [true, true, false, false].map((pending) => {
      store.setPending(pending);
      return fs.existsSync(file('pending'));
    });
    assert.deepEqual(seen, [true, true, false, false]);
  });

  it('the marker is there before AI text is, and after it where a window has taken it away meanwhile', () => {
    const append = store.append.bind(store);
    const seen: boolean[] = [];
    store.append = (lines) => {
      seen.push(fs.existsSync(file('pending')));
      append(lines);
      store.setPending(false);
    };
    store.appendPending([text('a', '«ai:x~host|one»', 1)]);
    assert.deepEqual([seen, fs.existsSync(file('pending'))], [[true], true]);
  });

  describe('compaction', () => {
    // The age of a file is taken from the disk: the run before these tests may have lasted minutes.
    let now: number;
    beforeEach(() => {
      now = Date.now();
    });
    const two = () => store.append([text('a', '«ai:x~host|one»', now), text('b', '«human~host|two»', now)]);
    const both = { 'a.ts': '«ai:x|one»', 'b.ts': '«human|two»' };

    it('waits until the journal is large', () => {
      two();
      const size = fs.statSync(journal()).size;
      assert.deepEqual(
        [
          store.compactIfLarge(now, 'one', size + 1),
          store.compactIfLarge(now, 'two', size),
          show(store.read()),
        ],
        [false, true, both],
      );
    });

    it('where nothing was written there is nothing to do', () => {
      assert.deepEqual([store.compactIfLarge(now, 'one', 0), fs.existsSync(dir)], [false, false]);
    });

    it('changes the stamp and the generation, and loses nothing, as often as it is done', () => {
      two();
      const seen = new Set<string>();
      for (let i = 0; i < 4; i++) {
        store.append([text('c', `«ai:x~host|${i}»`, now + i)]);
        assert.ok(store.compactIfLarge(now + i, `id${i}`, 1));
        seen.add(store.generation());
        assert.deepEqual(show(store.read()), { ...both, 'c.ts': `«ai:x|${i}»` });
      }
      assert.equal(seen.size, 4);
    });

    it('twice is once', () => {
      two();
      store.compactIfLarge(now, 'one', 1);
      const once = fs.readFileSync(file('snapshot.jsonl'), 'utf8').split('\n').slice(1);
      store.append([text('a', '«ai:x~host|one»', now)]);
      store.compactIfLarge(now, 'two', 1);
      assert.deepEqual(fs.readFileSync(file('snapshot.jsonl'), 'utf8').split('\n').slice(1), once);
    });

    it('an edit goes on from the compacted text', () => {
      two();
      store.compactIfLarge(now, 'one', 1);
      const inserted = [fromMarks('«human~host|!»').runs];
      store.append(
        encodeEdits('a', [{ edit: [{ start: 3, end: 3, text: '!' }], inserted, lengthBefore: 3 }], now),
      );
      assert.deepEqual(show(store.read()), { ...both, 'a.ts': '«ai:x|one»«human|!»' });
    });

    it('what a late writer appends to a rotated journal is read, and folded the next time', () => {
      two();
      const late = fs.openSync(journal(), 'a');
      store.compactIfLarge(now, 'one', 1);
      fs.writeSync(late, `${withChecksum(text('late', '«pasted~host|three»', now))}\n`);
      fs.closeSync(late);
      const expected = { ...both, 'late.ts': '«pasted|three»' };
      assert.deepEqual(show(store.read()), expected);
      two();
      store.compactIfLarge(now + 1, 'two', 1);
      store.append([text('after', '«human~host|four»', now)]);
      // The journals that were folded go after a while, what is in them stays.
      store.compactIfLarge(now + 2 * MINUTE, 'three');
      assert.deepEqual(
        [show(store.read()), names()],
        [{ ...expected, 'after.ts': '«human|four»' }, ['ledger.jsonl', 'snapshot.jsonl']],
      );
    });

    it('a line that is half written as it happens is read when it is whole', () => {
      two();
      const late = fs.openSync(journal(), 'a');
      const line = withChecksum(text('late', '«pasted~host|three»', now));
      fs.writeSync(late, line.slice(0, 20));
      store.compactIfLarge(now, 'one', 1);
      fs.writeSync(late, `${line.slice(20)}\n`);
      fs.closeSync(late);
      assert.deepEqual(show(store.read()), { ...both, 'late.ts': '«pasted|three»' });
      store.compactIfLarge(now + 2 * MINUTE, 'two');
      assert.deepEqual(show(store.read()), { ...both, 'late.ts': '«pasted|three»' });
    });

    /** An edit of `a`, which is that long, at its start. */
    const exclaim = (length: number) => {
      const edit = { edit: [{ start: 0, end: 0, text: '!' }], inserted: [fromMarks('«human~host|!»').runs] };
      return encodeEdits('a', [{ ...edit, lengthBefore: length }], now)[0]!;
    };

    it('a journal that is rotated while it is read is read once', () => {
      two();
      store.compactIfLarge(now, 'one', 1);
      store.append([exclaim(3)]);
      // As a reader sees it that opened the journal before and lists the rotated ones after.
      fs.linkSync(journal(), file('ledger.000000002-now.jsonl'));
      assert.deepEqual(show(store.read()), { ...both, 'a.ts': '«human|!»«ai:x|one»' });
    });

    it('what a snapshot covers is not read again', () => {
      two();
      store.compactIfLarge(now, 'one', 1);
      store.append([exclaim(3)]);
      store.compactIfLarge(now, 'two', 1);
      store.append([exclaim(4)]);
      fs.rmSync(file('ledger.000000001-one.jsonl'));
      assert.deepEqual(show(store.read()), { ...both, 'a.ts': '«human|!!»«ai:x|one»' });
    });

    it('one that died before it was done is made good', () => {
      two();
      fs.renameSync(journal(), file('ledger.000000001-dead.jsonl'));
      fs.writeFileSync(file('snapshot.dead.tmp'), 'half');
      assert.deepEqual(show(store.read()), both);
      store.append([text('c', 'x', now)]);
      store.compactIfLarge(now + 2 * MINUTE, 'two', 1);
      store.compactIfLarge(now + 5 * MINUTE, 'three');
      assert.deepEqual([show(store.read()), names()], [{ ...both, 'c.ts': 'x' }, ['snapshot.jsonl']]);
    });

    it('a snapshot that cannot be read: the rotated journals still tell', () => {
      two();
      store.compactIfLarge(now, 'one', 1);
      fs.writeFileSync(file('snapshot.jsonl'), 'nonsense\n');
      assert.deepEqual(show(store.read()), both);
    });

    it('a snapshot whose first line is lost: nothing twice', () => {
      store.append([text('a', '«ai:x~host|one»', now), exclaim(3)]);
      store.compactIfLarge(now, 'one', 1);
      store.append([exclaim(4)]);
      store.compactIfLarge(now, 'two', 1);
      fs.rmSync(file('ledger.000000001-one.jsonl'));
      const [, ...rest] = fs.readFileSync(file('snapshot.jsonl'), 'utf8').split('\n');
      fs.writeFileSync(file('snapshot.jsonl'), ['nonsense', ...rest].join('\n'));
      // The text goes on from where it was; the folded edit alone fits nothing.
      store.append([exclaim(5)]);
      assert.deepEqual(show(store.read()), { 'a.ts': '«human|!!!»«ai:x|one»', broken: 1 });
    });

    it('leaves it to another process that is at it, but not to a dead one', () => {
      two();
      const lock = file('ledger.lock');
      fs.writeFileSync(lock, 'other');
      const fresh = store.compactIfLarge(now, 'one', 1);
      fs.utimesSync(lock, new Date(now - MINUTE), new Date(now - MINUTE));
      const stale = store.compactIfLarge(now, 'two', 1);
      const next = store.compactIfLarge(now, 'three', 1);
      assert.deepEqual([fresh, stale, next, fs.existsSync(lock)], [false, false, true, false]);
    });
  });

  describe('that cannot be written', () => {
    /** Appends as somebody who may not, and says the code of the error. */
    const appendAs = (prepare: string, shell?: string) => {
      const script = `
        const { LedgerStore } = require(${JSON.stringify(require.resolve('../../../src/git/store/ledgerStore'))});
        const store = new LedgerStore(${JSON.stringify(dir)});
        ${prepare}
        try { store.append(${JSON.stringify([text('b', '«human~host|two»', 2), text('c', `«ai:x~host|${'x'.repeat(9000)}»`, 3)])}); console.log('done'); }
        catch (error) { console.log(error.code); }`;
      const args = ['--import', 'tsx', '-e', script];
      const [command, all] = shell
        ? ['sh', ['-c', shell, process.execPath, ...args]]
        : [process.execPath, args];
      const { stdout, stderr } = spawnSync(command, all, { encoding: 'utf8', timeout: 30_000 });
      return stdout.trim() || stderr;
    };

    it('says so, and what was there stays', () => {
      store.append([text('a', '«ai:x~host|one»', 1)]);
      fs.chmodSync(path.dirname(dir), 0o755);
      fs.chmodSync(dir, 0o555);
      fs.chmodSync(journal(), 0o444);
      const code = appendAs('if (process.getuid() === 0) process.setuid(65534);');
      assert.deepEqual([code, show(store.read())], ['EACCES', { 'a.ts': '«ai:x|one»' }]);
    });

    it('a full disk leaves no half of it', () => {
      store.append([text('a', '«ai:x~host|one»', 1)]);
      const before = fs.readFileSync(journal(), 'utf8');
      // A limit of 4 KB a file: the first line would fit, the second does not.
      const code = appendAs('', 'ulimit -f 8; exec "$0" "$@"');
      assert.deepEqual([code, fs.readFileSync(journal(), 'utf8') === before], ['EFBIG', true]);
    });
  });

  describe('of several processes', function () {
    this.timeout(120_000);
    const children: ChildProcess[] = [];
    const start = (...args: string[]) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', require.resolve('../../support/ledgerProcess'), ...args],
        { stdio: ['ignore', 'pipe', 'inherit'], timeout: 100_000 },
      );
      children.push(child);
      return child;
    };
    const ended = (child: ChildProcess) => new Promise((done) => child.once('close', done));
    const ready = (child: ChildProcess) => new Promise((done) => child.stdout!.once('data', done));
    const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
    const letters = (count: number) =>
      Array.from({ length: count }, (_, n) => String.fromCharCode(97 + (n % 26))).join('');
    const COUNT = 600;
    const all = Object.fromEntries(['w1', 'w2'].map((id) => [`${id}.ts`, `«ai:acme|${letters(COUNT)}»`]));

    afterEach(async () => {
      const left = children.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
      for (const child of left) child.kill('SIGKILL');
      await Promise.all(left.map(ended));
    });

    /** Reads all the while: nothing that was there once goes, and nothing is there twice. */
    async function watch(until: Promise<unknown>): Promise<number> {
      const lengths = new Map<string, number>();
      let [reads, over] = [0, false];
      void until.then(() => {
        over = true;
      });
      while (!over) {
        const { files, broken } = store.read();
        assert.equal(broken, 0);
        for (const [name, { versions }] of files) {
          const length = versions[0]!.text.length;
          assert.ok(
            length >= (lengths.get(name) ?? 0),
            `${name} went from ${lengths.get(name)} to ${length}`,
          );
          lengths.set(name, length);
        }
        reads++;
        await sleep(1);
      }
      return reads;
    }

    it('appending while others compact: nothing lost, nothing doubled', async () => {
      const compactors = ['c1', 'c2'].map((id) => start('compact', dir, id, '0', '1'));
      await Promise.all(compactors.map(ready));
      const writers = ['w1', 'w2'].map((id) => start('append', dir, id, `${COUNT}`));
      await watch(Promise.all(writers.map(ended)));
      for (const compactor of compactors) compactor.kill('SIGKILL');
      await Promise.all(compactors.map(ended));
      assert.deepEqual(show(store.read()), all);
    });

    it('compactions killed at any moment: nothing lost', async () => {
      // So that a snapshot takes a while to write.
      store.append([text('big', `«ai:acme~host|${'x'.repeat(2_000_000)}»`, Date.now())]);
      const writers = ['w1', 'w2'].map((id) => start('append', dir, id, `${COUNT}`));
      let over = false;
      const done = Promise.all(writers.map(ended)).then(() => {
        over = true;
      });
      const kill = async () => {
        for (let round = 0; !over || round < 6; round++) {
          // Its clock is ahead, so that the lock of the one before counts as left behind.
          const compactor = start('compact', dir, `k${round}`, `${31_000 + round}`, '1');
          await ready(compactor);
          await sleep(Math.random() * 60);
          compactor.kill('SIGKILL');
          await ended(compactor);
        }
      };
      await watch(Promise.all([done, kill()]));
      const { 'big.ts': big, ...others } = show(store.read());
      assert.deepEqual([others, `${big}`.length], [all, 2_000_000 + '«ai:acme|»'.length]);
      store.append(['{"t":"drop","p":"big.ts","at":1}']);
      // The next one cleans up after them.
      for (const id of ['unlock', 'last']) {
        store.append([text('last', '«ai:acme~host|x»', 1)]);
        store.compactIfLarge(Date.now() + 2 * MINUTE, id, 1);
      }
      store.compactIfLarge(Date.now() + 5 * MINUTE, 'sweep');
      assert.deepEqual(
        [show(store.read()), names()],
        [{ ...all, 'last.ts': '«ai:acme|x»' }, ['snapshot.jsonl']],
      );
    });
  });

  describe('keeps its size', () => {
    const sizeOf = () => names().reduce((sum, name) => sum + fs.statSync(file(name)).size, 0) / 1e6;
    const source = (i: number): Source => ({
      origin: i % 3 === 0 ? 'human' : 'ai',
      evidence: 'host',
      cause: 'suggestion',
      assistant: 'github-copilot',
      model: `gpt-${i % 4}`,
      session: `session-${i % 7}-0123456789abcdef`,
      at: 1_700_000_000_000 + i * 977,
    });
    const line = 'const value = compute(alpha, beta, gamma);\n';
    /** Lines of base text and insertions in turn. */
    const code = (insertions: number) => ({
      x: line.repeat(2 * insertions),
      runs: Array.from({ length: insertions }, (_, i) => [
        { length: line.length, source: null },
        { length: line.length, source: source(i) },
      ]).flat(),
    });
    const entry = (name: string, insertions: number, at: number) => {
      const { x, runs } = code(insertions);
      return JSON.stringify({ t: 'text', s: name, p: name, x, r: encodeRuns(runs), at } satisfies Entry);
    };
    const compactAll = (now: number) => {
      store.compactIfLarge(now, 'one', 1);
      store.compactIfLarge(now + 2 * MINUTE, 'two');
    };

    it('10,000 insertions in 100 files: at most 10 MB', () => {
      const now = Date.now();
      for (let i = 0; i < 100; i++) store.append([entry(`src/file${i}.ts`, 100, now + i)]);
      compactAll(now);
      const runs = [...store.read().files.values()].reduce(
        (sum, { versions: [v] }) => sum + v!.runs.length,
        0,
      );
      assert.deepEqual([runs, sizeOf() <= 10], [20_000, true], `${sizeOf()} MB`);
    });

    it('10,000 insertions in one file, saved and edited again and again: at most 10 MB', () => {
      const now = Date.now();
      store.append([entry('big.ts', 10_000, now)]);
      let length = 2 * 10_000 * line.length;
      for (let i = 1; i <= 300; i++) {
        const inserted = [[{ length: 1, source: source(i) }]];
        const edit = { edit: [{ start: i, end: i, text: 'x' }], inserted, lengthBefore: length++ };
        store.append(encodeEdits('big.ts', [edit], now + i));
        if (i % 20 === 0) store.append([JSON.stringify({ t: 'saved', s: 'big.ts', at: now + i })]);
      }
      compactAll(now);
      const [present] = store.read().files.get('big.ts')!.versions;
      assert.deepEqual([present!.text.length, sizeOf() <= 10], [length, true], `${sizeOf()} MB`);
    });
  });
});

describe('A journal that was damaged', () => {
  property('says no more than it did: each character has its source, or none', 2000, (random, trace) => {
    const session = new Session(random, () => {});
    const { text: x, runs } = session.first;
    const truth = new Map<string, Set<string>>();
    const lines = [
      JSON.stringify({ t: 'text', s: 's', p: 'p', x, r: encodeRuns(runs), at: 0 } satisfies Entry),
    ];
    const learn = (chars: readonly { c: string; source: Source | null }[]) => {
      for (const { c, source } of chars) truth.set(c, (truth.get(c) ?? new Set()).add(nameOf(source)));
    };
    learn(session.chars);
    for (let i = 0; i < 8; i++) {
      const from = session.recorded.length;
      session.step();
      learn(session.chars);
      lines.push(...encodeEdits('s', session.recorded.slice(from), i));
      if (random.chance(0.3)) lines.push(JSON.stringify({ t: 'saved', s: 's', at: i }));
    }
    const damaged = damage(random, lines.map(withChecksum).join('\n'));
    trace(damaged);
    const { files } = fold(damaged.split('\n').map(withoutChecksum));
    for (const { text: found, runs: foundRuns } of files.get('p')?.versions ?? []) {
      for (const [i, source] of sourcesOf(foundRuns).entries()) {
        const possible = truth.get(found[i]!);
        assert.ok(
          possible?.has(nameOf(source)),
          `${found[i]} is ${nameOf(source)}, not ${[...(possible ?? [])]}`,
        );
      }
    }
  });
});

function nameOf(source: Source | null): string {
  return source === null ? 'base' : toMarks('x', [{ length: 1, source }], { evidence: true });
}

/** Cuts it off, loses, doubles or swaps lines, and changes bytes. */
function damage(random: Random, journal: string): string {
  let lines = journal.split('\n');
  const line = () => random.below(lines.length);
  for (let i = random.below(4); i >= 0; i--) {
    const kind = random.below(5);
    if (kind === 0) lines.splice(line(), 1);
    else if (kind === 1) lines.splice(line(), 0, lines[line()] ?? '');
    else if (kind === 2) lines = random.shuffle(lines);
    else if (kind === 3) lines = lines.join('\n').slice(0, random.offset(journal.length)).split('\n');
    else {
      const text = lines.join('\n');
      const at = random.below(text.length + 1);
      const other = random.pick(['0', '1', '9', '"', '\n', 'x', '', 'ai', '\u4e00']);
      lines = (text.slice(0, at) + other + text.slice(at + 1)).split('\n');
    }
  }
  return lines.join('\n');
}
