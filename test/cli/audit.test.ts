import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/audit';
import { formatNote } from '../../src/provenance/written/note';
import { shippedBundles } from '../support/bundles';
import { effort } from '../support/effort';
import { blobOid, historyPolicy, markedHistory } from '../support/markedHistory';
import { TestRepo } from '../support/repo';
import { runIn } from './testIo';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

describe('colophon audit', () => {
  let repo: TestRepo;
  const audit = (...args: string[]) => runIn(repo, run, args);

  beforeEach(() => {
    repo = TestRepo.create({ name: 'acme' });
    repo.commit({ '.ai-policy/policy.yaml': historyPolicy('2026-06-01') });
    repo.commit({ 'pipelines/train/a.py': 'one\ntwo\n' }, `Work\n\n${claude}`);
  });
  afterEach(() => repo.remove());

  it('says in a few tables what was seen, and what was not', async () => {
    const { code, stdout, stderr } = await audit();
    strictEqual(code, 0);
    strictEqual(stderr, '');
    match(stdout, /^acme at [0-9a-f]{12}: 2 commits, \d+ added lines\n/);
    match(stdout, /marks of other tools alone +low +1 +at most 2\n/);
    match(stdout, /no mark: unknown +1 +\d+\n/);
    match(stdout, /training-pipeline +restricted +training +1 +0 +2 +0\n/);
    match(stdout, /claude-code +claude-team +Team +2026-01 to 2027-02-01/);
    match(stdout, /pipelines\/train\/a\.py +training-pipeline +as-made +mark +[0-9a-f]{12}\n/);
    ok(!/human/.test(stdout));
  });

  it('says where notes may be had that a clone has not brought along', async () => {
    const missing = /There are trailers and no notes.* git fetch origin 'refs\/notes\/\*:refs\/notes\/\*'\n/;
    ok(!missing.test((await audit()).stdout), 'marks alone miss no notes');
    repo.commit({ 'src/b.ts': 'one\n' }, 'More\n\nAssisted-by: Claude\nAI-Provenance: v1; lines=1; ai=1');
    match((await audit()).stdout, missing);
    const page = join(repo.root, 'page.html');
    await audit('--html', page);
    match(readFileSync(page, 'utf8'), /There are trailers and no notes/);
    const lines = [{ line: 1, origin: 'ai', evidence: 'host', by: [{ assistant: 'claude-code' }] }] as const;
    const blob = blobOid('one\n');
    const note = formatNote([{ path: 'src/b.ts', blob, lines }], { id: 'a', at: 0 })!;
    repo.git('notes', '--ref=colophon', 'add', '-m', note);
    ok(!missing.test((await audit()).stdout), 'the notes are there');
  });

  it('prints what others build on: a finding a line, and the whole', async () => {
    const lines = (await audit('--ndjson')).stdout.trimEnd().split('\n');
    const findings = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    deepStrictEqual(
      findings.map(({ kind }) => kind),
      ['output', 'terms', 'exposure', 'summary'],
    );
    const commit = repo.git('rev-parse', 'HEAD').trim();
    const { blob, date, ...output } = findings[0]!;
    strictEqual(blob, repo.git('rev-parse', 'HEAD:pipelines/train/a.py').trim());
    match(String(date), /^2023-11-14T/);
    deepStrictEqual(output, {
      kind: 'output',
      repository: 'acme',
      commit,
      path: 'pipelines/train/a.py',
      line: 1,
      zone: 'training-pipeline',
      zoneThen: 'training-pipeline',
      destination: 'training',
      source: 'mark',
      confidence: 'low',
      lines: null,
      added: 2,
      assistants: [{ assistant: 'claude-code' }],
      terms: [
        {
          assistant: 'claude-code',
          vendor: 'claude-team',
          verdict: 'refused',
          why: 'the zone `training-pipeline` allows no vendor',
        },
      ],
      marks: [{ kind: 'co-authored-by', named: 'Claude <noreply@anthropic.com>' }],
    });
    const whole = JSON.parse((await audit('--json')).stdout);
    deepStrictEqual(whole.repositories[0].output, [findings[0]]);
    deepStrictEqual(whole.unread, []);
  });

  it('reads several repositories, and says which it could not read', async () => {
    const { code, stdout, stderr } = await audit('--json', '.', repo.base);
    strictEqual(code, 2);
    const whole = JSON.parse(stdout);
    deepStrictEqual(
      whole.repositories.map(({ name }: { name: string }) => name),
      ['acme'],
    );
    strictEqual(whole.unread.length, 1);
    match(stderr, /was not read\. .*is not in a git repository/);
  });

  it('finds in a mirror and in a linked worktree what it finds in the clone, by HEAD’s policy and the mirror’s notes', async () => {
    const text = 'one\ntwo\n';
    const noted = repo.commit({ 'sdk/a.ts': text });
    const line = { line: 1, origin: 'ai', evidence: 'reported', by: [{ assistant: 'codex' }] } as const;
    const id = '00000000-0000-4000-8000-000000000000';
    const note = formatNote([{ path: 'sdk/a.ts', blob: blobOid(text), lines: [line] }], { id, at: 0 });
    repo.git('notes', '--ref=colophon', 'add', '-m', note, noted);
    const head = repo.commit({
      '.mailmap': 'Eve <eve@acme.dev> <ada@acme.dev>\n',
      '.gitattributes': '* -diff\n',
    });
    repo.git('clone', '-q', '--mirror', '.', '../mirrors/acme.git');
    repo.git('worktree', 'add', '-q', '../linked/acme');
    const expected = JSON.parse((await audit('--json')).stdout).repositories[0];
    strictEqual(expected.head, head);
    strictEqual(expected.lines.note, 1);
    strictEqual(expected.exposures.length, 1);
    for (const folder of ['mirrors/acme.git', 'mirrors/acme.git/refs', 'linked/acme']) {
      const { code, stdout, stderr } = await runIn(repo, run, ['--json'], { cwd: join(repo.base, folder) });
      deepStrictEqual([code, stderr], [0, ''], folder);
      deepStrictEqual(JSON.parse(stdout).repositories, [expected], folder);
    }
    // A working tree on an old commit is asked about that one.
    repo.git('-C', '../linked/acme', 'checkout', '-q', '--detach', 'HEAD~2');
    const old = JSON.parse((await audit('--json', '../linked/acme')).stdout).repositories[0];
    deepStrictEqual([old.read, old.policy, old.exposures.length, old.lines.note], [2, 'ok', 1, 0]);
    // A relative folder, and the name that tells which of several it is.
    const { stdout } = await audit('--json', '../mirrors/acme.git', '.');
    deepStrictEqual(
      JSON.parse(stdout).repositories.map(({ name }: { name: string }) => name),
      ['acme', 'acme (2)'],
    );
  });

  it('takes the organisation’s policy, and says that it did', async () => {
    const policy = 'version: 1\nzones:\n  - { name: all, mode: attest, paths: [/pipelines/] }\n';
    writeFileSync(join(repo.base, 'organisation.yaml'), policy);
    const { stdout } = await audit('--policy', '../organisation.yaml');
    match(stdout, /\nToday’s policy is the repository’s and the organisation’s \(organisation\.yaml\)\. /);
    const whole = JSON.parse((await audit('--policy', '../organisation.yaml', '--json')).stdout);
    const [{ organization, zonesNow }] = whole.repositories;
    deepStrictEqual([organization, zonesNow[1].name], ['organisation.yaml', 'all']);
    await audit('--policy', '../organisation.yaml', '--html', '../report.html');
    match(readFileSync(join(repo.base, 'report.html'), 'utf8'), /organisation’s \(organisation\.yaml\)/);
  });

  it('says in one message what is wrong with what it was given', async () => {
    repo.write('bad.jsonl', '{"path": 3}\n');
    for (const [args, expected] of [
      [['--manifest', 'none'], /The manifest none cannot be read\. ENOENT/],
      [['--manifest', 'bad.jsonl'], /Line 1: `path` must be text\./],
      [['--policy', 'none.yaml'], /There is no policy .*none\.yaml\./],
      [['--json', '--ndjson'], /Give --json or --ndjson\./],
      [['--html', 'no/such/folder/x.html'], /The page could not be written/],
      [['--what'], /Unknown option/],
    ] as const) {
      const { code, stderr } = await audit(...args);
      strictEqual(code, 2, args.join(' '));
      match(stderr, expected);
    }
    deepStrictEqual(
      readdirSync(repo.root).filter((name) => name.includes('.tmp')),
      [],
    );
  });

  it('writes nothing to a terminal that it takes for commands', async () => {
    repo.commit(
      { 'pipelines/train/\u001b[31mred\u202e.py': 'one\n' },
      'x\n\nGenerated-by: \u001b]0;title\u0007evil\u202e',
    );
    const { stdout } = await audit();
    ok(stdout.includes('\\u001b[31mred\\u202e.py'), stdout);
    ok(!/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/.test(stdout));
  });

  it('keeps to the dates and branches that were asked for', async () => {
    repo.git('switch', '-qc', 'side');
    repo.commit({ 'sdk/b.ts': 'one\n' }, `Side\n\n${claude}`);
    repo.git('switch', '-q', '-');
    const commits = async (...args: string[]) =>
      JSON.parse((await audit('--json', ...args)).stdout).repositories[0].read;
    strictEqual(await commits(), 2);
    strictEqual(await commits('--all'), 3);
    strictEqual(await commits('--since', '2030-01-01'), 0);
  });
}).timeout(60_000);

