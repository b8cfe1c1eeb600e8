import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { run as attest } from '../../src/cli/attest';
import { run as signoff } from '../../src/cli/signoff';
import { run as verify } from '../../src/cli/verify';
import { storeOrganization } from '../../src/workflow/policy/compiledPolicy';
import { type OuterPolicy, readOuterPolicy } from '../../src/workflow/policy/treePolicy';
import { as, email, Gate, keyOf, lines, policy, publicKey, says, type Who } from '../attacks/gate';
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

  describe('under an organisation’s policy', () => {
    /** Luis owns its zones, with a key of his that no repository knows. */
    const file = '../the org/policy.yaml';
    const judgedBy = (...args: string[]) =>
      runIn(gate.repo, verify, ['main..HEAD', '--submitter', email('bob'), '--policy', file, ...args]);
    const src = { 'src/s.py': lines('x', 20) };
    beforeEach(() => {
      gate.repo.write(
        file,
        'version: 1\npolicyOwners: [luis@acme.dev]\nzones:\n' +
          '  - { name: train, mode: restricted, paths: [/src/], owners: [luis@acme.dev] }\n' +
          '  - { name: told, mode: attest, attestation: signed, paths: [/docs/], owners: [luis@acme.dev] }\n',
      );
      gate.repo.write('../the org/allowed_signers', `${email('luis')} ${publicKey('luis-org')}\n`);
    });
    const isLuisOfTheOrganization = () => {
      is('luis');
      gate.repo.git('config', 'user.signingkey', `${keyOf('luis-org')}.pub`);
    };
    /** The command that a finding names, its words read by a real shell. */
    const told = (stdout: string): string[] => {
      const [, command] = /(colophon (?:signoff|attest) .*)$/m.exec(stdout)!;
      const [, ...words] = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { timeout: 20_000 })
        .toString()
        .trimEnd()
        .split('\n');
      return words;
    };

    it('signs a zone that only it restricts by the very command that verify tells', async () => {
      gate.commit(src);
      const red = await judgedBy();
      strictEqual(red.code, 1);
      const [name, ...args] = told(red.stdout);
      deepStrictEqual([name, args], ['signoff', ['main..HEAD', '--zone', 'train', '--policy', file]]);
      isLuisOfTheOrganization();
      const { code, stderr, asked } = await sign(args, yes);
      deepStrictEqual([code, stderr], [0, '']);
      deepStrictEqual(asked, ['\nI, luis@acme.dev, sign off this change of train [yes/no]: ']);
      strictEqual((await judgedBy()).code, 1, 'not before it is committed');
      gate.commitStaged('Sign-off', 'luis');
      strictEqual((await judgedBy()).code, 0);
    });

    it('tells it so that a shell takes it, whatever the range is called', async () => {
      gate.commit(src);
      const { stdout } = await runIn(gate.repo, verify, ['HEAD~1..HEAD', '--policy', file]);
      const [, ...args] = told(stdout);
      isLuisOfTheOrganization();
      strictEqual((await sign(args, yes)).code, 0);
    });

    it('attests with a signature in a zone that only it names', async () => {
      gate.commit({ 'docs/d.md': 'one\n' }, says('lines=1; ai=1', 'AI-Detail: zones=told:1'));
      const red = await judgedBy();
      strictEqual(red.code, 1);
      const [name, ...args] = told(red.stdout);
      deepStrictEqual([name, args], ['attest', ['main..HEAD', '--zone', 'told', '--policy', file]]);
      strictEqual((await review(args, yes)).code, 2, 'by a key that only the repository has');
      isLuisOfTheOrganization();
      const { code, stderr } = await review(args, yes);
      deepStrictEqual([code, stderr], [0, '']);
      gate.commitStaged('Review', 'luis');
      strictEqual((await judgedBy()).code, 0);
    });

    it('takes the keys beside it for its zones, and no other', async () => {
      gate.commit({ ...change, ...src });
      is('luis');
      const { code, stderr, asked } = await sign(['main..HEAD', '--zone', 'train', '--policy', file], yes);
      deepStrictEqual([code, asked], [2, []]);
      match(
        stderr,
        /^colophon: The key SHA256:\S+ is not in .*\/the org\/allowed_signers, so its signature /,
      );
      strictEqual(stagedSignoffs(), '');
      await gate.forge(
        {
          zone: 'train',
          principal: email('luis'),
          transitions: [
            {
              path: 'src/s.py',
              from: `100644 ${gate.repo.git('rev-parse', 'main:src/s.py').trim()}`,
              to: `100644 ${gate.repo.git('rev-parse', 'HEAD:src/s.py').trim()}`,
            },
          ],
          issuedAt: new Date(Date.now() - 1000).toISOString().replace(/\.\d+/, ''),
          expires: new Date(Date.now() + 1000_000).toISOString().replace(/\.\d+/, ''),
        },
        'luis',
        undefined,
        readOuterPolicy(gate.repo.path(file)) as OuterPolicy,
      );
      const forged = await judgedBy();
      strictEqual(forged.code, 1);
      match(forged.stdout, /the key is not the one that the organisation’s allowed_signers has for luis@/);
    });

    it('takes the repository’s keys for the repository’s zones, and for all where none lie beside it', async () => {
      gate.commit({ ...change, ...src });
      strictEqual((await sign(['main..HEAD', '--zone', 'core', '--policy', file], yes)).code, 0);
      rmSync(gate.repo.path('../the org/allowed_signers'));
      is('luis');
      strictEqual((await sign(['main..HEAD', '--zone', 'train', '--policy', file], yes)).code, 0);
      gate.commitStaged('Sign-offs', 'zoe');
      strictEqual((await judgedBy()).code, 0);
    });

    it('is named in a request, and to who is no owner', async () => {
      gate.commit(src);
      const { stdout } = await sign(['main..HEAD', '--request', '--policy', file]);
      const [, ...args] = told(stdout);
      is('bob');
      gate.repo.git('config', '--unset', 'user.signingkey');
      match(
        (await sign(args, yes)).stderr,
        / --zone train --policy '\.\.\/the org\/policy\.yaml' --request\nIf you are one of them/,
      );
      isLuisOfTheOrganization();
      strictEqual((await sign(args, yes)).code, 0);
      gate.commitStaged('Sign-off', 'luis');
      strictEqual((await judgedBy()).code, 0);
      gate.repo.write('src/s.py', lines('y', 20));
      gate.repo.git('add', '-A');
      const staged = await sign(['--request', '--policy', file]);
      match(staged.stdout, /^ {2}colophon signoff --zone train --policy '\.\.\/the org\/policy\.yaml'$/m);
    });

    it('is the one that VS Code is set to, where none is named, as for the commit hook', async () => {
      gate.repo.write('src/s.py', src['src/s.py']);
      gate.repo.git('add', '-A');
      isLuisOfTheOrganization();
      const nothing = 'No restricted zone changes: nothing needs a sign-off.\n';
      strictEqual((await sign([], yes)).stdout, nothing);
      storeOrganization((await gate.repo.open()).colophonDir, gate.repo.path(file));
      const { code, stderr } = await sign(['--zone', 'train'], yes);
      deepStrictEqual([code, stderr], [0, '']);
      gate.commitStaged();
      strictEqual((await judgedBy()).code, 0);
    });

    it('must be there', async () => {
      gate.commit(src);
      for (const run of [sign, review]) {
        const { code, stderr } = await run(['main..HEAD', '--policy', 'none.yaml'], yes);
        strictEqual(code, 2);
        match(stderr, /^colophon: There is no policy .*none\.yaml\.\n$/);
      }
    });
  });
});
