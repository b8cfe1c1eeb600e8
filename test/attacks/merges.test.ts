import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { as, Gate, lines, policy, says, type Who } from './gate';

/** `lines` with one of them changed. */
function edited(mark: string, line: number, text = 'x'): string {
  return lines(mark, 20).replace(`${mark}${line}\n`, `${text}${line}\n`);
}

describe('Attacks: merges', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  const branch = (name: string, files: Record<string, string>, from = 'main') => {
    gate.repo.git('switch', '-qc', name, from);
    gate.commit(files);
  };
  const merge = (...names: string[]) =>
    gate.repo.git(...as('bob'), 'merge', '-q', '--no-ff', '--no-edit', ...names);

  it('an evil merge', async () => {
    branch('side', { 'src/s.py': edited('s', 3) });
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/new.py': 'one\n' });
    merge('side');
    strictEqual(await gate.verdict(), '0', 'an honest merge');
    gate.repo.write('core/a.py', edited('a', 3));
    gate.repo.git('add', '-A');
    gate.repo.git(...as('bob'), 'commit', '-q', '--amend', '--no-edit');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('an evil merge in an attest zone', async () => {
    branch('side', { 'src/s.py': edited('s', 3) });
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/new.py': 'one\n' });
    merge('side');
    gate.repo.write('lib/l.py', edited('l', 3));
    gate.repo.git('add', '-A');
    gate.repo.git(...as('bob'), 'commit', '-q', '--amend', '--no-edit');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    gate.commitAmended(says('lines=1; ai=0; human=1'));
    strictEqual(await gate.verdict(), '0');
  });

  it('a merge that takes back what base has', async () => {
    gate.commit({ 'src/new.py': 'one\n' });
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'core/a.py': edited('a', 3) });
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('bob'), 'merge', '-q', '--no-edit', '-s', 'ours', 'main');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    merge('main');
    strictEqual(await gate.verdict(), '0', 'an honest merge of the base');
  });

  it('an evil octopus', async () => {
    branch('one', { 'src/one.py': '1\n' });
    branch('two', { 'src/two.py': '2\n' });
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/three.py': '3\n' });
    merge('one', 'two');
    strictEqual(await gate.verdict(), '0', 'an honest octopus');
    gate.repo.write('core/a.py', edited('a', 3));
    gate.repo.write('lib/l.py', edited('l', 3));
    gate.repo.git('add', '-A');
    gate.repo.git(...as('bob'), 'commit', '-q', '--amend', '--no-edit');
    strictEqual(await gate.verdict(), '1 signoff-missing provenance-missing');
  });

  it('two clean edits whose merge nobody signed', async () => {
    branch('one', { 'core/a.py': edited('a', 2) });
    await gate.signOff({ range: 'main..one' });
    branch('two', { 'core/a.py': edited('a', 18) });
    await gate.signOff({ range: 'main..two' });
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('bob'), 'merge', '-q', '--no-edit', 'one');
    strictEqual(await gate.verdict(), '0');
    merge('two');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('two clean edits of which one is in base already', async () => {
    gate.commit({ 'core/a.py': edited('a', 2) });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'core/a.py': edited('a', 18) });
    gate.repo.git('switch', '-q', 'pr');
    strictEqual(await gate.verdict(), '1 signoff-missing', 'what would be merged was never seen by an owner');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('a branch behind its base, in other files and in conflict', async () => {
    gate.commit({ 'core/a.py': edited('a', 2) });
    await gate.signOff();
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'core/b.py': edited('b', 2) });
    gate.repo.git('switch', '-q', 'pr');
    const result = await gate.verify();
    strictEqual(result.kind === 'verified' && result.merged, 'computed');
    strictEqual(await gate.verdict(), '0');
    gate.commit({ 'core/b.py': edited('b', 2, 'other') });
    match(await gate.verdict(), /^2 Base and head conflict/);
  });

  it('a squash that adds a byte', async () => {
    gate.commit({ 'core/a.py': edited('a', 2) });
    gate.commit({ 'core/b.py': edited('b', 2) });
    await gate.signOff();
    const squash = (extra: string) => {
      gate.repo.git('switch', '-qC', 'squashed', 'main');
      gate.repo.git('merge', '-q', '--squash', 'pr');
      gate.repo.write('core/a.py', `${gate.repo.read('core/a.py')}${extra}`);
      gate.repo.git('add', '-A');
      gate.commitStaged('Squashed');
    };
    squash('');
    strictEqual(await gate.verdict(), '0');
    squash('\n');
    strictEqual(await gate.verdict(), '1 signoff-missing');
  });

  it('what the default branch’s own push brings', async () => {
    gate.commit({ 'core/a.py': edited('a', 2) });
    await gate.signOff();
    const before = gate.repo.git('rev-parse', 'main').trim();
    gate.repo.git('switch', '-q', 'main');
    merge('pr');
    strictEqual(await gate.verdict({ range: `${before}..main` }), '0');
    const after = gate.repo.git('rev-parse', 'main').trim();
    gate.commit({ 'core/a.py': edited('a', 5) });
    strictEqual(await gate.verdict({ range: `${after}..main` }), '1 signoff-missing');
    match(await gate.verdict({ range: `${'0'.repeat(40)}..main` }), /^2 There is no commit/);
  });

  /** A merge of `side`, with what `change` does before it is committed. */
  const mergeWith = (side: string, change: () => void, message: string) => {
    gate.repo.git(...as('bob'), 'merge', '-q', '--no-ff', '--no-commit', side);
    change();
    gate.commitStaged(message);
  };
  const aiInDefault = says('lines=20; ai=20', 'AI-Detail: zones=default:20');
  const word = 'AI-Attested-by: Bob <bob@acme.dev>';

  it('a merge that carries AI code into an attest zone', async () => {
    gate.repo.git('switch', '-qc', 'side', 'main');
    gate.commit({ 'src/x.py': lines('x', 20) }, aiInDefault);
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/n.py': 'one\n' });
    const into = (path: string, message: string) => {
      gate.repo.git('reset', '-q', '--hard', 'pr');
      mergeWith('side', () => gate.repo.git('mv', 'src/x.py', path), message);
    };
    gate.repo.git('switch', '-qc', 'merged');
    into('lib/x.py', 'Merge');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    into('lib/x.py', says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent', 'it speaks of other lines');
    into('lib/x.py', says('lines=20; ai=20', 'AI-Detail: zones=lib:20'));
    strictEqual(await gate.verdict(), '1 attestation-missing');
    into('lib/x.py', says('lines=20; ai=20', 'AI-Detail: zones=lib:20', word));
    strictEqual(await gate.verdict(), '0');
    into('src/y.py', 'Merge');
    strictEqual(await gate.verdict(), '0', 'into no stricter zone');
    gate.repo.git('reset', '-q', '--hard', 'pr');
    merge('side');
    strictEqual(await gate.verdict(), '0', 'an honest merge');
  });

  it('a merge that carries AI code of all of its parents into an attest zone', async () => {
    gate.commit({ 'src/x.py': lines('x', 20) }, aiInDefault);
    branch('one', { 'src/one.py': '1\n' }, 'pr');
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/two.py': '2\n' });
    const move = () => gate.repo.git('mv', 'src/x.py', 'lib/x.py');
    mergeWith('one', move, says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
    gate.commitAmended(says('lines=20; ai=20', 'AI-Detail: zones=lib:20', word));
    strictEqual(await gate.verdict(), '0');
  });

  it('a merge that carries AI code into a zone whose sign-off covers AI', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace(
        'mode: restricted',
        'mode: restricted\n    signoff: { covers: ai }',
      ),
    });
    gate.repo.git('switch', '-qc', 'side', 'main');
    gate.commit({ 'src/x.py': lines('x', 20) }, aiInDefault);
    gate.repo.git('switch', '-q', 'pr');
    gate.commit({ 'src/n.py': 'one\n' });
    mergeWith('side', () => gate.repo.git('mv', 'src/x.py', 'core/x.py'), says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '1 signoff-missing');
    gate.commitAmended(says('lines=20; ai=0; human=20'));
    strictEqual(await gate.verdict(), '0', 'a claim is a claim');
    gate.commitAmended('Merge');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('AI lines under the old name of a file that base moved into an attest zone, merged', async () => {
    const old = lines('s', 60);
    gate.onBase({ 'src/s.py': old });
    gate.commit({ 'src/s.py': old + lines('x', 20) }, aiInDefault);
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged('moved', 'luis');
    // As a forge merges: base is the first parent.
    gate.repo.git('switch', '-qc', 'ref');
    merge('pr');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    gate.commitAmended(says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
    gate.repo.git('switch', '-q', 'pr');
    merge('main');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    gate.commitAmended(says('lines=20; ai=20', 'AI-Detail: zones=lib:20'));
    strictEqual(await gate.verdict(), '1 attestation-missing');
    gate.commitAmended(says('lines=20; ai=20', 'AI-Detail: zones=lib:20', word));
    strictEqual(await gate.verdict(), '0');
  });

  it('an honest merge of a base that moved a file into an attest zone', async () => {
    gate.onBase({ 'src/t.py': lines('t', 20) });
    gate.commit({ 'src/new.py': 'one\n' });
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged('moved', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    strictEqual(await gate.verdict(), '0', 'behind');
    merge('main');
    strictEqual(await gate.verdict(), '0');
  });

  it('AI lines under the old name of a file that base moved into an attest zone, behind it', async () => {
    const old = lines('s', 60);
    gate.onBase({ 'src/s.py': old, 'src/t.py': lines('t', 20) });
    gate.commit({ 'src/s.py': old + lines('x', 20) }, aiInDefault);
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged('moved', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    const result = await gate.verify();
    const found = result.kind === 'verified' ? result.findings.filter(({ path }) => path) : [];
    deepStrictEqual(
      found.map(({ path, mend }) => [path, mend]),
      [['lib/s.py', 'colophon hooks install && git merge main && colophon mend main..HEAD']],
    );
    merge('main');
    gate.commitAmended(says('lines=20; ai=20', 'AI-Detail: zones=lib:20', word));
    strictEqual(await gate.verdict(), '0', 'the mend helps');
  });

  /** A merge of an ancestor of base, which takes back what base did since. */
  const takeBack = (file: string, content: string, by: Who) => {
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('branch', 'old');
    gate.commit({ [file]: content }, 'on base', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    const args = ['commit-tree', 'old^{tree}', '-p', 'main', '-p', 'old', '-m', 'Merge'];
    const made = gate.repo.git(...as(by), ...args).trim();
    gate.repo.git('reset', '-q', '--hard', made);
  };

  it('a merge that takes an attest zone back', async () => {
    takeBack('lib/l.py', edited('l', 3), 'bob');
    strictEqual(await gate.verdict(), '1 provenance-missing');
    gate.commit({ 'lib/l.py': edited('l', 3) }, 'as base has it');
    strictEqual(await gate.verdict(), '0', 'nothing of it is in the result');
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    gate.commitAmended(says('lines=1; ai=0; human=1'));
    strictEqual(await gate.verdict(), '0', 'a merge that says so');
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit({ 'lib/l.py': lines('l', 20) }, says('lines=1; ai=0; human=1'));
    strictEqual(await gate.verdict(), '0', 'the same by a commit that says so');
  });

  it('a merge that drops a file of an attest zone, which adds no lines', async () => {
    gate.onBase({ 'lib/m.py': 'one\n' });
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('branch', 'old');
    gate.commit({ 'lib/n.py': 'two\n' }, 'on base', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    const args = ['commit-tree', 'old^{tree}', '-p', 'main', '-p', 'old', '-m', 'Merge'];
    gate.repo.git('reset', '-q', '--hard', gate.repo.git(...as('bob'), ...args).trim());
    strictEqual(await gate.verdict(), '1 provenance-missing');
    gate.commitAmended(says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '0');
  });

  it('an owner who approves what she hid in a merge', async () => {
    takeBack('core/a.py', edited('a', 3), 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.forge({}, 'ada');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    await gate.signOff({ by: 'zoe' });
    strictEqual(await gate.verdict(), '0', 'another owner');
  });

  it('an owner who signs and stores what only the merge with base brings into her zone', async () => {
    const old = lines('s', 60);
    gate.onBase({ 'src/s.py': old, 'src/t.py': lines('t', 20) });
    gate.commit({ 'src/s.py': `${old}more\n` });
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('mv', 'src/s.py', 'core/s.py');
    gate.commitStaged('moved', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('several merge-bases', async () => {
    branch('one', { 'src/one.py': '1\n' });
    branch('two', { 'src/two.py': '2\n' });
    gate.repo.git('branch', 'two-first', 'two');
    merge('one');
    gate.repo.git('switch', '-q', 'one');
    merge('two-first');
    match(await gate.verdict({ range: 'two..one' }), /^2 Base and head have several merge-bases/);
  });
});
