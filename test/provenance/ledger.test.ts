import { strict as assert } from 'node:assert';
import { type Entry, encodeEdits, encodeRuns } from '../../src/provenance/entry';
import { compact, type Folded, fold } from '../../src/provenance/ledger';
import { fromMarks, toMarks } from '../support/marks';
import { property } from '../support/random';
import { Session } from '../support/session';

/** The journal line of a stream's whole text, given with marks. */
function text(stream: string, path: string, marked: string, at: number): string {
  const { text: x, runs } = fromMarks(marked);
  return JSON.stringify({ t: 'text', s: stream, p: path, x, r: encodeRuns(runs), at } satisfies Entry);
}

/** The journal line of marked text put in the place of `[start, end)` of a text of `length`. */
function edit(
  stream: string,
  length: number,
  start: number,
  end: number,
  marked: string,
  at: number,
): string {
  const added = fromMarks(marked);
  const change = { edit: [{ start, end, text: added.text }], inserted: [added.runs], lengthBefore: length };
  return encodeEdits(stream, [change], at)[0]!;
}

const line = (entry: Entry) => JSON.stringify(entry);

/** Each path's versions, the most recent first, with their streams. */
function show({ files, broken }: Folded): Record<string, unknown> {
  const shown = [...files].map(([path, { versions }]) => [
    path,
    versions.map((v) => `${v.stream ?? ''}@${v.at} ${toMarks(v.text, v.runs, { evidence: true })}`),
  ]);
  return { ...Object.fromEntries(shown), ...(broken > 0 && { broken }) };
}

function check(lines: readonly string[], expected: Record<string, unknown>): void {
  assert.deepEqual(show(fold(lines)), expected);
}

