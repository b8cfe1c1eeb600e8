import { deepStrictEqual, match } from 'node:assert/strict';
import { formatNote } from '../../../src/provenance/written/note';
import { recordedCounts } from '../../../src/workflow/commit/recordedCounts';
import { branchStatement } from '../../../src/workflow/verify/pullRequest';
import { Gate, lines, says } from '../../attacks/gate';

describe('the statement for a pull request', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  const made = async () => {
    const result = await branchStatement(await gate.repo.open(), { now: Date.now() }, recordedCounts);
    return result.kind === 'statement' ? result.markdown : JSON.stringify(result);
  };
  const zones = (markdown: string) =>
    markdown.split('\n').filter((line) => /^\| (?!zone|lines|\d)/.test(line));

  it('has a row for each zone that changes, the strictest first', async () => {
    gate.commit(
      { 'src/s.py': lines('x', 20) },
      says('lines=20; ai=5; human=15', 'AI-Detail: zones=default:5'),
    );
    gate.commit(
      { 'lib/l.py': lines('y', 20), 'core/a.py': lines('z', 20) },
      says('lines=40; ai=8; human=32', 'AI-Detail: zones=core:6,lib:2', 'AI-Attested-by: Bob <bob@x>'),
    );
    deepStrictEqual(zones(await made()), [
      '| core | restricted | 1 | 6 | nobody yet |',
      '| lib | attest | 1 | 2 | Bob \\<bob@\u200bx\\> |',
      '| default | eligible | 1 | 5 | not asked for |',
    ]);
  });

  it('counts the lines of the range, whatever the halves of a commit that was split say of themselves', async () => {
    const both = says('lines=3; ai=3', 'AI-Detail: zones=lib:3');
    gate.commit({ 'lib/l.py': lines('y', 2) }, both);
    gate.commit({ 'lib/m.py': lines('z', 1) }, both);
    const markdown = await made();
    match(markdown, /^\| 3 \| 3 \| 0 \|/m);
    deepStrictEqual(zones(markdown), ['| lib | attest | 2 | 3 | nobody yet |']);
  });

  it('does not take for none what a commit leaves out', async () => {
    gate.commit({ 'lib/l.py': lines('y', 20) }, says('lines=20; ai=8; human=12', 'AI-Detail: zones=lib:8'));
    gate.commit({ 'lib/m.py': lines('y', 20) }, 'Silent');
    const blob = gate.repo.git('rev-parse', 'HEAD:lib/m.py').trim();
    gate.commit({ 'src/s.py': lines('y', 20) }, says('lines=20; ai=8; human=12'));
    const markdown = await made();
    deepStrictEqual(zones(markdown), [
      '| lib | attest | 2 | 8 and unknown | nobody yet |',
      '| default | eligible | 1 | unknown | not asked for |',
    ]);
    match(markdown, /^1 of 3 commits say nothing; their lines are unknown\.$/m);
    const note = formatNote(
      [{ path: 'lib/m.py', blob, lines: [{ line: 1, origin: 'ai', evidence: 'reported' }] }],
      { id: '00000000-0000-4000-8000-000000000000', at: 0 },
    );
    gate.repo.git('notes', '--ref=colophon', 'add', '-m', note, 'HEAD^');
    match(await made(), /their lines are unknown\. Notes in this clone know 1 line of 1 of them: ai 1\.$/m);
    match(markdown, /^\*\*Missing:\*\*$/m);
  });

  it('takes no line of a commit that only deletes for unknown, and no attestation of one commit for all', async () => {
    gate.commit(
      { 'lib/l.py': lines('y', 20) },
      says('lines=20; ai=8; human=12', 'AI-Detail: zones=lib:8', 'AI-Attested-by: Bob <bob@x>'),
    );
    gate.commit({ 'lib/m.py': lines('z', 3) }, says('lines=3; ai=3', 'AI-Detail: zones=lib:3'));
    gate.repo.git('rm', '-q', 'core/b.py');
    gate.commitStaged('Deletes');
    deepStrictEqual(zones(await made()), [
      '| core | restricted | 1 | 0 | nobody yet |',
      '| lib | attest | 2 | 11 | Bob \\<bob@\u200bx\\>; not for all of it |',
    ]);
  });

  it('is in English, whatever the person reads', async () => {
    gate.commit(
      { 'core/c.py': lines('x', 3) },
      says('lines=3; ai=3', 'AI-Detail: zones=core:3; vendors=x:3'),
    );
    const markdown = await made();
    match(markdown, /the policy has no such vendor/);
    globalThis.colophonTranslations = new Proxy({}, { get: () => 'translated' });
    try {
      deepStrictEqual(await made(), markdown);
    } finally {
      globalThis.colophonTranslations = undefined;
    }
  });

  it('names a zone that is claimed and does not change', async () => {
    gate.commit({ 'src/s.py': lines('x', 20) }, says('lines=20; ai=20', 'AI-Detail: zones=core:20'));
    deepStrictEqual(zones(await made()), [
      '| default | eligible | 1 | 0 | not asked for |',
      '| core | does not change | 0 | 20 |  |',
    ]);
  });

  it('is about the branch since its base, which may have gone on; without commits there is nothing to state', async () => {
    deepStrictEqual(await made(), '{"kind":"nothing"}');
    gate.commit({ 'src/s.py': lines('x', 20) }, 'Silent');
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/t.py': 'on main' }, 'Base goes on');
    gate.repo.git('switch', '-q', 'pr');
    match(await made(), /^No commit says where its lines came from: they are unknown\.$/m);
    deepStrictEqual(zones(await made()), ['| default | eligible | 1 | unknown | not asked for |']);
  });
});
