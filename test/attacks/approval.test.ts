import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { countPeople } from '../../src/attestation/chain';
import { allowed, day, email, Gate, keyOf, lines, now, policy, publicKey } from './gate';

const change = { 'core/a.py': lines('x', 20) };

describe('Attacks: who approves', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  it('self-approval', async () => {
    gate.commit(change, 'change', 'ada');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), [
      'ada@acme.dev is an author of the change, and the zone wants somebody else',
    ]);
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('self-approval as a co-author', async () => {
    gate.commit(change, 'change\n\nCo-authored-by: Ada <ADA@acme.dev>');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict(), '1 signoff-missing');
  });

  it('self-approval as a co-author whose trailer is written in another way', async () => {
    for (const trailer of [
      'CO-AUTHORED-BY: Ada <ada@acme.dev>',
      'co-authored-by : Ada <ada@acme.dev>',
      'Co-authored-by: Ada\n  Park <ada@acme.dev>',
      'Co-authored-by: Ada\n\t<ada@acme.dev>\nSigned-off-by: Bob <bob@acme.dev>',
      'Co-authored-by: ada@acme.dev',
      'Co-authored-by: Ada <ada@acme.dev>, Eve <eve@acme.dev>',
      'Co-authored-by: Ada <ada@acme.dev>\r\n\r\nmore',
      '> Co-authored-by: Ada < Ada@Acme.dev >',
    ]) {
      gate.commit(change, `change\n\n${trailer}`);
      await gate.signOff({ by: 'ada' });
      strictEqual(await gate.verdict(), '1 signoff-missing', trailer);
      gate.repo.git('reset', '-q', '--hard', 'main');
    }
    // Who is only spoken of is no author.
    gate.commit(change, 'change\n\nReviewed-by: Ada <ada@acme.dev>\n\nNot co-authored by ada@acme.dev');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict(), '0');
  });

  it('self-approval behind a `.mailmap`', async () => {
    gate.repo.git('config', 'log.mailmap', 'true');
    gate.commit({ '.mailmap': 'Eve <eve@acme.dev> Ada <ada@acme.dev>\n', ...change }, 'change', 'ada');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict({ submitter: email('eve') }), '1 signoff-missing');
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict({ submitter: email('eve') }), '0');
    // Nor does one make an author of who is none.
    gate.repo.git('switch', '-qC', 'other', 'main');
    gate.commit({ '.mailmap': 'Ada <ada@acme.dev> Eve <eve@acme.dev>\n', ...change }, 'change', 'eve');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict({ submitter: email('eve') }), '0');
  });

  it('self-approval under a borrowed name', async () => {
    gate.commit(change, 'change', 'bob');
    await gate.signOff({ by: 'ada' });
    strictEqual(await gate.verdict({ submitter: email('ada') }), '1 signoff-missing');
    strictEqual(await gate.verdict({ submitter: email('bob') }), '0');
  });

  it('a submitter whom nobody authenticated, where that is asked for', async () => {
    gate.commit(change);
    await gate.signOff();
    // @ts-expect-error exactOptionalPropertyTypes: as from a command line without the flag
    match(await gate.verdict({ submitter: undefined, strict: true }), /^2 .*--submitter/);
    // @ts-expect-error the same
    const claimed = await gate.verify({ submitter: undefined });
    strictEqual(claimed.kind === 'verified' && claimed.separation, 'claimed');
    strictEqual(await gate.verdict({ strict: true }), '0');
  });

  it('approval by somebody who is no owner', async () => {
    gate.commit(change, 'change', 'eve');
    match(String(await gate.trySign({ by: 'bob' })), /bob@acme.dev is no owner of the zone core/);
    // As a program that does not ask would write it.
    await gate.forge({ principal: email('bob') }, 'bob');
    strictEqual(await gate.verdict({ submitter: email('eve') }), '1 signoff-missing');
    deepStrictEqual(await gate.reasons({ submitter: email('eve') }), [
      'bob@acme.dev is no owner of the zone',
    ]);
    await gate.signOff();
    strictEqual(await gate.verdict({ submitter: email('eve') }), '0');
  });

  it('an owner’s name with another key', async () => {
    gate.commit(change);
    await gate.forge({}, 'bob');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), [
      'the key is not the one that .ai-policy/allowed_signers has for ada@acme.dev',
    ]);
  });

  it('an owner removed in base', async () => {
    gate.commit(change);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('[ada@acme.dev, zoe@acme.dev]', '[zoe@acme.dev]'),
    });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('a key removed from base', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.onBase({ '.ai-policy/allowed_signers': allowed('zoe', 'luis') });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('an expired key', async () => {
    gate.onBase({
      '.ai-policy/allowed_signers': `ada@acme.dev valid-before="20261124" ${publicKey('ada')}\nzoe@acme.dev valid-before="20261125" ${publicKey('zoe')}\n`,
    });
    gate.commit(change);
    await gate.signOff();
    strictEqual(await gate.verdict(), '1 signoff-missing');
    match((await gate.reasons())[0]!, /its signature does not verify/);
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('a revoked key, in a list and in a KRL', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.onBase({ '.ai-policy/revoked_keys': `${publicKey('ada')}\n` });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    const krl = gate.repo.path('..', 'krl');
    execFileSync('ssh-keygen', ['-q', '-k', '-f', krl, `${keyOf('ada')}.pub`], { timeout: 20_000 });
    gate.onBase({ '.ai-policy/revoked_keys': gate.repo.readBytes('../krl') });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    rmSync(krl);
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('a wildcard key, a list of principals, a certificate authority', async () => {
    for (const line of [
      `*@acme.dev ${publicKey('bob')}`,
      `ada@acme.dev,zoe@acme.dev ${publicKey('bob')}`,
      `ada@acme.dev cert-authority ${publicKey('bob')}`,
      `ada@acme.dev namespaces="git",cert-authority ${publicKey('bob')}`,
    ]) {
      const own = Gate.create({ '.ai-policy/allowed_signers': `${line}\n${allowed('zoe')}` });
      try {
        own.commit(change, 'change', 'eve');
        await own.forge({}, 'bob');
        const options = { submitter: email('eve') };
        strictEqual(await own.verdict(options), '1 signoff-missing', line);
        deepStrictEqual(await own.reasons(options), [
          'ada@acme.dev has no key in the base’s .ai-policy/allowed_signers',
        ]);
        await own.signOff({ by: 'zoe' });
        strictEqual(await own.verdict(options), '0');
      } finally {
        own.remove();
      }
    }
  });

  it('one key under two principals, and two keys of one person, for a threshold of two', async () => {
    const other = keyOf('ada-2');
    const own = Gate.create({
      '.ai-policy/policy.yaml': policy.replace(
        'owners: [ada@acme.dev, zoe@acme.dev]',
        'owners: [ada@acme.dev, zoe@acme.dev]\n    signoff: { threshold: 2 }',
      ),
      '.ai-policy/allowed_signers': `${allowed('ada', 'zoe')}zoe@acme.dev ${publicKey('ada')}\nada@acme.dev ${publicKey('ada-2')}\n`,
    });
    try {
      own.commit(change);
      await own.signOff();
      await own.signOff();
      strictEqual(await own.verdict(), '1 signoff-missing', 'the same key twice');
      await own.signOff({ by: 'zoe', key: keyOf('ada') });
      strictEqual(await own.verdict(), '1 signoff-missing', 'one key under two principals');
      own.repo.git('reset', '-q', '--hard', 'HEAD~1');
      await own.signOff({ key: other });
      strictEqual(await own.verdict(), '1 signoff-missing', 'two keys of one person');
      await own.signOff({ by: 'zoe' });
      strictEqual(await own.verdict(), '0');
    } finally {
      own.remove();
    }
  });

  it('one person in two spellings, for a threshold of two', () => {
    const by = (principal: string, fingerprint: string) => ({ principal, fingerprint });
    strictEqual(countPeople([by('ada@acme.dev', 'a'), by('Ada@acme.dev', 'b')]), 1);
    strictEqual(countPeople([by('strauß@acme.dev', 'a'), by('STRAUSS@acme.dev', 'b')]), 1);
    strictEqual(countPeople([by('ada@acme.dev', 'a'), by('zoe@acme.dev', 'b')]), 2);
  });

  it('a clock before the issue date', async () => {
    gate.commit(change);
    await gate.signOff({ now: now + day });
    strictEqual(await gate.verdict(), '1 signoff-missing');
    deepStrictEqual(await gate.reasons(), ['it is dated 2026-11-25T12:00:00Z, which is in the future here']);
    strictEqual(await gate.verdict({ now: now + day }), '0');
  });

  it('an expired sign-off', async () => {
    gate.commit(change);
    await gate.signOff();
    strictEqual(await gate.verdict({ now: now + 89 * day }), '0');
    strictEqual(await gate.verdict({ now: now + 90 * day }), '1 signoff-missing');
    deepStrictEqual(await gate.reasons({ now: now + 90 * day }), ['it expired on 2027-02-22T12:00:00Z']);
  });

  it('a sign-off that would hold for longer than its zone allows', async () => {
    gate.commit(change);
    await gate.forge({ expires: '2036-01-01T00:00:00Z' }, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '0');
  });

  it('a signature for another use of the key', async () => {
    gate.onBase({
      '.ai-policy/allowed_signers': `ada@acme.dev namespaces="git" ${publicKey('ada')}\nzoe@acme.dev namespaces="signoff@colophon" ${publicKey('zoe')}\n`,
    });
    gate.commit(change);
    match(String(await gate.trySign()), /is not in base’s .ai-policy\/allowed_signers/);
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0');
  });

  it('self-approval under a name that is hers once case is folded', async () => {
    const owners = policy.replaceAll('zoe@acme.dev', 'ſue.strauß@acme.dev');
    gate.onBase({
      '.ai-policy/policy.yaml': owners,
      '.ai-policy/allowed_signers': `${allowed('ada', 'luis')}ſue.strauß@acme.dev ${publicKey('zoe')}\n`,
    });
    gate.commit(change, 'change\n\nCo-authored-by: Sue <SUE.STRAUSS@ACME.DEV>');
    await gate.forge({ principal: 'ſue.strauß@acme.dev' }, 'zoe');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit(change);
    await gate.forge({ principal: 'ſue.strauß@acme.dev' }, 'zoe');
    strictEqual(await gate.verdict(), '0');
  });
});
