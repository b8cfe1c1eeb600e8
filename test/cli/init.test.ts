import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/init';
import { run as policy } from '../../src/cli/policyCheck';
import { loadWorkingPolicy } from '../../src/workflow/policy/loadPolicy';
import { TestRepo } from '../support/repo';
import { runIn } from './testIo';

const file = '.ai-policy/policy.yaml';

describe('colophon init', () => {
  let repo: TestRepo;
  const init = (args: string[], answers?: string[]) => runIn(repo, run, args, answers ? { answers } : {});
  const check = async () => (await runIn(repo, policy, ['check'])).stdout;

  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());

  it('writes a policy that is in order, in a repository without a commit', async () => {
    const { code, stdout, stderr, asked } = await init(['--yes']);
    deepEqual([code, stderr, asked], [0, '', []]);
    match(stdout, /^Wrote \.ai-policy\/policy\.yaml\./);
    equal(await check(), 'The policy is in order.\n');
    repo.commit({ 'src/a.ts': '' });
    equal(await check(), 'The policy is in order.\n');
    deepEqual(readdirSync(repo.path('.ai-policy')), ['policy.yaml']);
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(
      loaded.kind === 'ok' && [loaded.policy.contacts, loaded.policy.policyOwners, loaded.policy.zones],
      [
        {
          engineering: { name: 'Ada Dev', email: 'ada@acme.dev' },
          legal: { name: 'Ada Dev', email: 'ada@acme.dev' },
          escalation: 'ada@acme.dev',
        },
        ['ada@acme.dev'],
        [],
      ],
    );
  });

  it('writes what it is told, and asks again for what makes no sense', async () => {
    const answers = [
      'train, [bad',
      'train, *.core',
      '',
      'github-copliot',
      'github-copilot, Claude Code',
      'y',
      '',
      'Luis',
      'luis@acme.dev',
    ];
    const { code, asked, stderr } = await init([], answers);
    deepEqual(
      [code, asked.length, stderr],
      [
        0,
        9,
        '[bad has a [ without its ].\nNo assistant is called github-copliot. Is it github-copilot?\nLuis is not an e-mail address.\n',
      ],
    );
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(
      loaded.kind === 'ok' && [
        loaded.problems,
        loaded.policy.contacts,
        loaded.policy.policyOwners,
        loaded.policy.zones.map(({ name, mode, groups, owners }) => [name, mode, groups[0]?.paths, owners]),
        loaded.policy.vendors.map(({ id, product, status, assistants }) => [id, product, status, assistants]),
      ],
      [
        [],
        {
          engineering: { name: 'Ada Dev', email: 'ada@acme.dev' },
          legal: { email: 'luis@acme.dev' },
          escalation: 'ada@acme.dev',
        },
        ['ada@acme.dev', 'luis@acme.dev'],
        [['restricted', 'restricted', ['/train/', '*.core'], ['ada@acme.dev']]],
        [
          ['github-copilot', 'GitHub Copilot', 'approved', ['github-copilot']],
          ['claude-code', 'Claude Code', 'approved', ['claude-code']],
        ],
      ],
    );
  });

  it('suggests what CODEOWNERS and the folders speak for; a handle becomes no address', async () => {
    repo.commit({
      'ml/train/a.py': '',
      'ml/train/b.py': '',
      'src/core/a.ts': '',
      'src/page.ts': '',
      '.github/CODEOWNERS': '* @acme/all\n/ml/train/ @acme/ml ml@acme.dev\n/src/core @acme/core\n',
    });
    const { code, stdout } = await init([], ['1', '1, src', 'none']);
    equal(code, 0);
    match(stdout, / {3}1 {2}\/ml\/train\/ {2}2 files, ml@acme\.dev, @acme\/ml in CODEOWNERS\n/);
    match(stdout, / {3}1 {2}\/src\/core\/ {2}1 file, @acme\/core in CODEOWNERS\n/);
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(
      loaded.kind === 'ok' &&
        loaded.policy.zones.map(({ name, mode, groups, owners }) => [name, mode, groups[0]?.paths, owners]),
      [
        ['train', 'restricted', ['/ml/train/'], ['ml@acme.dev']],
        ['core', 'attest', ['/src/core/'], ['ada@acme.dev']],
        ['src', 'attest', ['/src/'], ['ada@acme.dev']],
      ],
    );
    match(repo.read(file), /CODEOWNERS names @acme\/core\. A handle is no e-mail address/);
    const { code: checked, stdout: said } = await runIn(repo, policy, ['check']);
    deepEqual([checked, said.includes('error:')], [0, false]);
  });

  it('asks who owns it where git does not know, and takes the agents of the machine for those in use', async () => {
    repo.git('config', 'user.email', 'nobody');
    mkdirSync(join(repo.base, 'home/.claude'));
    const { code, asked, stderr } = await init([], ['', '', '', '', '', 'bo@acme.dev']);
    deepEqual([code, stderr], [0, 'The policy needs one.\n']);
    match(asked[2] ?? '', /\[claude-code: found here\]/);
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(
      loaded.kind === 'ok' && [
        loaded.policy.contacts,
        loaded.policy.vendors.map(({ id, status }) => [id, status]),
      ],
      [
        { engineering: { email: 'bo@acme.dev' }, legal: { email: 'bo@acme.dev' }, escalation: 'bo@acme.dev' },
        [['claude-code', 'unreviewed']],
      ],
    );
  });

  it('takes any name that git has for a person', async () => {
    repo.git('config', 'user.name', 'Bo "}: #\' \\ \u00e9\u2028 {');
    repo.git('config', 'user.email', "o'hara+x@[::1]");
    equal((await init(['--yes'])).code, 0);
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(loaded.kind === 'ok' && loaded.policy.contacts.legal, {
      name: 'Bo "}: #\' \\ \u00e9\u2028 {',
      email: "o'hara+x@[::1]",
    });
  });

  it('comments that are taken in make a policy too', async () => {
    await init(['--yes']);
    const text = repo.read(file).replace(/^# (?=zones:|vendors:| {2})/gm, '');
    repo.write(file, text);
    const loaded = loadWorkingPolicy(repo.root);
    deepEqual(
      loaded.kind === 'ok'
        ? [loaded.problems, loaded.policy.zones.length, loaded.policy.vendors.length]
        : loaded,
      [[], 1, 1],
    );
  });

  it('never writes over a policy, nor through a link', async () => {
    for (const content of ['version: 1\npolicyOwners: [a@b]\n', 'broken: [', '']) {
      repo.write(file, content);
      const { code, stdout, stderr } = await init(['--yes']);
      deepEqual([code, stdout, repo.read(file)], [2, '', content]);
      match(stderr, /Nothing was written/);
    }
    const other = TestRepo.create();
    try {
      mkdirSync(other.path('elsewhere'));
      symlinkSync('elsewhere', other.path('.ai-policy'));
      const { code, stderr } = await runIn(other, run, ['--yes']);
      equal(code, 2);
      match(stderr, /is a symbolic link/);
      deepEqual(readdirSync(other.path('elsewhere')), []);
    } finally {
      other.remove();
    }
  });

  it('says why it cannot', async () => {
    match((await init([])).stderr, /nobody to ask here\. .*colophon init --yes/);
    equal((await init(['--help'])).code, 0);
    repo.git('config', 'user.email', 'nobody');
    const { code, stderr } = await init(['--yes']);
    equal(code, 2);
    match(stderr, /git config user\.email/);
    equal(repo.has('.ai-policy'), false);
  });
});
