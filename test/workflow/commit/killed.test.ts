import { deepStrictEqual, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { shippedBundles } from '../../support/bundles';
import { type Ran, TestRepo } from '../../support/repo';
import { Writer } from '../../support/writer';

const policy = `version: 1
policyOwners: [ada@acme.dev]
trailers: { when: always }
`;

/**
 * Loaded into the Node of the hooks. Before the n-th call that changes a file it ends itself, or all of the commit; or
 * it does so in the middle of writing. \`KILL_AT\` 0 is the start of Node. A call that changes nothing is no moment.
 */
const preload = `
const fs = require('node:fs');
const { KILL_IN, KILL_AT, KILL_WHOM, KILL_TORN, KILL_HIT } = process.env;
const { writeFileSync, existsSync } = fs;
let calls = 0;
function moment(torn) {
  if (process.argv[2] !== KILL_IN || calls++ !== Number(KILL_AT)) return;
  torn?.();
  writeFileSync(KILL_HIT, '');
  process.kill(KILL_WHOM === 'all' ? 0 : process.pid, 'SIGKILL');
}
moment();
const changes = {
  renameSync: () => true,
  appendFileSync: () => true,
  writeFileSync: () => true,
  rmSync: existsSync,
  mkdirSync: (path) => !existsSync(path),
};
for (const [name, isChange] of Object.entries(changes)) {
  const real = fs[name];
  fs[name] = (...args) => {
    const half = name === 'writeFileSync' && KILL_TORN ? () => real(args[0], args[1].slice(0, args[1].length / 2)) : undefined;
    if (isChange(args[0])) moment(half);
    return real(...args);
  };
}
`;

/**
 * The first lines of a hook, which let bash end itself, or all of the commit, before the n-th command. A test and an
 * assignment change nothing outside, so that before them is no other moment than before what follows.
 */
const trap = `#!/usr/bin/env bash
set -T
colophon_n=0
colophon_moment() {
  case $1 in '['* | test* | set* | case* | for* | *read* | ':'* | [a-z_]*=*) return ;; esac
  [ $((colophon_n++)) = "$KILL_AT" ] || return
  : >"$KILL_HIT"
  kill -9 "$KILL_PID"
}
trap 'colophon_moment "$BASH_COMMAND"' DEBUG
[ "$KILL_WHOM" = all ] && KILL_PID=0 || KILL_PID=$$
`;

/** `all` of git, the hook and Node; else only the hook's own process. */
type Whom = 'all' | 'hook';

/** What a run with something ended in it came to. */
interface Ended {
  readonly moment: string;
  readonly moved: boolean;
  readonly stderr: string;
}

describe('a commit that is ended at any moment', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let start: string;
  let seconds = 1_750_000_000;

  before(async () => {
    repo = TestRepo.create();
    repo.write('../preload.cjs', preload);
    repo.write(
      '../node',
      `#!/bin/sh\nexec "${process.execPath}" --require "${repo.base}/preload.cjs" "$@"\n`,
    );
    repo.run('chmod', ['+x', '../node']);
    repo.commit({ '.ai-policy/policy.yaml': policy, 'base.txt': 'base\n' });
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    const plan = await planInstall(found, { bundles: await shippedBundles(), runtime });
    deepStrictEqual(await applyPlan(found, plan), undefined);
    repo.write('.git/colophon/runtime', `${repo.base}/node\nnode\n`);
    repo.run(process.execPath, [`${await shippedBundles()}/colophon.cjs`, 'policy', 'compile']);
    const writer = new Writer(found);
    await writer.write('one.ts', ['human', 'mine();\n'], ['ai', 'theirs();\ntheirs2();\n']);
    await writer.write('two.ts', ['ai', 'more();\n'], ['human', 'mine2();\n']);
    writer.close();
    repo.git('add', 'one.ts');
    start = `${repo.base}/start`;
    cpSync(repo.root, start, { recursive: true, preserveTimestamps: true });
  });
  after(() => repo.remove());

  /** Everything as it was before the first commit with AI lines; `prepare` may do more, once. */
  const template = (prepare?: () => void) => {
    prepare?.();
    const kept = `${repo.base}/template`;
    rmSync(kept, { recursive: true, force: true });
    cpSync(repo.root, kept, { recursive: true, preserveTimestamps: true });
  };
  const restore = () => {
    rmSync(repo.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    cpSync(`${repo.base}/template`, repo.root, { recursive: true, preserveTimestamps: true });
  };
  beforeEach(() => {
    rmSync(repo.root, { recursive: true, force: true });
    cpSync(start, repo.root, { recursive: true, preserveTimestamps: true });
    template();
  });

  const head = () => repo.git('rev-parse', 'HEAD').trim();
  /** git in a process group of its own; ends when all that it started has ended. */
  const git = (args: readonly string[], env: NodeJS.ProcessEnv, killAfterMs?: number): Promise<Ran> =>
    new Promise((resolve, reject) => {
      seconds++;
      const child = spawn('git', args, {
        cwd: repo.root,
        env: repo.env({ GIT_COMMITTER_DATE: `@${seconds} +0000`, ...env }),
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr!.on('data', (chunk) => {
        stderr += chunk;
      });
      const timer =
        killAfterMs === undefined
          ? undefined
          : setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), killAfterMs);
      child.on('error', reject);
      // Its number may be another's as soon as it has ended.
      child.on('exit', () => clearTimeout(timer));
      child.on('close', (code) => resolve({ code: code ?? -1, stdout: '', stderr }));
    });

  /** What git tells a person to do. */
  const unlock = () => {
    for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock'])
      rmSync(repo.path('.git', lock), { force: true });
  };

  /** Runs git again and again, each time ended at the next moment, until nothing is left to be ended. */
  async function atEachMoment(
    args: readonly string[],
    how: NodeJS.ProcessEnv & { KILL_WHOM: Whom },
    check: (ended: Ended) => void,
  ): Promise<number> {
    const hit = `${repo.base}/hit`;
    for (let n = 0; ; n++) {
      restore();
      const before = head();
      rmSync(hit, { force: true });
      const { stderr } = await git(args, { KILL_AT: String(n), KILL_HIT: hit, ...how });
      if (!existsSync(hit)) return n;
      unlock();
      check({ moment: `moment ${n}`, moved: head() !== before, stderr });
    }
  }
  const inShell = (hook: string) => () =>
    repo.write(`.git/hooks/${hook}`, repo.read(`.git/hooks/${hook}`).replace('#!/bin/sh\n', trap));

  const leftOver = () => [
    ...readdirSync(repo.path('.git/colophon')).filter((name) =>
      /prepared|blocked|unwritten|picked|rewrites|tmp/.test(name),
    ),
    ...(repo.has('.git/colophon/commits') ? readdirSync(repo.path('.git/colophon/commits')) : []),
  ];
  const trailers = (lines: number, ai: number, human: number) => `Assisted-by: GitHub-Copilot:gpt-5.2
AI-Provenance: v1; lines=${lines}; ai=${ai}; human=${human}
AI-Detail: zones=default:${ai}; evidence=host:${ai}; vendors=unknown:${ai}`;
  const one = { message: `One\n\n${trailers(3, 2, 1)}\n`, note: { 'one.ts': ['1 human', '2 ai', '3 ai'] } };
  const two = { message: `Two\n\n${trailers(2, 1, 1)}\n`, note: { 'two.ts': ['1 ai', '2 human'] } };
  const of = (revision: string) => ({ message: repo.message(revision), note: repo.note(revision) });

  /** The next commit, and what is there after it: the first with its record, the second right, nothing left over. */
  const thenTwo = (moment: string, first: object) => {
    repo.git('add', 'two.ts');
    const { code, stderr } = repo.tryGit(['commit', '-q', '-m', 'Two']);
    deepStrictEqual(
      { moment, code, stderr, first: of('HEAD^'), second: of('HEAD'), leftOver: leftOver() },
      { moment, code: 0, stderr: '', first, second: two, leftOver: [] },
    );
  };
  const commitOne = ['commit', '-q', '-m', 'One'];
  /** Where git was ended too: nothing was committed, or all of it was right. */
  const right = ({ moment, moved }: Ended) => {
    if (!moved) deepStrictEqual(repo.tryGit(commitOne), { code: 0, stdout: '', stderr: '' }, moment);
    deepStrictEqual({ moment, message: repo.message() }, { moment, message: one.message });
    thenTwo(moment, one);
  };
  const editor = () => repo.write('../editor', '#!/bin/sh\necho One >"$1"\n');

  for (const torn of ['', '1']) {
    const when = torn ? 'in the middle of' : 'before';

    it(`${when} anything that Node writes, with git`, async () => {
      const how = { KILL_IN: 'prepare-commit-msg', KILL_WHOM: 'all', KILL_TORN: torn } as const;
      const moments = await atEachMoment(commitOne, how, right);
      ok(moments >= 12, `${moments} moments`);
    });

    it(`${when} anything that Node writes, and git goes on`, async () => {
      const how = { KILL_IN: 'prepare-commit-msg', KILL_WHOM: 'hook', KILL_TORN: torn } as const;
      const moments = await atEachMoment(commitOne, how, ({ moment, moved, stderr }) => {
        deepStrictEqual({ moment, moved }, { moment, moved: true });
        match(stderr, /^(?:Killed\n)?colophon: the hook ended with code 137; the commit goes on\.\n$/);
        if (repo.message() !== one.message) {
          deepStrictEqual({ moment, message: repo.message() }, { moment, message: 'One\n' });
          repo.git('commit', '-q', '--amend', '--no-edit');
        }
        thenTwo(moment, one);
      });
      ok(moments >= 12, `${moments} moments`);
    });

    it(`${when} anything that Node writes after an editor, with git`, async () => {
      editor();
      const how = { KILL_IN: 'commit-msg', KILL_WHOM: 'all', KILL_TORN: torn } as const;
      const env = { ...how, GIT_EDITOR: `sh ${repo.base}/editor` };
      const moments = await atEachMoment(['commit', '-q'], env, right);
      ok(moments >= 2, `${moments} moments`);
    });
  }

  for (const [hook, least] of [
    ['prepare-commit-msg', 10],
    ['commit-msg', 2],
    ['post-commit', 15],
  ] as const) {
    it(`before any command of ${hook}, with git`, async () => {
      template(inShell(hook));
      const moments = await atEachMoment(commitOne, { KILL_WHOM: 'all' }, right);
      ok(moments >= least, `${moments} moments`);
    });
  }

  it('before any command of post-commit, and git goes on', async () => {
    template(inShell('post-commit'));
    const moments = await atEachMoment(commitOne, { KILL_WHOM: 'hook' }, (ended) => {
      deepStrictEqual(ended, { ...ended, moved: true });
      right(ended);
    });
    ok(moments >= 15, `${moments} moments`);
  });

  describe('an amend of the message', () => {
    const amend = ['commit', '-q', '--amend', '-m', 'Better'];
    const better = { ...one, message: one.message.replace('One', 'Better') };
    const amended = ({ moment, moved }: Ended) => {
      if (!moved) deepStrictEqual(repo.tryGit(amend), { code: 0, stdout: '', stderr: '' }, moment);
      thenTwo(moment, better);
    };
    const ready = () => {
      repo.git(...commitOne);
    };

    it('before anything that Node writes, with git', async () => {
      template(ready);
      const moments = await atEachMoment(amend, { KILL_IN: 'post-rewrite', KILL_WHOM: 'all' }, amended);
      ok(moments >= 2, `${moments} moments`);
    });

    for (const hook of ['post-commit', 'post-rewrite']) {
      it(`before any command of ${hook}, with git`, async () => {
        ready();
        template(inShell(hook));
        const moments = await atEachMoment(amend, { KILL_WHOM: 'all' }, amended);
        ok(moments >= 4, `${moments} moments`);
      });
    }
  });

  /** A commit beside, without Colophon. */
  const other = () => {
    repo.write('other.txt', 'other\n');
    repo.git('add', 'other.txt');
    repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'Other');
  };

  it('a rebase: before any command of post-rewrite', async () => {
    repo.git(...commitOne);
    repo.git('switch', '-q', '-c', 'other', 'HEAD^');
    other();
    repo.git('switch', '-q', 'main');
    template(inShell('post-rewrite'));
    const moments = await atEachMoment(['rebase', '-q', 'other'], { KILL_WHOM: 'hook' }, ({ moment }) =>
      thenTwo(moment, one),
    );
    ok(moments >= 4, `${moments} moments`);
  });

  it('a cherry-pick: before any command of post-commit', async () => {
    repo.git(...commitOne);
    const picked = head();
    repo.git('reset', '-q', '--hard', 'HEAD^');
    other();
    template(inShell('post-commit'));
    const moments = await atEachMoment(['cherry-pick', picked], { KILL_WHOM: 'all' }, ({ moment, moved }) => {
      deepStrictEqual({ moment, moved }, { moment, moved: true });
      rmSync(repo.path('.git/CHERRY_PICK_HEAD'), { force: true });
      thenTwo(moment, one);
    });
    ok(moments >= 15, `${moments} moments`);
  });

  describe('the catching up with a commit that no hook saw', () => {
    const commitTwo = ['commit', '-q', '-m', 'Two'];
    const ready = () => {
      repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'One');
      repo.git('add', 'two.ts');
    };
    let bundles: string;
    before(async () => {
      bundles = await shippedBundles();
    });
    /** Whatever was ended, the ledger has it still: after the next commit and a look, there is a record of both. */
    const both = ({ moment, moved }: Ended) => {
      if (!moved) deepStrictEqual(repo.tryGit(commitTwo), { code: 0, stdout: '', stderr: '' }, moment);
      repo.write('three.ts', 'unseen\n');
      repo.git('add', 'three.ts');
      const { code } = repo.tryGit(['commit', '-q', '-m', 'Three']);
      repo.run(process.execPath, [`${bundles}/colophon.cjs`, 'status']);
      deepStrictEqual(
        { moment, code, first: of('HEAD^^'), second: of('HEAD^'), leftOver: leftOver() },
        { moment, code: 0, first: { message: 'One\n', note: one.note }, second: two, leftOver: [] },
      );
    };

    it('before any command of post-commit, with git', async () => {
      ready();
      template(inShell('post-commit'));
      const moments = await atEachMoment(commitTwo, { KILL_WHOM: 'all' }, both);
      ok(moments >= 10, `${moments} moments`);
    });

    it('before anything that Node writes in it, with git', async () => {
      template(ready);
      const moments = await atEachMoment(commitTwo, { KILL_IN: 'hook', KILL_WHOM: 'all' }, both);
      ok(moments >= 1, `${moments} moments`);
    });
  });

  it('at any time', async () => {
    const env = { KILL_IN: 'nothing' };
    const began = process.hrtime.bigint();
    await git(commitOne, env);
    const whole = Number(process.hrtime.bigint() - began) / 1e6;
    let killed = 0;
    for (let i = 0; i < 20; i++) {
      restore();
      const before = head();
      const { code } = await git(commitOne, env, Math.round((whole * i) / 18));
      if (code === -1) killed++;
      unlock();
      rmSync(repo.path('.git/refs/notes/colophon.lock'), { force: true });
      right({ moment: `${i} of 20`, moved: head() !== before, stderr: '' });
    }
    ok(killed > 0);
  });

  it('takes the lock away that an ended git left on the notes', async () => {
    repo.write('.git/refs/notes/colophon.lock', '');
    repo.git(...commitOne);
    deepStrictEqual([repo.note(), leftOver()], [undefined, [head()]]);
    utimesSync(repo.path('.git/refs/notes/colophon.lock'), new Date(), new Date(Date.now() - 15 * 60_000));
    repo.git('add', 'two.ts');
    repo.git('commit', '-q', '-m', 'Two');
    deepStrictEqual([of('HEAD^'), of('HEAD'), leftOver()], [one, two, []]);
  });
});
