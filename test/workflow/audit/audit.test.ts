import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverHistory } from '../../../src/git/repository/discover';
import type { Repository } from '../../../src/git/repository/repository';
import { formatNote } from '../../../src/provenance/written/note';
import { type Audit, type AuditOptions, audit } from '../../../src/workflow/audit/audit';
import type { AuditedCommit } from '../../../src/workflow/audit/auditCommit';
import { parseManifest } from '../../../src/workflow/audit/auditManifest';
import { organizationNote, outputFindings, termsRows } from '../../../src/workflow/audit/auditReport';
import { storeOrganization } from '../../../src/workflow/policy/compiledPolicy';
import { blobOid, historyPolicy, markedHistory } from '../../support/markedHistory';
import { TestRepo } from '../../support/repo';

const now = Date.parse('2026-11-26T12:00:00Z');
const options: AuditOptions = { now, version: '1' };

async function audited(repo: TestRepo | Repository, more: Partial<AuditOptions> = {}): Promise<Audit> {
  const opened = repo instanceof TestRepo ? await repo.open() : repo;
  const result = await audit(opened, { ...options, ...more });
  ok(result.kind === 'ok', JSON.stringify(result));
  return result.audit;
}

function commitsOf({ events }: Audit): AuditedCommit[] {
  return events.flatMap((event) => (event.kind === 'audited' ? [event.commit] : []));
}

function made(commits: number): TestRepo {
  const repo = TestRepo.create({ name: 'made' });
  const result = repo.tryGit(['fast-import', '--quiet'], { input: markedHistory(commits).stream });
  strictEqual(result.code, 0, result.stderr);
  repo.git('reset', '-q', '--hard', 'main');
  return repo;
}

