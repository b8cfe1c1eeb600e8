import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { agents } from '../../src/assistants/agents';
import { claudeCode } from '../../src/assistants/claudeCode';
import { field, parsePayload, record, within } from '../../src/assistants/payload';

// biome-ignore format: one row a line
const parsed: [what: string, text: string, value: unknown][] = [
  ['an object', '{"a":1}\n', { a: 1 }],
  ['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
  ['raw control characters', '{"a":"x\ty\nz\u0001 \\" \\\\","b":"\\n"\n}', { a: 'x\ty\nz\u0001 " \\', b: '\n' }],
  ['a list', '[1]', undefined],
  ['a text', '"a"', undefined],
  ['nothing', '', undefined],
  ['a part', '{"a":"x', undefined],
  ['two', '{} {}', undefined],
];

// biome-ignore format: one row a line
const shapes: [what: string, text: string][] = [
  ['nothing', '{}'],
  ['nulls', '{"hook_event_name":null,"tool_name":null,"tool_input":null,"cwd":null,"hook":null,"input":null}'],
  ['numbers', '{"hook_event_name":1,"tool_name":2,"tool_input":3,"cwd":4,"workspaceRoots":[5],"toolArgs":6}'],
  ['lists', '{"hook_event_name":[],"tool_name":[],"tool_input":[[]],"cwd":[],"tool_call":[],"output":[]}'],
  ['prototypes', '{"__proto__":{"cwd":"/x","tool_name":"Write"},"constructor":{},"tool_input":{"__proto__":{"path":"p"}}}'],
  ['names of every object', '{"hook_event_name":"toString","tool_name":"constructor","tool_input":{},"hook":"valueOf"}'],
  ['deep edits', call('Write', `${'{"edits":['.repeat(50_000)}1${']}'.repeat(50_000)}`)],
  ['deep lists', call('Bash', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
];

function call(tool: string, input: string): string {
  return `{"hook_event_name":"PreToolUse","tool_name":"${tool}","toolName":"${tool}","cwd":"/","tool_input":${input}}`;
}

/** A million characters each: linear, they take a fraction of a second; in the square of that, they never end. */
const large: [what: string, input: string][] = [
  ['letters', 'x'.repeat(1e6)],
  ['line breaks', '\n'.repeat(1e6)],
  ['blanks', ' '.repeat(1e6)],
  ['quotes', '"'.repeat(1e6)],
  ['backslashes', '\\'.repeat(1e6)],
  ['a patch', `*** Begin Patch\n*** Add File: a\n${'+\n'.repeat(5e5)}*** End Patch`],
  ['patches', '*** Add File: a\n+\n'.repeat(56_000)],
];

describe('a payload', () => {
  for (const [what, text, value] of parsed) {
    it(`is parsed: ${what}`, () => deepStrictEqual(parsePayload(text), value));
  }

  for (const [what, text] of shapes) {
    it(`of any shape is read: ${what}`, () => {
      for (const agent of agents) {
        const event = agent.read(parsePayload(text)!);
        strictEqual(event.assistant, agent.assistant);
        ok(event.cwd === null || typeof event.cwd === 'string');
        deepStrictEqual(agent.reply({ decision: 'allow', reason: '' }, parsePayload(text)!).stdout, '');
      }
    });
  }

  it('that cannot be read is doubtful', () => {
    for (const agent of agents) strictEqual(agent.read({}).isDoubtful, true, agent.assistant);
  });

  it('is doubtful without a field that is always sent', () => {
    const whole = { hook_event_name: 'PreToolUse', tool_name: 'Write', cwd: '/', tool_input: { path: 'a' } };
    const doubtful = [
      whole,
      { ...whole, hook_event_name: null },
      { ...whole, tool_name: null },
      { ...whole, cwd: null },
      { ...whole, tool_name: 'Task', tool_input: null },
      { ...whole, tool_input: { content: 'x' } },
      { ...whole, tool_name: 'Bash', tool_input: {} },
      { hook_event_name: 'SessionStart' },
    ].map((payload) => claudeCode.read(payload).isDoubtful);
    deepStrictEqual(doubtful, [false, true, true, true, true, true, true, false]);
  });

  for (const [what, content] of large) {
    it(`of a megabyte is read: ${what}`, () => {
      const text = call('Write', JSON.stringify({ file_path: 'a', content }));
      const inCommand = call('Bash', JSON.stringify({ command: content }));
      for (const one of [text, inCommand, text.slice(0, -2), text.replaceAll('\\n', '\n')]) {
        claudeCode.read(parsePayload(one) ?? {});
      }
    });
  }

  it('has a field under the first spelling that is there, and its own alone', () => {
    const payload = parsePayload('{"a":null,"b":0,"c":1,"__proto__":{"d":2}}')!;
    deepStrictEqual([field(payload, 'a', 'b', 'c'), field(payload, 'd', 'toString')], [0, undefined]);
    deepStrictEqual(
      [record({ a: '{"b":1}' }, 'a'), record({ a: '[1]' }, 'a'), record({ a: 'x' }, 'a'), record({}, 'a')],
      [{ b: 1 }, {}, {}, {}],
    );
  });

  it('has a folder from where its call starts', () => {
    deepStrictEqual(
      [
        within('/r', null),
        within('/r', 'a'),
        within('/r', '/a'),
        within('/r', 'C:\\a'),
        within('/r', '~'),
        within(null, 'a'),
      ],
      ['/r', '/r/a', '/a', 'C:\\a', '/r/~', 'a'],
    );
  });
});
