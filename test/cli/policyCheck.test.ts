import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { run } from '../../src/cli/policyCheck';
import { publicKey } from '../attacks/gate';
import { TestRepo } from '../support/repo';
import { runIn } from './testIo';

const good = 'version: 1\npolicyOwners: [a@b]\nzones:\n  - { name: z, mode: attest, paths: [/src/] }\n';

describe('colophon policy check', () => {
  let repo: TestRepo;
  const check = (...args: string[]) => runIn(repo, run, ['check', ...args]);

  beforeEach(() => {
    repo = TestRepo.create();
    repo.write('src/a.ts', '');
  });
  afterEach(() => repo.remove());

  it('is content with a policy that is in order', async () => {
    repo.write('.ai-policy/policy.yaml', good);
    repo.git('add', '.');
    deepEqual(await check(), { code: 0, stdout: 'The policy is in order.\n', stderr: '', asked: [] });
    deepEqual(JSON.parse((await check('--json')).stdout), { ok: true, problems: [] });
  });

  it('prints errors and warnings as compilers do, for both people and programs', async () => {
    repo.write('.ai-policy/policy.yaml', `${good}nonsense: 1\n`);
    deepEqual(await check(), {
      code: 1,
      stdout:
        '.ai-policy/policy.yaml:5:1: error: "nonsense" is not a key of the policy. Known here: version, extends, contacts, policyOwners, policySignoff, plan, default, zones, vendors, review, trailers.\n',
      stderr: '',
      asked: [],
    });
    const { code, stdout } = await check('--json');
    deepEqual([code, JSON.parse(stdout).ok, JSON.parse(stdout).problems[0].line], [1, false, 5]);
  });

  it('looks for what no file matches, links, submodules and expired reviews included', async () => {
    symlinkSync('src', repo.path('way'));
    repo.write(
      '.ai-policy/policy.yaml',
      `${good}  - { name: y, mode: attest, paths: [way/, srcc/] }\nvendors: [{ id: v, assistants: [a], reviewed: { expires: 2020-02-29 } }]\n`,
    );
    repo.git('add', 'src', 'way');
    const { code, stdout } = await check();
    deepEqual(
      [code, stdout.split('\n')],
      [
        0,
        [
          '.ai-policy/policy.yaml:5:44: warning: The pattern "srcc/" of the zone `y` matches no tracked file. Check its spelling, or take it out.',
          '.ai-policy/policy.yaml:6:58: warning: The review of the vendor `v` expired on 2020-02-29, so it is approved nowhere. Review its terms again.',
          '',
        ],
      ],
    );
  });

  it('warns of lines of allowed_signers that grant nothing, of owners without a key, and of `covers: ai`', async () => {
    const restricted = (signoff: string) =>
      `version: 1\npolicyOwners: [luis@b, Zoe@b]\nzones:\n  - { name: z, mode: restricted, paths: [/src/], owners: [ada@b, luis@b]${signoff} }\n`;
    const key = publicKey('ada');
    const put = (policy: string, ...lines: string[]) => {
      repo.write('.ai-policy/policy.yaml', policy);
      repo.write('.ai-policy/allowed_signers', lines.map((line) => `${line}\n`).join(''));
      repo.git('add', '.');
    };
    put(restricted(''), '# keys', `*@b ${key}`, `ada@b ${key}`, 'luis@b', `zoe@b cert-authority ${key}`);
    const { code, stdout } = await check();
    deepEqual(
      [code, stdout.split('\n')],
      [
        0,
        [
          '.ai-policy/allowed_signers:2:1: warning: This line grants nothing: it must name one principal, without wildcard or list.',
          '.ai-policy/allowed_signers:4:1: warning: This line grants nothing: it is not “principal [options] type key”.',
          '.ai-policy/allowed_signers:5:1: warning: This line grants nothing: certificate authorities are not taken.',
          '.ai-policy/allowed_signers:1:1: warning: luis@b owns the zone `z` and the policy but has no key in .ai-policy/allowed_signers, so a sign-off of theirs counts for nothing. Add the line: luis@b ssh-ed25519 AAAA…, with their public key.',
          '.ai-policy/allowed_signers:1:1: warning: Zoe@b owns the policy but has no key in .ai-policy/allowed_signers, so a sign-off of theirs counts for nothing. Add the line: Zoe@b ssh-ed25519 AAAA…, with their public key.',
          '',
        ],
      ],
    );
    put(restricted(', signoff: { covers: ai }'), `ada@b ${key}`, `luis@b ${key}`, `zoe@b ${key}`);
    match((await check()).stdout, /^\S+policy\.yaml:4:\d+: warning: `covers: ai` can be evaded[^\n]*\n$/);
    put(restricted(''), `ada@b ${key}`, `luis@b ${key}`, `zoe@b ${key}`);
    equal((await check()).stdout, 'The policy is in order.\n');
  });

  it('follows extends, and names the other file', async () => {
    repo.write('.ai-policy/policy.yaml', 'version: 1\nextends: base/org.yaml\n');
    repo.write('.ai-policy/base/org.yaml', `${good}x: 1\n`);
    match((await check()).stdout, /^\.ai-policy\/base\/org\.yaml:5:1: error: "x" is not a key/);
    repo.write('.ai-policy/base/org.yaml', good);
    repo.git('add', '.');
    equal((await check()).stdout, 'The policy is in order.\n');
    renameSync(repo.path('.ai-policy/base/org.yaml'), repo.path('org.yaml'));
    symlinkSync('../../org.yaml', repo.path('.ai-policy/base/org.yaml'));
    const { code, stdout } = await check();
    deepEqual(
      [code, stdout],
      [
        1,
        '.ai-policy/policy.yaml:2:10: error: .ai-policy/base/org.yaml is a symbolic link. Replace it by what it points to; links are never followed here.\n',
      ],
    );
  });

  it('follows no link, and takes nothing for the policy that only looks like it', async () => {
    const places: [name: string, make: () => void, message: RegExp][] = [
      [
        'a linked file',
        () => symlinkSync('../src/a.ts', repo.path('.ai-policy/policy.yaml')),
        /policy\.yaml is a symbolic link/,
      ],
      [
        'a dangling link',
        () => symlinkSync('nowhere', repo.path('.ai-policy/policy.yaml')),
        /policy\.yaml is a symbolic link/,
      ],
      [
        'a folder',
        () => mkdirSync(repo.path('.ai-policy/policy.yaml')),
        /policy\.yaml is a folder, but must be a file/,
      ],
      [
        'a pipe',
        () => repo.run('mkfifo', [repo.path('.ai-policy/policy.yaml')]),
        /policy\.yaml is not a plain file/,
      ],
      [
        'another case',
        () => repo.write('.ai-policy/Policy.yaml', good),
        /"Policy\.yaml" must be named \.ai-policy\/policy\.yaml/,
      ],
      [
        'both cases',
        () => ['policy.yaml', 'POLICY.yaml'].map((name) => repo.write(`.ai-policy/${name}`, good)),
        /"POLICY\.yaml" must be named/,
      ],
      [
        'policy.yml',
        () => repo.write('.ai-policy/policy.yml', good),
        /must be named \.ai-policy\/policy\.yaml\. Rename \.ai-policy\/policy\.yml/,
      ],
      [
        'linked signers',
        () => {
          repo.write('.ai-policy/policy.yaml', good);
          symlinkSync('/etc/passwd', repo.path('.ai-policy/allowed_signers'));
        },
        /allowed_signers is a symbolic link/,
      ],
      ['not UTF-8', () => repo.write('.ai-policy/policy.yaml', Buffer.from([0x61, 0x3a, 0xff])), /not UTF-8/],
      [
        '5 MB',
        () => repo.write('.ai-policy/policy.yaml', `#${'x'.repeat(5_000_000)}`),
        /larger than 1 MiB and was not read/,
      ],
      ['a submodule', () => repo.write('.ai-policy/.git', 'gitdir: ../x'), /a repository of its own/],
    ];
    for (const [name, make, message] of places) {
      rmSync(repo.path('.ai-policy'), { recursive: true, force: true });
      mkdirSync(repo.path('.ai-policy'));
      make();
      const { code, stdout } = await check();
      deepEqual([code, stdout.split('\n').length], [1, 2], `${name}: ${stdout}`);
      match(stdout, message, name);
    }
    for (const make of [
      () => symlinkSync('src', repo.path('.ai-policy')),
      () => repo.write('.ai-policy', good),
      () => repo.write('.AI-Policy/policy.yaml', good),
    ]) {
      for (const name of ['.ai-policy', '.AI-Policy'])
        rmSync(repo.path(name), { recursive: true, force: true });
      make();
      match(
        (await check()).stdout,
        /^\.ai-policy\/policy\.yaml:1:1: error: .*(is a symbolic link|is not a folder|must be named \.ai-policy)/,
      );
    }
  });

  it('says when there is none, or nowhere to look', async () => {
    deepEqual(await check(), {
      code: 2,
      stdout: '',
      stderr: 'colophon: This repository has no policy. Make one: colophon init\n',
      asked: [],
    });
    const outside = await runIn(repo, run, ['check'], { cwd: repo.base });
    deepEqual([outside.code, outside.stdout], [2, '']);
    match(outside.stderr, /is not in a git repository/);
    equal((await runIn(repo, run, [])).code, 2);
    equal((await runIn(repo, run, ['check', '--help'])).code, 0);
  });

  it('compiles the policy for the hooks, and takes it away when it is broken', async () => {
    repo.write('.ai-policy/policy.yaml', good);
    deepEqual(await runIn(repo, run, ['compile']), { code: 0, stdout: '', stderr: '', asked: [] });
    match(repo.read('.git/colophon/strict'), /^\^src\(\/\|\$\)$/m);
    repo.write('.ai-policy/policy.yaml', '[');
    const broken = await runIn(repo, run, ['compile']);
    equal(broken.code, 1);
    match(broken.stderr, /error: This is not YAML/);
    deepEqual([repo.has('.git/colophon/policy.json'), repo.has('.git/colophon/strict')], [false, false]);
  });
});