describe('fold', () => {
  const first = text('s', 'a.ts', 'base «ai:x~host|one»', 1);

  it('nothing', () => check([], {}));
  it('a text', () => check([first], { 'a.ts': ['s@1 base «ai:x~host|one»'] }));
  it('and an edit of it', () => {
    check([first, edit('s', 8, 5, 6, '«human~observed|d»', 2)], {
      'a.ts': ['s@2 base «human~observed|d»«ai:x~host|ne»'],
    });
  });
  it('what was saved stays, what is typed after it is the present', () => {
    check([first, line({ t: 'saved', s: 's', at: 2 }), edit('s', 8, 0, 5, '', 3)], {
      'a.ts': ['s@3 «ai:x~host|one»', '@2 base «ai:x~host|one»'],
    });
  });
  it('saved as it is: one version', () => {
    check([first, line({ t: 'saved', s: 's', at: 2 })], { 'a.ts': ['s@1 base «ai:x~host|one»'] });
  });
  it('two windows on one file', () => {
    check([first, text('w', 'a.ts', '«human~host|two»', 2), edit('s', 8, 8, 8, '«human~host|!»', 3)], {
      'a.ts': ['s@3 base «ai:x~host|one»«human~host|!»', 'w@2 «human~host|two»'],
    });
  });
  it('two accounts of one text: what one calls unknown the other knows, in either order', () => {
    const seen = text('s', 'a.ts', 'base «unknown|one»«human~host|two»', 1);
    const told = text('agent#a.ts', 'a.ts', 'base «ai:x~reported|one»«unknown|two»', 1);
    const expected = 'base «ai:x~reported|one»«human~host|two»';
    check([seen, told], { 'a.ts': [`agent#a.ts@1 ${expected}`] });
    check([told, seen], { 'a.ts': [`s@1 ${expected}`] });
    check([told, line({ t: 'saved', s: 'agent#a.ts', at: 1 }), seen], { 'a.ts': [`s@1 ${expected}`] });
    const [compacted] = compact(fold([told, seen]), 1, 0, 1000);
    check([compacted!], { 'a.ts': [`s@1 ${expected}`] });
  });
  it('two accounts that both know: the later one; what a person declares unknown is known', () => {
    const first = text('s', 'a.ts', '«human~host|one»«ai:x~host|two»', 1);
    const later = text('w', 'a.ts', '«ai:x~reported|one»«unknown~declared|two»', 2);
    check([first, later], { 'a.ts': ['w@2 «ai:x~reported|one»«unknown~declared|two»'] });
  });
  it('a stream that is said again keeps what it was', () => {
    check([first, text('s', 'a.ts', 'new', 2)], { 'a.ts': ['s@2 new', '@1 base «ai:x~host|one»'] });
  });
  it('a moved file takes all along', () => {
    const moved = line({ t: 'moved', p: 'a.ts', to: 'b.ts', at: 3 });
    check([first, line({ t: 'saved', s: 's', at: 2 }), edit('s', 8, 0, 5, '', 2), moved], {
      'b.ts': ['s@2 «ai:x~host|one»', '@2 base «ai:x~host|one»'],
    });
  });
  it('a dropped file is forgotten', () => check([first, line({ t: 'drop', p: 'a.ts', at: 2 })], {}));
  it('at most eight texts of one file', () => {
    const lines = Array.from({ length: 20 }, (_, i) => text('s', 'a.ts', `text ${i}`, i));
    const kept = [...Array(8).keys()].map((i) => `${i === 0 ? 's' : ''}@${19 - i} text ${19 - i}`);
    check(lines, { 'a.ts': kept });
  });
  it('an edit of another length than the text has: the text as it was is kept, no more is', () => {
    check([first, edit('s', 7, 0, 0, 'x', 2), edit('s', 8, 0, 0, 'y', 3)], {
      'a.ts': ['@1 base «ai:x~host|one»'],
      broken: 2,
    });
  });
  it('until the stream is said again', () => {
    check([first, edit('s', 7, 0, 0, 'x', 2), text('s', 'a.ts', 'b', 3), edit('s', 1, 1, 1, 'c', 4)], {
      'a.ts': ['s@4 bc', '@1 base «ai:x~host|one»'],
      broken: 1,
    });
  });
  it('paths and streams may be named like properties of objects', () => {
    const path = '__proto__';
    const folded = fold([text('constructor', path, 'a', 1), line({ t: 'saved', s: 'toString', at: 2 })]);
    assert.deepEqual([...folded.files.keys()], [path]);
  });
  it('attestations, the last sixteen', () => {
    const lines = Array.from({ length: 20 }, (_, i) =>
      line({ t: 'attest', a: { by: `${i}`, zones: { z: 'd' } }, at: i }),
    );
    const { attestations } = fold(lines);
    assert.deepEqual([attestations.length, attestations[0]], [16, { by: '4', zones: { z: 'd' }, at: 4 }]);
  });

  describe('leaves out', () => {
    const source = { origin: 'ai', evidence: 'host' };
    const whole = { t: 'text', s: 's', p: 'p', x: 'ab', r: { q: [source], l: [2, 0] }, at: 1 };
    const change = { t: 'edit', s: 's', n: 2, e: [[0, 1, 'x', 1, 0]], q: [source], at: 2 };
    const bad: [name: string, entry: unknown][] = [
      ['what is no JSON', undefined],
      ['no object', []],
      ['null', null],
      ['an unknown kind', { t: 'other', at: 1 }],
      ['no time', { ...whole, at: undefined }],
      ['a time that is no number', { ...whole, at: '1' }],
      ['runs that are too short', { ...whole, r: { q: [source], l: [1, 0] } }],
      ['runs that are too long', { ...whole, r: { q: [source], l: [3, 0] } }],
      ['half a run', { ...whole, r: { q: [source], l: [2] } }],
      ['an empty run', { ...whole, r: { q: [source], l: [2, 0, 0, 0] } }],
      ['a source that is not in the table', { ...whole, r: { q: [source], l: [2, 1] } }],
      ['a source before the table', { ...whole, r: { q: [source], l: [2, -2] } }],
      ['lengths that are no whole numbers', { ...whole, r: { q: [source], l: [1.5, 0, 0.5, 0] } }],
      ['an origin that is none', { ...whole, r: { q: [{ origin: 'god', evidence: 'host' }], l: [2, 0] } }],
      ['human without evidence', { ...whole, r: { q: [{ origin: 'human' }], l: [2, 0] } }],
      ['evidence that is none', { ...whole, r: { q: [{ origin: 'ai', evidence: 'sure' }], l: [2, 0] } }],
      ['a model that is no text', { ...whole, r: { q: [{ ...source, model: {} }], l: [2, 0] } }],
      [
        'a declaration over nothing',
        { ...whole, r: { q: [{ ...source, was: { origin: 'x' } }], l: [2, 0] } },
      ],
      ['an edit of no stream', { ...change, s: 'none' }],
      ['an edit beyond the end', { ...change, e: [[0, 3, 'x', 1, 0]] }],
      ['an edit before the start', { ...change, e: [[-1, 1, 'x', 1, 0]] }],
      ['an edit that ends before it starts', { ...change, e: [[1, 0, 'x', 1, 0]] }],
      [
        'replacements out of order',
        {
          ...change,
          e: [
            [1, 2, ''],
            [0, 1, ''],
          ],
        },
      ],
      [
        'replacements that overlap',
        {
          ...change,
          e: [
            [0, 2, ''],
            [1, 2, ''],
          ],
        },
      ],
      ['text without a source', { ...change, e: [[0, 1, 'x']] }],
      ['an attestation of no zones', { t: 'attest', a: { by: 'x' }, at: 1 }],
      ['an attestation of zones without digests', { t: 'attest', a: { by: 'x', zones: { z: 1 } }, at: 1 }],
    ];
    const kept = [text('s', 'p', 'ab', 0)];
    for (const [name, entry] of bad) {
      it(name, () => {
        const folded = fold([...kept, entry === undefined ? '{"t":"te' : JSON.stringify(entry)]);
        assert.deepEqual(
          {
            texts: [...folded.files.values()].map((file) => file.versions.map((v) => v.text)),
            broken: folded.broken,
          },
          { texts: [['ab']], broken: 1 },
        );
      });
    }
  });
});

