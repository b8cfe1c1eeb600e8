import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { as, Gate, lines } from '../attacks/gate';
import { shippedBundles } from '../support/bundles';
import type { Ran } from '../support/repo';

const docs = join(__dirname, '..', '..', 'docs');
const read = (name: string) => readFileSync(join(docs, 'ci', name), 'utf8');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly run?: string;
}

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: { readonly verify: { readonly steps: readonly Step[] } };
}

const workflow = parse(read('github-actions.yml')) as Workflow;
const { steps } = workflow.jobs.verify;
const gitlab = parse(read('gitlab-ci.yml')) as {
  colophon: { script: string[]; image: string; variables: Record<string, string> };
};

const action = parse(read('action.yml')) as { runs: { steps: Step[] } };
const component = parseAllDocuments(read('gitlab-component.yml')).at(-1)!.toJS() as typeof gitlab;

describe('the ready-made CI', function () {
  this.timeout(120_000);
  let gate: Gate;
  let digest: string;

  /** A bare forge with a pull request, and the checkout of its merge by CI. */
  before(async () => {
    const bundles = await shippedBundles();
    gate = Gate.create();
    const { repo } = gate;
    const own = repo.at('package');
    mkdirSync(repo.path('..', 'package/extension'), { recursive: true });
    cpSync(bundles, repo.path('..', 'package/extension/dist'), { recursive: true });
    own.git('init', '-q');
    own.commit({});
    mkdirSync(repo.path('..', 'gate'));
    own.git('archive', '--format=zip', '-o', '../gate/colophon.vsix', 'HEAD');
    digest = createHash('sha256')
      .update(readFileSync(repo.path('../gate/colophon.vsix')))
      .digest('hex');
    copyFileSync(join(docs, 'ci/verify.sh'), repo.path('../gate/verify.sh'));
    writeFileSync(
      repo.path('../gate/submitters.txt'),
      '# login principal\r\nocto-ada ada@acme.dev\nOcto-Bob  bob@acme.dev\r\nocto-eve two words here\n',
    );
    repo.git('clone', '-q', '--bare', '.', '../forge.git');
    repo.git('remote', 'add', 'forge', '../forge.git');
    gate.commit({ 'core/a.py': lines('x', 20) });
  });
  after(() => gate.remove());

  /** Pushes the branch, lets the forge make the merge, and has CI check it out; its name is new each time. */
  let checkouts = 0;
  function checkOut(...how: string[]): { folder: string; base: string; head: string } {
    const { repo } = gate;
    repo.git('push', '-qf', 'forge', 'pr', 'main');
    repo.git('switch', '-q', '--detach', 'main');
    repo.git(...as('zoe'), 'merge', '-q', '--no-ff', '--no-edit', 'pr');
    repo.git('push', '-qf', 'forge', 'HEAD:refs/pull/1/merge');
    const head = repo.git('rev-parse', 'HEAD').trim();
    repo.git('switch', '-q', 'pr');
    const folder = `change-${checkouts++}`;
    const clone = repo.at(folder);
    mkdirSync(clone.root);
    clone.git('init', '-q');
    clone.git('fetch', '-q', ...how, `file://${repo.path('../forge.git')}`, 'refs/pull/1/merge');
    clone.git('checkout', '-q', '--detach', 'FETCH_HEAD');
    return { folder, base: repo.git('rev-parse', 'main').trim(), head };
  }

  type Variables = Record<string, string>;

  function verifySh({ folder, base, head }: ReturnType<typeof checkOut>, variables: Variables = {}): Ran {
    const env = {
      COLOPHON_PACKAGE: '../gate/colophon.vsix',
      COLOPHON_SHA256: digest,
      COLOPHON_SUBMITTERS: '../gate/submitters.txt',
      COLOPHON_RANGE: `${base}..${head}`,
      COLOPHON_LOGIN: 'octo-bob',
      ...variables,
    };
    return gate.repo.at(folder).run('sh', ['../gate/verify.sh'], { env });
  }

  /** The verify step as GitHub runs it: its variables evaluated, its script in a file for bash -e. */
  function githubStep(
    { folder, head }: ReturnType<typeof checkOut>,
    event: Variables,
    step = steps.find(({ name }) => name === 'Verify')!,
  ): Ran {
    const context: Variables = {
      'github.event_name': 'pull_request',
      'github.event.merge_group.base_sha || github.event.before': '',
      'github.sha': head,
      'github.workspace': gate.repo.base,
      'github.action_path': join(gate.repo.base, 'gate'),
      'inputs.sha256': digest,
      'github.event.pull_request.user.login': 'octo-bob',
      ...event,
    };
    const evaluated = Object.entries(step.env!).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
        const value = context[expression];
        if (value === undefined) throw new Error(`${expression} is not known here`);
        return value;
      }),
    ]);
    const script = gate.repo.path('..', 'step.sh');
    writeFileSync(script, step.run!);
    const env = { ...Object.fromEntries(evaluated), COLOPHON_SHA256: digest };
    return gate.repo.at(folder).run('bash', ['--noprofile', '--norc', '-e', script], { env });
  }

  function gitlabScript(
    { folder, base, head }: ReturnType<typeof checkOut>,
    variables: Variables,
    { colophon } = gitlab,
  ): Ran {
    const env = {
      ...colophon.variables,
      GATE: '../gate',
      COLOPHON_SHA256: digest,
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: base,
      CI_COMMIT_SHA: head,
      GITLAB_USER_LOGIN: 'octo-bob',
      ...variables,
    };
    return gate.repo.at(folder).run('sh', ['-e', '-c', colophon.script.join('\n')], { env });
  }

  it('verify.sh, the GitHub workflow and the GitLab job: red without a sign-off, green with one', async () => {
    const unsigned = checkOut();
    const [own] = action.runs.steps;
    const all = (of: typeof unsigned) => [
      verifySh(of),
      githubStep(of, {}),
      githubStep(of, {}, own),
      gitlabScript(of, {}),
      gitlabScript(of, {}, component),
    ];
    for (const ran of all(unsigned)) {
      strictEqual(ran.code, 1, ran.stderr);
      match(ran.stdout, /core\/a\.py/);
    }
    match(githubStep(unsigned, {}).stdout, /^::error file=core\/a\.py,title=colophon%3A signoff-missing::/m);
    await gate.signOff({ now: Date.now() });
    const signed = checkOut();
    for (const ran of all(signed)) strictEqual(ran.code, 0, ran.stdout + ran.stderr);
    // Who submits it may not be who signed it, whatever the commits say.
    for (const ran of [
      verifySh(signed, { COLOPHON_LOGIN: 'OCTO-ADA' }),
      githubStep(signed, { 'github.event.pull_request.user.login': 'octo-ada' }),
      gitlabScript(signed, { GITLAB_USER_LOGIN: 'octo-ada' }),
    ])
      strictEqual(ran.code, 1, ran.stdout + ran.stderr);
    // A merge queue's commit and a push say where they begin.
    for (const event of ['merge_group', 'push'])
      strictEqual(
        githubStep(signed, {
          'github.event_name': event,
          'github.event.merge_group.base_sha || github.event.before': signed.base,
          'github.event.pull_request.user.login': '',
        }).code,
        0,
      );
    strictEqual(
      gitlabScript(signed, { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BEFORE_SHA: signed.base }).code,
      0,
    );
    for (const ran of [
      githubStep(signed, { 'github.event_name': 'push' }),
      githubStep(signed, { 'github.event_name': 'workflow_dispatch' }),
      githubStep(signed, { 'github.event.pull_request.user.login': '' }),
      gitlabScript(signed, { CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '' }),
      gitlabScript(signed, { GITLAB_USER_LOGIN: '' }),
      gitlabScript(signed, { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BEFORE_SHA: '0'.repeat(40) }),
    ])
      strictEqual(ran.code, 2, ran.stdout + ran.stderr);
  });

  it('pre-receive.sh: what is pushed to the protected branch of a server of one’s own', () => {
    const { repo } = gate;
    repo.git('clone', '-q', '--bare', '.', '../server.git');
    repo.git('--git-dir', '../server.git', 'update-ref', 'refs/heads/main', 'main');
    copyFileSync(join(docs, 'ci/pre-receive.sh'), repo.path('../server.git/hooks/pre-receive'));
    chmodSync(repo.path('../server.git/hooks/pre-receive'), 0o755);
    const push = (what: string, more: Variables = {}) => {
      const env = { GATE: repo.path('../gate'), COLOPHON_SHA256: digest, GL_USER: 'octo-bob', ...more };
      const { code, stderr } = repo.run('git', ['push', '-q', '../server.git', what], { env });
      return [code, stderr] as const;
    };
    repo.git('switch', '-qC', 'unsigned', 'main');
    gate.commit({ 'core/b.py': lines('y', 20) });
    const [code, said] = push('unsigned:main');
    strictEqual(code, 1, said);
    match(said, /core\/b\.py: The change of the restricted zone `core` is not signed off/);
    strictEqual(push('unsigned:other')[0], 0, 'another branch');
    match(push('pr:main', { GL_USER: '' })[1], /does not say who pushes/);
    match(push(':main')[1], /cannot be deleted/);
    match(push('pr:main', { GL_USER: 'octo-ada' })[1], /is an author of the change/);
    match(push('pr:main', { COLOPHON_SHA256: 'f'.repeat(64) })[1], /not the pinned one/);
    deepStrictEqual(push('pr:main').slice(0, 1), [0]);
    repo.git('switch', '-q', 'pr');
  });

  it('verify.sh: a shallow history, another package, a login that nobody knows: 2', () => {
    const shallow = checkOut('--depth=2');
    const cut = verifySh(shallow);
    strictEqual(cut.code, 2);
    match(cut.stderr, /The history is shallow.*fetch-depth: 0/);
    const full = checkOut();
    const other = verifySh(full, { COLOPHON_SHA256: 'f'.repeat(64) });
    deepStrictEqual([other.code, other.stdout], [2, '']);
    match(other.stderr, new RegExp(`not the pinned one: its SHA-256 is ${digest}\\. It was not run\\.`));
    for (const [variables, said] of [
      [{ COLOPHON_SHA256: '' }, /not the pinned one/],
      [{ COLOPHON_PACKAGE: '/nowhere' }, /COLOPHON_PACKAGE names no file/],
      [{ COLOPHON_RANGE: '' }, /COLOPHON_RANGE is empty/],
      [{ COLOPHON_RANGE: '--help' }, /is no range/],
      [{ COLOPHON_FORM: '--help' }, /COLOPHON_FORM is/],
      [{ COLOPHON_LOGIN: 'nobody' }, /nobody is not in the list of submitters/],
      [{ COLOPHON_LOGIN: '.*' }, /is not in the list/],
      [{ COLOPHON_LOGIN: '#' }, /is not in the list/],
      [{ COLOPHON_LOGIN: 'octo-eve' }, /is not in the list/],
      [{ COLOPHON_LOGIN: '$(touch owned); `touch owned` " \' %s' }, /is not in the list/],
      [{ COLOPHON_SUBMITTERS: '/nowhere' }, /COLOPHON_SUBMITTERS names no file/],
    ] as const) {
      const { code, stdout, stderr } = verifySh(full, variables);
      deepStrictEqual([code, stdout], [2, ''], JSON.stringify(variables));
      match(stderr, said);
    }
    strictEqual(gate.repo.at(full.folder).has('owned'), false);
  });

  it('verify.sh: a program that is ended gives no verdict', () => {
    const full = checkOut();
    const bin = gate.repo.path('..', 'bin');
    mkdirSync(bin, { recursive: true });
    for (const end of ['kill -9 $$', 'exit 3', 'exit 141']) {
      writeFileSync(join(bin, 'node'), `#!/bin/sh\n${end}\n`, { mode: 0o755 });
      strictEqual(verifySh(full, { PATH: `${bin}:${process.env.PATH}` }).code, 2, end);
    }
  });

  it('is POSIX sh, and dash takes it', () => {
    for (const name of ['verify.sh', 'pre-receive.sh'])
      execFileSync('dash', ['-n', join(docs, 'ci', name)], { timeout: 10_000 });
  });

  it('has no interpolation in a script, pins what it runs, and takes the whole history', () => {
    for (const { uses, run } of [...steps, ...action.runs.steps]) {
      if (run !== undefined) strictEqual(run.includes('${{'), false, run);
      if (uses !== undefined) match(uses, /@[0-9a-f]{40}$/);
    }
    deepStrictEqual(workflow.permissions, { contents: 'read' });
    strictEqual(steps[0]!.with!['fetch-depth'], 0);
    ok(steps.every((step) => step.uses === undefined || step.with!['persist-credentials'] === false));
    match(gitlab.colophon.image, /@sha256:[0-9a-f]{64}$/);
    for (const { colophon } of [gitlab, component]) strictEqual(colophon.variables.GIT_DEPTH, '0');
    for (const name of readdirSync(join(docs, 'ci')))
      strictEqual(
        /\bnpx\b|npm (?:i|install)|\|\| true|allow_failure|continue-on-error/.test(read(name)),
        false,
        name,
      );
  });
});