describe('the audit of a made history', () => {
  let repo: TestRepo;
  let found: Audit;
  before(async () => {
    repo = made(2200);
    found = await audited(repo);
  });
  after(() => repo.remove());

  it('counts the marks that plain git log --grep counts', () => {
    const grep = (...patterns: string[]) =>
      repo
        .git('log', '--format=%H', '-i', '-E', ...patterns.map((one) => `--grep=${one}`), 'HEAD')
        .split('\n')
        .filter(Boolean).length;
    const author = repo.git(
      'log',
      '--format=%H',
      '-i',
      '-E',
      '--author=(copilot-swe-agent|\\(aider\\))',
      'HEAD',
    );
    const expected = {
      'co-authored-by': grep('^co-authored-by:.*<(noreply@anthropic|.*copilot@users|cursoragent@)'),
      'generated-with': grep('(generated|made) with \\[?(claude code|cursor)'),
      'generated-by': grep('^generated-by:'),
      'assisted-by': grep('^assisted-by:'),
      session: grep('^claude-session:'),
      author: author.split('\n').filter(Boolean).length,
    };
    ok(
      Object.values(expected).every((count) => count > 5),
      JSON.stringify(expected),
    );
    deepStrictEqual({ ...found.tally.marks }, expected);
    const { commits } = found.tally;
    strictEqual(commits.none + commits.trailer + commits.note, grep('^ai-provenance:'));
    const notes = repo.git('notes', '--ref=colophon', 'list').split('\n').filter(Boolean).length;
    strictEqual(commits.note, notes);
    strictEqual(
      Object.values(commits).reduce((a, b) => a + b),
      Number(repo.git('rev-list', '--count', 'HEAD')),
    );
  });

  it('counts each added line once, as git does', () => {
    const args = ['--text', '-U0', '--diff-algorithm=histogram', '-M50%', '--diff-merges=off'];
    const patch = repo.git('log', '-p', '--format=', ...args, 'HEAD');
    const added = patch.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++')).length;
    const sum = (lines: object) => Object.values(lines).reduce((a: number, b: number) => a + b, 0);
    strictEqual(sum(found.tally.lines), added);
    const periods = Object.values(found.tally.periods).map(({ lines }) => sum(lines));
    strictEqual(
      periods.reduce((a, b) => a + b),
      added,
    );
  });

  it('lays no AI line to more than one zone, and leaves none out', () => {
    const { lines, zones, folders } = found.tally;
    for (const places of [zones, folders]) {
      for (const key of ['note', 'trailer', 'mark'] as const)
        strictEqual(
          Object.values(places).reduce((sum, place) => sum + place.lines[key], 0),
          lines[key],
        );
    }
    strictEqual(
      Object.values(zones).reduce((sum, place) => sum + place.lines.unknown, 0) <= lines.unknown,
      true,
    );
  });

  it('judges the terms by the policy of then, and by that of now', () => {
    const rows = termsRows(found, now).filter(({ use }) => use.vendor === 'copilot-business');
    deepStrictEqual(rows.map(({ use }) => use.terms?.expires).sort(), ['2026-06-01', '2026-11-01']);
    for (const { now: current } of rows) {
      strictEqual(current?.expires, '2026-11-01');
      strictEqual(current?.daysLeft, -25);
    }
  });

  it('counts the days that a review has left from day to day, whatever the hour', () => {
    const left = (time: string) =>
      termsRows(found, Date.parse(time)).find(({ use }) => use.vendor === 'copilot-business')?.now?.daysLeft;
    deepStrictEqual(
      [
        '2026-10-31T23:59:59Z',
        '2026-11-01T00:00:00Z',
        '2026-11-01T23:59:59.999Z',
        '2026-11-02T00:00:00Z',
      ].map(left),
      [1, 0, 0, -1],
    );
  });

  it('goes on where it was broken off, and finds the same', async () => {
    const opened = await repo.open();
    const journals = () =>
      (existsSync(opened.colophonDir) ? readdirSync(opened.colophonDir) : []).filter((name) =>
        name.startsWith('audit-'),
      );
    deepStrictEqual(journals(), []);
    const breakOff = async () => {
      let asked = 0;
      const cancelled = () => ++asked > 1;
      deepStrictEqual(await audit(opened, options, { cancelled }), { kind: 'cancelled' });
    };
    await breakOff();
    strictEqual(journals().length, 1);
    // As a process that is ended in the middle of a line leaves it.
    appendFileSync(join(opened.colophonDir, journals()[0]!), '{"number":1,"done":2200,"tal');
    const { resumed, ...rest } = await audited(opened);
    strictEqual(resumed, 2000);
    const { resumed: none, ...whole } = found;
    strictEqual(none, 0);
    deepStrictEqual(JSON.parse(JSON.stringify(rest)), JSON.parse(JSON.stringify(whole)));
    deepStrictEqual(journals(), []);

    // Another version, other options, another history: nothing of it is taken over.
    await breakOff();
    strictEqual((await audited(opened, { version: '2' })).resumed, 0);
    await breakOff();
    strictEqual((await audited(opened, { since: '2023-01-01' })).resumed, 0);
    await breakOff();
    repo.git('commit', '-q', '--amend', '--no-edit', '--reset-author');
    strictEqual((await audited(opened)).resumed, 0);
  });

  it('keeps how far it is in a mirror’s own folder', async () => {
    repo.git('clone', '-q', '--mirror', '.', '../made.git');
    const mirror = await discoverHistory(join(repo.base, 'made.git'));
    ok(mirror.kind === 'ok');
    let asked = 0;
    deepStrictEqual(await audit(mirror.repo, options, { cancelled: () => ++asked > 1 }), {
      kind: 'cancelled',
    });
    // Which notes name which blobs is kept there too.
    strictEqual(readdirSync(join(repo.base, 'made.git/colophon')).filter((one) => one !== 'noted').length, 1);
    strictEqual((await audited(mirror.repo)).resumed, 2000);
    deepStrictEqual(readdirSync(join(repo.base, 'made.git/colophon')), ['noted']);
  });
}).timeout(120_000);

