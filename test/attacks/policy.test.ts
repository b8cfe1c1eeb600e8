import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import type { Transition } from '../../src/attestation/transition';
import { type OuterPolicy, readOuterPolicy } from '../../src/workflow/policy/treePolicy';
import { allowed, Gate, lines, policy, publicKey } from './gate';

const change = { 'core/a.py': lines('x', 20) };
const open = policy.replace('mode: restricted', 'mode: eligible');

describe('Attacks: the policy', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  it('loosened in the same pull request', async () => {
    gate.commit({ ...change, '.ai-policy/policy.yaml': open });
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
    // Even where a policy's owner agrees to the new rules, this change is judged by the old ones too.
    await gate.sign({ by: 'luis', zone: 'ai-policy' });
    gate.commitStaged('Sign-off', 'luis');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('deleted in the same pull request', async () => {
    gate.repo.git('rm', '-q', '.ai-policy/policy.yaml');
    gate.commit(change);
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
  });

  it('tightened: the new rules hold for the change that brings them', async () => {
    gate.commit({
      'src/s.py': lines('x', 20),
      '.ai-policy/policy.yaml': policy.replace('/core/]', '/core/, /src/]'),
    });
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
  });

  it('the target of `extends` loosened', async () => {
    const own = Gate.create({
      '.ai-policy/policy.yaml': 'version: 1\nextends: base.yaml\n',
      '.ai-policy/base.yaml': policy,
    });
    try {
      own.commit({ ...change, '.ai-policy/base.yaml': open });
      strictEqual(await own.verdict(), '1 policy-changed signoff-missing');
      own.commit({ '.ai-policy/base.yaml': policy });
      await own.signOff();
      strictEqual(await own.verdict(), '0');
    } finally {
      own.remove();
    }
  });

  it('owners changed in the same pull request', async () => {
    gate.commit(
      { ...change, '.ai-policy/policy.yaml': policy.replaceAll('ada@acme.dev', 'bob@acme.dev') },
      'change',
      'eve',
    );
    await gate.forge({ principal: 'bob@acme.dev' }, 'bob');
    await gate.forge({ principal: 'bob@acme.dev', zone: 'ai-policy' }, 'bob');
    strictEqual(await gate.verdict({ submitter: 'eve@acme.dev' }), '1 policy-changed signoff-missing');
  });

  it('self-approval of a policy that says for the first time that its authors may sign', async () => {
    const own = `${policy.replace('[ada@acme.dev, zoe@acme.dev]', '[luis@acme.dev]')}policySignoff: { authorMaySign: true }\n`;
    gate.commit({ '.ai-policy/policy.yaml': own }, 'policy', 'luis');
    await gate.signOff({ by: 'luis', zone: 'ai-policy' });
    strictEqual(await gate.verdict({ submitter: 'luis@acme.dev' }), '1 policy-changed');
    await gate.signOff({ by: 'zoe', zone: 'ai-policy' });
    strictEqual(await gate.verdict({ submitter: 'luis@acme.dev' }), '0');
  });

  it('self-approval of deleting a stored sign-off', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.merge();
    gate.repo.git('rm', '-qr', '.ai-policy/signoffs');
    gate.commitStaged('remove', 'luis');
    await gate.signOff({ by: 'luis', zone: 'ai-policy' });
    strictEqual(await gate.verdict(), '1 policy-changed');
    await gate.signOff({ by: 'zoe', zone: 'ai-policy' });
    strictEqual(await gate.verdict(), '0');
  });

  it('honest: a sign-off is no change of what is in no zone, however strict that is', async () => {
    for (const [mode, path, zone, by] of [
      ['attest', 'core/a.py', 'core', 'ada'],
      ['restricted', 'src/s.py', 'default', 'luis'],
    ] as const) {
      const own = Gate.create({ '.ai-policy/policy.yaml': `${policy}default: ${mode}\n` });
      try {
        own.commit({ [path]: 'x\n' }, 'x\n\nAI-Provenance: v1; lines=1; ai=0; human=1\n');
        await own.signOff({ zone, by });
        strictEqual(await own.verdict(), '0', mode);
      } finally {
        own.remove();
      }
    }
  });

  it('`allowed_signers` edited in the same pull request', async () => {
    gate.commit({
      ...change,
      '.ai-policy/allowed_signers': `${allowed('ada', 'bob', 'luis', 'zoe')}ada@acme.dev ${publicKey('eve')}\n`,
    });
    await gate.forge({}, 'eve');
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
    await gate.signOff();
    await gate.sign({ by: 'luis', zone: 'ai-policy' });
    gate.commitStaged('Sign-off', 'luis');
    strictEqual(await gate.verdict(), '0');
  });

  it('`revoked_keys` edited in the same pull request', async () => {
    gate.onBase({ '.ai-policy/revoked_keys': `${publicKey('ada')}\n` });
    gate.repo.git('rm', '-q', '.ai-policy/revoked_keys');
    gate.commit(change);
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '1 policy-changed signoff-missing');
  });

  it('`.ai-policy` replaced by a symbolic link', async () => {
    gate.repo.git('mv', '.ai-policy', 'elsewhere');
    symlinkSync('elsewhere', gate.repo.path('.ai-policy'));
    gate.commit(change);
    match(await gate.verdict(), /^2 In head: "\.ai-policy" is a symbolic link/);
  });

  it('a file of `.ai-policy` replaced by a symbolic link', async () => {
    rmSync(gate.repo.path('.ai-policy/policy.yaml'));
    symlinkSync('../src/s.py', gate.repo.path('.ai-policy/policy.yaml'));
    gate.commit({});
    match(await gate.verdict(), /^2 In head: "\.ai-policy\/policy\.yaml" is a symbolic link/);
  });

  it('`.ai-policy` replaced by a submodule', async () => {
    const oid = gate.repo.git('rev-parse', 'HEAD').trim();
    gate.repo.git('rm', '-rq', '.ai-policy');
    gate.repo.git('update-index', '--add', '--cacheinfo', `160000,${oid},.ai-policy`);
    gate.commitStaged();
    match(await gate.verdict(), /^2 In head: "\.ai-policy" is a submodule/);
  });

  it('a case variant of `.ai-policy` or of a file in it', async () => {
    for (const [file, said] of [
      ['.AI-Policy/policy.yaml', /looks like \.ai-policy/],
      ['.ai-policy./policy.yaml', /looks like \.ai-policy/],
      ['.ai\u200b-policy/policy.yaml', /looks like \.ai-policy/],
      ['.ai-policy/Policy.yaml', /must be named \.ai-policy\/policy\.yaml/],
      ['.ai-policy/ALLOWED_SIGNERS', /must be named \.ai-policy\/allowed_signers/],
      ['.ai-policy/Signoffs/x.json', /must be in \.ai-policy\/signoffs/],
    ] as const) {
      const oid = gate.repo.git('rev-parse', 'HEAD:src/s.py').trim();
      gate.repo.git('update-index', '--add', '--cacheinfo', `100644,${oid},${file}`);
      gate.commitStaged();
      const verdict = await gate.verdict();
      match(verdict, /^2 /, file);
      match(verdict, said);
      gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    }
    strictEqual(await gate.verdict(), '0');
  });

  it('a broken one in base or in head', async () => {
    gate.commit({ '.ai-policy/policy.yaml': 'version: 1\nzonse: []\n' });
    match(await gate.verdict(), /^2 In head: the policy is broken\. \.ai-policy\/policy\.yaml:2:1/);
    gate.merge();
    gate.commit({ 'src/n.py': '1\n' });
    match(await gate.verdict(), /^2 In head: the policy is broken\./);
    // What mends it is judged by the last one that was in order, which the change does not choose.
    gate.commit({ '.ai-policy/policy.yaml': policy.replace('luis@acme.dev, zoe@acme.dev', 'bob@acme.dev') });
    strictEqual(await gate.verdict(), '1 policy-changed');
    match(
      String(await gate.trySign({ by: 'bob', zone: 'ai-policy' })),
      /bob@acme.dev is no owner of the zone/,
    );
    gate.commit({ '.ai-policy/policy.yaml': policy, ...change });
    await gate.signOff({ by: 'luis', zone: 'ai-policy' });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    const result = await gate.verify();
    const said =
      result.kind === 'verified' ? result.findings.find(({ severity }) => severity === 'warn') : undefined;
    match(
      said?.message ?? '',
      /^In base: the policy is broken\. .* The last policy before it that was in order judges/,
    );
  });

  it('one introduced by the pull request that it should judge', async () => {
    const own = Gate.create();
    try {
      own.repo.git('switch', '-q', 'main');
      own.repo.git('rm', '-rq', '.ai-policy');
      own.commitStaged();
      own.repo.git('switch', '-qc', 'first');
      own.commit({ '.ai-policy/policy.yaml': open, '.ai-policy/allowed_signers': allowed('ada'), ...change });
      match(await own.verdict(), /^2 Base has no policy yet/);
      strictEqual(await own.verdict({ bootstrap: true }), '0');
      own.commit({ '.ai-policy/policy.yaml': policy });
      strictEqual(await own.verdict({ bootstrap: true }), '1 signoff-missing');
      // Where base has one, --bootstrap changes nothing.
      strictEqual(await gate.verdict({ bootstrap: true }), '0');
      gate.commit({ '.ai-policy/policy.yaml': open });
      strictEqual(await gate.verdict({ bootstrap: true }), '1 policy-changed');
    } finally {
      own.remove();
    }
  });

  it('none at all', async () => {
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('rm', '-rq', '.ai-policy');
    gate.commitStaged();
    gate.repo.git('switch', '-qc', 'first');
    gate.commit(change);
    match(await gate.verdict(), /^2 There is no policy in base/);
    match(await gate.verdict({ bootstrap: true }), /^2 There is no policy in base/);
  });

  it('one from outside holds beside it, with its own owners and keys', async () => {
    const outside = gate.repo.path('..', 'org');
    mkdirSync(outside);
    gate.repo.write(
      '../org/policy.yaml',
      policy.replace('[ada@acme.dev, zoe@acme.dev]', '[luis@acme.dev]').replace('/core/]', '/src/]'),
    );
    gate.repo.write('../org/allowed_signers', allowed('luis'));
    gate.commit({ 'src/s.py': lines('x', 20) });
    const organization = readOuterPolicy(`${outside}/policy.yaml`);
    if (typeof organization === 'string') throw new Error(organization);
    strictEqual(await gate.verdict(), '0');
    strictEqual(await gate.verdict({ organization }), '1 signoff-missing');
    gate.commit(change);
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict({ organization }), '1 signoff-missing');
  });

  it('a line of the organisation’s keys that grants nothing', async () => {
    mkdirSync(gate.repo.path('..', 'org'));
    gate.repo.write(
      '../org/policy.yaml',
      policy.replace('policyOwners: [luis@acme.dev, zoe@acme.dev]\n', 'policyOwners: [zoe@acme.dev]\n'),
    );
    const org = (signers: string) => {
      gate.repo.write('../org/allowed_signers', signers);
      return readOuterPolicy(gate.repo.path('..', 'org', 'policy.yaml')) as OuterPolicy;
    };
    const broken = `ada@acme.dev valid-before=20300101 ${publicKey('ada')}\n${allowed('zoe')}`;
    gate.commit({ 'core/a.py': lines('x', 20) });
    match(
      await gate.verdict({ organization: org(broken) }),
      /^2 Line 1 of .*allowed_signers grants nothing: the value of/,
    );
    match(await gate.verdict({ organization: org(allowed('ada', 'zoe')) }), /^1 signoff-missing/);
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit({ 'src/n.py': '1\n' });
    const result = await gate.verify({ organization: org(broken) });
    strictEqual(result.kind, 'verified', 'where nobody has to sign it is only said');
    const said =
      result.kind === 'verified' ? result.findings.map(({ rule, severity }) => `${rule} ${severity}`) : [];
    deepStrictEqual(said, ['policy-invalid warn']);
  });

  it('a key of the repository for what only the one from outside restricts: all that is in no zone', async () => {
    gate.repo.write(
      '../org/policy.yaml',
      'version: 1\npolicyOwners: [zoe@acme.dev]\ndefault: restricted\nzones: []\n',
    );
    gate.repo.write('../org/allowed_signers', allowed('zoe'));
    const organization = readOuterPolicy(gate.repo.path('..', 'org', 'policy.yaml'));
    if (typeof organization === 'string') throw new Error(organization);
    gate.onBase({ '.ai-policy/allowed_signers': `zoe@acme.dev ${publicKey('bob')}\n` });
    gate.commit({ 'src/s.py': lines('x', 20) });
    const transitions = [transition(gate, 'src/s.py')];
    const about = { zone: 'default', principal: 'zoe@acme.dev', transitions };
    await gate.forge(about, 'bob', undefined, organization);
    strictEqual(await gate.verdict({ organization }), '1 signoff-missing');
    await gate.forge(about, 'zoe', undefined, organization);
    strictEqual(await gate.verdict({ organization }), '0');
  });
});

function transition({ repo }: Gate, path: string): Transition {
  const [from, to] = ['main', 'HEAD'].map(
    (tree) => `100644 ${repo.git('rev-parse', `${tree}:${path}`).trim()}`,
  );
  return { path, from: from as Transition['from'], to: to as Transition['to'] };
}
