import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedBundles } from '../support/bundles';
import { TestRepo } from '../support/repo';

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

interface Block {
  readonly who: 'owner' | 'developer';
  readonly commands: readonly string[];
}

/** The ```sh blocks of the section, in order. */
function blocksOf(section: string): Block[] {
  const [, text = ''] = readme.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^```sh\n# the (owner|developer)\n([\s\S]*?)^```$/gm)].map(([, who, body]) => ({
    who: who as Block['who'],
    commands: body!.trimEnd().split('\n'),
  }));
}

/** What a person answers. */
const answers = [
  [/passphrase[^\n]*: $/, '\n'],
  [/\[yes\/no\]: $/, 'yes\r'],
] as const;

describe('the README’s way from a restricted file to an open gate', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let bin: string;

  before(async () => {
    const program = join(await shippedBundles(), 'colophon.cjs');
    repo = TestRepo.create();
    bin = join(repo.base, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'colophon'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
      mode: 0o755,
    });
    repo.commit({ 'pipelines/train/load.py': 'batch = 32\n', 'src/core/a.py': 'one\n' });
    repo.git('clone', '-q', '--bare', '.', '../origin.git');
    for (const [who, email] of [
      ['owner', 'ada@acme.dev'],
      ['developer', 'bob@acme.dev'],
    ] as const) {
      repo.git('clone', '-q', '../origin.git', `../${who}`);
      repo.at(who).git('config', 'user.email', email);
      mkdirSync(join(repo.base, `home-${who}`, '.ssh'), { recursive: true, mode: 0o700 });
    }
    // Step 2 of “Use it”: the minimum policy, as it is printed there.
    const [, policy = ''] = /^A minimum policy:\n\n```yaml\n([\s\S]*?)^```$/m.exec(readme) ?? [];
    repo.at('owner').write('.ai-policy/policy.yaml', policy);
  });
  after(() => repo.remove());

  /** One command in a terminal of its own, with a person's answers. */
  function type(who: Block['who'], command: string): Promise<{ code: number | null; shown: string }> {
    const env = Object.entries(repo.env({ HOME: join(repo.base, `home-${who}`) })).filter(
      ([name]) =>
        !/^(?:CLAUDECODE|CODEX_SANDBOX|GEMINI_CLI|CURSOR_AGENT|OPENCODE|COPILOT_CLI|SSH_AUTH_SOCK)$/.test(
          name,
        ),
    );
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: join(repo.base, who),
      env: {
        ...Object.fromEntries(env),
        PATH: `${bin}:${process.env.PATH}`,
        TERM: 'dumb',
        PAGER: 'cat',
        SHELL: '/bin/sh',
      },
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    let shown = '';
    let answered = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      for (const [question, answer] of answers) {
        if (!question.test(shown.slice(answered))) continue;
        answered = shown.length;
        child.stdin.write(answer);
      }
    });
    return new Promise((resolve) => {
      child.on('close', (code) => {
        // What a terminal was told about cursor and line ends is not what was said.
        resolve({ code, shown: shown.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n') });
      });
    });
  }

  it('is walked to the letter: red before, green after, and each message names what comes next', async () => {
    const blocks = blocksOf('Sign-off and the gate');
    deepStrictEqual(
      blocks.map(({ who }) => who),
      ['owner', 'developer', 'owner', 'developer'],
    );
    const told: { command: string; shown: string }[] = [];
    const verdicts: (number | null)[] = [];
    for (const { who, commands } of blocks) {
      for (const command of commands) {
        const { code, shown } = await type(who, command);
        told.push({ command, shown });
        if (command.startsWith('colophon verify')) verdicts.push(code);
        else strictEqual(code, 0, `${command}\n${shown}`);
      }
    }
    deepStrictEqual(verdicts, [1, 0]);
    const said = (start: string) =>
      told.filter(({ command }) => command.startsWith(start)).map(({ shown }) => shown);
    deepStrictEqual(said('colophon policy check'), ['The policy is in order.\n']);
    match(
      said('colophon lookup')[0]!,
      /restricted: no AI output without the owner’s sign-off[\s\S]*owners {5}ada@acme\.dev/,
    );
    match(
      said('colophon check')[0]!,
      /signs off: ada@acme\.dev\.\n.*→ colophon signoff --zone training-pipeline/,
    );
    const [red, green] = said('colophon verify');
    match(
      red!,
      /It needs the sign-off of ada@acme\.dev\.\n.*→ colophon signoff origin\/main\.\.HEAD --zone training-pipeline/,
    );
    const [request, signed] = said('colophon signoff');
    match(
      request!,
      /^To: ada@acme\.dev$[\s\S]*^ {2}git fetch origin && git switch --detach \w{40}\n {2}colophon signoff \w{40}\.\.\w{40} --zone training-pipeline$/m,
    );
    match(
      signed!,
      /^\+batch = 64$[\s\S]*I, ada@acme\.dev, sign off this change of training-pipeline \[yes\/no\]: yes[\s\S]*It is staged: git commit -m "Sign-off" and push it to the branch\.\n$/m,
    );
    match(green!, /^training-pipeline: signed off by ada@acme\.dev$[\s\S]*Nothing stops the merge\.\n$/m);
  });

  it('and at each wrong turn the message names the next command', async () => {
    const turns: [who: Block['who'], command: string, said: RegExp][] = [
      // Whoever follows the gate's own advice without being an owner.
      [
        'developer',
        'colophon signoff origin/main..HEAD --zone training-pipeline',
        /bob@acme\.dev is no owner of the zone.*Its owners: ada@acme\.dev.*colophon signoff \S+ --zone training-pipeline --request/,
      ],
      [
        'owner',
        'git config --unset user.signingkey; colophon signoff origin/main..HEAD',
        /ssh-keygen -t ed25519.*git config gpg\.format ssh && git config user\.signingkey/,
      ],
      [
        'owner',
        'ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/other; colophon signoff origin/main..HEAD --key ~/.ssh/other',
        /allowed_signers.*add the line: ada@acme\.dev ssh-ed25519 /,
      ],
      ['owner', 'CLAUDECODE=1 colophon signoff origin/main..HEAD', /Run it in a terminal of your own/],
      ['owner', 'colophon signoff origin/main..HEAD </dev/null', /run colophon signoff in a terminal/],
      ['owner', 'colophon verify main', /Write <base>\.\.<head>, such as origin\/main\.\.HEAD/],
      ['owner', 'colophon verify upstream/main..HEAD', /Fetch it: git fetch origin/],
    ];
    for (const [who, command, said] of turns) {
      const { code, shown } = await type(who, command);
      strictEqual(code, 2, `${command}\n${shown}`);
      match(shown, said);
    }
  });
});