describe('the audit', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create({ name: 'acme' });
    repo.commit({ '.ai-policy/policy.yaml': historyPolicy('2027-01-01') });
  });
  afterEach(() => repo.remove());

  const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

  it('calls what has no mark unknown, and never human', async () => {
    repo.commit({ 'src/a.ts': 'one\ntwo\n' }, 'By hand, I say');
    const { tally } = await audited(repo);
    deepStrictEqual(tally.commits, { note: 0, 'git-ai': 0, trailer: 0, mark: 0, none: 0, unmarked: 2 });
    strictEqual(tally.lines.human, 0);
    strictEqual(tally.lines.unknown, historyPolicy('2027-01-01').split('\n').length - 1 + 2);
  });

  it('believes a note for the content that it names, and no more of a trailer than is left', async () => {
    const text = 'one\ntwo\nthree\nfour\n';
    const note = (blob: string) =>
      formatNote(
        [
          {
            path: 'sdk/a.ts',
            blob,
            lines: [1, 2, 9].map((line) => ({
              line,
              origin: 'ai',
              evidence: 'reported',
              by: [{ assistant: 'codex' }],
            })),
          },
        ],
        { id: '00000000-0000-4000-8000-000000000000', at: 0 },
      );
    const told = 'Work\n\nAI-Provenance: v1; lines=4; ai=3; human=1\nAI-Detail: zones=sdk:3; evidence=host:3';
    const commit = repo.commit({ 'sdk/a.ts': text }, told);
    const add = (content: string) => repo.git('notes', '--ref=colophon', 'add', '-f', '-m', content, commit);
    const linesNow = async () => {
      const { tally } = await audited(repo);
      const { note: recorded, trailer, human } = tally.lines;
      return { recorded, trailer, human, unreadable: tally.unreadable };
    };
    deepStrictEqual(await linesNow(), { recorded: 0, trailer: 3, human: 1, unreadable: 0 });
    add(note(blobOid(text)));
    deepStrictEqual(await linesNow(), { recorded: 2, trailer: 1, human: 1, unreadable: 0 });
    add(note(blobOid('another')));
    deepStrictEqual(await linesNow(), { recorded: 0, trailer: 3, human: 1, unreadable: 0 });
    add('{"tool":{"name":"colophon"},"files":[[[');
    deepStrictEqual(await linesNow(), { recorded: 0, trailer: 3, human: 1, unreadable: 1 });
  });

  it('reads notes of git-ai, the later entry before the earlier', async () => {
    const commit = repo.commit({ 'sdk/my file.ts': 'one\ntwo\nthree\n' });
    const note = `"sdk/my file.ts"\n  s_866dabf162e96b::t_9f8e7d6c5b4a32 1-50\n  h_31dce776f88375 3\n  zzzz 1-3\n---\n${JSON.stringify(
      {
        schema_version: 'authorship/3.0.0',
        prompts: {},
        sessions: { s_866dabf162e96b: { agent_id: { tool: 'cursor', id: 'x', model: 'claude-sonnet-4-5' } } },
        humans: { h_31dce776f88375: { author: 'Ada <ada@acme.dev>' } },
      },
    )}`;
    repo.git('notes', '--ref=ai', 'add', '-m', note, commit);
    const found = await audited(repo);
    strictEqual(found.tally.lines['git-ai'], 2);
    strictEqual(found.tally.lines.human, 1);
    deepStrictEqual(commitsOf(found)[0]?.assistants, [{ assistant: 'cursor', model: 'claude-sonnet-4-5' }]);
  });

  it('follows AI output into training data: as made, copied, moved, changed since, gone', async () => {
    const text = (name: string) => Array.from({ length: 12 }, (_, i) => `${name} ${i}\n`).join('');
    const files = ['moved', 'copied', 'changed', 'gone', 'direct'];
    repo.commit(
      Object.fromEntries(
        files.map((one) => [`${one === 'direct' ? 'pipelines/train' : 'src'}/${one}.py`, text(one)]),
      ),
      `Work\n\n${claude}`,
    );
    repo.commit({ 'pipelines/train/empty.py': '', 'src/empty.py': '' }, `Work\n\n${claude}`);
    repo.git('mv', 'src/moved.py', 'pipelines/train/moved.py');
    repo.commit({ 'pipelines/train/copied.py': text('copied'), 'pipelines/train/own.py': text('own') });
    repo.git('mv', 'src/changed.py', 'pipelines/train/changed.py');
    repo.commit({ 'pipelines/train/changed.py': `${text('changed')}more\n` });
    repo.git('mv', 'src/gone.py', 'pipelines/train/gone.py');
    repo.commit({});
    repo.git('rm', '-q', 'pipelines/train/gone.py');
    repo.commit({ 'pipelines/train/empty2.py': '' });
    const digest = createHash('sha256').update(text('copied')).digest('hex');
    const manifest = parseManifest(
      [
        '# a comment',
        `sha256:${digest}`,
        blobOid(text('moved')),
        'src/copied.py',
        'pipelines/train/own.py',
        'no/where',
        '{"path":"pipelines/train/gone.py"}',
      ].join('\n'),
    );
    ok(typeof manifest !== 'string', String(manifest));
    const found = await audited(repo, { manifest });
    deepStrictEqual(
      found.exposures
        .map(({ where, path, line, state, origin }) => [where, line ?? path, state, origin.path])
        .sort(),
      [
        ['manifest', 2, 'as-made', 'src/copied.py'],
        ['manifest', 3, 'as-made', 'src/moved.py'],
        ['manifest', 4, 'as-made', 'src/copied.py'],
        ['manifest', 7, 'gone', 'src/gone.py'],
        ['zone', 'pipelines/train/changed.py', 'changed-since', 'src/changed.py'],
        ['zone', 'pipelines/train/copied.py', 'as-made', 'src/copied.py'],
        ['zone', 'pipelines/train/direct.py', 'as-made', 'pipelines/train/direct.py'],
        ['zone', 'pipelines/train/gone.py', 'gone', 'src/gone.py'],
        ['zone', 'pipelines/train/moved.py', 'as-made', 'src/moved.py'],
      ],
    );
    deepStrictEqual(found.manifest, { entries: 6, exposed: 4, notHere: 1 });
  });

  describe('with the organisation’s policy', () => {
    const organisation = `version: 1
policyOwners: [eve@acme.dev]
zones:
  - name: shared-corpus
    mode: restricted
    paths: [/src/corpus/]
    destination: training
    owners: [eve@acme.dev]
  - { name: sdk, mode: attest, paths: [/sdk/] }
vendors:
  - id: claude-team
    assistants: [claude-code]
    status: approved
    outputTraining: no-competing
    reviewed: { by: eve@acme.dev, on: 2026-01-01, expires: 2026-12-01 }
`;
    const copilot = 'Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>';
    let outside: string;
    beforeEach(() => {
      outside = join(repo.base, 'organisation.yaml');
      writeFileSync(outside, organisation);
      repo.commit({ 'src/corpus/a.txt': 'one\n', 'sdk/a.ts': 'one\n' }, `Work\n\n${claude}`);
      repo.commit({ 'sdk/b.ts': 'one\n' }, `Work\n\n${copilot}`);
    });

    it('judges today by both, and the past by the repository’s own', async () => {
      const found = await audited(repo, { organization: outside });
      deepStrictEqual([found.policy, found.organization], ['ok', 'organisation.yaml']);
      deepStrictEqual(
        found.zones.map(({ name, mode }) => `${name} ${mode}`),
        [
          'ai-policy restricted',
          'shared-corpus restricted',
          'sdk attest',
          'training-pipeline restricted',
          'core attest',
        ],
      );
      const findings = outputFindings('acme', found.events, new Map());
      deepStrictEqual(
        findings.map(({ path, zone, zoneThen }) => [path, zone, zoneThen]),
        [
          ['sdk/a.ts', 'sdk', 'sdk'],
          ['src/corpus/a.txt', 'shared-corpus', 'default'],
          ['sdk/b.ts', 'sdk', 'sdk'],
        ],
      );
      deepStrictEqual(
        found.exposures.map(({ path, zone, when }) => [path, zone, when]),
        [['src/corpus/a.txt', 'shared-corpus', 'now']],
      );
      strictEqual(found.trainingFiles, 1);
      // The organisation has not reviewed the one, and trusts its review of the other for less long.
      deepStrictEqual(
        termsRows(found, now).map(({ use, now: current }) => [
          use.terms?.status,
          current?.vendor,
          current?.status,
          current?.expires,
        ]),
        [
          ['approved', 'claude-team', 'approved', '2026-12-01'],
          ['approved', 'copilot-business', 'unlisted', '2027-01-01'],
        ],
      );
      match(organizationNote(found) ?? '', /organisation’s \(organisation\.yaml\).*is not recorded/);
      strictEqual(organizationNote(await audited(repo)), undefined);
    });

    it('takes the one that the editor has left word of', async () => {
      const opened = await repo.open();
      const { zones } = await audited(opened, { organization: outside });
      storeOrganization(opened.colophonDir, outside);
      deepStrictEqual((await audited(opened)).zones, zones);
    });

    it('knows no zone where it cannot be read, and says so', async () => {
      const cases: [string | Buffer | undefined, RegExp][] = [
        [undefined, /^There is no policy .*organisation\.yaml\.$/],
        [Buffer.from([0x76, 0xff]), /^The policy .*organisation\.yaml cannot be read: .*utf-8/],
        ['version: 2\n', /organisation\.yaml:1:10: /],
      ];
      for (const [content, expected] of cases) {
        rmSync(outside, { force: true });
        if (content !== undefined) writeFileSync(outside, content);
        const { policy, zones, tally } = await audited(repo, { organization: outside });
        ok(typeof policy === 'object', JSON.stringify(policy));
        match(policy.broken, expected);
        deepStrictEqual([zones, Object.keys(tally.zones)], [[], ['default']]);
      }
      repo.git('rm', '-rq', '.ai-policy');
      repo.commit({});
      strictEqual((await audited(repo, { organization: outside })).policy, 'none', 'it adds to one');
    });
  });

  it('survives what strangers write into a history', async () => {
    const nasty = `Work\n\n${'x'.repeat(1024 * 1024)}\n\nAssisted-by: <img src=x onerror=alert(1)>:\u001b[31m\u202e<script>alert(1)</script>\nGenerated-by: ${'y'.repeat(5000)}\nCo-authored-by: __proto__ <noreply@anthropic.com>\nAI-Detail: zones=__proto__:3\nAI-Provenance: v1; lines=99999; ai=99999\nAI-Provenance: v1; lines=x`;
    repo.write('message', nasty);
    repo.write(Buffer.from('src/caf\xe9.ts', 'latin1').toString('latin1'), 'one\n');
    repo.git('add', 'src');
    // Bytes that are not UTF-8, and a date that no calendar has.
    const blob = repo.run('git', ['hash-object', '-w', '--stdin'], { input: 'one\ntwo\n' }).stdout.trim();
    repo.run('git', ['update-index', '-z', '--index-info'], {
      input: Buffer.concat([Buffer.from(`100644 ${blob}\tsrc/`), Buffer.from([0xff, 0xfe, 0x0a, 0])]),
    });
    const tree = repo.git('write-tree').trim();
    const head = repo.git('rev-parse', 'HEAD').trim();
    const raw = `tree ${tree}\nparent ${head}\nauthor A <a@a> 31556889864403199 +0000\ncommitter A <a@a> 1700000000 +0000\n\n${nasty}`;
    const commit = repo.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
      input: raw,
    });
    repo.git('reset', '-q', commit.stdout.trim());
    repo.git('notes', '--ref=colophon', 'add', '-m', '{"tool": [', 'HEAD');
    const found = await audited(repo);
    const [one] = commitsOf(found);
    strictEqual(one?.at, undefined);
    strictEqual(found.tally.undated, 1);
    strictEqual(found.tally.unreadable, 1);
    strictEqual(found.tally.lines.trailer, 3, 'a claim is no more than what was added');
    ok(one?.marks.every(({ named }) => named.length <= 100));
    const findings = outputFindings('acme', found.events, new Map());
    deepStrictEqual(findings.map(({ path, date }) => [path, date]).sort(), [
      ['"src/\\377\\376\\012"', null],
      ['src/café.ts', null],
    ]);
  });

  it('refuses a shallow history, and says how to mend it', async () => {
    repo.commit({ a: '1\n' });
    const clone = repo.at('shallow');
    repo.run('git', ['clone', '-q', '--depth=1', `file://${repo.root}`, clone.root], { cwd: repo.base });
    const result = await audit(await clone.open(), options);
    ok(result.kind === 'problem' && /shallow.*--unshallow/.test(result.message), JSON.stringify(result));
  });

  it('keeps nothing where it cannot write, and reads all the same', async () => {
    const opened = await repo.open();
    writeFileSync(join(opened.gitDir, 'blocked'), '');
    const found = await audited({ ...opened, colophonDir: join(opened.gitDir, 'blocked') });
    strictEqual(found.commits, 1);
    strictEqual(readFileSync(join(opened.gitDir, 'blocked'), 'utf8'), '');
  });
}).timeout(60_000);
