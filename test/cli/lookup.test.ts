import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { run } from '../../src/cli/lookup';
import { TestRepo } from '../support/repo';
import { runIn } from './testIo';

const policy = `version: 1
policyOwners: [owner@acme.dev]
contacts: { escalation: "https://acme.dev/ai-desk" }
zones:
  - name: training
    mode: restricted
    paths: [/train/]
    destination: training
    owners: [ada@acme.dev]
    reason: Outputs may not reach training data.
    vendors: none
  - { name: core, mode: attest, paths: [/src/core/, "*.core"], owners: [eve@acme.dev], vendors: [good, odd] }
vendors:
  - { id: good, assistants: [github-copilot], status: approved }
  - { id: odd, assistants: [claude-code], status: conditional }
  - { id: old, assistants: [cursor], status: approved, reviewed: { expires: 2020-01-01 } }
`;

describe('colophon lookup', () => {
  let repo: TestRepo;
  const lookup = (...args: string[]) => runIn(repo, run, args);

  beforeEach(() => {
    repo = TestRepo.create();
    repo.write('.ai-policy/policy.yaml', policy);
  });
  afterEach(() => repo.remove());

  it('prints what others build on', async () => {
    const { code, stdout } = await lookup('--json', 'train/a.core', 'src/core/new.ts', 'README.md');
    equal(code, 0);
    const old = { id: 'old', reason: 'its review expired on 2020-01-01' };
    const escalation = 'https://acme.dev/ai-desk';
    deepEqual(JSON.parse(stdout), [
      {
        path: 'train/a.core',
        zone: 'training',
        mode: 'restricted',
        zones: ['training', 'core'],
        destination: 'training',
        owners: ['ada@acme.dev'],
        escalation,
        vendors: {
          approved: [],
          refused: [
            { id: 'good', reason: 'the zone `training` allows no vendor' },
            { id: 'odd', reason: 'it is approved only where a zone names it' },
            { id: 'old', reason: 'the zone `training` allows no vendor' },
          ],
        },
        signoff: { covers: 'all', threshold: 1, authorMaySign: false, validFor: '90d' },
        reason: 'Outputs may not reach training data.',
      },
      {
        path: 'src/core/new.ts',
        zone: 'core',
        mode: 'attest',
        zones: ['core'],
        destination: null,
        owners: ['eve@acme.dev'],
        escalation,
        vendors: {
          approved: ['good', 'odd'],
          refused: [{ id: 'old', reason: 'the zone `core` does not list it' }],
        },
      },
      {
        path: 'README.md',
        zone: 'default',
        mode: 'eligible',
        zones: [],
        destination: null,
        owners: ['owner@acme.dev'],
        escalation,
        vendors: {
          approved: ['good'],
          refused: [{ id: 'odd', reason: 'it is approved only where a zone names it' }, old],
        },
      },
    ]);
  });

  it('says it to people too', async () => {
    deepEqual(await lookup('train/x'), {
      code: 0,
      stderr: '',
      asked: [],
      stdout: `train/x
  zone       training
  mode       restricted: no AI output without the owner’s sign-off
  reason     Outputs may not reach training data.
  goes to    training
  approved   no vendor
  refused    good: the zone \`training\` allows no vendor
  refused    odd: it is approved only where a zone names it
  refused    old: the zone \`training\` allows no vendor
  sign-off   every change, by 1 owner other than the author, valid for 90d
  owners     ada@acme.dev
  ask        https://acme.dev/ai-desk
`,
    });
  });

  it('takes paths as they are seen from the folder, and a link as its target too', async () => {
    mkdirSync(repo.path('src/core'), { recursive: true });
    repo.write('train/data', '');
    symlinkSync('train', repo.path('way'));
    symlinkSync('../../train/data', repo.path('src/core/link'));
    const zones = async (cwd: string, ...args: string[]) => {
      const { stdout } = await runIn(repo, run, ['--json', ...args], { cwd });
      return (JSON.parse(stdout) as { path: string; zone: string; zones: string[] }[]).map(
        ({ path, zone, zones }) => [path, zone, ...zones].join(' '),
      );
    };
    deepEqual(await zones(repo.path('src'), 'core/x', '../train', '../train/', '..', repo.path('train/y')), [
      'src/core/x core core',
      'train training training',
      'train/ training training',
      ' default',
      'train/y training training',
    ]);
    deepEqual(await zones(repo.root, 'way', 'way/data', 'src/core/link', '..x'), [
      'way training training',
      'way/data training training',
      'src/core/link training core training',
      '..x default',
    ]);
  });

  it('says why it cannot', async () => {
    const outside = await lookup('../x');
    deepEqual([outside.code, outside.stdout], [2, '']);
    match(outside.stderr, /^colophon: \.\.\/x is outside of the repository /);
    equal((await lookup()).code, 2);
    equal((await lookup('--jsn', 'x')).code, 2);
    repo.write('.ai-policy/policy.yaml', 'version: 1\nzons: []\n');
    const broken = await lookup('x');
    deepEqual([broken.code, broken.stdout], [2, '']);
    match(broken.stderr, /policy\.yaml:2:1: "zons" is not a key of the policy\. Did you mean `zones`\?/);
    const help = await lookup('--help');
    deepEqual([help.code, help.stdout.startsWith('Usage: colophon lookup')], [0, true]);
  });

  it('prints nothing that a terminal would obey', async () => {
    const { stdout } = await lookup('a\u001b[31m\u202eb');
    deepEqual(stdout.split('\n')[0], 'a\\u001b[31m\\u202eb');
  });
});
