import { strictEqual } from 'node:assert';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { Gate, policy } from './gate';

const zone = policy.replace('/core/]', '/core/, "/services/*/billing/"]');

describe('Attacks: names by which a link shows a file', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create({ '.ai-policy/policy.yaml': zone, 'services/a/billing/pay.py': '1\n' });
  });
  afterEach(() => gate.remove());

  const link = (target: string, path: string) => {
    mkdirSync(dirname(gate.repo.path(path)), { recursive: true });
    rmSync(gate.repo.path(path), { force: true });
    symlinkSync(target, gate.repo.path(path));
  };
  const base = (files: Record<string, string>, ...links: [target: string, path: string][]) => {
    gate.repo.git('switch', '-q', 'main');
    for (const [target, path] of links) link(target, path);
    gate.commit(files, 'on base', 'luis');
    gate.repo.git('switch', '-qC', 'pr', 'main');
  };
  const change = (files: Record<string, string>, ...links: [target: string, path: string][]) => {
    gate.repo.git('reset', '-q', '--hard', 'main');
    for (const [target, path] of links) link(target, path);
    gate.commit(files);
    return gate.verdict();
  };
  const missing = '1 signoff-missing';

  it('a link that is added, above a file that comes with it', async () => {
    strictEqual(await change({ 'src/b/billing/pay.py': 'evil\n' }, ['../src/b', 'services/b']), missing);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    strictEqual(await change({ 'src/b/billing/pay.py': 'evil\n' }), '0', 'without it');
    strictEqual(
      await change({ 'src/b/other/pay.py': 'x\n' }, ['../src/b', 'services/b']),
      '0',
      'nothing there',
    );
  });

  it('a link that is added, to what is there already', async () => {
    base({ 'src/b/billing/pay.py': '1\n' });
    strictEqual(await change({}, ['../src/b', 'services/b']), missing);
    strictEqual(await change({}, ['../src/b', 'docs/b']), '0');
  });

  it('a link of base: what it shows, where it leads, and links that it leads over', async () => {
    base(
      { 'impl/b/billing/pay.py': '1\n', 'impl/c/billing/pay.py': '2\n' },
      ['../mid/way', 'services/b'],
      ['../impl/b', 'mid/way'],
    );
    strictEqual(await change({ 'impl/b/billing/pay.py': 'evil\n' }), missing, 'what it shows');
    strictEqual(await change({}, ['../impl/c', 'mid/way']), missing, 'the link on its way');
    strictEqual(await change({}, ['../impl/c', 'services/b']), missing, 'the link');
    strictEqual(await change({ 'impl/c/billing/pay.py': 'x\n' }), '0', 'what it does not show');
  });

  it('a folder above the zone that is a link', async () => {
    base(
      {
        '.ai-policy/policy.yaml': policy.replace('/core/]', '/pipelines/train/]'),
        'impl/train/load.py': '1\n',
      },
      ['impl', 'pipelines'],
    );
    strictEqual(await change({ 'impl/train/load.py': 'evil\n' }), missing);
    strictEqual(await change({ 'impl/other/load.py': 'x\n' }), '0');
  });

  it('a link that is passed twice', async () => {
    base({
      '.ai-policy/policy.yaml': policy.replace('/core/]', '/s/*/*/billing/]'),
      's/billing/pay.py': '1\n',
    });
    strictEqual(await change({ 's/billing/pay.py': 'evil\n' }), '0', 'before there is one');
    strictEqual(await change({ 's/billing/pay.py': 'evil\n' }, ['.', 's/self']), missing);
  });
});
