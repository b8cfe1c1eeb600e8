import { deepStrictEqual, doesNotMatch, match, strictEqual } from 'node:assert';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AgentEvent } from '../../../src/assistants/agentEvent';
import { beginCall, endCall } from '../../../src/workflow/agents/openCalls';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { attest } from '../../../src/workflow/verify/attest';
import { shippedBundles } from '../../support/bundles';
import { TestRepo } from '../../support/repo';
import { Writer } from '../../support/writer';

const policy = `version: 1
policyOwners: [ada@acme.dev]
plan: { github-copilot: copilot-business }
zones:
  - { name: core, mode: attest, paths: [/core/], owners: [ada@acme.dev] }
  - { name: train, mode: restricted, paths: [/train/], owners: [ada@acme.dev] }
vendors:
  - { id: copilot-business, product: GitHub Copilot, tier: Business, assistants: [github-copilot], status: approved }
`;

const shell: AgentEvent = {
  assistant: 'claude-code',
  session: 's1',
  model: null,
  call: 't1',
  phase: 'before',
  kind: 'shell',
  cwd: null,
  paths: [],
  edits: [],
  commands: ['./generate'],
  transcript: null,
  isDoubtful: false,
};

/** The hooks as they are shipped, the real git, the real ledger: what a commit carries. */
describe('the main job', function () {
  this.timeout(60_000);
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(async () => {
    repo = TestRepo.create();
    // Somebody's modules must not reach what lies in .git.
    repo.commit({
      '.ai-policy/policy.yaml': policy,
      'package.json': '{"type":"module"}',
      'core/a.ts': 'a();\n',
    });
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    strictEqual(
      await applyPlan(found, await planInstall(found, { bundles: await shippedBundles(), runtime })),
      undefined,
    );
    writer = new Writer(found);
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  const message = () => repo.message().trimEnd();
  const commit = (...args: string[]) => repo.tryGit(['commit', ...args]);
  const colophon = async (...args: string[]) =>
    repo.run(process.execPath, [`${await shippedBundles()}/colophon.cjs`, ...args]);

  it('writes nothing where there is nothing to say', async () => {
    await writer.write('free.ts', ['human', 'mine();\n']);
    repo.git('add', '-A');
    strictEqual(commit('-qm', 'Mine').stderr, '');
    strictEqual(message(), 'Mine');
  });

  it('counts each line under its origin', async () => {
    await writer.write(
      'train/a.ts',
      ['human', 'mine();\n'],
      ['ai', 'theirs();\ntheirs2();\n'],
      ['human', 'const half = '],
      ['ai', 'all();\n'],
      ['human', 'const mostlyMine = one + two + three + '],
      ['ai', 'x;\n'],
      ['pasted', 'pasted();\n'],
      ['unknown', 'who();\n'],
    );
    repo.git('add', '-A');
    const { code, stderr } = commit('-qm', 'Train');
    strictEqual(code, 0);
    match(stderr, /^colophon: .*signoff-missing/);
    strictEqual(
      message(),
      `Train

Assisted-by: GitHub-Copilot:gpt-5.2
AI-Provenance: v1; lines=7; ai=2; mixed=2; human=1; pasted=1; unknown=1
AI-Detail: zones=train:4; evidence=host:4; vendors=copilot-business:4`,
    );
  });

  it('counts only what is staged, and the rest at its own commit', async () => {
    await writer.write('part.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    await writer.write('part.ts', ['ai', 'two();\n'], ['human', 'three();\n']);
    commit('-qm', 'First');
    match(message(), /lines=1; ai=1\n/);
    repo.git('add', '-A');
    commit('-qm', 'Second');
    match(message(), /lines=2; ai=1; human=1\n/);
  });

  it('writes them in an editor too, after showing them, and not into an emptied message', async () => {
    await writer.write('ed.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    const seen = repo.path('../seen');
    const editor = (script: string) => ({ env: { GIT_EDITOR: `sh -c '${script}' sh` } });
    const emptied = repo.tryGit(['commit'], editor(': > "$1"'));
    match(emptied.stderr, /Aborting commit due to empty commit message/);
    repo.tryGit(['commit', '-q'], editor(`cp "$1" ${seen}; printf "Subject\\n" > "$1"`));
    match(readFileSync(seen, 'utf8'), /^# +AI-Provenance: v1; lines=1; ai=1$/m);
    match(message(), /^Subject\n\nAssisted-by: .*\nAI-Provenance: v1; lines=1; ai=1\nAI-Detail: /);
  });

  it('as the Source Control view commits', async () => {
    await writer.write('scm.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    const args = ['commit', '--quiet', '--allow-empty-message', '--file', '-'];
    strictEqual(repo.tryGit(args, { input: 'From the view' }).code, 0);
    match(message(), /^From the view\n\nAssisted-by: .*\nAI-Provenance: v1; lines=1; ai=1\n/);
  });

  it('stops a commit that lacks an attestation, and goes on once a person made it', async () => {
    await writer.write('core/a.ts', ['ai', 'b();\n']);
    repo.git('add', '-A');
    const stopped = commit('-qm', 'Core');
    strictEqual(stopped.code, 1);
    match(stopped.stderr, /core\/a\.ts.*attestation-missing.*colophon attest/);
    match(stopped.stderr, /git commit --no-verify/);
    const check = await colophon('check', '--staged', '--json');
    const { ok, findings } = JSON.parse(check.stdout) as {
      ok: boolean;
      findings: { rule: string; line?: number }[];
    };
    deepStrictEqual(
      [check.code, ok, findings.map((f) => [f.rule, f.line])],
      [1, false, [['attestation-missing', 2]]],
    );
    // Without a terminal nobody attests.
    strictEqual((await colophon('attest')).code, 2);
    const program = `${process.execPath} ${await shippedBundles()}/colophon.cjs attest`;
    const no = repo.run('script', ['-qec', program, '/dev/null'], { input: 'no\n' });
    deepStrictEqual([no.code, commit('-qm', 'Core').code], [1, 1], no.stdout);
    const yes = repo.run('script', ['-qec', program, '/dev/null'], { input: 'yes\n' });
    match(yes.stdout, /Zone core:\s+core\/a\.ts\s+2 │ b\(\);/);
    strictEqual(commit('-qm', 'Core').code, 0);
    match(message(), /\nAI-Attested-by: Ada Dev <ada@acme.dev>$/);
  });

  it('an attestation does not outlive its lines', async () => {
    await writer.write('core/a.ts', ['ai', 'b();\n']);
    repo.git('add', '-A');
    attest(
      await repo.open(),
      'Ada Dev <ada@acme.dev>',
      new Map([['core', [{ path: 'core/a.ts', lines: [{ line: 2, text: 'other();' }] }]]]),
      Date.now(),
    );
    strictEqual(commit('-qm', 'Core').code, 1);
  });

  it('says how the working tree stands', async () => {
    await writer.write('core/a.ts', ['ai', 'b();\n'], ['human', 'c();\n']);
    const { stdout, code } = await colophon('status', '--json');
    const { files } = JSON.parse(stdout) as { files: unknown };
    strictEqual(code, 0);
    deepStrictEqual(files, [
      {
        path: 'core/a.ts',
        zone: 'core',
        mode: 'attest',
        counts: { lines: 2, ai: 1, mixed: 0, human: 1, pasted: 0, tool: 0, unknown: 0, declared: 0 },
        insertions: [
          { lines: [2, 2], origin: 'ai', assistant: 'github-copilot' },
          { lines: [3, 3], origin: 'human' },
        ],
      },
    ]);
  });

  it('a changed policy counts from the next commit on', async () => {
    repo.write('.ai-policy/policy.yaml', policy.replace('mode: restricted', 'mode: eligible'));
    await writer.write('train/a.ts', ['human', 'mine();\n']);
    repo.git('add', 'train');
    commit('-qm', 'Train');
    strictEqual(message(), 'Train');
  });

  it('a broken policy is said, and stops nothing', async () => {
    repo.write('.ai-policy/policy.yaml', 'version: 2\n');
    await writer.write('free.ts', ['ai', 'one();\n']);
    repo.git('add', 'free.ts');
    const { code, stderr } = commit('-qm', 'Free');
    strictEqual(code, 0);
    match(stderr, /^colophon: \.ai-policy\/policy\.yaml cannot be used.*colophon policy check\n$/);
    strictEqual(message(), 'Free');
  });

  it('every line counts of a file that moves into a stricter zone, and no more', async () => {
    repo.commit({ 'free.ts': 'one();\ntwo();\n', 'half.ts': 'three();\nfour();' });
    repo.write('train/.keep', '');
    repo.git('mv', 'free.ts', 'train/free.ts');
    repo.git('mv', 'half.ts', 'train/half.ts');
    commit('-qm', 'Train');
    strictEqual(message(), 'Train\n\nAI-Provenance: v1; lines=4; ai=0; unknown=4');
  });

  it('of a merge, the lines count that a parent has where it is less strict', async () => {
    repo.commit({ 'free.ts': 'one();\ntwo();\nthree();\n', 'kept.ts': 'k();\n' });
    repo.git('switch', '-qc', 'work');
    repo.commit({ 'free.ts': 'one();\ntwo();\nthree();\nfour();\n' });
    repo.git('switch', '-q', 'main');
    repo.write('train/.keep', '');
    repo.git('mv', 'free.ts', 'train/free.ts');
    commit('-qm', 'Train');
    repo.git('switch', '-q', 'work');
    repo.git('merge', '-q', '--no-edit', 'main');
    match(message(), /\n\nAI-Provenance: v1; lines=1; ai=0; unknown=1$/);
  });

  it('a line that nobody saw is nobody’s when it is amended, whoever pressed Enter after it', async () => {
    repo.write('seen.ts', 'unseen();\n');
    repo.git('add', 'seen.ts');
    commit('-qm', 'Unseen');
    await writer.edit('seen.ts', { by: 'ai', start: 9, end: 9, text: '\none();' });
    commit('-qa', '--amend', '-m', 'Seen');
    match(message(), /lines=2; ai=1; unknown=1\n/);
  });

  it('nor when its file moves into a stricter zone, after the commit of that Enter was made again', async () => {
    repo.commit({ 'free.ts': 'unseen();\n' });
    await writer.edit('free.ts', { by: 'human', start: 9, end: 9, text: '\nseen();' });
    commit('-qam', 'Seen');
    await writer.settle();
    commit('-q', '--amend', '-m', 'Again');
    repo.write('train/.keep', '');
    repo.git('mv', 'free.ts', 'train/free.ts');
    commit('-qm', 'Train');
    strictEqual(message(), 'Train\n\nAI-Provenance: v1; lines=2; ai=0; human=1; unknown=1');
  });

  it('a ledger cut off in the middle of a line loses that line and no more', async () => {
    await writer.write('torn.ts', ['ai', 'one();\n']);
    const ledger = repo.path('.git/colophon/ledger.jsonl');
    appendFileSync(ledger, '{"t":"edit","s":"x","n":3,"e":[[0,');
    await writer.write('torn2.ts', ['ai', 'two();\n']);
    repo.git('add', '-A');
    strictEqual(commit('-qm', 'Torn').stderr, '');
    match(message(), /lines=2; ai=2\n/);
  });

  it('a ledger that lost its tail makes unknown, never better', async () => {
    repo.write('.ai-policy/policy.yaml', `${policy}trailers: { when: always }\n`);
    await writer.write('cut.ts', ['human', 'mine();\n']);
    await writer.write('cut.ts', ['ai', 'theirs();\n']);
    const ledger = repo.path('.git/colophon/ledger.jsonl');
    const lines = readFileSync(ledger, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('theirs'));
    writeFileSync(ledger, `${lines.slice(0, at).join('\n')}\n${lines[at]!.slice(0, 40)}`);
    repo.git('add', 'cut.ts');
    commit('-qm', 'Cut');
    strictEqual(message(), 'Cut\n\nAI-Provenance: v1; lines=2; ai=0; human=1; unknown=1');
  });

  it('a model with a line break in its name makes no trailer of its own', async () => {
    writer.close();
    writer = new Writer(await repo.open(), { assistant: 'evil\nSigned-off-by: Eve <eve@x>' });
    await writer.write('evil.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    commit('-qm', 'Evil');
    strictEqual(
      message(),
      `Evil

Assisted-by: unknown:gpt-5.2
AI-Provenance: v1; lines=1; ai=1
AI-Detail: zones=default:1; evidence=host:1; vendors=unknown:1`,
    );
  });

  it('has nothing pending once all AI lines are committed, and does again with the next', async () => {
    const settled = () =>
      writer.record.rebaseOnHead(
        new Map([['free.ts', repo.git('show', 'HEAD:free.ts')]]),
        repo.git('rev-parse', 'HEAD').trim(),
      );
    await writer.write('free.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'Elsewhere');
    const before = repo.has('.git/colophon/pending');
    settled();
    const after = repo.has('.git/colophon/pending');
    await writer.write('free.ts', ['ai', 'two();\n']);
    repo.git('add', '-A');
    settled();
    deepStrictEqual([before, after, repo.has('.git/colophon/pending')], [true, false, true]);
    commit('-qm', 'Free');
    match(message(), /lines=1; ai=1\n/);
  });

  it('takes the shell that makes the commit for it, and none that only was never ended', async () => {
    const found = await repo.open();
    await beginCall(found, shell, [], { restores: false, writes: true }, Date.now());
    await beginCall(found, { ...shell, call: 't2' }, [], { restores: false, writes: true }, Date.now() + 1);
    repo.write('one.ts', 'one();\n');
    repo.git('add', '-A');
    commit('-qm', 'One');
    match(message(), /^Assisted-by: Claude-Code.*\nAI-Provenance: v1; lines=1; ai=1$/ms);
    // As if another process than the one above this test had begun them.
    const calls = repo.path('.git/colophon/calls');
    for (const name of readdirSync(calls)) {
      const call = JSON.parse(readFileSync(`${calls}/${name}`, 'utf8'));
      writeFileSync(`${calls}/${name}`, JSON.stringify({ ...call, agent: 999_999_999 }));
    }
    repo.write('mine.ts', 'mine();\n');
    repo.git('add', '-A');
    commit('-qm', 'Mine');
    strictEqual(message().includes('Assisted-by'), false);
  });

  it('has something pending where AI lines of another branch come without a commit', async () => {
    const settled = () => {
      const texts = repo.tryGit(['show', 'HEAD:free.ts']);
      const inHead = new Map(texts.code === 0 ? [['free.ts', texts.stdout]] : []);
      writer.record.rebaseOnHead(inHead, repo.git('rev-parse', 'HEAD').trim());
    };
    repo.git('switch', '-qc', 'feature');
    await writer.write('free.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    commit('-qm', 'Free');
    writer.record.close('free.ts');
    settled();
    repo.git('switch', '-q', '-');
    settled();
    repo.git('cherry-pick', '--no-commit', 'feature');
    commit('-qm', 'Picked');
    match(message(), /lines=1; ai=1\n/);
  });

  it('has something pending while an agent’s shell is under way, which writes and commits by turns', async () => {
    const found = await repo.open();
    await beginCall(found, shell, [], { restores: false, writes: true }, Date.now());
    repo.write('one.ts', 'one();\n');
    repo.git('add', '-A');
    commit('-qm', 'One');
    match(message(), /lines=1; ai=1\n/);
    // The window sees that HEAD has moved, and that all is committed.
    const texts = new Map([['one.ts', repo.git('show', 'HEAD:one.ts')]]);
    writer.record.rebaseOnHead(texts, repo.git('rev-parse', 'HEAD').trim());
    repo.write('two.ts', 'two();\n');
    repo.git('add', '-A');
    commit('-qm', 'Two');
    match(message(), /lines=1; ai=1\n/);
    endCall(found, shell, Date.now());
    writer.record.rebaseOnHead(texts.set('two.ts', 'two();\n'), repo.git('rev-parse', 'HEAD').trim());
    strictEqual(repo.has('.git/colophon/pending'), false);
  });

  it('says that a commit of which no hook knew lacks its trailers, until it has them', async () => {
    await writer.write('free.ts', ['ai', 'one();\n'], ['human', 'two();\n']);
    repo.git('add', '-A');
    const tree = repo.git('write-tree').trim();
    repo.git('reset', '-q', '--soft', repo.git('commit-tree', '-p', 'HEAD', '-m', 'Plumbing', tree).trim());
    const { stdout } = await colophon('status');
    match(
      stdout,
      /Commit [0-9a-f]{10} has 1 AI line and no trailers.*\n.*\(provenance-missing\) → git commit --amend --no-edit/,
    );
    const { findings } = JSON.parse((await colophon('status', '--json')).stdout) as {
      findings: { commit: string }[];
    };
    deepStrictEqual(
      findings.map(({ commit }) => commit),
      [repo.git('rev-parse', 'HEAD').trim()],
    );
    commit('-q', '--amend', '--no-edit');
    match(message(), /AI-Provenance: v1; lines=2; ai=1; human=1/);
    doesNotMatch((await colophon('status')).stdout, /no trailers/);
  });

  it('does not say that of a commit which Colophon was left out of', async () => {
    await writer.write('free.ts', ['ai', 'one();\n']);
    repo.git('add', '-A');
    repo.tryGit(['commit', '-qm', 'Off'], { env: { COLOPHON: 'off' } });
    strictEqual(message(), 'Off');
    doesNotMatch((await colophon('status')).stdout, /no trailers/);
  });

  it('keeps a record whose note could not be written, until the next commit', async () => {
    repo.write('.git/refs/notes/colophon.lock', '');
    for (const n of [1, 2]) {
      await writer.write('free.ts', ['ai', `line${n}();\n`]);
      repo.git('add', '-A');
      strictEqual(commit('-qm', `Free ${n}`).stderr, '');
      const waiting = readdirSync(repo.path('.git/colophon/commits'));
      deepStrictEqual(waiting, n === 1 ? [repo.git('rev-parse', 'HEAD').trim()] : []);
      if (n === 1) rmSync(repo.path('.git/refs/notes/colophon.lock'));
    }
    deepStrictEqual([repo.note('HEAD^'), repo.note()], [{ 'free.ts': ['1 ai'] }, { 'free.ts': ['2 ai'] }]);
  });

  it('a ledger that cannot be read is said in one line, and stops nothing', async () => {
    await writer.write('free.ts', ['ai', 'one();\n']);
    writer.close();
    const ledger = repo.path('.git/colophon/ledger.jsonl');
    rmSync(ledger);
    mkdirSync(ledger);
    repo.git('add', '-A');
    const { code, stderr } = commit('-qm', 'Free');
    deepStrictEqual([code, message()], [0, 'Free']);
    match(
      stderr,
      /^colophon: \S+ledger\.jsonl is no ledger that Colophon wrote.*the commit goes on without trailers\.\n$/,
    );
  });
});
