import { strict as assert } from 'node:assert';
import { ends, tokens } from '../../../src/provenance/carry/alignSeen';
import { carry, carryFrom, type Grain, nearerThanBase } from '../../../src/provenance/carry/carry';
import { decideLines } from '../../../src/provenance/decide';
import { lengthOf, type Runs, runsOf } from '../../../src/provenance/runs';
import type { Source } from '../../../src/provenance/source';
import { linesOf } from '../../../src/text/lines';
import { fromMarks, toMarks } from '../../support/marks';
import { FreshText, property, type Random, type Trace } from '../../support/random';
import { sourcesOf } from '../../support/session';

const GAP: Source = { origin: 'unknown', cause: 'missing' };

/** Carries marked text over to `to`, which is given with the marks that are expected; what is new is `unknown`. */
function check(from: string, expected: string, grain?: Grain): void {
  const before = fromMarks(from);
  const to = fromMarks(expected).text;
  assert.equal(toMarks(to, carry(before.text, before.runs, to, GAP, grain)), expected);
}

describe('carry', () => {
  const cases: [name: string, from: string, expected: string, grain?: Grain][] = [
    ['the same text', 'a\n«ai|b»\n', 'a\n«ai|b»\n'],
    ['lines before and behind', '«ai|b\n»', '«unknown|new\n»«ai|b\n»«unknown|more\n»'],
    ['lines that went', 'a\n«ai|b\n»«human|c\n»d\n', 'a\n«human|c\n»d\n'],
    ['the line break of an unfinished line', '«ai|a\nb»', '«ai|a\nb»«unknown|\n»'],
    ['CRLF is the same line break', '«ai|a\n»b\n«human|c\n»', '«ai|a\r\n»b\r\n«human|c\r\n»'],
    ['and LF is', '«ai|a\r\nb\r\n»', '«ai|a\nb\n»'],
    [
      'blanks: the rest keeps',
      '«ai|if(a){\nb( )\n}»\n',
      '«ai|if»«unknown| »«ai|(a)»«unknown| »«ai|{\n»«unknown|  »«ai|b()\n}»\n',
    ],
    [
      'words parted and joined by line breaks',
      '«ai|a b»«human|c d»',
      '«ai|a»«unknown|\n»«ai|b»«human|c»«unknown|\n»«human|d»',
    ],
    ['a changed line keeps both ends', 'x\n«ai|call(one);\n»y\n', 'x\n«ai|call(»«unknown|two»«ai|);\n»y\n'],
    [
      'as many lines: each is the old one changed',
      '«ai|one = 1;\n»«human|two = 2;\n»',
      '«ai|one = »«unknown|9»«ai|;\n»«human|two = »«unknown|8»«human|;\n»',
    ],
    // `foo` was found in the line behind the new one: a line inserted alone is no one's neighbour.
    ['a new line is all new', '«ai|foo();\n»', '«unknown|foobar();\n»«ai|foo();\n»'],
    ['a new line after its like', '«ai|foo();\n»end\n', '«ai|foo();\n»«unknown|foobar();\n»end\n'],
    ['one line for three', '«ai|a1\nb1\nc1»\nend\n', '«unknown|x\n»end\n'],
    [
      'words of a changed line',
      '«ai|let a»«human| = b»;\n',
      '«unknown|const»«ai| a»«human| = »«unknown|c»;\n',
      tokens,
    ],
    [
      'a formatter’s rewrite, broken into lines',
      "«ai|const text = read('rows.csv', 'utf8')\n»end\n",
      '«ai|const text = read(»«unknown|\n  "»«ai|rows.csv»«unknown|"»«ai|,»«unknown|\n  "»«ai|utf8»«unknown|",\n»«ai|)»«unknown|;»«ai|\n»end\n',
    ],
    [
      'another function in the same place is nobody’s we know',
      '«ai|def ai_two(x):\n    return x + 2\n»',
      '«unknown|def human(y):\n    return y * 3\n»',
    ],
    [
      'nor are brackets that stand in both, beside nothing else of the old text',
      '«ai|if (a) {\n  one(x);\n}\nreturn;\n»',
      '«unknown|while (b) {\n  two(y);\n}\nthrow z;\n»',
    ],
    [
      'but they are beside what is the old text',
      '«ai|if (a) {\n  one(x);\n}\nreturn a;\n»',
      '«ai|if (a) {\n  one(x);\n}\n»«unknown|throw z;\n»',
    ],
    [
      'a pointer in the place of what it points at',
      '«ai|ai d1\nai d2\nai d3\n»',
      '«unknown|version https://git-lfs.github.com/spec/v1\noid sha256:a03c727ccc2d\nsize 18\n»',
    ],
    ['pairs are not parted', '«ai|x😀y»', '«ai|x»«unknown|😁»«ai|y»'],
    ['into an empty text', '', '«unknown|a\nb»'],
    ['to nothing', '«ai|a»', ''],
  ];
  for (const [name, from, expected, grain] of cases) it(name, () => check(from, expected, grain));

  property('a character that is carried is the one it came from, in order', 2000, (random, trace) => {
    const letters = random.pick(['ab\n', 'ab \n', 'abcdefgh{}; \n\n']);
    const from = word(random, letters);
    const to = random.chance(0.2) ? word(random, letters) : changed(random, from, letters);
    const grain = random.pick([ends, tokens, 'same'] as const);
    trace(`${JSON.stringify(from)} → ${JSON.stringify(to)} ${grain}`);
    const runs = numbered(from);
    const carried = carry(from, runs, to, GAP, grain);
    assert.equal(lengthOf(carried), to.length);
    assert.equal(carry(from, runs, from, GAP, grain), runs);
    let last = -1;
    for (const [i, source] of sourcesOf(carried).entries()) {
      if (source === null || source === GAP) continue;
      const at = Number(source.session);
      if (to[i] === '\r' && to[i + 1] === '\n' && from[at] === '\n') continue;
      assert.equal(from[at], to[i], `${i} from ${at}`);
      assert.ok(at > last, `${i} from ${at}: out of order`);
      last = at;
    }
  });

  property('lines that stay keep all of it, and what is new is new', 2000, (random, trace) => {
    const { from, to, kept } = rewritten(random, trace);
    const carried = sourcesOf(
      carry(from, numbered(from), to, GAP, random.pick([ends, tokens, 'same'] as const)),
    );
    for (const line of linesOf(to)) {
      const content = to.slice(line.start, line.end);
      for (let i = line.start; i < line.end; i++) {
        const at = from.indexOf(to[i]!);
        if (at < 0) assert.equal(carried[i], GAP, `${to[i]} is new`);
        else if (carried[i] !== GAP || kept.has(content)) assert.equal(carried[i]?.session, `${at}`);
      }
    }
  });
});

