import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { defaultTrailers } from '../../../src/provenance/written/trailers';
import { explainBlame } from '../../../src/workflow/read/blameWords';
import { commitHistory } from '../../../src/workflow/read/commitHistory';
import { blameLine } from '../../../src/workflow/read/lineBlame';
import { commitHooked, hookedRepo } from '../../support/hookedRepo';
import type { TestRepo } from '../../support/repo';

/** What the editor tells of commits, from what the hooks left: their notes and their trailers. */
describe('what commits say', () => {
  let repo: TestRepo;
  beforeEach(async () => {
    repo = await hookedRepo({ 'a.txt': 'base\n' });
  });
  afterEach(() => repo.remove());

  const commit = (text: string, message: string) => commitHooked(repo, { 'a.txt': text }, '-m', message);
  /** Empty, and past the hooks. */
  const plain = (...message: string[]) =>
    repo.git(
      '-c',
      'core.hooksPath=/dev/null',
      'commit',
      '-q',
      '--allow-empty',
      ...message.flatMap((one) => ['-m', one]),
    );
  const trailers = ['AI-Provenance: v1; lines=2; ai=1; human=1', 'AI-Attested-by: Ada <ada@acme.dev>'].join(
    '\n',
  );
  const history = async () =>
    (await commitHistory(await repo.open(), defaultTrailers)).map(
      ({ subject, counts, from, trailers: { accounts } }) =>
        `${subject}: ${counts.ai} AI of ${counts.lines}, ${from}${accounts.length > 1 ? ', combined' : ''}`,
    );
  /** The explanation of a line, without the time of its commit. */
  const explained = async (line: number, text = repo.read('a.txt')) => {
    const blamed = await blameLine(await repo.open(), 'a.txt', text, line, defaultTrailers);
    if (!blamed) return undefined;
    const { title, details } = explainBlame(blamed, (id) => `<${id}>`, Date.now());
    const oid = blamed.commit.oid.slice(0, 10);
    return [
      title,
      ...details.map((one) => one.replace(oid, 'OID').replace(/ (?:at|on) [\d: -]+(?:at [\d:]+)?:/, ':')),
    ];
  };
  const notes = (...args: string[]) => repo.git('notes', '--ref=colophon', ...args);

  it('is listed, the latest first: what the message claims, else what the note knows', async () => {
    const hooked = commit('base\n@ai 1\n', 'Hooked');
    const tree = repo.git('rev-parse', 'HEAD^{tree}').trim();
    repo.git('reset', '-q', '--soft', repo.git('commit-tree', tree, '-p', 'HEAD~1', '-m', 'Noted').trim());
    repo.git('notes', '--ref=colophon', 'copy', hooked, 'HEAD');
    commit('base\n@ai 1\n@ai 2\nmine\n', 'Claimed');
    plain('Plain');
    plain('Squashed', `* one\n\n${trailers}\n\n* two\n\n${trailers}`);
    plain('Odd', 'AI-Provenance: v1; lines=1; ai=9');
    deepStrictEqual(await history(), [
      'Squashed: 2 AI of 4, trailers, combined',
      'Claimed: 1 AI of 2, trailers',
      'Noted: 1 AI of 1, note',
    ]);
  });

  it('is none on a branch without a commit', async () => {
    repo.git('checkout', '-q', '--orphan', 'fresh');
    deepStrictEqual(await history(), []);
  });

  it('of a line is what the note says of that line', async () => {
    commit('base\n@ai 1\nmine\n', 'Noted');
    match((await explained(2))?.[0] ?? '', /^AI: /);
    strictEqual((await explained(3))?.[0], 'Human');
  });

  it('follows the line in a text that is not saved, and says nothing of one that is in no commit', async () => {
    commit('base\n@ai 1\n', 'Noted');
    const text = 'new\nbase\n@ai 1\n';
    match((await explained(3, text))?.[0] ?? '', /^AI: /);
    strictEqual(await explained(1, text), undefined);
    strictEqual(await explained(9, text), undefined);
  });

  it('of a line without a note is unknown, whatever the trailers claim of its commit', async () => {
    commit('base\n@ai 1\nmine\n', 'Claimed');
    notes('remove', 'HEAD');
    deepStrictEqual(await explained(2), [
      'Unknown',
      'No record says where this line came from.',
      'Commit OID of Ada Dev: Claimed',
      'Its trailers say of all lines that it adds: 1 AI of 2.',
      'Assisted by Claude-Code (opus-4.5).',
    ]);
    deepStrictEqual((await explained(1))?.slice(0, 2), [
      'Unknown',
      'No record says where this line came from.',
    ]);
  });
});
