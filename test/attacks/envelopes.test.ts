import { deepStrictEqual, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { Gate, lines } from './gate';

const change = { 'core/a.py': lines('x', 20) };

interface Json {
  payloadType: string;
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

describe('Attacks: envelopes', function () {
  this.timeout(60_000);
  let gate: Gate;
  let file: string;
  let text: string;

  beforeEach(async () => {
    gate = Gate.create();
    gate.commit(change);
    ({ file, text } = await gate.signOff());
    strictEqual(await gate.verdict(), '0');
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
  });
  afterEach(() => gate.remove());

  /** The gate's verdict where this file stands for the sign-off, whose own name it has unless told otherwise. */
  async function verdictOf(content: string | Buffer, name = file): Promise<string> {
    gate.commit({ [name]: content });
    const verdict = await gate.verdict();
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    return verdict;
  }

  const changed = (change: (json: Json) => void): string => {
    const json = JSON.parse(text) as Json;
    change(json);
    return JSON.stringify(json);
  };
  /** With another statement, under the name that it then has. */
  const restated = (edit: (statement: string) => string): [string, string] => {
    const json = JSON.parse(text) as Json;
    const payload = Buffer.from(edit(Buffer.from(json.payload, 'base64').toString()));
    const name = `.ai-policy/signoffs/${createHash('sha256').update(payload).digest('hex')}.json`;
    return [JSON.stringify({ ...json, payload: payload.toString('base64') }), name];
  };
  const refused = '1 policy-changed signoff-missing';

  it('malformed', async () => {
    for (const content of [
      '',
      '{}',
      'null',
      '[]',
      '"x"',
      '{"payload":1}',
      '\0',
      Buffer.from([0xff, 0xfe]),
      `${text}x`,
    ])
      strictEqual(await verdictOf(content), refused, String(content).slice(0, 20));
  });

  it('truncated', async () => {
    for (const length of [1, 100, text.length - 3])
      strictEqual(await verdictOf(text.slice(0, length)), refused);
  });

  it('oversized', async () => {
    strictEqual(await verdictOf(`${text}${' '.repeat(64 * 1024)}`), refused);
    strictEqual(await verdictOf(`${text}${' '.repeat(64 * 1024 - text.length)}`), '0', 'just not');
  });

  it('deeply nested', async () => {
    for (const nested of ['['.repeat(60_000), `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`])
      strictEqual(await verdictOf(nested), refused);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    strictEqual(await verdictOf(text.replace('"payload": ', `"payload": ${deep}, "more": `)), refused);
  });

  it('under another name', async () => {
    strictEqual(await verdictOf(text, '.ai-policy/signoffs/x.json'), refused);
    strictEqual(await verdictOf(text, `.ai-policy/signoffs/${'0'.repeat(64)}.json`), refused);
    strictEqual(await verdictOf(text, file.replace('.json', '.JSON')), refused);
    strictEqual(await verdictOf(text, file.replace('signoffs/', 'signoffs/more/')), refused);
    const upper = file.replace(/[0-9a-f]{64}/, (digest) => digest.toUpperCase());
    strictEqual(await verdictOf(text, upper), refused);
    strictEqual(await verdictOf(text, file.replace('.ai-policy/signoffs', 'src')), '1 signoff-missing');
  });

  it('another type of payload or predicate, or a key that comes twice', async () => {
    strictEqual(await verdictOf(changed((json) => (json.payloadType = 'application/json'))), refused);
    for (const edit of [
      (s: string) => s.replace('"signoff@colophon"', '"https://slsa.dev/provenance/v1"'),
      (s: string) => s.replace('"signoff@colophon"', '"__proto__"'),
      (s: string) => s.replace('"decision":"approve"', '"decision":"approve","more":1'),
      (s: string) => s.replace('"decision":"approve"', '"decision":"reject"'),
      (s: string) => s.replace('"zone":"core"', '"zone":"lib","zone":"core"'),
      (s: string) => s.replace('"zone":"core"', '"__proto__":{"zone":"core"}'),
      (s: string) => s.replace('{', '{ '),
      (s: string) => `\ufeff${s}`,
    ]) {
      const [content, name] = restated(edit);
      strictEqual(
        await verdictOf(content, name),
        refused,
        edit('"signoff@colophon""decision":"approve""zone":"core"{'),
      );
    }
  });

  it('without a signature, with two, with one of something else', async () => {
    const sig = (JSON.parse(text) as Json).signatures[0]!;
    strictEqual(await verdictOf(changed((json) => (json.signatures = []))), refused);
    strictEqual(await verdictOf(changed((json) => (json.signatures = [sig, sig]))), refused);
    strictEqual(await verdictOf(changed((json) => (json.signatures[0]!.sig = `${sig.sig}!`))), refused);
    strictEqual(await verdictOf(changed((json) => (json.signatures[0]!.sig = 'AAAA'))), '1 signoff-missing');
    const [content, name] = restated((s) =>
      s.replace(/"nonce":"./, (found) => `${found.slice(0, -1)}${found.endsWith('0') ? 1 : 0}`),
    );
    strictEqual(await verdictOf(content, name), '1 signoff-missing', 'a signature of another statement');
  });

  it('any bit of the signature', async () => {
    const json = JSON.parse(text) as Json;
    const signature = Buffer.from(json.signatures[0]!.sig, 'base64');
    // The last bytes are the signature itself, those before it say what it is of.
    for (const at of [6, 14, 40, 70, 90, signature.length - 1]) {
      const other = Buffer.from(signature);
      other[at]! ^= 1;
      const content = changed((one) => (one.signatures[0]!.sig = other.toString('base64')));
      strictEqual(await verdictOf(content), '1 signoff-missing', `byte ${at}`);
    }
    deepStrictEqual(await verdictOf(text), '0');
  });

  it('more of them than anybody writes', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1001 }, (_, i) => [
        `.ai-policy/signoffs/${String(i).padStart(64, '0')}.json`,
        'x',
      ]),
    );
    gate.commit(files);
    strictEqual((await gate.verdict()).slice(0, 31), '2 The change adds 1001 sign-off');
  });
});