describe('carryFrom: of several texts, the most recent first', () => {
  const to = (expected: string, ...versions: string[]) => {
    const { text } = fromMarks(expected);
    assert.equal(toMarks(text, carryFrom(versions.map(fromMarks), text, GAP)), expected);
  };
  it('no text at all', () => to('«unknown|a\n»'));
  it('one', () => to('a\n«ai|b\n»«unknown|c\n»', 'a\n«ai|b\n»'));
  it('what the first does not have, by whole lines', () => {
    to('a\n«ai|old\n»«unknown|new\n»', 'a\n', 'a\n«ai|old\n»', '«ai|new»er\n');
  });
  it('but not that it is a person’s: nobody saw who wrote such a line again', () => {
    to('a\n«unknown|}\n»', 'a\n', 'a\n«human|}\n»');
  });
  it('the first that has a line says what it is', () => to('«ai|x\n»', '«ai|x\n»', '«human|x\n»'));
  it('a line that an older one cannot tell whole keeps what the newer one told', () => {
    const older = '«human|let a = 1;\n»b\nc\n';
    to('b\nc\n«ai|let a = »«unknown|1»«ai|;\n»', 'b\nc\n«ai|let a = 2;\n»', older);
  });
  it('no parts of lines from older ones', () => to('«unknown|let a = 1;\n»', 'b\n', '«ai|let a = 2;\n»'));
});

