import { match, ok, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { listText, readList } from '../../src/attestation/transitionList';
import { effort } from '../support/effort';
import { Gate } from './gate';

const count = effort(400, 5000);
const name = (i: number) => `core/a folder with a long name/file number ${i} of the model.py`;

describe(`Attacks: one statement for ${count} files`, function () {
  this.timeout(300_000);
  let gate: Gate;
  let file: string;
  let list: string;
  before(async () => {
    gate = Gate.create();
    gate.commit(Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), `${i}\n`])));
    const signed = await gate.sign();
    file = signed.file;
    list = signed.list!.file;
    gate.commitStaged('Sign-off', 'ada');
  });
  after(() => gate.remove());
  afterEach(() => {
    gate.repo.git('reset', '-q', '--hard');
    gate.repo.git('switch', '-q', 'pr');
  });

  const attempt = (change: () => void) => {
    gate.repo.git('switch', '-qC', 'attempt', 'pr');
    change();
    gate.commit({}, 'change', 'zoe');
    return gate.verdict();
  };
  const rewrite = (change: (transitions: { path: string; from: string; to: string }[]) => object[]) => {
    const { nonce, transitions } = JSON.parse(gate.repo.read(list));
    const text = listText(change(transitions) as never, nonce);
    rmSync(gate.repo.path(list));
    gate.repo.write(`.ai-policy/signoffs/${createHash('sha256').update(text).digest('hex')}.json`, text);
  };

  it('is a small envelope that names the list by its digest', async () => {
    strictEqual(await gate.verdict(), '0');
    ok(statSync(gate.repo.path(file)).size < 4096);
    strictEqual(createHash('sha256').update(gate.repo.readBytes(list)).digest('hex'), list.slice(-69, -5));
    strictEqual(readList(gate.repo.readBytes(list))?.length, count);
    const payload = JSON.parse(Buffer.from(JSON.parse(gate.repo.read(file)).payload, 'base64').toString());
    strictEqual(payload.subject[0].digest.sha256, list.slice(-69, -5));
  });

  it('covers what it lists and nothing else', async () => {
    strictEqual(await attempt(() => gate.repo.write(name(7), 'other\n')), '1 signoff-missing');
    strictEqual(await attempt(() => rmSync(gate.repo.path(name(7)))), '1 signoff-missing');
    strictEqual(await attempt(() => gate.repo.write('core/more.py', '1\n')), '1 signoff-missing');
    strictEqual(await attempt(() => gate.repo.write('src/more.py', '1\n')), '0');
  });

  it('counts only with the list that was signed', async () => {
    strictEqual(await attempt(() => rmSync(gate.repo.path(list))), '1 policy-changed signoff-missing');
    strictEqual(await attempt(() => rewrite((all) => all.slice(1))), '1 policy-changed signoff-missing');
    strictEqual(
      await attempt(() => rewrite((all) => [...all.slice(1), { ...all[0]!, path: 'core/other' }])),
      '1 policy-changed signoff-missing',
    );
    strictEqual(
      await attempt(() =>
        gate.repo.write(list, gate.repo.read(list).replace('"transitions"', ' "transitions"')),
      ),
      '1 policy-changed signoff-missing',
    );
    strictEqual(
      await attempt(() => rmSync(gate.repo.path(file))),
      '1 policy-changed signoff-missing',
      'a list alone',
    );
    const twice = () => {
      const text = listText(
        [{ path: 'core/x', from: `000000 ${'0'.repeat(40)}`, to: `100644 ${'1'.repeat(40)}` }],
        'n',
      );
      gate.repo.write(`.ai-policy/signoffs/${createHash('sha256').update(text).digest('hex')}.json`, text);
    };
    strictEqual(await attempt(twice), '1 policy-changed', 'a list that nobody signed');
  });

  it('is no author’s, and holds through a squash', async () => {
    const result = await gate.verify({ submitter: 'ada@acme.dev' });
    match(result.kind === 'verified' ? result.signoffs[0]!.why! : '', /is an author of the change/);
    gate.repo.git('switch', '-qC', 'squashed', 'main');
    gate.repo.git('merge', '-q', '--squash', 'pr');
    gate.commitStaged('All of it');
    strictEqual(await gate.verdict(), '0');
  });
});
