import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createdText,
  jsonValue,
  type Member,
  type Unfit,
  withMembers,
  withoutMembers,
} from '../../src/text/jsonText';
import { property, type Random } from '../support/random';

const isOurs = (value: unknown) => typeof value === 'object' && value !== null && 'ours' in value;
const ours = (path: string, last = false): Member => ({ path: path.split('.'), value: { ours: 1 }, last });
const two = [ours('hooks.Pre'), ours('hooks.Post')];

describe('members of a JSON text', () => {
  const cases: readonly [name: string, before: string, after: string][] = [
    ['no blanks', '{}', '{"hooks": {\n  "Pre": [\n    {\n      "ours": 1\n    }\n  ]\n}}'],
    [
      'other keys, with tabs and CRLF',
      '{\r\n\t"a": 1\r\n}\r\n',
      '{\r\n\t"hooks": {\r\n\t\t"Pre": [\r\n\t\t\t{\r\n\t\t\t\t"ours": 1\r\n\t\t\t}\r\n\t\t]\r\n\t},\r\n\t"a": 1\r\n}\r\n',
    ],
    [
      'a list with comments and a trailing comma',
      '{\n  "hooks": {\n    "Pre": [ // mine\n      1, /* two */\n    ],\n  }, // end\n}',
      '{\n  "hooks": {\n    "Pre": [\n      {\n        "ours": 1\n      }, // mine\n      1, /* two */\n    ],\n  }, // end\n}',
    ],
    ['a list on one line', '{"hooks":{"Pre":[1]}}', '{"hooks":{"Pre":[{\n  "ours": 1\n},1]}}'],
    [
      'an empty list with a comment',
      '{\n  "hooks": { "Pre": [ /* none */ ] }\n}',
      '{\n  "hooks": { "Pre": [{\n    "ours": 1\n  } /* none */ ] }\n}',
    ],
  ];
  for (const [name, before, after] of cases) {
    it(`go into a text with ${name}, and out again`, () => {
      deepStrictEqual(
        [withMembers(before, [ours('hooks.Pre')]), withoutMembers(after, isOurs)],
        [after, before],
      );
    });
  }

  it('go behind the others where their places count', () => {
    const before = '{"hooks": {"Pre": [1 /* one */, ]}}';
    const after = '{"hooks": {"Pre": [1,{\n  "ours": 1\n} /* one */, ]}}';
    deepStrictEqual(
      [withMembers(before, [ours('hooks.Pre', true)]), withoutMembers(after, isOurs)],
      [after, before],
    );
  });

  it('leave no text that was made for them, also with keys of its own', () => {
    const [plain, headed] = [createdText(two), createdText(two, { version: 1 })];
    deepStrictEqual(jsonValue(headed), { version: 1, hooks: { Pre: [{ ours: 1 }], Post: [{ ours: 1 }] } });
    deepStrictEqual(
      [withoutMembers(plain, isOurs), withoutMembers(headed, isOurs, { version: 1 })],
      ['', ''],
    );
    // A person's own, in the same form.
    const own = '{\n  "version": 1\n}\n';
    strictEqual(withoutMembers(withMembers(own, two) as string, isOurs, { version: 1 }), own);
  });

  it('are taken out wherever a person has moved them, with what they wrote around them kept', () => {
    const text =
      '{"hooks": {"Pre": [\n  {"matcher": "x", "hooks": [{"a": 1}, {"ours": 1}]} // note\n], "Post": [\n  // why\n  {"ours": 1},\n]}}';
    strictEqual(
      withoutMembers(text, isOurs),
      '{"hooks": {"Pre": [\n  {"matcher": "x", "hooks": [{"a": 1}]} // note\n], "Post": [\n  // why\n]}}',
    );
  });

  it('leave a container that was made for them where somebody has put a comment into it', () => {
    const added = withMembers('{"a": 1}', [ours('hooks.Pre')]) as string;
    strictEqual(
      withoutMembers(added.replace(/\}(\s*\])/, '} // kept$1'), isOurs),
      '{"hooks": {\n  "Pre": [ // kept\n  ]\n},"a": 1}',
    );
  });

  it('are not there', () => {
    strictEqual(withoutMembers('{"hooks": {"Pre": [{"a": 1}]}}', isOurs), undefined);
  });

  it('do not go into a text that is not as they need it', () => {
    const texts = ['', '[]', '{"a": 1', '{"a": 1}}', '{\n"a": x}', `${'['.repeat(900_000)}`];
    const forms = [
      '{"hooks": []}',
      '{"hooks": null}',
      '{"hooks": {"Pre": {}}}',
      '{"hooks": {}, "hooks": {}}',
    ];
    deepStrictEqual(
      [...texts, ...forms].map((text) => (withMembers(text, two) as Unfit).problem('It')),
      [
        'It is not valid JSON (line 1)',
        'It holds no JSON object',
        'It is not valid JSON (line 1)',
        'It is not valid JSON (line 1)',
        'It is not valid JSON (line 2)',
        'It is nested too deeply',
        'It has hooks, but not as an object',
        'It has hooks, but not as an object',
        'It has hooks.Pre, but not as an array',
        'It has hooks twice',
      ],
    );
  });

  const captured = join(__dirname, '../fixtures/agents');
  for (const file of readdirSync(captured, { recursive: true, encoding: 'utf8' })) {
    if (!/config\..*\.json$/.test(file)) continue;
    it(`go into ${file} as it was captured, and out again`, () => {
      const text = readFileSync(join(captured, file), 'utf8');
      const events = Object.keys((jsonValue(text) as { hooks: object }).hooks);
      const added = withMembers(
        text,
        [...events, 'New'].map((event) => ours(`hooks.${event}`)),
      ) as string;
      deepStrictEqual(Object.keys((JSON.parse(added) as { hooks: object }).hooks), ['New', ...events]);
      strictEqual(withoutMembers(added, isOurs), text);
    });
  }

  property('what is added and taken out leaves every byte', 3000, (random, trace) => {
    const before = document(random);
    trace(before);
    const members = random
      .shuffle(['hooks.Pre', 'hooks.Post', 'hooks.Other', 'list'])
      .slice(0, 1 + random.below(4))
      .map((path) => ours(path, random.chance(0.3)));
    const added = withMembers(before, members);
    if (typeof added !== 'string') throw new Error(added.problem('It'));
    trace(added);
    const value = jsonValue(added) as Record<string, Record<string, unknown[]> & unknown[]>;
    for (const { path, last } of members) {
      const list = path.length === 1 ? value.list! : value.hooks![path[1]!]!;
      deepStrictEqual(list.at(last && list.length > 1 ? -1 : 0), { ours: 1 });
    }
    // Somebody else's key, added at either end, is theirs to keep.
    const open = added.indexOf('{') + 1;
    const close = added.lastIndexOf('}');
    strictEqual(withoutMembers(added, isOurs), before);
    const edited = `${added.slice(0, open)}\n "mine": [] /* kept */,${added.slice(open)}`;
    // Where ours alone come after it, its comma goes with them.
    const comma = Object.keys(jsonValue(before) as object).length > 0 ? ',' : '';
    strictEqual(
      withoutMembers(edited, isOurs),
      `${before.slice(0, open)}\n "mine": [] /* kept */${comma}${before.slice(open)}`,
    );
    const ended = `${added.slice(0, close)}/* end */${added.slice(close)}`;
    const end = before.lastIndexOf('}');
    strictEqual(withoutMembers(ended, isOurs), `${before.slice(0, end)}/* end */${before.slice(end)}`);
  });
});

