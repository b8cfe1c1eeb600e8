import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { run as exportCommand } from '../../../src/cli/export';
import { run as statusCommand } from '../../../src/cli/status';
import { openNoteIndex } from '../../../src/git/objects/noteIndex';
import { formatNote } from '../../../src/provenance/written/note';
import { audit } from '../../../src/workflow/audit/audit';
import { notesElsewhere } from '../../../src/workflow/audit/auditReport';
import { blameFile } from '../../../src/workflow/read/blame';
import { runIn } from '../../cli/testIo';
import { TestRepo } from '../../support/repo';
import { installShippedHooks, smallPolicy } from '../../support/shippedHooks';
import { Writer } from '../../support/writer';

/** Notes hang on the names of commits, and many programs make a commit anew: what they say is found by the files. */
describe('a note is found by the blobs that it names', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({
      ...smallPolicy,
      'a.ts': 'a();\nz();\n',
    });
    await installShippedHooks(repo);
    writer = new Writer(await repo.open());
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  /** A file of one line of a person and one of an assistant more, committed through the hooks. */
  const commit = async (path: string, message: string) => {
    const made = repo.git('rev-parse', 'HEAD').trim().slice(0, 4);
    await writer.write(path, ['human', `mine ${made};\n`], ['ai', `theirs ${made};\n`]);
    writer.record.flush();
    repo.git('add', '-A');
    repo.git('commit', '-q', '-m', message);
    return repo.git('rev-parse', 'HEAD').trim();
  };
  /** As a forge's squash merge, `git replay` and others do: the tree under a new name, and no hook is run. */
  const make = (tree: string, parent: string, message: string) => {
    const made = repo.git('commit-tree', '-p', parent, '-m', message, `${tree}^{tree}`).trim();
    repo.git('reset', '-q', '--hard', made);
    return made;
  };
  const forget = () => rmSync(repo.path('.git/colophon/ledger.jsonl'));
  const origins = async (path: string) => {
    const blamed = await blameFile(await repo.open(), path);
    if (typeof blamed === 'string') throw new Error(blamed);
    return blamed.lines.map(({ origin }) => origin);
  };
  const squash = async () => {
    await commit('b.ts', 'One');
    await commit('b.ts', 'Two');
    await commit('c.ts', 'Three');
    const made = make('HEAD', 'HEAD~3', 'All of it (#1)');
    forget();
    return made;
  };

  it('after a squash: every line, whichever of its commits made it', async () => {
    await squash();
    deepStrictEqual(
      [await origins('b.ts'), await origins('c.ts')],
      [
        ['human', 'ai', 'human', 'ai'],
        ['human', 'ai'],
      ],
    );
  });

  it('where what was squashed was made again itself', async () => {
    await commit('b.ts', 'One');
    const other = make('HEAD', 'HEAD^', 'One, in other words');
    await commit('b.ts', 'Two');
    strictEqual(repo.git('rev-parse', 'HEAD^').trim(), other);
    make('HEAD', 'HEAD~2', 'Both (#1)');
    forget();
    deepStrictEqual(await origins('b.ts'), ['human', 'ai', 'human', 'ai']);
  });

  it('by an amend, a rebase and an export of the squash', async () => {
    const made = await squash();
    const { stdout, stderr } = await runIn(repo, exportCommand, [made, '--format', 'ndjson']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row));
    strictEqual(stderr, '');
    deepStrictEqual(
      rows.map(({ path, start_line, origin }) => `${path} ${start_line} ${origin}`),
      ['b.ts 1 human', 'b.ts 2 ai', 'b.ts 3 human', 'b.ts 4 ai', 'c.ts 1 human', 'c.ts 2 ai'],
    );
    repo.write('c.ts', `${repo.read('c.ts')}// of nobody\n`);
    repo.git('commit', '-q', '-a', '--amend', '--no-edit');
    match(repo.message(), /^AI-Provenance: v1; lines=7; ai=3; human=3; unknown=1$/m);
    repo.git('reset', '-q', '--hard', made);
    repo.git('switch', '-q', '-c', 'main2', 'HEAD^');
    repo.write('a.ts', 'a();\nb();\nz();\n');
    repo.git('commit', '-q', '-a', '-m', 'Meanwhile');
    repo.git('cherry-pick', made);
    repo.git('switch', '-q', '-C', 'work', made);
    repo.git('rebase', '-q', 'main2^');
    repo.git('rebase', '-q', '--no-ff', 'main2~1');
    deepStrictEqual(repo.note(), {
      'b.ts': ['1 human', '2 ai', '3 human', '4 ai'],
      'c.ts': ['1 human', '2 ai'],
    });
  });

  it('by the audit, which says how many notes were found so', async () => {
    await squash();
    const result = await audit(await repo.open(), { now: Date.now(), version: '1' });
    if (result.kind !== 'ok') throw new Error(result.kind);
    const { tally, notes } = result.audit;
    deepStrictEqual(
      [tally.commits.note, tally.lines.note, tally.lines.human, tally.byBlob, notes],
      [1, 3, 3, 1, { listed: 3, elsewhere: 3, found: 3, unread: 0 }],
    );
    strictEqual(
      notesElsewhere(notes, tally.byBlob).join(),
      'Notes that hang on commits outside of this history: 3. By the files that they name, 3 of them told of 1 commits that have none.',
    );
  });

  it('even where its commit is gone', async () => {
    await commit('b.ts', 'One');
    make('HEAD', 'HEAD^', 'One (#1)');
    forget();
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '-q', '--prune=now');
    deepStrictEqual(await origins('b.ts'), ['human', 'ai']);
  });

  it('and where two say different things of a line, the nearest in history is believed, else none', async () => {
    const first = await commit('b.ts', 'One');
    const blob = repo.git('rev-parse', 'HEAD:b.ts').trim();
    const note = formatNote(
      [
        {
          path: 'b.ts',
          blob,
          lines: [
            { line: 1, origin: 'human', evidence: 'observed' },
            { line: 2, origin: 'human', evidence: 'observed' },
          ],
        },
      ],
      { id: '00000000-0000-4000-8000-000000000000', at: 0 },
    );
    const elsewhere = repo.git('commit-tree', '-m', 'Elsewhere', 'HEAD^{tree}').trim();
    repo.git('notes', '--ref=colophon', 'add', '-m', note, elsewhere);
    const copy = make('HEAD', 'HEAD^', 'One (#1)');
    forget();
    deepStrictEqual(await origins('b.ts'), ['human', 'unknown']);
    // The same file came back after it had been away: the note of the commit that stands before it is the nearer one.
    repo.git('reset', '-q', '--hard', first);
    repo.git('rm', '-q', 'b.ts');
    repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'Away');
    make(copy, 'HEAD', 'Back (#2)');
    deepStrictEqual(await origins('b.ts'), ['human', 'ai']);
  });

  it('those of git-ai too, whose word is worth less and is never taken for a person’s', async () => {
    repo.write('b.ts', 'one\ntwo\nthree\n');
    repo.git('add', '-A');
    repo.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'One');
    const meta = {
      schema_version: 'authorship/3.0.0',
      prompts: {},
      sessions: { s_0: { agent_id: { tool: 'claude', id: 'x', model: 'opus' } } },
    };
    const rows = 'b.ts\n  s_0::t_0 1\n  h_1 2\n  s_9::t_0 3\n';
    repo.git('notes', '--ref=ai', 'add', '-m', `${rows}---\n${JSON.stringify(meta)}`);
    make('HEAD', 'HEAD^', 'One (#1)');
    const blamed = await blameFile(await repo.open(), 'b.ts');
    if (typeof blamed === 'string') throw new Error(blamed);
    deepStrictEqual(
      blamed.lines.map(({ origin, evidence, assistant }) => [origin, evidence, assistant]),
      [
        ['ai', 'inferred', 'claude-code'],
        ['unknown', undefined, undefined],
        ['ai', 'inferred', undefined],
      ],
    );
  });

  it('each note is read once, and a cache that is broken or gone is made anew', async () => {
    await squash();
    const cache = repo.path('.git/colophon/noted');
    deepStrictEqual((await openNoteIndex(await repo.open())).sums, { own: 3, gitAi: 0, unread: 0 });
    const whole = repo.read('.git/colophon/noted');
    // Of a note that the cache says to be empty nothing is found: so it is the cache that is read.
    repo.write('.git/colophon/noted', whole.replace(/^(own \S+ \S+).*$/gm, '$1'));
    deepStrictEqual(await origins('c.ts'), ['unknown', 'unknown']);
    repo.write('.git/colophon/noted', 'strange\n');
    deepStrictEqual(await origins('c.ts'), ['human', 'ai']);
    rmSync(cache);
    deepStrictEqual(await origins('c.ts'), ['human', 'ai']);
    strictEqual(repo.read('.git/colophon/noted'), whole);
  });

  it('but where hundreds name one blob, none tells of it', async () => {
    await commit('b.ts', 'One');
    make('HEAD', 'HEAD^', 'One (#1)');
    forget();
    const note = repo.git('notes', '--ref=colophon', 'show', 'HEAD@{1}');
    const added = (count: number) => {
      const names = Array.from({ length: count }, (_, i) => i.toString(16).padStart(40, '0'));
      const rows = names.map((name) => `M 100644 inline ${name}\ndata ${Buffer.byteLength(note)}\n${note}`);
      const head =
        'commit refs/notes/colophon\ncommitter A <a@x> 1 +0000\ndata 0\nfrom refs/notes/colophon^0\n';
      strictEqual(repo.tryGit(['fast-import', '--quiet'], { input: head + rows.join('\n') }).code, 0);
    };
    added(199);
    deepStrictEqual(await origins('b.ts'), ['human', 'ai']);
    added(200);
    deepStrictEqual(await origins('b.ts'), ['unknown', 'unknown']);
  });

  describe('in a partial clone', () => {
    let clone: TestRepo;
    /** Notes are listed there, and are on the other machine. */
    const cloned = async () => {
      await commit('b.ts', 'One');
      repo.git('config', 'uploadpack.allowFilter', 'true');
      repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
      clone = TestRepo.create();
      clone.git('remote', 'add', 'origin', `file://${repo.root}`);
      clone.git('config', 'remote.origin.promisor', 'true');
      clone.git('config', 'remote.origin.partialclonefilter', 'blob:none');
      clone.git('fetch', '-q', '--filter=blob:none', 'origin', 'HEAD', '+refs/notes/*:refs/notes/*');
      clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
      await installShippedHooks(clone);
    };
    const offline = () => renameSync(repo.path('.git'), repo.path('.away'));
    const online = () => renameSync(repo.path('.away'), repo.path('.git'));
    afterEach(() => clone.remove());

    it('what is listed and could not be read is unread, not absent', async () => {
      await cloned();
      offline();
      const read = () => runIn(clone, exportCommand, ['HEAD']);
      const { code, stdout, stderr } = await read();
      online();
      deepStrictEqual([code, stdout], [2, '']);
      match(stderr, /the notes of 1 of 1 commits are unread/);
      const [, remedy = ''] = /With a network: git (.*)\n/.exec(stderr) ?? [];
      clone.git(...remedy.split(' '));
      offline();
      const again = await read();
      online();
      deepStrictEqual([again.code, again.stderr], [0, '']);
      match(again.stdout, /"type":"ai"/);
    });

    it('the record of what is amended follows once its note is there', async () => {
      await cloned();
      offline();
      clone.write('b.ts', `${clone.read('b.ts')}// of nobody\n`);
      const done = clone.tryGit(['commit', '-q', '-a', '--amend', '-m', 'Again']);
      match(done.stderr, /could not be fetched; it follows once it is here: git notes/);
      strictEqual(existsSync(clone.path('.git/colophon/unread')), true);
      // Nothing more is said of it until then.
      clone.git('commit', '-q', '--amend', '-m', 'And again');
      online();
      const { stderr } = clone.tryGit(['commit', '-q', '--amend', '-m', 'Here']);
      deepStrictEqual([stderr, existsSync(clone.path('.git/colophon/unread'))], ['', false]);
      deepStrictEqual(clone.note(), { 'b.ts': ['1 human', '2 ai', '3 unknown'] });
    });

    it('and status says what waits, and moves it once it can', async () => {
      await cloned();
      offline();
      clone.write('b.ts', `${clone.read('b.ts')}// of nobody\n`);
      clone.git('commit', '-q', '-a', '--amend', '-m', 'Again');
      const before = await runIn(clone, statusCommand, []);
      match(before.stdout, /Records that wait for notes .*: 1\./);
      online();
      const [, remedy = ''] = /With a network: git (.*), then/.exec(before.stdout) ?? [];
      clone.git(...remedy.split(' '));
      strictEqual(JSON.parse((await runIn(clone, statusCommand, ['--json'])).stdout).waiting, 0);
      deepStrictEqual(clone.note(), { 'b.ts': ['1 human', '2 ai'] });
    });
  });
});
