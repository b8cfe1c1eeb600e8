import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { run } from '../../src/cli/blame';
import { commitHooked, hookedRepo } from '../support/hookedRepo';
import type { TestRepo } from '../support/repo';
import { Writer } from '../support/writer';
import { runIn } from './testIo';

describe('colophon blame', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = await hookedRepo({ 'a.txt': 'base\n' });
  });
  afterEach(() => repo.remove());

  const commit = (text: string, ...args: string[]) => commitHooked(repo, { 'a.txt': text }, ...args);
  const blame = async (...args: string[]) => {
    const { asked: _, ...ended } = await runIn(repo, run, args);
    return ended;
  };
  /** `<origin> <commit>` of each line. */
  const origins = async (path = 'a.txt') => {
    const { lines } = JSON.parse((await blame('--json', path)).stdout) as {
      lines: { origin: string; commit?: string }[];
    };
    return lines.map(
      ({ origin, commit: oid }) => `${origin}${oid === undefined ? '' : ` ${subjectOf(oid)}`}`,
    );
  };
  const subjectOf = (oid: string) => repo.git('log', '-1', '--format=%s', oid).trim();

  it('reads the record of each line back through history', async () => {
    commit('base\n@ai 1\n', '-m', 'A');
    commit('zero\nbase\n@ai 1\nmine\n', '-m', 'B');
    repo.git('mv', 'a.txt', 'b.txt');
    repo.git('commit', '-q', '-m', 'Rename');
    deepStrictEqual(await origins('b.txt'), ['human B', 'unknown base', 'ai A', 'human B']);
  });

  it('where the commits have other names, as a forge’s squash gives them', async () => {
    repo.git('switch', '-q', '-c', 'pr');
    commit('base\n@ai 1\n', '-m', 'A');
    commit('base\n@ai 1\nmine\n@ai 2\n', '-m', 'B');
    repo.git('switch', '-q', '-');
    repo.git('merge', '-q', '--squash', 'pr');
    repo.tryGit(['commit', '-q', '-m', 'Squashed'], { env: { COLOPHON: 'off' } });
    const all = ['unknown base', 'ai Squashed', 'human Squashed', 'ai Squashed'];
    deepStrictEqual(await origins(), all);
    // Without the commits of the branch, what the last one's note says of the file as it is.
    repo.git('branch', '-q', '-D', 'pr');
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '-q', '--prune=now');
    deepStrictEqual(await origins(), ['unknown base', 'unknown Squashed', 'human Squashed', 'ai Squashed']);
  });

  it('does not choose between notes that say different things of one text', async () => {
    repo.git('switch', '-q', '-c', 'pr');
    const a = commit('base\n@ai 1\n', '-m', 'A');
    const note = repo.git('notes', '--ref=refs/notes/colophon', 'show', a);
    repo.git('commit', '-q', '--allow-empty', '-m', 'B');
    const other = note.replace('"ai"', '"human"').replaceAll('"ai"', '"human"');
    repo.tryGit(['notes', '--ref=refs/notes/colophon', 'add', '-f', '-F', '-', 'HEAD'], { input: other });
    repo.git('switch', '-q', '-');
    repo.git('merge', '-q', '--squash', 'pr');
    repo.tryGit(['commit', '-q', '-m', 'Squashed'], { env: { COLOPHON: 'off' } });
    deepStrictEqual(await origins(), ['unknown base', 'unknown Squashed']);
  });

  it('after an amend, a rebase that moves lines, a squash and a fixup', async () => {
    repo.git('branch', 'other');
    commit('base\n@ai 1\n', '-m', 'A');
    repo.git('commit', '-q', '--amend', '-m', 'Amended');
    const b = commit('base\n@ai 1\nmine\n', '-m', 'B');
    const c = commit('base\n@ai 1\nmine\n@ai 2\n', '-m', 'C');
    const d = commit('base\n@ai 1\nmine\n@ai 2\n@ai 3\n', '-m', 'D');
    repo.git('switch', '-q', 'other');
    commit('zero\nhalf\nbase\n', '-m', 'Other');
    repo.write('../todo', `pick main~3\npick ${b}\nsquash ${c}\nfixup ${d}\n`);
    repo.tryGit(['rebase', '-q', '-i', 'other', 'main'], {
      env: { GIT_SEQUENCE_EDITOR: `cp ${repo.path('../todo')}`, GIT_EDITOR: ':' },
    });
    deepStrictEqual(await origins(), [
      'human Other',
      'human Other',
      'unknown base',
      'ai Amended',
      'human B',
      'ai B',
      'ai B',
    ]);
  });

  it('of a note that was copied to another commit, takes no line for another', async () => {
    const a = commit('base\n@ai 1\n', '-m', 'A');
    const b = commit('mine 1\nmine 2\nbase\n@ai 1\n', '-m', 'B');
    repo.git('notes', '--ref=colophon', 'copy', '-f', a, b);
    deepStrictEqual(await origins(), ['unknown B', 'unknown B', 'unknown base', 'ai A']);
  });

  it('of notes that say what cannot be, says nothing', async () => {
    const a = commit('base\n@ai 1\n', '-m', 'A');
    const blob = repo.git('rev-parse', 'HEAD:a.txt').trim();
    const note = (ranges: unknown, contributor: unknown = { origin: 'human', evidence: 'reported' }) =>
      JSON.stringify({
        tool: { name: 'colophon' },
        files: [{ path: 'a.txt', blob, conversations: [{ contributor, ranges }] }],
      });
    for (const text of [
      '{',
      'null',
      '[]',
      note([{ start_line: 1, end_line: 1e12 }]),
      note([{ start_line: -1, end_line: 2 }, { start_line: 'x' }, null]),
      note([{ start_line: 1, end_line: 9 }], { origin: 'human' }),
      note([{ start_line: 1, end_line: 9 }], { origin: '__proto__', evidence: 'host' }),
      'x'.repeat(10_000_000),
    ]) {
      repo.tryGit(['notes', '--ref=colophon', 'add', '-f', '-F', '-', a], { input: text });
      deepStrictEqual(await origins(), ['unknown base', 'unknown A'], text.slice(0, 200));
    }
  });

  it('in a clone, with and without the notes', async () => {
    commit('base\n@ai 1\n', '-m', 'A');
    repo.tryGit(['clone', '-q', '.', '../clone']);
    const clone = async () => {
      const { stdout } = await runIn(repo, run, ['--json', 'a.txt'], { cwd: repo.path('../clone') });
      return (JSON.parse(stdout) as { lines: { origin: string }[] }).lines.map(({ origin }) => origin);
    };
    deepStrictEqual(await clone(), ['unknown', 'unknown']);
    repo.tryGit(['fetch', '-q', 'origin', 'refs/notes/colophon:refs/notes/colophon'], {
      cwd: repo.path('../clone'),
    });
    deepStrictEqual(await clone(), ['unknown', 'ai']);
  });

  it('takes lines that are in no commit from the ledger', async () => {
    commit('base\n@ai 1\n', '-m', 'A');
    const writer = new Writer(await repo.open());
    await writer.write('a.txt', ['ai', 'fresh\n'], ['human', 'typed\n']);
    writer.close();
    deepStrictEqual(await origins(), ['unknown base', 'ai A', 'ai', 'human']);
  });

  it('prints one line a source line, safe for a terminal', async () => {
    const a = commit('base\n@ai \x1b[31m\n', '-m', 'A');
    const root = repo.git('rev-parse', 'HEAD^').trim();
    deepStrictEqual(await blame('a.txt'), {
      code: 0,
      stdout: `${root.slice(0, 10)}  unknown              1  base\n${a.slice(0, 10)}  ai       reported    2  @ai \\u001b[31m\n`,
      stderr: '',
    });
  });

  it('says in one message what it cannot read', async () => {
    repo.write('binary', Buffer.from([0]));
    repo.write('folder/x', 'x\n');
    const cases: [string[], RegExp][] = [
      [[], /^colophon: Name one file\./],
      [['a.txt', 'b.txt'], /^colophon: Name one file\./],
      [['none'], /^colophon: none is no file\.\n$/],
      [['folder'], /^colophon: folder is no file\.\n$/],
      [['binary'], /^colophon: binary is a binary file\.\n$/],
      [['../outside'], /is outside of the repository/],
      [['folder/x'], /^colophon: git blame says: .*folder\/x/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await blame(...args);
      deepStrictEqual([code, stdout], [2, '']);
      match(stderr, message);
    }
    strictEqual((await blame('--help')).code, 0);
  });
});
