import { match, strictEqual } from 'node:assert';
import { verify } from '../../src/workflow/verify/verify';
import type { TestRepo } from '../support/repo';
import { Gate, lines, now, says } from './gate';

describe('Attacks: what git shows', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  it('`-diff`, a text conversion and an external program in `.gitattributes` to hide lines', async () => {
    const count = says('lines=20; ai=20', 'AI-Detail: zones=lib:20', 'AI-Attested-by: Bob <bob@acme.dev>');
    for (const attribute of ['-diff', 'diff=hide', 'binary', '-text']) {
      gate.repo.git('config', 'diff.hide.textconv', 'true');
      gate.repo.git('config', 'diff.hide.command', 'true');
      gate.commit({ '.gitattributes': `* ${attribute}\n` });
      gate.merge();
      gate.commit({ 'lib/l.py': lines(`${attribute}-`, 20) });
      strictEqual(await gate.verdict(), '1 provenance-missing', attribute);
      gate.commitAmended(count);
      const result = await gate.verify();
      const rewritten =
        result.kind === 'verified' && result.findings.some(({ rule }) => rule === 'provenance-inconsistent');
      strictEqual(rewritten, false, 'all of its lines were seen');
      gate.merge();
    }
    gate.commit({ 'core/a.py': lines('x', 20) });
    strictEqual(await gate.verdict(), '1 signoff-missing');
  });

  it('replaced objects', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    const honest = gate.repo.git('rev-parse', 'main').trim();
    gate.repo.git('replace', 'HEAD', honest);
    strictEqual(await gate.verdict(), '1 signoff-missing');
    gate.repo.git('replace', '-d', gate.repo.git('--no-replace-objects', 'rev-parse', 'HEAD').trim());
    await gate.signOff();
    gate.repo.git('replace', '-f', honest, 'HEAD~1');
    strictEqual(await gate.verdict(), '0');
  });

  it('grafts', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    const [head, base] = ['HEAD', 'main'].map((name) => gate.repo.git('rev-parse', name).trim());
    // As if the commit were in base already.
    gate.repo.write('.git/info/grafts', `${base} ${head}\n${head}\n`);
    strictEqual(await gate.verdict(), '1 signoff-missing');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });

  it('a shallow clone', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    const url = `file://${gate.repo.root}`;
    gate.repo.git('clone', '-q', '--depth', '2', '--no-single-branch', url, gate.repo.path('..', 'shallow'));
    const clone = gate.repo.at('shallow');
    match(await verdictIn(clone, 'origin/main..origin/pr'), /^The history is shallow/);
    clone.git('fetch', '-q', '--unshallow');
    strictEqual(await verdictIn(clone, 'origin/main..origin/pr'), 'ok');
  });

  it('a clone without the contents', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff();
    gate.repo.git('config', 'uploadpack.allowFilter', 'true');
    const url = `file://${gate.repo.root}`;
    gate.repo.git(
      'clone',
      '-q',
      '--bare',
      '--filter=blob:none',
      url,
      gate.repo.path('..', 'partial', '.git'),
    );
    const clone = gate.repo.at('partial');
    clone.git('config', 'core.bare', 'false');
    // Nothing is fetched behind the user's back, and what is not there is not taken for good.
    const said = await verdictIn(clone, 'main..pr');
    match(said, /This is a partial clone, .* Fetch it: git fetch --refetch --no-filter origin$/);
    clone.git(...said.slice(said.indexOf('git fetch ') + 'git '.length).split(' '));
    strictEqual(await verdictIn(clone, 'main..pr'), 'ok');
  });

  it('a clone in a folder that a list of paths would take for two, behind its base', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff();
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/more.py': '1\n' });
    gate.repo.git('clone', '-q', gate.repo.root, gate.repo.path('..', 'a:"b"'));
    strictEqual(await verdictIn(gate.repo.at('a:"b"'), 'origin/main..origin/pr'), 'ok');
  });

  it('a missing base, no range, a range the wrong way round', async () => {
    match(await gate.verdict({ range: 'origin/main..HEAD' }), /^2 There is no commit “origin\/main” here/);
    match(await gate.verdict({ range: 'main..nowhere' }), /^2 There is no commit “nowhere” here/);
    for (const range of [
      'main',
      'main...HEAD',
      '..HEAD',
      'main..',
      'a..b..c',
      '--all..HEAD',
      'main..--all',
      '-option..HEAD',
      '--output=x..HEAD',
    ])
      match(await gate.verdict({ range }), /^2 /, range);
    gate.commit({ 'core/a.py': lines('x', 20) });
    strictEqual(await gate.verdict({ range: 'main..pr' }), '1 signoff-missing');
    strictEqual(await gate.verdict({ range: 'pr..main' }), '0', 'it has no commit that pr has not');
  });

  it('a tag with the name of the base', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    const main = gate.repo.git('rev-parse', 'main').trim();
    gate.repo.git('update-ref', 'refs/remotes/origin/main', main);
    strictEqual(await gate.verdict({ range: 'origin/main..HEAD' }), '1 signoff-missing');
    gate.repo.git('tag', 'origin/main', 'HEAD');
    match(await gate.verdict({ range: 'origin/main..HEAD' }), /^2 There are several refs “origin\/main”/);
    strictEqual(await gate.verdict({ range: 'refs/remotes/origin/main..HEAD' }), '1 signoff-missing');
    gate.repo.git('tag', main, 'HEAD');
    strictEqual(
      await gate.verdict({ range: `${main}..HEAD` }),
      '1 signoff-missing',
      'an oid is one whatever is called so',
    );
  });

  it('a working tree whose attributes would merge what conflicts', async () => {
    gate.commit({ 'src/s.py': lines('p', 20) });
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/s.py': lines('m', 20) });
    gate.repo.git('switch', '-q', 'pr');
    match(await gate.verdict(), /^2 Base and head conflict/);
    gate.repo.write('.gitattributes', '* merge=union\n');
    match(await gate.verdict(), /^2 Base and head conflict/);
    gate.repo.git('add', '-A');
    match(await gate.verdict(), /^2 Base and head conflict/);
  });

  it('histories that have nothing in common', async () => {
    gate.repo.git('switch', '-q', '--orphan', 'other');
    gate.commit({ 'core/a.py': 'one\n' });
    match(await gate.verdict(), /^2 Base and head have no common ancestor/);
  });
});

async function verdictIn(clone: TestRepo, range: string): Promise<string> {
  const result = await verify(await clone.open(), { range, now, submitter: 'bob@acme.dev' });
  return result.kind === 'unverified' ? result.message : result.ok ? 'ok' : 'refused';
}