describe('The ledger of random edits', () => {
  property('encoded and folded, gives the runs at every step', 2000, (random, trace) => {
    const session = new Session(random, trace);
    const { text: x, runs } = session.first;
    const lines = [line({ t: 'text', s: 's', p: 'p', x, r: encodeRuns(runs), at: 0 })];
    for (let i = 0; i < 5; i++) {
      const from = session.recorded.length;
      session.step();
      lines.push(...encodeEdits('s', session.recorded.slice(from), i + 1));
      const present = fold(lines).files.get('p')!.versions[0]!;
      assert.equal(toMarks(present.text, present.runs, { evidence: true }), session.expected);
    }
  });
});

describe('compact', () => {
  const DAY = 24 * 3_600_000;
  const now = 100 * DAY;
  const folded = (...lines: string[]) => fold(lines);
  const paths = (lines: string[]) => [...fold(lines).files.keys()];

  it('keeps what the ledger says, and no more lines than texts', () => {
    const lines = [
      text('s', 'a.ts', 'base', now),
      edit('s', 4, 4, 4, '«ai:x~host|!»', now + 1),
      line({ t: 'saved', s: 's', at: now + 2 }),
      edit('s', 5, 0, 0, '«human~host|my »', now + 3),
      text('w', 'b.ts', '«pasted~host|b»', now + 4),
      line({ t: 'attest', a: { by: 'Jo', zones: { core: 'd' } }, at: now + 5 }),
    ];
    const made = compact(folded(...lines), now, DAY, 1e6);
    const again = fold(made);
    assert.deepEqual(
      [
        made.length,
        [...again.files].map(([path, { versions }]) => [path, versions.map((v) => toMarks(v.text, v.runs))]),
        again.attestations,
      ],
      [
        4,
        [
          ['a.ts', ['«human|my »base«ai|!»'.replace('ai', 'ai:x'), 'base«ai:x|!»']],
          ['b.ts', ['«pasted|b»']],
        ],
        [{ by: 'Jo', zones: { core: 'd' }, at: now + 5 }],
      ],
    );
    // The writers' next edits fit.
    const next = fold([...made, edit('s', 8, 8, 8, '«ai:x~host|?»', now + 6)]);
    assert.equal(next.broken, 0);
  });

  it('lets committed texts go after their time, and older versions of them at once', () => {
    const committed = '«ai:x~host@c1|done»';
    const made = compact(
      folded(
        text('s', 'old.ts', committed, now - 31 * DAY),
        text('t', 'new.ts', 'before', now - 2),
        text('t', 'new.ts', committed, now - 1),
        text('u', 'pending.ts', '«ai:x~host|not yet»', now - 90 * DAY),
      ),
      now,
      30 * DAY,
      1e6,
    );
    assert.deepEqual(show(fold(made)), {
      'pending.ts': [`u@${now - 90 * DAY} «ai:x~host|not yet»`],
      'new.ts': [`t@${now - 1} ${committed}`],
    });
  });

  it('drops the oldest that does not fit, committed text first; what fits beside it stays', () => {
    const long = 'x'.repeat(1000);
    const lines = [
      text('1', 'pending-old', `«ai:x~host|${long}»`, 1),
      text('2', 'pending-new', `«ai:x~host|${long}»`, 2),
      text('3', 'committed', `«ai:x~host@c|${long}»`, 9),
      text('4', 'small', '«ai:x~host@c|x»', 3),
      text('5', 'giant', `«ai:x~host|${long.repeat(10)}»`, 8),
    ];
    const fits = (bytes: number) => paths(compact(folded(...lines), 10, DAY, bytes)).sort();
    assert.deepEqual(
      { all: fits(1e6), most: fits(4000), some: fits(2600), little: fits(1500), none: fits(10) },
      {
        all: ['committed', 'giant', 'pending-new', 'pending-old', 'small'],
        most: ['committed', 'pending-new', 'pending-old', 'small'],
        some: ['pending-new', 'pending-old', 'small'],
        little: ['pending-new', 'small'],
        none: [],
      },
    );
  });

  property('compacting what was compacted changes nothing', 2000, (random) => {
    const lines: string[] = [];
    for (let i = random.below(12); i > 0; i--) {
      const marked =
        random.pick(['«ai:x~host|a»', '«human~host@c|b»', 'c', '«pasted~host|d»']) + random.below(4);
      const stream = random.pick(['s', 't', 'u']);
      lines.push(text(stream, random.pick(['p', 'q', 'r']), marked, random.below(4)));
      if (random.chance(0.4)) lines.push(line({ t: 'saved', s: stream, at: random.below(4) }));
    }
    const once = compact(fold(lines), 4, 2, 1e6);
    assert.deepEqual(compact(fold(once), 4, 2, 1e6), once);
  });
});
