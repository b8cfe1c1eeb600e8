import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { annotations } from '../../src/cli/github';
import { run as pr } from '../../src/cli/pr';
import { sarifText } from '../../src/cli/sarif';
import { run as verify } from '../../src/cli/verify';
import type { Finding } from '../../src/policy/rules/rules';
import { as, email, Gate, lines, policy, says } from '../attacks/gate';
import { shippedBundles } from '../support/bundles';
import { runIn } from './testIo';

interface Sarif {
  runs: {
    results: { ruleId: string; level: string; partialFingerprints: Record<string, string> }[];
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }[];
  }[];
}

const schema = join(__dirname, '..', 'fixtures', 'sarif', 'sarif-schema-2.1.0.json');

/** What the published schema of SARIF 2.1.0 has against a text. */
function schemaErrors(text: string): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
  return validate(JSON.parse(text)) ? undefined : validate.errors;
}

describe('colophon verify and pr: what they print', function () {
  this.timeout(120_000);
  let gate: Gate;
  before(() => {
    // As the build puts it in.
    Object.assign(globalThis, { COLOPHON_VERSION: '0.0.0-test' });
  });
  beforeEach(() => {
    gate = Gate.create();
  });
  afterEach(() => gate.remove());

  const run = (...args: string[]) => runIn(gate.repo, verify, ['main..HEAD', ...args]);
  const submitted = (...args: string[]) => run('--submitter', email('bob'), ...args);
  const sarif = async (...args: string[]) => {
    const { code, stdout } = await submitted('--sarif', ...args);
    deepStrictEqual(schemaErrors(stdout), undefined);
    return { code, results: (JSON.parse(stdout) as Sarif).runs[0]!.results, text: stdout };
  };

  it('text: the verdict, what stops it, and the command that mends it', async () => {
    const head = gate.commit(
      { 'core/a.py': lines('x', 20) },
      says('lines=20; ai=20', 'AI-Detail: zones=core:20'),
    );
    const base = gate.repo.git('rev-parse', 'main').trim();
    deepStrictEqual(await submitted(), {
      code: 1,
      stdout: [
        `${base.slice(0, 12)}..${head.slice(0, 12)}: 1 commit`,
        'What commits say of their lines is a claim; only sign-offs and signed reviews are more.',
        '',
        'core/a.py: The change of the restricted zone `core` is not signed off: core/a.py. It needs the sign-off of ada@acme.dev, zoe@acme.dev.',
        '  stops the merge (signoff-missing) → colophon signoff main..HEAD --zone core',
        '',
        `${head.slice(0, 12)} has AI lines that may be in the zone \`core\`, and it is not known which vendor’s they are. The policy’s owners can change that.`,
        '  warning (vendor-not-approved)',
        '',
        'The merge is stopped.',
        '',
      ].join('\n'),
      stderr: '',
      asked: [],
    });
    await gate.signOff({ now: Date.now() });
    const signed = await run();
    strictEqual(signed.code, 0);
    match(signed.stdout, /^core: signed off by ada@acme\.dev$/m);
    match(signed.stdout, /^Authors are whom the commits name; with --submitter/m);
    match(signed.stdout, /\nNothing stops the merge\.\n$/);
  });

  it('says of a bare repository, as a forge has it, what it says of the clone', async () => {
    gate.commit({ 'core/a.py': lines('x', 20) });
    await gate.signOff({ now: Date.now() });
    gate.commit({ 'core/b.py': lines('y', 20) });
    gate.repo.git('tag', 'half', 'HEAD~1');
    // Base goes on, so that the merge has to be computed.
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/s.py': lines('z', 20) });
    gate.repo.git('clone', '-q', '--bare', '.', '../forge.git');
    const bare = join(gate.repo.base, 'forge.git');
    for (const [range, code] of [
      ['main..half', 0],
      ['main..pr', 1],
    ] as const) {
      const there = await runIn(gate.repo, verify, ['--json', range]);
      deepStrictEqual([there.code, JSON.parse(there.stdout).merged], [code, 'computed']);
      deepStrictEqual(await runIn(gate.repo, verify, ['--json', range], { cwd: bare }), there);
    }
    const statement = await runIn(gate.repo, pr, ['main..half']);
    strictEqual(statement.code, 0);
    deepStrictEqual(await runIn(gate.repo, pr, ['main..half'], { cwd: bare }), statement);
  });

  it('--json: the contract of others’ programs', async () => {
    const attested = says(
      'lines=20; ai=18; human=2',
      'AI-Detail: zones=lib:18',
      'AI-Attested-by: Bob <bob@acme.dev>',
    );
    const one = gate.commit({ 'lib/l.py': lines('x', 20) }, attested);
    const two = gate.commit({ 'core/a.py': lines('y', 20) });
    const { file } = await gate.signOff({ now: Date.now() });
    const { code, stdout } = await submitted('--json');
    const { commits, findings, signoffs, base, head, ok: isOk, ...more } = JSON.parse(stdout);
    const told = { ai: 18, mixed: 0, human: 2, pasted: 0, tool: 0, unknown: 0, declared: 0 };
    const rev = (name: string) => gate.repo.git('rev-parse', name).trim();
    deepStrictEqual([code, isOk, base, head], [0, true, rev('main'), rev('HEAD')]);
    deepStrictEqual(commits, [
      { commit: one, provenance: { lines: 20, ...told }, attestedBy: ['Bob <bob@acme.dev>'] },
      { commit: two, provenance: null, attestedBy: [] },
      { commit: rev('HEAD'), provenance: null, attestedBy: [] },
    ]);
    deepStrictEqual(
      signoffs.map(({ file: name, kind, zone, principal, counts }: Record<string, unknown>) => [
        name,
        kind,
        zone,
        principal,
        counts,
      ]),
      [[file, 'signoff@colophon', 'core', email('ada'), true]],
    );
    deepStrictEqual([more.merged, more.separation], ['head', 'authenticated']);
    for (const finding of findings as Finding[])
      deepStrictEqual(
        Object.keys(finding)
          .filter((key) => !['path', 'commit', 'line'].includes(key))
          .sort(),
        ['mend', 'message', 'rule', 'severity', 'zone'],
      );
    gate.commit({ 'core/a.py': lines('z', 20) });
    const red = await submitted('--json');
    const [first] = (JSON.parse(red.stdout).findings as Finding[]).filter(
      ({ severity }) => severity === 'block',
    );
    const { message: _, ...rest } = first!;
    deepStrictEqual(
      [red.code, JSON.parse(red.stdout).ok, rest],
      [
        1,
        false,
        {
          rule: 'signoff-missing',
          severity: 'block',
          zone: 'core',
          path: 'core/a.py',
          mend: 'colophon signoff main..HEAD --zone core',
        },
      ],
    );
  });

  it('in every form: what could not be verified is said, and is 2', async () => {
    for (const [form, said] of [
      [[], /^$/],
      [['--json'], /^\{\n {2}"ok": false,\n {2}"unverified": "There is no commit “nowhere” here/],
      [['--github'], /^::error title=colophon::Could not verify\. There is no commit/],
      [['--sarif'], /"executionSuccessful": false/],
    ] as const) {
      const { code, stdout, stderr } = await runIn(gate.repo, verify, ['main..nowhere', ...form]);
      strictEqual(code, 2);
      match(stdout, said);
      match(stderr, /^colophon: Could not verify\. There is no commit “nowhere” here\. .*git fetch/);
    }
    for (const [args, said] of [
      [[], /^colophon: Give one range/],
      [['main..HEAD', 'main..HEAD'], /^colophon: Give one range/],
      [['-option..HEAD'], /Unknown option '-o'/],
      [['--', '--output=owned..HEAD'], /There is no commit “--output=owned” here/],
      [['main..HEAD', '--nonsense'], /Unknown option '--nonsense'/],
      [['main..HEAD', '--submitter', ''], /--submitter is empty/],
      [['main..HEAD', '--strict'], /Give --submitter/],
      [['main..HEAD', '--policy', 'none.yaml'], /There is no policy .*none\.yaml/],
    ] as const) {
      const { code, stderr } = await runIn(gate.repo, verify, [...args]);
      strictEqual(code, 2, args.join(' '));
      match(stderr, said);
    }
    const elsewhere = await runIn(gate.repo, verify, ['main..HEAD'], { cwd: gate.repo.base });
    strictEqual(elsewhere.code, 2);
    match(elsewhere.stderr, /is not in a git repository/);
  });

  it('--sarif is valid by the published schema, whatever is found', async () => {
    strictEqual((await sarif()).results.length, 0);
    gate.commit({
      'core/a b%:,é.py': 'one\n',
      'core/::error::x.py': 'one\n',
      'lib/l.py': lines('x', 3),
    });
    gate.commit({ 'lib/l.py': lines('y', 20) }, says('lines=1; ai=7'));
    const { code, results } = await sarif();
    strictEqual(code, 1);
    deepStrictEqual(
      results.map(({ ruleId, level }) => `${ruleId} ${level}`).sort(),
      [
        'provenance-inconsistent error',
        'provenance-missing error',
        'provenance-missing note',
        'signoff-missing error',
      ].sort(),
    );
    const failed = await runIn(gate.repo, verify, ['main..nowhere', '--sarif']);
    deepStrictEqual(schemaErrors(failed.stdout), undefined);
    const [only] = (JSON.parse(failed.stdout) as Sarif).runs[0]!.invocations;
    deepStrictEqual([only!.executionSuccessful, only!.toolExecutionNotifications.length], [false, 1]);
    // The check itself can fail.
    notStrictEqual(schemaErrors(sarifText([]).replace('"2.1.0"', '"2.0.0"')), undefined);
    // And the bundle says its version.
    const program = join(await shippedBundles(), 'colophon.cjs');
    const shipped = gate.repo.run(process.execPath, [program, 'verify', 'main..HEAD', '--sarif']);
    deepStrictEqual([shipped.code, schemaErrors(shipped.stdout)], [1, undefined]);
    match(shipped.stdout, /"version": "\d+\.\d+\.\d+/);
  });

  it('--sarif: a finding keeps its fingerprint through rebase, amend and squash, and no two share one', async () => {
    gate.commit({ 'core/a.py': lines('x', 20), 'lib/l.py': lines('x', 20) });
    gate.commit({ 'lib/m.py': lines('x', 20) });
    const prints = async () => {
      const { results } = await sarif();
      return results
        .map(({ ruleId, partialFingerprints }) => `${ruleId} ${Object.values(partialFingerprints).join()}`)
        .sort();
    };
    const before = await prints();
    ok(before.length >= 3);
    strictEqual(new Set(before).size, before.length);
    gate.commitAmended('other words');
    deepStrictEqual(await prints(), before);
    gate.repo.git('switch', '-q', 'main');
    gate.commit({ 'src/s.py': 'base goes on\n' });
    gate.repo.git('switch', '-q', 'pr');
    gate.repo.git(...as('bob'), 'rebase', '-q', 'main');
    deepStrictEqual(await prints(), before);
    const ofZone = async () => (await prints()).filter((print) => print.startsWith('signoff-missing'));
    const [own] = await ofZone();
    gate.repo.git('reset', '-q', '--soft', 'main');
    gate.commitStaged('squashed');
    deepStrictEqual(await ofZone(), [own]);
  });

  it('--github: nothing of the repository ends an annotation or begins another', async () => {
    const evil = 'core/x::error file=y,line=1::%0Aowned,\n::set-output name=x::y\r.py';
    gate.commit({ [evil]: 'one\n' }, says('lines=1; ai=1', 'AI-Detail: zones=core:1; vendors=a::error::b:1'));
    const { code, stdout } = await submitted('--github');
    strictEqual(code, 1);
    for (const line of stdout.trimEnd().split('\n')) {
      match(
        line,
        /^::(?:error|warning|notice) (?:file=[^:,\r]+,(?:line=\d+,)?)?title=colophon%3A [a-z-]+::[^\r]+$/,
      );
    }
    match(
      stdout,
      /^::error file=core\/x%3A%3Aerror file=y%2Cline=1%3A%3A%250Aowned%2C%0A%3A%3Aset-output name=x%3A%3Ay%0D\.py,title/,
    );
    const finding: Finding = {
      rule: 'signoff-missing',
      severity: 'block',
      zone: 'z\n::error::',
      path: 'a,b:c',
      line: 3,
      message: '50 %\r\n::stop-commands::x',
      mend: 'run\nthis',
    };
    deepStrictEqual(
      annotations([{ ...finding, severity: 'record' }, finding], 'no\n::error::x'),
      '::error file=a%2Cb%3Ac,line=3,title=colophon%3A signoff-missing::50 %25%0D%0A::stop-commands::x → run%0Athis\n' +
        '::notice file=a%2Cb%3Ac,line=3,title=colophon%3A signoff-missing::50 %25%0D%0A::stop-commands::x → run%0Athis\n' +
        '::error title=colophon::Could not verify. no%0A::error::x\n',
    );
  });

  it('text gives a terminal no commands', async () => {
    gate.commit({ 'core/\u001b[2J.py': 'one\n' }, `${says('lines=1; ai=9')}\u001b[2J`);
    const { stdout } = await submitted();
    strictEqual(stdout.includes('\u001b'), false);
    match(stdout, /core\/\\u001b\[2J\.py/);
  });

  it('pr: the statement as Markdown, in which nothing of the repository is markup', async () => {
    gate.commit(
      { 'lib/l.py': lines('x', 20), 'core/<img src=x>|`@team`.py': 'one\n' },
      says(
        'lines=21; ai=20; human=1',
        'AI-Detail: zones=lib:20',
        'AI-Attested-by: <b>@team</b> [x](y) <bob@acme.dev>',
      ),
    );
    const make = (...args: string[]) =>
      runIn(gate.repo, pr, ['main..HEAD', '--submitter', email('bob'), ...args]);
    const { code, stdout } = await make();
    strictEqual(code, 0);
    match(stdout, /^### Provenance\n/);
    match(stdout, /^\| 21 \| 20 \| 0 \| 1 \| 0 \| 0 \| 0 \|$/m);
    match(stdout, /^\| core \| restricted \| 1 \| 0 \| nobody yet \|$/m);
    match(stdout, /^\*\*Missing:\*\*$/m);
    const outsideCode = stdout.replace(/`[^`\n]*`/g, '');
    strictEqual(/(?<!\\)<|(?<!\\)\[|@(?!\u200b)/.test(outsideCode), false, outsideCode);
    deepStrictEqual(JSON.parse((await make('--json')).stdout), { markdown: stdout });
    await gate.signOff({ now: Date.now() });
    const signed = await make();
    match(signed.stdout, /^\| core \| restricted \| 1 \| 0 \| ada@\u200bacme\.dev \|$/m);
    match(
      signed.stdout,
      /\nNothing stops the merge\.\n\n\*\*Warnings:\*\*\n\n- [^\n]+\(vendor-not-approved\)\n$/,
    );
    const failed = await runIn(gate.repo, pr, ['main..nowhere']);
    deepStrictEqual([failed.code, failed.stdout], [2, '']);
    match(failed.stderr, /Could not verify/);
  });

  it('--policy and --bootstrap say what they do', async () => {
    gate.repo.write('../org.yaml', policy.replace('/core/]', '/src/]'));
    gate.commit({ 'src/s.py': lines('x', 20) });
    strictEqual((await submitted()).code, 0);
    strictEqual((await submitted('--policy', '../org.yaml')).code, 1);
    gate.repo.git('switch', '-q', 'main');
    gate.repo.git('rm', '-rq', '.ai-policy');
    gate.commitStaged('none');
    gate.repo.git('switch', '-qc', 'first');
    gate.commit({ '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [luis@acme.dev]\n' });
    const refused = await submitted();
    strictEqual(refused.code, 2);
    match(refused.stderr, /To take in the first policy: --bootstrap\./);
    const taken = await submitted('--bootstrap');
    strictEqual(taken.code, 0);
    match(taken.stdout, /The policy changes, taken in for the first time\.\n {2}note \(policy-changed\)/);
  });
});
