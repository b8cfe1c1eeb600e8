import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { as, email, Gate, lines, says } from '../attacks/gate';
import { shippedBundles } from '../support/bundles';
import { effort } from '../support/effort';

/** Of git's calls, one in so many goes wrong in a test; odd, since two ways to go wrong take turns. */
const every = effort(3, 1);

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A git that, at the call whose number is in `COLOPHON_TEST_AT`, does as `COLOPHON_TEST_HOW` says and leaves a file
 * `hit`. Calls are numbered by folders, since some are made at the same time.
 */
const badGit = (git: string, counts: string) => `#!/bin/sh
i=1
while ! mkdir "${counts}/$i" 2>/dev/null; do i=$((i + 1)); done
[ "$i" = "$COLOPHON_TEST_AT" ] || exec ${git} "$@"
case $COLOPHON_TEST_HOW in
  killed) echo > "${counts}/hit"; kill -9 $$ ;;
  silent) ${git} "$@" > "${counts}/out" ; [ -s "${counts}/out" ] && echo > "${counts}/hit"; exit 0 ;;
  cut | pipe)
    ${git} "$@" > "${counts}/out"
    code=$?
    size=$(wc -c < "${counts}/out")
    [ "$size" -gt 1 ] && echo > "${counts}/hit"
    head -c $((size / 2 + size % 2 - 1 )) "${counts}/out"
    [ $COLOPHON_TEST_HOW = pipe ] && { echo > "${counts}/hit"; exit 141; }
    exit $code ;;
  hang) exec sleep 60 ;;
esac
`;

