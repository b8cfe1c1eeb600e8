import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { chmodSync } from 'node:fs';
import { as, Gate, lines, policy } from './gate';

const change = { 'core/a.py': lines('x', 20) };

describe('Attacks: what was approved', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  it('a signature from another repository', async () => {
    gate.commit(change);
    await gate.forge({ repository: 'f'.repeat(40) }, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), ['it was made for another repository']);
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '0');
  });

  it('a signature for another zone', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': `${policy}  - name: other\n    mode: restricted\n    paths: [/other/]\n    owners: [ada@acme.dev]\n`,
    });
    gate.commit(change);
    await gate.forge({ zone: 'other' }, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({ zone: 'nowhere' }, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '0');
  });

  it('a signature in another namespace', async () => {
    gate.commit(change);
    await gate.forge({}, 'ada', 'git');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada', 'review@colophon');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada', 'signoff@colophon');
    strictEqual(await gate.verdict(), '0');
  });

  it('a review presented as a sign-off, and a sign-off as a review', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('mode: attest', 'mode: attest\n    attestation: signed'),
    });
    gate.commit(change);
    await gate.forge({ predicateType: 'review@colophon' }, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '0');
    gate.commit({ 'lib/l.py': lines('y', 20) }, 'change\n\nAI-Provenance: v1; lines=20; ai=0; human=20');
    await gate.forge({ zone: 'lib', predicateType: 'signoff@colophon' }, 'ada');
    strictEqual(await gate.verdict(), '1 attestation-missing');
    await gate.forge({ zone: 'lib', predicateType: 'review@colophon' }, 'bob');
    strictEqual(await gate.verdict(), '0');
  });

  it('a signature under older rules of its zone', async () => {
    gate.commit(change);
    await gate.signOff();
    const under = async (text: string) => {
      gate.repo.git('switch', '-qC', 'later', 'main');
      gate.commit({ '.ai-policy/policy.yaml': text }, 'on base', 'luis');
      gate.repo.git('switch', '-q', 'pr');
      return gate.verdict({ range: 'later..pr' });
    };
    const other = ['it was made under other rules of the zone'];
    for (const text of [
      ...[
        'signoff: { validFor: 30d }',
        'signoff: { authorMaySign: true }',
        'vendors: none',
        'require: { indemnity: [ip] }',
        'enforce: warn',
      ].map((rule) => policy.replace('restricted', `restricted\n    ${rule}`)),
      policy.replace('[/core/]', '[/core/, /more/]'),
      policy.replace('[ada@acme.dev, zoe@acme.dev]', '[ada@acme.dev]'),
    ]) {
      await under(text);
      deepStrictEqual(await gate.reasons({ range: 'later..pr' }), other, text);
    }
    strictEqual(await gate.verdict({ range: 'later..pr' }), '1 signoff-missing');
    for (const text of [
      `# A comment\n${policy}`,
      policy.replace('restricted', 'restricted\n    reason: Why it is so.'),
      policy.replace('[/lib/]', '[/lib/, /more/]'),
      policy.replace('[ada@acme.dev, zoe@acme.dev]', '[zoe@acme.dev, Ada@acme.dev]'),
      `${policy}vendors:\n  - { id: v2, product: Two, assistants: [cursor], status: approved }\n`,
    ])
      strictEqual(await under(text), '0', text);
  });

  it('a signature of an older version, which binds the whole policy', async () => {
    gate.commit(change);
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '0');
    gate.onBase({ '.ai-policy/policy.yaml': `# A comment\n${policy}` });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), ['it was made under another version of the policy']);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('a spent sign-off replayed after a revert', async () => {
    const at = gate.commit(change);
    const { file, text } = await gate.signOff();
    gate.merge();
    gate.repo.git('switch', '-qc', 'revert');
    gate.commit({ 'core/a.py': lines('a', 20) });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.repo.git('rm', '-q', file);
    gate.commitStaged('housekeeping');
    strictEqual(await gate.verdict(), '1 policy-changed');
    await gate.sign({ by: 'luis', zone: 'ai-policy' });
    gate.commitStaged('Sign-off', 'luis');
    strictEqual(await gate.verdict(), '0');
    gate.merge();
    gate.repo.git('switch', '-qc', 'again');
    gate.commit({ ...change, [file]: text });
    strictEqual(gate.repo.git('rev-parse', 'HEAD:core/a.py'), gate.repo.git('rev-parse', `${at}:core/a.py`));
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), ['it has been merged before, so it is spent']);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('an approved old blob brought back', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.merge();
    gate.repo.git('switch', '-qc', 'next');
    gate.commit({ 'core/a.py': lines('z', 20) });
    await gate.signOff();
    gate.merge();
    gate.repo.git('switch', '-qc', 'back');
    gate.commit(change);
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('honest sign-offs before, with and after the change, whoever commits them', async () => {
    gate.repo.write('core/a.py', lines('x', 20));
    gate.repo.git('add', '-A');
    const { file, text } = await gate.sign({ range: 'staged' });
    gate.repo.git('reset', '-q', '--hard');
    gate.commit({ [file]: text }, 'Sign-off, ahead of the change', 'eve');
    strictEqual(await gate.verdict(), '0', 'nothing changes yet');
    gate.commit(change);
    strictEqual(await gate.verdict(), '0');
    gate.repo.write('core/b.py', lines('y', 20));
    gate.repo.git('add', '-A');
    await gate.sign({ by: 'zoe', range: 'staged' });
    gate.commitStaged('change and sign-off', 'bob');
    gate.commit({ 'core/c.py': 'one\n' });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.sign({ range: 'HEAD~1..HEAD' });
    gate.commitStaged('Sign-off, by the author’s hand', 'bob');
    strictEqual(await gate.verdict(), '0');
  });

  it('more files than an envelope holds', async () => {
    const oid = gate.repo.git('rev-parse', 'HEAD:src/s.py').trim();
    const input = Array.from({ length: 10_000 }, (_, i) => `100644 ${oid}\tcore/many/f${i}.py\n`).join('');
    strictEqual(gate.repo.tryGit(['update-index', '--add', '--index-info'], { input }).code, 0);
    gate.commitStaged();
    const result = await gate.verify();
    const messages = result.kind === 'verified' ? result.findings.map(({ message }) => message) : [];
    match(messages[0]!, /f0\.py, core\/many\/f1\.py, core\/many\/f10\.py and 9997 more\. It needs/);
    const statement = await gate.sign();
    strictEqual(JSON.parse(statement.list!.text).transitions.length, 10_000);
    gate.repo.git('reset', '-q', '--hard');
    // In parts: of two commits each is signed for.
    gate.repo.git('reset', '-q', '--hard', 'main');
    for (const part of ['p', 'q']) {
      gate.commit(
        Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`core/${part}${i}.py`, `${i}\n`])),
      );
      await gate.signOff({ range: 'HEAD~1..HEAD' });
    }
    strictEqual(await gate.verdict(), '0');
  });

  it('an envelope of which one transition is off the chain', async () => {
    gate.commit({ ...change, 'core/b.py': lines('y', 20) });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.commit({ 'core/b.py': lines('b', 20) });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), ['a transition of it is on no chain to what would be merged']);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('an amend after the sign-off', async () => {
    gate.repo.write('core/a.py', lines('x', 20));
    gate.repo.git('add', '-A');
    await gate.sign({ range: 'staged' });
    gate.commitStaged();
    strictEqual(await gate.verdict(), '0');
    gate.repo.git(...as('bob'), 'commit', '-q', '--amend', '-m', 'another message');
    strictEqual(await gate.verdict(), '0');
    gate.repo.write('core/a.py', lines('w', 20));
    gate.repo.git(...as('bob'), 'commit', '-qa', '--amend', '-m', 'the same message');
    strictEqual(await gate.verdict(), '1 signoff-missing');
  });

  it('a push after the sign-off', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.commit({ 'core/a.py': `${lines('x', 20)}one more\n` });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    // The next sign-off may be about the last step alone, or about all.
    await gate.signOff({ range: 'HEAD~1..HEAD' });
    strictEqual(await gate.verdict(), '0');
  });

  it('a whitespace-only change', async () => {
    gate.commit({ 'core/a.py': 'if x:\n    y()\n    z()\n' });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.commit({ 'core/a.py': 'if x:\n    y()\nz()\n' });
    strictEqual(await gate.verdict(), '1 signoff-missing');
  });

  it('a change of mode', async () => {
    gate.commit(change);
    await gate.signOff();
    chmodSync(gate.repo.path('core/a.py'), 0o755);
    gate.commit({});
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('a sign-off that is edited, or of which another is made', async () => {
    gate.commit(change);
    const { file, text } = await gate.signOff();
    gate.commit({ [file]: text.replace('"keyid"', ' "keyid"') });
    strictEqual(await gate.verdict(), '0', 'the signature is what counts, not its layout');
    gate.commit({ [file]: text.replace(/"payload": "./, '"payload": "f') });
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
    gate.commit({ [file]: text });
    gate.merge();
    gate.repo.git('switch', '-qc', 'next');
    gate.commit({ [file]: `${text}\n` });
    strictEqual(await gate.verdict(), '1 policy-changed');
  });
});
