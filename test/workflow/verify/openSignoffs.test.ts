import { deepStrictEqual, ok } from 'node:assert';
import { stagedProvenance } from '../../../src/workflow/commit/staged';
import { loadWorkingPolicy } from '../../../src/workflow/policy/loadPolicy';
import { authorsOf, openSignoffs, signedOff } from '../../../src/workflow/verify/openSignoffs';
import { isStillThere } from '../../../src/workflow/verify/signOff';
import { email, Gate, lines, now, policy } from '../../attacks/gate';

/** `core staged core/a.py` for each that is open, then `done: core`. */
async function found(gate: Gate): Promise<string[]> {
  const all = await openSignoffs(await gate.repo.open(), now);
  if (typeof all === 'string') return [all];
  all.dispose();
  const open = all.open.map(({ change, signable: { zone, transitions } }) => {
    const paths = transitions.map(({ path }) => path);
    return [zone.name, change.staged ? 'staged' : `${change.range.commits.length} commits`, ...paths].join(
      ' ',
    );
  });
  return [...open, ...all.done.map((zone) => `done: ${zone}`)];
}

describe('what waits for a sign-off', () => {
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  it('is what is staged and what the branch commits, until it is signed; each signature counts once staged', async () => {
    gate.commit({ 'src/s.py': 'free', 'lib/l.py': lines('l', 21) });
    deepStrictEqual(await found(gate), []);
    gate.repo.write('core/a.py', lines('a', 21));
    gate.repo.git('add', '-A');
    deepStrictEqual(await found(gate), ['core staged core/a.py']);
    await gate.sign({ range: 'staged' });
    deepStrictEqual(await found(gate), ['done: core']);
    gate.commitStaged();
    deepStrictEqual(await found(gate), ['done: core']);

    gate.commit({ 'core/b.py': lines('b', 21) });
    deepStrictEqual(await found(gate), ['core 3 commits core/a.py core/b.py']);
    gate.repo.write('core/b.py', lines('b', 22));
    gate.repo.git('add', '-A');
    deepStrictEqual(await found(gate), ['core staged core/b.py', 'core 3 commits core/a.py core/b.py']);
    gate.repo.git('reset', '-q', '--hard');
    await gate.sign();
    deepStrictEqual(await found(gate), ['done: core']);
  });

  it('is missing in a zone until a statement about that very zone is staged', async () => {
    const deep = '  - { name: deep, mode: restricted, paths: [/deep/], owners: [zoe@acme.dev] }\n';
    gate.onBase({ '.ai-policy/policy.yaml': `${policy}${deep}` });
    const repo = await gate.repo.open();
    const missing = async () => {
      const loaded = loadWorkingPolicy(repo.root);
      ok(loaded.kind === 'ok');
      const staged = await stagedProvenance(repo, loaded.compiled, now);
      ok(staged.kind === 'ok');
      return staged.provenance.findings.flatMap(({ rule, zone }) => (rule === 'signoff-missing' ? zone : []));
    };
    gate.repo.write('core/a.py', lines('a', 21));
    gate.repo.write('deep/d.py', lines('d', 21));
    gate.repo.write(`.ai-policy/signoffs/${'0'.repeat(64)}.json`, '{"payload":"{}"}\n');
    gate.repo.git('add', '-A');
    deepStrictEqual(await missing(), ['core', 'deep']);
    const { file } = await gate.sign({ range: 'staged' });
    deepStrictEqual(await missing(), ['deep']);
    await gate.sign({ range: 'staged', zone: 'deep', by: 'zoe' });
    deepStrictEqual(await missing(), []);
    gate.commitStaged();
    gate.repo.write('core/a.py', lines('a', 22));
    gate.repo.git('rm', '-q', file);
    gate.repo.git('add', '-A');
    deepStrictEqual(await missing(), ['core'], 'one that is deleted');
  });

  it('is asked of others than the authors of the zone’s commits', async () => {
    gate.commit({ 'core/a.py': lines('a', 21) }, 'One\n\nCo-authored-by: Zoe <Zoe@acme.dev>', 'bob');
    gate.commit({ 'src/s.py': 'free' }, 'Elsewhere', 'eve');
    const all = await openSignoffs(await gate.repo.open(), now);
    if (typeof all === 'string') throw new Error(all);
    deepStrictEqual([...(await authorsOf(all.open[0]!.change, 'core'))].sort(), [email('bob'), email('zoe')]);
    all.dispose();
  });

  it('is no longer what was shown once it changes', async () => {
    gate.commit({ 'core/a.py': lines('a', 21) });
    gate.repo.write('core/b.py', lines('b', 21));
    gate.repo.git('add', '-A');
    const repo = await gate.repo.open();
    const all = await openSignoffs(repo, now);
    if (typeof all === 'string') throw new Error(all);
    const there = () => Promise.all(all.open.map((one) => isStillThere(repo, one.change, one.signable)));
    deepStrictEqual(await there(), [true, true]);
    gate.repo.write('core/b.py', lines('b', 22));
    gate.repo.git('add', '-A');
    deepStrictEqual(await there(), [false, true]);
    gate.commitStaged();
    deepStrictEqual(await there(), [false, false]);
    all.dispose();
  });

  it('is signed off in the editor’s eyes only as it is staged, and where its owner is not who commits', async () => {
    const repo = await gate.repo.open();
    const signed = async () => [...(await signedOff(repo, now)).keys()];
    gate.repo.git('config', 'user.email', email('ada'));
    gate.repo.write('core/a.py', lines('a', 21));
    gate.repo.git('add', '-A');
    deepStrictEqual(await signed(), []);
    await gate.sign({ range: 'staged' });
    deepStrictEqual(await signed(), []);
    gate.repo.git('config', 'user.email', email('bob'));
    deepStrictEqual(await signed(), ['core/a.py']);
    gate.repo.write('core/b.py', lines('b', 21));
    gate.repo.git('add', '-A');
    deepStrictEqual(await signed(), ['core/a.py']);
    gate.repo.write('core/a.py', lines('a', 22));
    gate.repo.git('add', '-A');
    deepStrictEqual(await signed(), []);
  });
});
