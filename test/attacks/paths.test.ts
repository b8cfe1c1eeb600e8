import { match, strictEqual } from 'node:assert';
import { rmSync, symlinkSync } from 'node:fs';
import { Gate, lines, policy, says } from './gate';

describe('Attacks: paths', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  /** Refused as it is; passes once an owner has signed exactly this. */
  async function refusedUntilSigned(): Promise<void> {
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  }

  it('a rename out of the zone', async () => {
    gate.repo.git('mv', 'core/a.py', 'src/a.py');
    gate.commit({});
    await refusedUntilSigned();
  });

  it('a rename inside of it, after the sign-off', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff();
    gate.repo.git('mv', 'core/a.py', 'core/c.py');
    gate.commit({});
    await refusedUntilSigned();
  });

  it('a copy out of the zone, changed there, and back', async () => {
    gate.repo.git('mv', 'core/a.py', 'src/a.py');
    gate.commit({});
    gate.commit({ 'src/a.py': `${lines('a', 20)}by an assistant\n` });
    gate.repo.git('mv', 'src/a.py', 'core/a.py');
    gate.commit({});
    await refusedUntilSigned();
    // The same way without a change changes nothing.
    gate.merge();
    gate.repo.git('mv', 'core/a.py', 'src/a.py');
    gate.commit({});
    gate.repo.git('mv', 'src/a.py', 'core/a.py');
    gate.commit({});
    strictEqual(await gate.verdict(), '0');
  });

  it('`git mv` of AI code from an eligible into a restricted path', async () => {
    gate.commit({ 'src/ai.py': lines('ai', 20) }, says('lines=20; ai=20', 'AI-Detail: zones=default:20'));
    gate.merge();
    gate.repo.git('switch', '-qc', 'move');
    gate.repo.git('mv', 'src/ai.py', 'core/ai.py');
    gate.commit({}, says('lines=0; ai=0'));
    await refusedUntilSigned();
  });

  it('`git mv` of AI code from an eligible into an attest path', async () => {
    gate.commit({ 'src/ai.py': lines('ai', 20) }, says('lines=20; ai=20', 'AI-Detail: zones=default:20'));
    gate.merge();
    gate.repo.git('switch', '-qc', 'move');
    gate.repo.git('mv', 'src/ai.py', 'lib/ai.py');
    gate.commit({}, says('lines=0; ai=0'));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
    gate.commitAmended(says('lines=20; ai=20', 'AI-Detail: zones=lib:20'));
    strictEqual(await gate.verdict(), '1 attestation-missing');
    gate.commitAmended(
      says('lines=20; ai=20', 'AI-Detail: zones=lib:20', 'AI-Attested-by: Bob <bob@acme.dev>'),
    );
    strictEqual(await gate.verdict(), '0');
  });

  it('the same of a file too large to be kept, or with two accounts that count nothing', async () => {
    const none = says('lines=0; ai=0');
    gate.commit(
      { 'src/big.py': `${lines('ai', 20)}${'#'.repeat(17 * 1024 * 1024)}\n` },
      says('lines=21; ai=21'),
    );
    gate.commit({ 'src/ai.py': lines('ai', 20) }, says('lines=20; ai=20'));
    gate.merge();
    gate.repo.git('mv', 'src/big.py', 'lib/big.py');
    gate.commitStaged(none);
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
    gate.commitAmended(says('lines=21; ai=0; human=21'));
    strictEqual(await gate.verdict(), '0');
    gate.merge();
    gate.repo.git('mv', 'src/ai.py', 'lib/ai.py');
    gate.commitStaged(`${none}AI-Provenance: v1; lines=0; ai=0\n`);
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
  });

  it('a case-only rename', async () => {
    gate.repo.git('mv', 'core/a.py', 'core/A.py');
    gate.commit({});
    await refusedUntilSigned();
  });

  it('the zone’s folder in another case', async () => {
    gate.commit({ 'CORE/new.py': lines('x', 3) });
    await refusedUntilSigned();
  });

  it('a Unicode variant of the zone’s folder', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('/core/]', '/caf\u00e9/]'),
      'caf\u00e9/a.py': lines('a', 20),
    });
    gate.repo.git('config', 'core.precomposeUnicode', 'false');
    gate.commit({ 'cafe\u0301/a.py': lines('x', 20) });
    await refusedUntilSigned();
  });

  it('a file swapped for a symbolic link', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff();
    rmSync(gate.repo.path('core/a.py'));
    symlinkSync('../src/s.py', gate.repo.path('core/a.py'));
    gate.commit({});
    await refusedUntilSigned();
  });

  it('the zone’s folder swapped for a symbolic link', async () => {
    gate.repo.git('mv', 'core', 'src/core');
    symlinkSync('src/core', gate.repo.path('core'));
    gate.commit({});
    await refusedUntilSigned();
  });

  it('a file outside of the zone that a symbolic link leads into it', async () => {
    symlinkSync('../core/a.py', gate.repo.path('src/way'));
    gate.commit({});
    await refusedUntilSigned();
  });

  it('a file outside of the zone to which a link in the zone leads', async () => {
    gate.repo.git('switch', '-q', 'main');
    symlinkSync('../src/hop', gate.repo.path('core/link.py'));
    symlinkSync('deep', gate.repo.path('src/hop'));
    gate.repo.write('src/deep/f.py', 'one\n');
    gate.commit({});
    gate.repo.git('switch', '-qC', 'pr');
    gate.commit({ 'src/deep/f.py': 'two\n' });
    await refusedUntilSigned();
    gate.merge();
    rmSync(gate.repo.path('src/hop'));
    symlinkSync('other', gate.repo.path('src/hop'));
    gate.commit({});
    await refusedUntilSigned();
    gate.commit({ 'src/deep/f.py': 'three\n' });
    strictEqual(await gate.verdict({ range: 'HEAD~1..HEAD' }), '0', 'nothing leads there any more');
  });

  it('a file outside of the zone to which a link leads that lies below where one in the zone leads', async () => {
    gate.repo.git('switch', '-q', 'main');
    gate.repo.write('third/x', '');
    symlinkSync('../third', gate.repo.path('core/vendor'));
    symlinkSync('../src/s.py', gate.repo.path('third/y'));
    gate.commit({});
    gate.repo.git('switch', '-qC', 'pr');
    gate.commit({ 'src/s.py': 'two\n' });
    await refusedUntilSigned();
  });

  it('links that lead in a circle, out of the repository, or nowhere', async () => {
    symlinkSync('two', gate.repo.path('src/one'));
    symlinkSync('one', gate.repo.path('src/two'));
    symlinkSync('/etc/passwd', gate.repo.path('src/absolute'));
    symlinkSync('../../outside', gate.repo.path('src/outside'));
    symlinkSync('.', gate.repo.path('src/here'));
    gate.commit({});
    strictEqual(await gate.verdict(), '0');
  });

  it('a submodule’s pointer inside of a zone', async () => {
    const point = (path: string, mark: string) => {
      gate.repo.git('update-index', '--add', '--cacheinfo', `160000,${mark.repeat(40)},${path}`);
    };
    gate.repo.git('switch', '-q', 'main');
    point('core/sub', 'a');
    point('src/sub', 'a');
    gate.commitStaged();
    gate.repo.git('switch', '-qC', 'pr');
    point('src/sub', 'b');
    gate.commitStaged();
    strictEqual(await gate.verdict(), '0', 'outside of every zone');
    point('core/sub', 'b');
    gate.commitStaged();
    await refusedUntilSigned();
  });

  it('a path that is not UTF-8', async () => {
    const oid = gate.repo.git('rev-parse', 'HEAD:src/s.py').trim();
    const input = Buffer.concat([
      Buffer.from(`100644 ${oid}\tcore/caf`),
      Buffer.from([0xe9]),
      Buffer.from('.py\0'),
    ]);
    strictEqual(gate.repo.tryGit(['update-index', '-z', '--index-info'], { input }).code, 0);
    gate.commitStaged();
    match(await gate.verdict(), /^2 The path "core\/caf\\351\.py" is not UTF-8/);
  });

  it('a path that is not UTF-8 and goes, from a zone and from none', async () => {
    const name = (folder: string) => Buffer.from(`${folder}/caf\xe9.py`, 'latin1');
    const oid = gate.repo.git('rev-parse', 'HEAD:src/s.py').trim();
    const put = (folder: string, mode: string) => {
      const input = Buffer.concat([Buffer.from(`${mode} ${oid}\t`), name(folder), Buffer.from('\0')]);
      strictEqual(gate.repo.tryGit(['update-index', '-z', '--index-info'], { input }).code, 0);
    };
    gate.repo.git('switch', '-q', 'main');
    for (const folder of ['core', 'src']) put(folder, '100644');
    gate.commitStaged();
    gate.repo.git('switch', '-qC', 'pr', '-f');
    put('src', '000000');
    gate.repo.git('update-index', '--add', '--cacheinfo', `100644,${oid},src/cafe.py`);
    gate.commitStaged('Rename');
    strictEqual(await gate.verdict(), '0');
    put('core', '000000');
    gate.commitStaged('Delete');
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.sign();
    gate.commitStaged('Sign-off', 'ada');
    strictEqual(await gate.verdict(), '0');
  });
});