describe('colophon audit, as it is shipped', () => {
  it('goes on after Ctrl+C, and writes the page', async () => {
    const repo = TestRepo.create({ name: 'acme' });
    const commits = effort(5_000, 9_000);
    try {
      const program = join(await shippedBundles(), 'colophon.cjs');
      repo.tryGit(['fast-import', '--quiet'], {
        input: markedHistory(commits, { files: 1, lines: 5 }).stream,
      });
      repo.git('reset', '-q', '--hard', 'main');
      const folder = (await repo.open()).colophonDir;
      const child = spawn(process.execPath, [program, 'audit'], { cwd: repo.root, env: repo.env() });
      const ended = new Promise((fulfil) => child.on('close', (code, signal) => fulfil(signal ?? code)));
      const parts = () =>
        existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('audit-')) : [];
      // Half a part is none.
      const hasPart = () => parts().some((name) => readFileSync(join(folder, name)).includes(10));
      while (!hasPart() && child.exitCode === null) await new Promise((fulfil) => setTimeout(fulfil, 5));
      child.kill('SIGINT');
      strictEqual(await ended, 'SIGINT', 'the test came too late to break it off');
      const again = spawnSync(process.execPath, [program, 'audit', '--html', 'report.html'], {
        cwd: repo.root,
        env: repo.env(),
        encoding: 'utf8',
      });
      strictEqual(again.status, 0, again.stderr);
      match(again.stdout, /[59],000 commits, .*; [2468],000 of them by an audit that was broken off/);
      strictEqual(again.stderr, '', 'progress is for terminals');
      deepStrictEqual(parts(), []);
      match(readFileSync(repo.path('report.html'), 'utf8'), /<\/html>\n$/);
    } finally {
      repo.remove();
    }
  }).timeout(180_000);
});
