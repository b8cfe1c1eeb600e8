import { deepEqual, notEqual } from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { policyReader } from '../../../src/workflow/policy/policyFiles';
import { policySurroundings } from '../../../src/workflow/policy/policySurroundings';
import { TrackedIndex } from '../../../src/workflow/policy/trackedIndex';
import { treeProblems } from '../../../src/workflow/policy/treeProblems';
import { TestRepo } from '../../support/repo';

const now = Date.parse('2026-06-01T12:00:00Z');

describe('the index of tracked files', () => {
  let repo: TestRepo;
  let index: TrackedIndex;

  before(async () => {
    repo = TestRepo.create();
    symlinkSync('src', repo.path('link'));
    repo.commit({ 'src/a.ts': '', 'src/core/b.ts': '', 'src/Core.ts': '', 'src.ts': '', 'é/ü b.ts': '' });
    repo.write('untracked.ts', '');
    index = new TrackedIndex(await repo.open());
  });
  after(() => repo.remove());

  it('lists what is tracked, links with a slash', async () => {
    deepEqual(await index.files(), [
      'link/',
      'src.ts',
      'src/Core.ts',
      'src/a.ts',
      'src/core/b.ts',
      'é/ü b.ts',
    ]);
  });

  it('counts what lists of patterns take, exceptions off, and knows nothing of what is no pattern', async () => {
    deepEqual(
      await index.counts([
        ['/src/'],
        ['/src/', '!/src/core/'],
        ['*.ts'],
        ['link/'],
        ['/SRC/CORE.TS'],
        ['x'],
        ['['],
      ]),
      [3, 2, 5, 1, 1, 0, undefined],
    );
    deepEqual(await index.filesOf(['/src/', 'link']), ['link', 'src/Core.ts', 'src/a.ts', 'src/core/b.ts']);
    deepEqual(await index.filesOf(['[']), undefined);
  });

  it('lists a folder, and no more of it than is wanted', async () => {
    deepEqual(await index.entriesOf('', 9), [
      { name: 'link', folder: true },
      { name: 'src.ts', folder: false },
      { name: 'src', folder: true },
      { name: 'é', folder: true },
    ]);
    deepEqual(await index.entriesOf('src', 2), [
      { name: 'Core.ts', folder: false },
      { name: 'a.ts', folder: false },
    ]);
    deepEqual(await index.entriesOf('nothing', 9), []);
  });

  it('looks again once git’s index has changed, and only then', async () => {
    const before = await index.files();
    deepEqual((await index.files()) === before, true);
    repo.write('src/new.ts', '');
    repo.git('add', 'src/new.ts');
    deepEqual(await index.counts([['/src/']]), [4]);
    notEqual(await index.files(), before);
    repo.git('rm', '-q', '--cached', 'src/new.ts');
    deepEqual(await index.counts([['/src/']]), [3]);
  });

  it('names a file in conflict once', async () => {
    repo.git('switch', '-qc', 'other');
    repo.commit({ 'src/a.ts': 'other\n' });
    repo.git('switch', '-q', 'main');
    repo.commit({ 'src/a.ts': 'main\n' });
    repo.tryGit(['merge', '-q', 'other']);
    deepEqual(await index.counts([['/src/a.ts']]), [1]);
    repo.git('merge', '--abort');
  });

  it('knows nothing where git cannot say', async () => {
    const opened = await repo.open();
    const lost = new TrackedIndex({ ...opened, root: repo.path('gone') });
    deepEqual(await lost.counts([['/src/']]), [undefined]);
    deepEqual(await lost.filesOf(['/src/']), undefined);
  });

  describe('beside a policy that is being written', () => {
    const problems = async (text: string, more: { index?: TrackedIndex } = { index }) => {
      const read = policyReader(repo.root, new Map([['.ai-policy/policy.yaml', text]]));
      const found = await treeProblems({ root: repo.root, read, now, ...more });
      return found.map(
        ({ path, line, column, endColumn, message }) =>
          `${path}:${line}:${column}-${endColumn} ${message.slice(0, 42)}`,
      );
    };
    const text = `version: 1
policyOwners: [o@b]
zones:
  - { name: z, mode: restricted, paths: [/src/, "!/gone", /srcc/], owners: [a@b] }
vendors: [{ id: v, assistants: [x], status: approved, reviewed: { expires: 2026-05-31 } }]
`;

    it('says what policy check says, and an owner without a key where they are named', async () => {
      deepEqual(await problems(text), [
        '.ai-policy/policy.yaml:4:49-57 The pattern "!/gone" of the zone `z` match',
        '.ai-policy/policy.yaml:4:59-65 The pattern "/srcc/" of the zone `z` match',
        '.ai-policy/policy.yaml:5:76-86 The review of the vendor `v` expired on 20',
        '.ai-policy/policy.yaml:4:77-80 a@b owns the zone `z` but has no key in .a',
        '.ai-policy/policy.yaml:2:16-19 o@b owns the policy but has no key in .ai-',
      ]);
    });

    it('knows what a pattern was meant to name', async () => {
      const spelt = async (pattern: string) => {
        const own = text.replace('/srcc/', pattern);
        const read = policyReader(repo.root, new Map([['.ai-policy/policy.yaml', own]]));
        const [, problem] = await treeProblems({ root: repo.root, read, index, now });
        return problem?.fixes?.map((fix) => (fix.kind === 'replace' ? fix.by : fix.kind)).join();
      };
      const found = [
        '/srcc/',
        '/SCR/croe/',
        'src/aa.ts',
        'srcc',
        '/src/zzzzzzz',
        '/src/*.tss',
        '/src.tss/',
      ].map(spelt);
      deepEqual(await Promise.all(found), [
        '/src/,remove',
        '/src/core/,remove',
        'src/a.ts,remove',
        'remove',
        'remove',
        'remove',
        'remove',
      ]);
    });

    it('says nothing of patterns where git is not run, and nothing at all of what is broken', async () => {
      deepEqual((await problems(text, {})).length, 3);
      deepEqual(await problems(text.replace('zones', 'zonez')), []);
    });

    it('finds names in the files around, as they are being written', () => {
      repo.write('.ai-policy/base.yaml', 'zones: [{ name: base }]\nextends: policy.yaml\n');
      repo.write('.ai-policy/allowed_signers', 'k@b ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==\n# no\n');
      const typed = new Map([
        ['.ai-policy/policy.yaml', 'extends: base.yaml\npolicyOwners: [o@b]\nzones: [{ name: own }'],
      ]);
      const read = policyReader(repo.root, typed);
      const names = (file: string) => {
        const { others, signers } = policySurroundings(file, read);
        return [others.zones, others.owners, signers];
      };
      deepEqual(names('.ai-policy/policy.yaml'), [['base'], [], ['k@b']]);
      deepEqual(names('.ai-policy/base.yaml'), [['own'], ['o@b'], ['k@b']]);
      deepEqual(names('.ai-policy/alone.yaml'), [['own', 'base'], ['o@b'], ['k@b']]);
    });
  });
});