/** A document as people have them, in any set-out; with `hooks` and its lists, or some of them, or none. */
function document(random: Random): string {
  const newline = random.pick(['\n', '\r\n']);
  const gap = () => {
    const kind = random.below(12);
    if (kind < 5) return '';
    if (kind < 7) return ' ';
    if (kind < 10) return `${newline}${random.pick(['', '  ', '\t', '    '])}`;
    return kind === 10 ? ' /* {"ours": 1} , [ */ ' : ` // " , }${newline}`;
  };
  const scalars = ['1', 'null', '"a\\"b"', '"{"', '"é𝄞"', '{}', '[]', '[ {"ourselves": 1} ]'];
  const container = (open: string, close: string, members: readonly string[]) => {
    const inner = members.map((member, i) => {
      const comma = i < members.length - 1 || random.chance(0.3) ? `${gap()},` : '';
      return `${gap()}${member}${comma}`;
    });
    return `${open}${inner.join('')}${gap()}${close}`;
  };
  const list = () =>
    container(
      '[',
      ']',
      Array.from({ length: random.below(3) }, () => random.pick(scalars)),
    );
  const keyed = (key: string, value: string) => `"${key}"${gap()}:${gap()}${value}`;
  const some = (keys: readonly string[], make: (key: string) => string) =>
    random.shuffle(keys.filter(() => random.chance(0.5)).map((key) => keyed(key, make(key))));
  const hooks = () => container('{', '}', some(['Pre', 'Post', 'Theirs'], list));
  const root = some(['a', 'hooks', 'list', 'z'], (key) =>
    key === 'hooks' ? hooks() : key === 'list' ? list() : random.pick(scalars),
  );
  const outside = () => random.pick(['', newline, ` // "end${newline}`]);
  return `${random.chance(0.2) ? '\uFEFF' : ''}${outside()}${container('{', '}', root)}${outside()}`;
}