describe('colophon verify, as a process: never 0 by accident', function () {
  this.timeout(180_000);
  let gate: Gate;
  let program: string;
  let bin: string;
  let counts: string;
  /** A verify whose git hangs: the others need not wait for it. */
  let patient: ReturnType<typeof withBadGit>;
  const running = new Set<ChildProcess>();

  before(async () => {
    program = join(await shippedBundles(), 'colophon.cjs');
    gate = await signedPullRequest();
    bin = gate.repo.path('..', 'bin');
    mkdirSync(bin);
    const git = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
    counts = gate.repo.path('..', 'counts');
    writeFileSync(join(bin, 'git'), badGit(git, '$COLOPHON_TEST_COUNTS'));
    chmodSync(join(bin, 'git'), 0o755);
    patient = withBadGit(1, 'hang');
  });
  after(() => {
    for (const child of running) child.kill('SIGKILL');
    gate.remove();
  });

  const verifyArgs = () => [program, 'verify', 'main..pr', '--submitter', email('bob')];

  function start(env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): ChildProcess {
    const child = spawn(process.execPath, [...verifyArgs(), ...args], {
      cwd: gate.repo.root,
      env: gate.repo.env(env),
    });
    running.add(child);
    child.on('close', () => running.delete(child));
    return child;
  }

  function ended(child: ChildProcess): Promise<Exit> {
    const out = { stdout: '', stderr: '' };
    child.stdout?.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
    return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...out })));
  }

  function badly(own: string, at: number, how: string): NodeJS.ProcessEnv {
    return {
      PATH: `${bin}:${process.env.PATH}`,
      COLOPHON_TEST_COUNTS: own,
      COLOPHON_TEST_AT: String(at),
      COLOPHON_TEST_HOW: how,
    };
  }

  /** A verify whose n-th call of git goes wrong. `hit`: it did. */
  async function withBadGit(at: number, how: string): Promise<Exit & { hit: boolean; calls: number }> {
    const own = join(counts, `${how}-${at}`);
    mkdirSync(own, { recursive: true });
    const exit = await ended(start(badly(own, at, how)));
    const names = readdirSync(own);
    return { ...exit, hit: names.includes('hit'), calls: names.filter((name) => /^\d+$/.test(name)).length };
  }

  it('the honest change passes, and is judged as it is merged', async () => {
    const exit = await ended(start({}, ['--json']));
    deepStrictEqual([exit.code, exit.stderr], [0, '']);
    const { ok: isOk, merged, signoffs } = JSON.parse(exit.stdout);
    deepStrictEqual([isOk, merged, signoffs.length], [true, 'computed', 1]);
  });

  for (const [hows, what] of [
    [['killed', 'pipe'], 'is killed, or loses its pipe half-way (141)'],
    [['cut', 'silent'], 'says all is well after half of its output, or none'],
  ] as const) {
    it(`whichever call of git ${what}`, async () => {
      const { calls, code } = await withBadGit(0, hows[0]);
      strictEqual(code, 0);
      ok(calls > 15, `${calls} calls`);
      const numbers = Array.from({ length: calls }, (_, i) => i + 1).filter((at) => at % every === 0);
      let hits = 0;
      const wrong: string[] = [];
      const next = async () => {
        for (let at = numbers.shift(); at !== undefined; at = numbers.shift()) {
          const exit = await withBadGit(at, hows[at % 2]!);
          if (exit.hit) hits++;
          if (exit.code !== (exit.hit ? 2 : 0))
            wrong.push(`${at}: ${exit.code} ${exit.stdout}${exit.stderr}`);
          else if (exit.hit) match(exit.stderr, /^colophon: Could not verify\. /);
        }
      };
      await Promise.all([next(), next()]);
      deepStrictEqual(wrong, []);
      ok(hits > 8 / every, `${hits} hits`);
    });
  }

  it('an object that is not there', async () => {
    const { repo } = gate;
    const signature = repo.git('ls-tree', '--name-only', 'pr', '.ai-policy/signoffs/').trim();
    for (const name of [
      'pr:core/a.py',
      'main:core/a.py',
      'pr:core',
      'pr~1',
      'main:.ai-policy/policy.yaml',
      'main:.ai-policy/allowed_signers',
      `pr:${signature}`,
      'pr:way',
      'pr^{tree}',
    ]) {
      const oid = repo.git('rev-parse', name).trim();
      const file = repo.path('.git/objects', oid.slice(0, 2), oid.slice(2));
      renameSync(file, `${file}.gone`);
      try {
        const { code, stdout, stderr } = await ended(start());
        deepStrictEqual([code, stdout], [2, ''], name);
        match(stderr, /^colophon: Could not verify\. .+\n$/, name);
      } finally {
        renameSync(`${file}.gone`, file);
      }
    }
  });

  it('standard output that nobody takes', async () => {
    for (const args of [[], ['--json'], ['--sarif'], ['--github']]) {
      const early = start({}, args);
      early.stdout!.destroy();
      const { code, stderr } = await ended(early);
      deepStrictEqual([code, stderr], [2, ''], String(args));
    }
    const command = '"$@" > /dev/full';
    strictEqual(gate.repo.run('sh', ['-c', command, 'sh', process.execPath, ...verifyArgs()]).code, 2);
  });

  it('a pipe that is closed when it is full', async () => {
    // It holds 64 KiB, and there is more to say; the reader goes after one byte.
    const command = '{ "$@" --json; echo $? >&2; } | head -c 1';
    const { stdout, stderr } = gate.repo.run('sh', ['-c', command, 'sh', process.execPath, ...verifyArgs()]);
    deepStrictEqual([stdout, stderr], ['{', '2\n']);
  });

  it('no ssh-keygen, no git', async () => {
    const only = gate.repo.path('..', 'only');
    mkdirSync(only);
    const none = await ended(start({ PATH: only }));
    deepStrictEqual(
      [none.code, none.stderr],
      [2, 'colophon: Could not verify. git was not found. Install it, or put it on the PATH.\n'],
    );
    const git = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
    symlinkSync(git, join(only, 'git'));
    const { code, stderr } = await ended(start({ PATH: only }));
    strictEqual(code, 2);
    match(stderr, /^colophon: Could not verify\. ssh-keygen was not found\. Install OpenSSH .*\n$/);
  });

  it('its own end before the answer, and a git that never answers', async () => {
    const own = join(counts, 'ended');
    mkdirSync(own);
    const killed = start(badly(own, 2, 'hang'));
    const end = ended(killed);
    setTimeout(() => killed.kill('SIGTERM'), 700);
    const { code, signal } = await end;
    ok(code !== 0 && (code !== null || signal === 'SIGTERM'), `${code} ${signal}`);
    const timedOut = await patient;
    strictEqual(timedOut.code, 2);
    match(timedOut.stderr, /Could not verify\. git did not answer in time/);
  });
});

/** A change with all that makes git work: a merge of its own, a move into a zone, a link, a base that has gone on. */
async function signedPullRequest(): Promise<Gate> {
  const gate = Gate.create();
  const { repo } = gate;
  const names = Array.from({ length: 4000 }, (_, i) => `AI-Attested-by: Bob ${i} <bob@acme.dev>`);
  gate.commit({ 'core/a.py': lines('x', 20) }, says('lines=20; ai=0; human=20', ...names));
  repo.git('mv', 'src/s.py', 'core/s.py');
  symlinkSync('core/b.py', repo.path('way'));
  gate.commit({}, says('lines=21; ai=0; human=21'));
  repo.git('switch', '-qc', 'side', 'main');
  gate.commit({ 'side.py': 'one\n' });
  repo.git('switch', '-q', 'pr');
  repo.git(...as('bob'), 'merge', '-q', '--no-ff', '--no-edit', 'side');
  repo.write('side.py', 'two\n');
  repo.git('add', '-A');
  repo.git(...as('bob'), 'commit', '-q', '--amend', '--no-edit');
  await gate.signOff({ now: Date.now() });
  repo.git('switch', '-q', 'main');
  gate.commit({ 'other.py': 'other\n' });
  repo.git('switch', '-q', 'pr');
  return gate;
}
