import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createMatcher } from '../../../src/policy/matcher';
import { readCompiled } from '../../../src/workflow/policy/compiledPolicy';
import { loadWorkingPolicy, refreshCompiled } from '../../../src/workflow/policy/loadPolicy';
import { TestRepo } from '../../support/repo';

const base = 'version: 1\npolicyOwners: [a@b]\nzones:\n  - { name: z, mode: attest, paths: [/src/] }\n';
const own = 'version: 1\nextends: base.yaml\n';

describe('the compiled policy', () => {
  let repo: TestRepo;
  let dir: string;
  const mode = (path: string) => {
    const compiled = readCompiled(repo.root, dir)?.compiled;
    return compiled && createMatcher(compiled).decide(path).mode;
  };

  beforeEach(() => {
    repo = TestRepo.create();
    dir = repo.path('.git/colophon');
    repo.write('.ai-policy/policy.yaml', own);
    repo.write('.ai-policy/base.yaml', base);
    refreshCompiled(repo.root, dir);
  });
  afterEach(() => repo.remove());

  it('says what the policy says, without reading it as YAML', () => {
    deepEqual(readdirSync(dir).sort(), ['policy.json', 'strict']);
    deepEqual([mode('src/a'), mode('a')], ['attest', 'eligible']);
    const loaded = loadWorkingPolicy(repo.root);
    ok(loaded.kind === 'ok');
    deepEqual(readCompiled(repo.root, dir)?.compiled, JSON.parse(JSON.stringify(loaded.compiled)));
  });

  it('is out of date once a file that it came from is another, gone, or a link', () => {
    const changes = [
      () => repo.write('.ai-policy/base.yaml', base.replace('/src/', '/lib/')),
      () => repo.write('.ai-policy/policy.yaml', `${own}# more\n`),
      () => rmSync(repo.path('.ai-policy/base.yaml')),
      () => rmSync(repo.path('.ai-policy'), { recursive: true }),
      () => {
        repo.write('elsewhere.yaml', base);
        rmSync(repo.path('.ai-policy/base.yaml'));
        symlinkSync('../elsewhere.yaml', repo.path('.ai-policy/base.yaml'));
      },
    ];
    for (const change of changes) {
      rmSync(repo.path('.ai-policy'), { recursive: true, force: true });
      repo.write('.ai-policy/policy.yaml', own);
      repo.write('.ai-policy/base.yaml', base);
      refreshCompiled(repo.root, dir);
      equal(mode('src/a'), 'attest');
      change();
      equal(mode('src/a'), undefined, String(change));
    }
  });

  it('is not believed when it is cut off, of another format, or a link', () => {
    const whole = repo.read('.git/colophon/policy.json');
    for (const text of [
      '',
      whole.slice(0, -40),
      '{}',
      'null',
      '[]',
      whole.replace('"format":1', '"format":0'),
      whole.replace(/"inputs":\[.*?\]/, '"inputs":[]'),
    ]) {
      repo.write('.git/colophon/policy.json', text);
      equal(mode('src/a'), undefined, text.slice(0, 40));
    }
    rmSync(repo.path('.git/colophon/policy.json'));
    equal(mode('src/a'), undefined);
  });

  it('is dated when the policy was read, so that a save since then shows', () => {
    const { mtimeMs } = statSync(repo.path('.git/colophon/policy.json'));
    ok(mtimeMs <= Date.now() + 1);
    const loaded = loadWorkingPolicy(repo.root);
    ok(loaded.kind === 'ok');
    const later = new Date(loaded.readAt + 50);
    utimesSync(repo.path('.ai-policy/policy.yaml'), later, later);
    refreshCompiled(repo.root, dir, loaded);
    equal(repo.run('sh', ['-c', '[ .ai-policy/policy.yaml -nt .git/colophon/policy.json ]']).code, 0);
  });

  it('goes when there is no policy that can be used, and leaves nothing half written', () => {
    repo.write('.ai-policy/base.yaml', 'version: 2\n');
    equal(refreshCompiled(repo.root, dir).kind, 'broken');
    deepEqual(readdirSync(dir), []);
    rmSync(repo.path('.ai-policy'), { recursive: true });
    equal(refreshCompiled(repo.root, dir).kind, 'none');
    repo.write('.ai-policy/policy.yaml', base);
    mkdirSync(repo.path('.git/colophon/policy.json'));
    writeFileSync(repo.path('.git/colophon/policy.json/x'), '');
    throws(() => refreshCompiled(repo.root, dir));
    deepEqual(readdirSync(dir).sort(), ['policy.json', 'strict']);
  });

  it('is made with the organisation’s policy, again without the editor, and anew when that changes', () => {
    const outside = `${repo.base}/organisation.yaml`;
    writeFileSync(outside, 'version: 1\nzones:\n  - { name: all, mode: restricted, paths: [/lib/] }\n');
    refreshCompiled(repo.root, dir, loadWorkingPolicy(repo.root, outside));
    deepEqual([mode('src/a'), mode('lib/a'), mode('a')], ['attest', 'restricted', 'eligible']);
    writeFileSync(outside, 'version: 1\nzones:\n  - { name: all, mode: restricted, paths: [/src/] }\n');
    equal(readCompiled(repo.root, dir), undefined);
    refreshCompiled(repo.root, dir);
    deepEqual([mode('src/a'), mode('lib/a')], ['restricted', 'eligible']);
  });

  it('is not made without the organisation’s policy after it, or the repository’s, was broken for a while', () => {
    const outside = `${repo.base}/organisation.yaml`;
    const organization = 'version: 1\nzones:\n  - { name: all, mode: restricted, paths: [/lib/] }\n';
    writeFileSync(outside, organization);
    refreshCompiled(repo.root, dir, loadWorkingPolicy(repo.root, outside));
    rmSync(outside);
    equal(refreshCompiled(repo.root, dir).kind, 'broken');
    equal(refreshCompiled(repo.root, dir).kind, 'broken');
    writeFileSync(outside, organization);
    repo.write('.ai-policy/base.yaml', 'version: 2\n');
    equal(refreshCompiled(repo.root, dir).kind, 'broken');
    rmSync(repo.path('.ai-policy'), { recursive: true });
    equal(refreshCompiled(repo.root, dir).kind, 'none');
    repo.write('.ai-policy/policy.yaml', base);
    refreshCompiled(repo.root, dir);
    equal(mode('lib/a'), 'restricted');
    // Only who sees the setting can tell that there is none any more.
    refreshCompiled(repo.root, dir, loadWorkingPolicy(repo.root));
    equal(mode('lib/a'), 'eligible');
    refreshCompiled(repo.root, dir);
    equal(mode('lib/a'), 'eligible');
  });

  it('is not asked for, and nothing is written, where there is no policy', () => {
    rmSync(repo.path('.ai-policy'), { recursive: true });
    rmSync(dir, { recursive: true });
    refreshCompiled(repo.root, dir, loadWorkingPolicy(repo.root, `${repo.base}/organisation.yaml`));
    equal(existsSync(dir), false);
  });

  it('is broken by an organisation’s policy that cannot be read, and says which setting', () => {
    const loaded = loadWorkingPolicy(repo.root, `${repo.base}/nothing.yaml`);
    ok(loaded.kind === 'broken');
    deepEqual(
      loaded.problems.map(({ message }) => message),
      ['It cannot be read (ENOENT). Correct the setting colophon.organizationPolicy.'],
    );
  });
});
