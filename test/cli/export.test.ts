import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { run } from '../../src/cli/export';
import type { LineRecord } from '../../src/provenance/source';
import { parseGitAiNote } from '../../src/provenance/written/gitAiNote';
import { formatNote } from '../../src/provenance/written/note';
import { blobOid } from '../support/markedHistory';
import { TestRepo } from '../support/repo';
import { runIn } from './testIo';

const text = 'one\ntwo\nthree\nfour\nfive\n';
const claude = { assistant: 'claude-code', model: 'claude-opus-4-5', session: 'abc' };
const lines: LineRecord[] = [
  { line: 1, origin: 'ai', evidence: 'reported', by: [claude] },
  { line: 2, origin: 'ai', evidence: 'reported', by: [claude] },
  { line: 3, origin: 'mixed', evidence: 'host', by: [claude] },
  { line: 4, origin: 'human', evidence: 'observed' },
  { line: 5, origin: 'unknown' },
];

describe('colophon export', () => {
  let repo: TestRepo;
  let commit: string;
  const exported = (...args: string[]) => runIn(repo, run, args);
  const noteOf = (path: string, blob: string) =>
    formatNote([{ path, blob, lines }], { id: '00000000-0000-4000-8000-000000000000', at: 0 });

  beforeEach(() => {
    repo = TestRepo.create();
    repo.commit({ 'a.ts': 'before\n' });
    commit = repo.commit({ 'my file.ts': text });
    repo.git('notes', '--ref=colophon', 'add', '-m', noteOf('my file.ts', blobOid(text)), commit);
  });
  afterEach(() => repo.remove());

  it('gives Agent Trace records that name their commit, the same each time', async () => {
    const { code, stdout, stderr } = await exported('HEAD');
    strictEqual(code, 0);
    strictEqual(stderr, '');
    const record = JSON.parse(stdout);
    match(record.version, /^\d+\.\d+\.\d+$/);
    match(record.id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    match(record.timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    deepStrictEqual(record.vcs, { type: 'git', revision: commit });
    deepStrictEqual(
      record.files[0].conversations.map(
        ({ contributor, ranges }: { contributor: { type: string }; ranges: object[] }) => [
          contributor.type,
          ranges,
        ],
      ),
      [
        ['ai', [{ start_line: 1, end_line: 2 }]],
        ['mixed', [{ start_line: 3, end_line: 3 }]],
        ['human', [{ start_line: 4, end_line: 4 }]],
        ['unknown', [{ start_line: 5, end_line: 5 }]],
      ],
    );
    strictEqual((await exported('HEAD')).stdout, stdout);
  });

  it('gives a line a stretch, and says how many commits have no note', async () => {
    const { stdout, stderr } = await exported('HEAD~1..HEAD', '--format', 'ndjson');
    strictEqual(stderr, '');
    const [first, ...rest] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    strictEqual(rest.length, 3);
    deepStrictEqual(first, {
      commit,
      path: 'my file.ts',
      blob: blobOid(text),
      start_line: 1,
      end_line: 2,
      origin: 'ai',
      evidence: 'reported',
      by: [claude],
    });
    const before = await exported('HEAD~1', '--format', 'ndjson');
    deepStrictEqual([before.code, before.stdout], [0, '']);
    match(before.stderr, /1 of 1 commits have no note; of their lines nothing is recorded\./);
  });

  it('gives git-ai only what is certainly an assistant’s', async () => {
    const { stdout } = await exported('HEAD', '--format', 'git-ai');
    const note = stdout.replace(/^commit [0-9a-f]{40}\n/, '');
    match(
      note,
      /^"my file\.ts"\n {2}s_[0-9a-f]{14}::t_[0-9a-f]{14} 1-2\n---\n\{\n {2}"schema_version": "authorship\/3\.0\.0"/,
    );
    deepStrictEqual(parseGitAiNote(note), [
      {
        path: 'my file.ts',
        ranges: [{ start: 1, end: 2, by: 'ai', tool: 'claude-code', model: 'claude-opus-4-5' }],
      },
    ]);
  });

  it('takes no line of a copied note for another', async () => {
    const moved = `zero\n${text}`;
    const next = repo.commit({ 'my file.ts': 'x\n' });
    const again = repo.commit({ 'my file.ts': moved });
    repo.git('notes', '--ref=colophon', 'add', '-m', noteOf('my file.ts', blobOid(text)), again);
    const { stdout } = await exported(`${next}..HEAD`, '--format', 'ndjson');
    const [first] = stdout.split('\n').map((line) => JSON.parse(line || '{}'));
    deepStrictEqual([first.start_line, first.end_line, first.blob], [2, 3, blobOid(moved)]);
  });

  it('writes notes only when told, and over no other', async () => {
    const list = () => repo.tryGit(['notes', '--ref=ai', 'list']).stdout;
    await exported('HEAD', '--format', 'git-ai');
    strictEqual(list(), '');
    const other = repo.commit({ 'b.ts': text });
    repo.git('notes', '--ref=colophon', 'add', '-m', noteOf('b.ts', blobOid(text)), other);
    repo.git('notes', '--ref=ai', 'add', '-m', 'foreign', other);
    const { stdout } = await exported('HEAD~2..HEAD', '--write-notes');
    strictEqual(stdout, 'refs/notes/ai: 1 written, 1 that was there already left as it is.\n');
    strictEqual(repo.git('notes', '--ref=ai', 'show', other), 'foreign\n');
    ok(parseGitAiNote(repo.git('notes', '--ref=ai', 'show', commit).trimEnd()));
  });

  it('refuses in one message what it cannot do', async () => {
    for (const [args, expected] of [
      [[], /Give one commit or one range\./],
      [['nothere'], /There is no commit “nothere” here\./],
      [['HEAD...HEAD'], /is neither a commit nor a range/],
      [['--output=x'], /Unknown option/],
      [['HEAD', '--format', 'spdx'], /There is no format spdx\./],
      [['HEAD', '--format', 'ndjson', '--write-notes'], /--write-notes goes with/],
    ] as const) {
      const { code, stderr } = await exported(...args);
      strictEqual(code, 2);
      match(stderr, expected);
    }
  });
}).timeout(60_000);
