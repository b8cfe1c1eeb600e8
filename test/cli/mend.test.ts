import { deepStrictEqual, match, strictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { as, Gate, lines, says } from '../attacks/gate';
import { shippedBundles } from '../support/bundles';

describe('What the gate says to do', function () {
  this.timeout(180_000);
  let program: string;
  let gate: Gate;
  before(async () => {
    program = join(await shippedBundles(), 'colophon.cjs');
  });
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  const shell = (command: string) => {
    const script = `colophon() { ${process.execPath} ${program} "$@"; }\n${command}`;
    return spawnSync('bash', ['-c', script], {
      cwd: gate.repo.root,
      env: gate.repo.env(),
      encoding: 'utf8',
      timeout: 60_000,
    });
  };
  /** Does what each finding that blocks says, once, and verifies again. */
  const followed = async () => {
    const red = await gate.verify();
    if (red.kind === 'unverified') throw new Error(red.message);
    const commands = red.findings.filter(({ severity }) => severity === 'block').map(({ mend }) => mend);
    for (const command of new Set(commands)) {
      const { status, stderr } = shell(command);
      strictEqual(status, 0, `${command}\n${stderr}`);
    }
    return { commands: [...new Set(commands)], after: await gate.verdict() };
  };
  const mend = 'colophon hooks install && colophon mend main..HEAD';

  it('mends a commit that is not the last, and keeps everything else of the branch', async () => {
    gate.commit(
      { 'lib/l.py': `${lines('l', 20)}more\n` },
      'one\n\nbody\n\nSigned-off-by: Bob <bob@acme.dev>',
    );
    gate.repo.git('switch', '-qc', 'side', 'main');
    gate.commit({ 'src/side.py': '1\n' }, 'side');
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('bob'), 'merge', '-q', '--no-ff', '--no-edit', 'side');
    gate.repo.write('src/uncommitted.py', 'x\n');
    const shape = () =>
      gate.repo.git('log', '--topo-order', '--format=%T %an %ae %at %cn %ce %ct', 'main..HEAD');
    const before = shape();
    deepStrictEqual(await followed(), { commands: [mend], after: '0' });
    strictEqual(shape(), before);
    strictEqual(gate.repo.git('status', '--porcelain'), '?? src/uncommitted.py\n');
    match(
      gate.repo.git('log', '--format=%B', '--grep', '^one', 'main..HEAD'),
      /^one\n\nbody\n\nAI-Provenance: v1; lines=1; ai=0; unknown=1\nSigned-off-by: Bob <bob@acme.dev>\n/,
    );
  });

  it('mends a merge that takes back, and a message that contradicts itself', async () => {
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('branch', 'old');
    gate.commit({ 'lib/l.py': `${lines('l', 20)}safe\n` }, 'on base', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit({ 'lib/n.py': 'x\n' }, says('lines=1; ai=1; human=4'));
    gate.repo.git('checkout', '-q', 'old', '--', 'lib/l.py');
    const tree = gate.repo.git('write-tree').trim();
    const made = gate.repo
      .git(...as('bob'), 'commit-tree', tree, '-p', 'HEAD', '-p', 'old', '-m', 'Merge')
      .trim();
    gate.repo.git('reset', '-q', '--hard', made);
    strictEqual(await gate.verdict(), '1 provenance-inconsistent provenance-missing');
    deepStrictEqual(await followed(), { commands: [mend], after: '0' });
  });

  it('mends a move that speaks of too few lines', async () => {
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged(says('lines=0; ai=0'));
    deepStrictEqual(await followed(), { commands: [mend], after: '0' });
  });

  it('refuses another branch, and leaves alone what needs nothing', async () => {
    gate.commit({ 'src/n.py': '1\n' });
    const head = gate.repo.git('rev-parse', 'HEAD');
    match(shell('colophon mend main..HEAD').stdout, /^Nothing is missing/);
    strictEqual(gate.repo.git('rev-parse', 'HEAD'), head);
    gate.commit({ 'lib/l.py': 'x\n' });
    const refused = shell('git switch -q main && colophon mend main..pr');
    deepStrictEqual([refused.status, refused.stdout], [2, '']);
    match(refused.stderr, /^colophon: Only the branch that is checked out can be mended/);
  });
});