describe('a text that a formatter has indented anew', () => {
  // Deeper lines stand where shallower ones stood, and some are the very same.
  const block = (indent: string, quote: string) =>
    [
      'if (first) {',
      `${indent}if (second) {`,
      `${indent}${indent}await shown(file);`,
      `${indent}${indent}return;`,
      `${indent}}`,
      `${indent}say(${quote}one${quote});`,
      `${indent}const suggestions = find(${quote}two${quote});`,
      `${indent}await shown(file);`,
      '}',
      '',
    ].join('\n');
  const ai: Source = { origin: 'ai', evidence: 'reported' };
  const unseen: Source = { origin: 'unknown' };
  const lost = (before: string, now: string) =>
    decideLines(now, carry(before, runsOf(before.length, ai), now, unseen), linesIn(now), () => true).filter(
      ({ origin }) => origin !== 'ai',
    );
  const linesIn = (text: string) => text.split('\n').flatMap((line, i) => (line === '' ? [] : [i + 1]));

  it('keeps its origin, with other quotes too', () => {
    assert.deepEqual(lost(block('  ', "'"), block('    ', '"')), []);
    assert.deepEqual(lost(block('    ', '"'), block('  ', "'")), []);
  });
  it('and so does a long one', () => {
    const many = (indent: string, quote: string) =>
      Array.from({ length: 120 }, (_, i) => block(indent, quote).replaceAll(/one|two/g, `$&${i}`)).join('');
    assert.deepEqual(lost(many('  ', "'"), many('    ', '"')), []);
  });
});

describe('a version that has left the tree', () => {
  const one = 'def one():\n    return 1\n';
  const versions = [{ text: `${one}\ndef two():\n    return 2\n` }];
  it('tells nothing where the base’s own text is as near', () => {
    assert.deepEqual(nearerThanBase(versions, `${one}\ndef human():\n    return 3\n`, one), []);
  });
  it('and tells what the base does not have', () => {
    assert.deepEqual(nearerThanBase(versions, `${one}\ndef two():\n    return 2 + 1\n`, one), versions);
    assert.deepEqual(nearerThanBase(versions, 'x\n', undefined), versions);
  });
  it('and one that lacks more of the base than it adds tells what it adds: a deletion that is not staged', () => {
    const base = 'const veryLongName = alsoVeryLong();\nlet kept = 1;\n';
    const working = [{ text: 'let kept = 1;\nlet fresh = 2;\n' }];
    assert.deepEqual(nearerThanBase(working, `${base}let fresh = 2;\n`, base), working);
  });
  it('nor does it matter that a formatter has been over the base alone', () => {
    const rows = (end: string) => Array.from({ length: 20 }, (_, i) => `row${i}()${end}\n`).join('');
    const unformatted = [{ text: `${rows('')}fresh()\n` }];
    assert.deepEqual(nearerThanBase(unformatted, `${rows(';')}fresh();\n`, rows(';')), unformatted);
  });
});

/** Each character with a source of its own: its offset. */
function numbered(text: string): Runs {
  return [...Array(text.length).keys()].map((i) => ({
    length: 1,
    source: { origin: 'ai', evidence: 'host', session: `${i}` },
  }));
}

function word(random: Random, letters: string): string {
  return Array.from({ length: random.below(20) }, () => {
    const letter = random.pick([...letters]);
    return letter === '\n' && random.chance(0.3) ? '\r\n' : letter;
  }).join('');
}

function changed(random: Random, text: string, letters: string): string {
  let result = text;
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.offset(result.length);
    const end = Math.min(result.length, at + random.below(5));
    result = result.slice(0, at) + word(random, letters).slice(0, random.below(6)) + result.slice(end);
  }
  return random.chance(0.2) ? result.replace(/\r?\n/g, '\r\n') : result;
}

/** Lines of characters that stand nowhere else; some stay, some go, some are changed, some are new. */
function rewritten(random: Random, trace: Trace): { from: string; to: string; kept: Set<string> } {
  const fresh = new FreshText();
  const line = () => Array.from({ length: 1 + random.below(5) }, () => fresh.character()).join('');
  const old = Array.from({ length: random.below(9) }, line);
  const kept = new Set<string>();
  const lines = old.flatMap((content) => {
    const what = random.below(8);
    if (what === 0) return [];
    if (what === 1) return [content.slice(random.below(3)) + line() + content.slice(-random.below(3))];
    kept.add(content);
    return what === 2 ? [line(), content] : what === 3 ? [content, line(), line()] : [content];
  });
  const [from, to] = [old, lines].map((all) => all.join('\n') + (random.chance(0.8) ? '\n' : '')) as [
    string,
    string,
  ];
  trace(`${JSON.stringify(from)} → ${JSON.stringify(to)}`);
  return { from, to, kept };
}
