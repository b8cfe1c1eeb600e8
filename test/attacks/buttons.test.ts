import { match, strictEqual } from 'node:assert';
import { as, email, Gate, lines, policy } from './gate';

const change = { 'core/a.py': lines('x', 20) };

/** What a forge does when somebody presses a button, each beside the attempt that looks like it. */
describe('Attacks: a forge’s buttons', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  const verdict = (range: string) => {
    // @ts-expect-error exactOptionalPropertyTypes: as from a command line without the flag
    return gate.verdict({ range, submitter: undefined });
  };
  const squash = (message: string) => {
    gate.repo.git('switch', '-qC', 'squashed', 'main');
    gate.repo.git('merge', '-q', '--squash', 'pr');
    gate.commitStaged(message);
    return verdict('main..squashed');
  };

  it('squash and merge, with who committed the sign-off as a co-author', async () => {
    gate.commit(change);
    await gate.signOff();
    strictEqual(await squash('Change (#7)\n\nCo-authored-by: Ada <ada@acme.dev>'), '0');
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit(change, 'change\n\nCo-authored-by: Ada <ada@acme.dev>');
    await gate.signOff();
    strictEqual(await squash('Change (#7)'), '1 signoff-missing', 'who was one when she signed stays one');
  });

  it('rebase and merge, pressed by the owner', async () => {
    gate.commit(change);
    await gate.signOff();
    gate.repo.git('switch', '-qC', 'rebased', 'main');
    const picked = gate.repo.git('rev-list', '--reverse', 'main..pr').trim().split('\n');
    const ada = ['-c', 'user.name=Ada', '-c', `user.email=${email('ada')}`, '-c', 'core.hooksPath=/dev/null'];
    gate.repo.git(...ada, 'cherry-pick', ...picked);
    gate.repo.git('commit', '-q', '--amend', '--no-edit', '--allow-empty');
    strictEqual(await verdict('main..rebased'), '0');
    strictEqual(
      await gate.verdict({ range: 'main..rebased', submitter: email('ada') }),
      '1 signoff-missing',
      'unless the forge says that it is hers',
    );
    gate.repo.git('switch', '-qC', 'pr', 'main');
    gate.repo.write('core/a.py', lines('x', 20));
    gate.repo.git('add', '-A');
    gate.repo.git(...ada, 'commit', '-q', '--author', `Bob <${email('bob')}>`, '-m', 'as Bob');
    await gate.signOff();
    strictEqual(await verdict('main..pr'), '1 signoff-missing', 'what she committed before she signed');
  });

  it('update branch, pressed by the zone’s only owner', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('[ada@acme.dev, zoe@acme.dev]', '[ada@acme.dev]'),
    });
    gate.commit({ 'core/a.py': lines('a', 20).replace('a2\n', 'a2 mine\n') });
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'core/a.py': lines('a', 20).replace('a18\n', 'a18 theirs\n') }, 'theirs', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('ada'), 'merge', '-q', '--no-edit', 'main');
    const merged = gate.repo.git('rev-parse', 'HEAD').trim();
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    gate.repo.git('reset', '-q', '--hard', merged);
    gate.repo.write('core/a.py', `${gate.repo.read('core/a.py')}hidden\n`);
    gate.repo.git('add', '-A');
    gate.repo.git(...as('ada'), 'commit', '-q', '--amend', '--no-edit');
    await gate.signOff();
    strictEqual(await gate.verdict(), '1 signoff-missing', 'a merge that does more than git would');
  });

  it('a suggestion of the zone’s only owner, which the submitter took', async () => {
    const suggestion = 'Apply suggestion\n\nCo-authored-by: Ada <ada@acme.dev>';
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('[ada@acme.dev, zoe@acme.dev]', '[ada@acme.dev]'),
    });
    gate.commit(change, suggestion);
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
    strictEqual(await verdict('main..pr'), '1 signoff-missing', 'where nobody says who submits');
    strictEqual(await gate.verdict({ submitter: email('ada') }), '1 signoff-missing');
  });

  it('a revert of what base has, and what only says that it is one', async () => {
    gate.onBase({ 'lib/l.py': lines('l', 20).replace('l3\n', 'changed\n') });
    const told = gate.repo.git('log', '-1', '--format=%H', '--', 'lib/l.py').trim();
    gate.repo.git(...as('bob'), 'revert', '--no-edit', told);
    strictEqual(await gate.verdict(), '0');
    for (const content of [
      lines('l', 20).replace('l4\n', 'more\n'),
      lines('l', 20).replace('l9\n', ''),
      `${lines('l', 20)}l3\n`,
    ]) {
      gate.repo.git('reset', '-q', '--hard', 'main');
      gate.commit({ 'lib/l.py': content }, `Revert\n\nThis reverts commit ${told}.`);
      strictEqual(await gate.verdict(), '1 provenance-missing', content);
    }
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit({ 'lib/l.py': lines('l', 20) }, 'as it was');
    strictEqual(await gate.verdict(), '1 provenance-missing', 'a message that says nothing');
  });

  it('a bot’s commit, by the forge’s word and by its own', async () => {
    const bot = '49699333+dependabot[bot]@users.noreply.github.com';
    const by = (who: string) => {
      gate.repo.git('reset', '-q', '--hard', 'main');
      gate.repo.write('lib/package.json', '{}\n');
      gate.repo.git('add', '-A');
      gate.repo.git('-c', 'user.name=bot', '-c', `user.email=${who}`, 'commit', '-qm', 'Bump');
    };
    by(bot);
    const submitter = 'dependabot[bot]@users.noreply.github.com';
    strictEqual(await gate.verdict({ submitter }), '0');
    strictEqual(await verdict('main..pr'), '0', 'as the default branch’s own push is judged');
    strictEqual(await gate.verdict(), '1 provenance-missing', 'of another submitter');
    by(email('bob'));
    strictEqual(await gate.verdict({ submitter }), '1 provenance-missing', 'pushed to its branch by another');
    by('198982749+copilot-swe-agent[bot]@users.noreply.github.com');
    // @ts-expect-error exactOptionalPropertyTypes: as from a command line without the flag
    match(await gate.verdict({ submitter: undefined }), /^1 /, 'an assistant, whoever submits');
    const agent = 'copilot-swe-agent[bot]@users.noreply.github.com';
    strictEqual(await gate.verdict({ submitter: agent }), '1 provenance-missing', 'an assistant');
  });

  it('a file that moves into an attest zone, and grows by a rebase', async () => {
    const says = (count: number) => `move\n\nAI-Provenance: v1; lines=${count}; ai=0; human=${count}`;
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged(says(20));
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/s.py': lines('s', 20).replace('s3\n', 's3\nnew1\nnew2\n') }, 'grown', 'luis');
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('bob'), 'rebase', '-q', 'main');
    strictEqual(await gate.verdict(), '0');
    gate.commitAmended(says(0));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent');
    gate.repo.git('reset', '-q', '--hard', 'main');
    gate.commit({ 'src/s.py': `${gate.repo.read('src/s.py')}own1\nown2\n` }, 'own');
    gate.repo.git('mv', 'src/s.py', 'lib/s.py');
    gate.commitStaged(says(22));
    strictEqual(await gate.verdict(), '1 provenance-inconsistent', 'by lines of the branch');
  });
});
