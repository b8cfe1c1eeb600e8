import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { run as attest } from '../../src/cli/attest';
import { run as signoff } from '../../src/cli/signoff';
import { run as verify } from '../../src/cli/verify';
import { as, email, Gate, keyOf, lines, policy, says, type Who } from '../attacks/gate';
import { Writer } from '../support/writer';
import { type RunInOptions, runIn } from './testIo';

const change = { 'core/a.py': lines('x', 20) };
const yes = { answers: ['yes'] };

describe('colophon signoff and attest', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
    is('ada');
  });
  afterEach(() => gate.remove());

  /** git's own configuration says who signs, and with which key. */
  function is(who: Who): void {
    gate.repo.git('config', 'user.email', email(who));
    gate.repo.git('config', 'user.name', who);
    gate.repo.git('config', 'user.signingkey', `${keyOf(who)}.pub`);
  }
  const sign = (args: string[], options: RunInOptions = {}) => runIn(gate.repo, signoff, args, options);
  const review = (args: string[], options: RunInOptions = {}) => runIn(gate.repo, attest, args, options);
  const judged = async () =>
    (await runIn(gate.repo, verify, ['main..HEAD', '--submitter', email('bob')])).code;
  const stagedSignoffs = () =>
    gate.repo.git('diff', '--cached', '--name-only', 'HEAD', '--', '.ai-policy/signoffs').trim();

  it('shows the change of a range, asks, signs, and the gate opens', async () => {
    gate.commit(change);
    strictEqual(await judged(), 1);
    const { code, stdout, stderr, asked } = await sign(['main..HEAD'], yes);
    deepStrictEqual([code, stderr], [0, '']);
    deepStrictEqual(asked, ['\nI, ada@acme.dev, sign off this change of core [yes/no]: ']);
    match(stdout, /^\nZone core:\n {2}modified core\/a\.py\n\ndiff --git [\s\S]*^-a20$[\s\S]*^\+x20$/m);
    const file = stagedSignoffs();
    match(file, /^\.ai-policy\/signoffs\/[0-9a-f]{64}\.json$/);
    match(
      stdout,
      new RegExp(`^Signed until \\d{4}-\\d\\d-\\d\\d: ${file}\nIt is staged: git commit .*push`, 'm'),
    );
    strictEqual(await judged(), 1, 'not before it is committed');
    gate.commitStaged('Sign-off', 'ada');
    strictEqual(await judged(), 0);
  });

  it('signs what is staged, which is committed with it', async () => {
    gate.repo.write('core/a.py', change['core/a.py']);
    gate.repo.git('add', '-A');
    const { code, stdout } = await sign(['--staged', '--json'], yes);
    strictEqual(code, 0);
    const last = stdout.trimEnd().split('\n').at(-1)!;
    const { expires, ...told } = JSON.parse(last) as Record<string, string>;
    deepStrictEqual(told, { signed: stagedSignoffs(), zone: 'core', principal: email('ada') });
    match(expires!, /^\d{4}-/);
    gate.commitStaged();
    strictEqual(await judged(), 0);
  });

  it('signs nothing for who says no, and has nothing to sign where no restricted zone changes', async () => {
    gate.commit(change);
    for (const answer of ['no', '', 'yes please']) {
      const { code, stdout } = await sign(['main..HEAD'], { answers: [answer] });
      strictEqual(code, 1);
      match(stdout, /Nothing was signed\.\n$/);
    }
    strictEqual(stagedSignoffs(), '');
    const none = { code: 0, stdout: 'No restricted zone changes: nothing needs a sign-off.\n', stderr: '' };
    deepStrictEqual(await sign([]), { ...none, asked: [] });
    deepStrictEqual((await sign(['--json'])).stdout, '{"signed":null}\n');
  });

  it('is a person’s word: refused without a terminal and under an agent', async () => {
    gate.commit(change);
    const script = await sign(['main..HEAD']);
    deepStrictEqual(
      [script.code, script.stderr],
      [
        2,
        'colophon: A sign-off is a person’s word: run colophon signoff in a terminal, or use “Colophon: Sign Off” in the editor.\n',
      ],
    );
    for (const name of ['CLAUDECODE', 'CODEX_SANDBOX', 'GEMINI_CLI', 'CURSOR_AGENT', 'COPILOT_CLI']) {
      const { code, stderr, asked } = await sign(['main..HEAD'], { ...yes, env: { [name]: '1' } });
      deepStrictEqual([code, asked], [2, []]);
      match(stderr, new RegExp(`${name} says that an agent runs this`));
    }
    strictEqual(stagedSignoffs(), '');
  });

  it('asks for the zone where several change', async () => {
    gate.commit({ ...change, '.ai-policy/policy.yaml': `${policy}# more\n` });
    is('zoe');
    const { code, stderr } = await sign(['main..HEAD'], yes);
    strictEqual(code, 2);
    match(stderr, /^colophon: Several zones change\. Say which: (--zone \S+(, )?){2}\n$/);
    match(
      (await sign(['main..HEAD', '--zone', 'nowhere'], yes)).stderr,
      /does not touch a restricted zone nowhere/,
    );
    match((await sign(['main..HEAD', '--zone', 'lib'], yes)).stderr, /does not touch a restricted zone lib/);
    for (const zone of ['core', 'ai-policy'])
      strictEqual((await sign(['main..HEAD', '--zone', zone], yes)).code, 0);
    gate.commitStaged('Sign-offs', 'zoe');
    strictEqual(await judged(), 0);
  });

  it('says why a key cannot sign, and which can', async () => {
    gate.commit(change);
    is('eve');
    const unknown = await sign(['main..HEAD'], yes);
    strictEqual(unknown.code, 2);
    match(
      unknown.stderr,
      /is not in base’s \.ai-policy\/allowed_signers.*A policy owner can add the line: eve@acme\.dev ssh-ed25519 /,
    );
    is('bob');
    match(
      (await sign(['main..HEAD'], yes)).stderr,
      /bob@acme\.dev is no owner of the zone core\. Its owners: /,
    );
    gate.repo.git('config', '--unset', 'user.signingkey');
    match(
      (await sign(['main..HEAD'], yes)).stderr,
      /^colophon: bob@acme\.dev is no owner .*colophon signoff \w{12}\.\.\w{12} --zone core --request\nIf you are one of them: git knows no key/,
    );
    is('ada');
    gate.repo.git('config', '--unset', 'user.signingkey');
    match(
      (await sign(['main..HEAD'], yes)).stderr,
      /git knows no key to sign with\. .*ssh-keygen -t ed25519.*git config user\.signingkey/,
    );
    const missing = await sign(['main..HEAD', '--key', '/nowhere/id'], yes);
    match(missing.stderr, /The SSH key \/nowhere\/id cannot be read/);
    strictEqual((await sign(['main..HEAD', '--key', keyOf('zoe')], yes)).code, 0);
    gate.commitStaged('Sign-off', 'zoe');
    strictEqual(await judged(), 0);
  });

  it('requests a sign-off of a range and of what is staged, which an owner can follow to the letter', async () => {
    gate.commit(change);
    const { code, stdout } = await sign(['main..HEAD', '--request']);
    strictEqual(code, 0);
    match(stdout, /^Sign-off requested: zone core\n\nTo: ada@acme\.dev, zoe@acme\.dev\n/);
    const command = /^ {2}colophon signoff (\S+) --zone core$/m.exec(stdout)![1]!;
    strictEqual((await sign([command, '--zone', 'core'], yes)).code, 0);
    gate.repo.git('reset', '-q', '--hard');

    gate.repo.write('core/b.py', 'secret \u001b[31m\n');
    gate.repo.git('add', '-A');
    const { text, owners, zone } = JSON.parse((await sign(['--request', '--json'])).stdout);
    deepStrictEqual([zone, owners], ['core', [email('ada'), email('zoe')]]);
    const head = gate.repo.git('rev-parse', 'HEAD').trim();
    gate.repo.git('stash', '-q');
    gate.repo.write('../request.patch', text);
    match(
      text,
      new RegExp(
        `git switch --detach ${head} && git apply --index request\\.patch\n {2}colophon signoff --zone core\n`,
      ),
    );
    gate.repo.git('apply', '--index', gate.repo.path('../request.patch'));
    strictEqual((await sign(['--zone', 'core'], yes)).code, 0);
    gate.commitStaged();
    strictEqual(await judged(), 1, 'of the first change nothing is signed');
    strictEqual((await runIn(gate.repo, verify, ['HEAD~1..HEAD', '--submitter', email('bob')])).code, 0);
  });

  it('of a name with a terminal’s commands, prints nothing for a terminal to do', async () => {
    gate.commit({ 'core/\u001b[2Jx.py': 'one\n' });
    match((await sign(['main..HEAD', '--request'])).stdout, /added {4}core\/\\u001b\[2Jx\.py/);
    const { stdout } = await sign(['main..HEAD'], yes);
    strictEqual(stdout.includes('\u001b'), false);
  });

  it('takes one of range and --staged, and says what git cannot find', async () => {
    for (const run of [sign, review]) {
      match((await run(['--staged', 'main..HEAD'])).stderr, /either what is staged or one range/);
      match((await run(['nowhere..HEAD'])).stderr, /There is no commit “nowhere” here/);
      strictEqual((await run(['--help'])).code, 0);
      strictEqual((await run(['--nonsense'])).code, 2);
    }
  });

  it('attests by trailer what is staged, where the zone asks for no more', async () => {
    const writer = new Writer(await gate.repo.open());
    await writer.write('lib/l.py', ['ai', 'by an assistant\n']);
    writer.close();
    gate.repo.git('add', '-A');
    match((await review([])).stderr, /^colophon: An attestation is a person’s word/);
    const { code, stdout, asked } = await review(['--json'], yes);
    strictEqual(code, 0);
    match(stdout, /Zone lib:\n {2}lib\/l\.py\n +\d+ │ by an assistant\n/);
    deepStrictEqual(asked, [
      '\nI, ada <ada@acme.dev>, have reviewed these lines and answer for them [yes/no]: ',
    ]);
    match(stdout, /\n\{"attested":\["lib"\]\}\n$/);
    strictEqual(stagedSignoffs(), '');
    strictEqual((await review(['--zone', 'core'])).stdout, 'Nothing here needs an attestation.\n');
    strictEqual((await review([], { answers: ['no'] })).code, 1);
  });

  it('attests with a signature a range, and what is staged where the zone asks for it', async () => {
    gate.commit({ 'lib/l.py': lines('y', 20) }, says('lines=20; ai=20', 'AI-Detail: zones=lib:20'));
    strictEqual(await judged(), 1);
    const { code, asked } = await review(['main..HEAD'], yes);
    strictEqual(code, 0);
    match(asked[0]!, /I, ada@acme\.dev, have reviewed this change of lib and answer for it/);
    gate.commitStaged('Review', 'ada');
    strictEqual(await judged(), 0);

    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('mode: attest', 'mode: attest\n    attestation: signed'),
    });
    gate.merge();
    gate.repo.write('lib/l.py', lines('z', 20));
    gate.repo.git('add', '-A');
    strictEqual((await review([], yes)).code, 0);
    match(stagedSignoffs(), /\.json$/);
    gate.commitStaged(says('lines=20; ai=0; human=20'));
    strictEqual(await judged(), 0);
    gate.repo.git(
      ...as('bob'),
      'commit',
      '-q',
      '--amend',
      '-m',
      says('lines=20; ai=20', 'AI-Detail: zones=lib:20'),
    );
    strictEqual(await judged(), 0, 'whatever its message says');
  });
});
