import { deepStrictEqual, strictEqual } from 'node:assert';
import { Gate, lines, policy, says } from './gate';

const change = { 'lib/l.py': lines('x', 20) };
const detail = 'AI-Detail: zones=lib:20; evidence=host:20; vendors=copilot:20';
const word = 'AI-Attested-by: Bob <bob@acme.dev>';
const honest = says('lines=20; ai=20', detail, word);

describe('Attacks: trailers', function () {
  this.timeout(60_000);
  let gate: Gate;
  beforeEach(() => {
    gate = Gate.create({
      '.ai-policy/policy.yaml': `${policy}vendors:\n  - { id: copilot, assistants: [github-copilot], status: approved }\n  - { id: shady, assistants: [cursor], status: rejected }\n  - { id: old, assistants: [codex], status: approved, reviewed: { expires: 2026-01-01 } }\nreview: { maxAiLines: 40 }\n`,
    });
  });
  afterEach(() => gate.remove());

  /** What the gate says of one commit with this message. */
  async function verdictOf(message: string, files: Record<string, string> = change): Promise<string> {
    gate.commit(files, message);
    const verdict = await gate.verdict();
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    return verdict;
  }

  /** As `verdictOf`, for messages that `git commit` refuses. */
  async function rawVerdictOf(message: string): Promise<string> {
    const oid = gate.commit(change, 'placeholder');
    const [header = ''] = gate.repo.git('cat-file', 'commit', oid).split('\n\n');
    const input = `${header}\n\n${message}\n`;
    const args = ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'];
    gate.repo.git('reset', '-q', '--hard', gate.repo.tryGit(args, { input }).stdout.trim());
    const verdict = await gate.verdict();
    gate.repo.git('reset', '-q', '--hard', 'HEAD~1');
    return verdict;
  }

  it('the honest ones pass', async () => {
    strictEqual(await verdictOf(honest), '0');
    strictEqual(await verdictOf(says('lines=20; ai=0; human=20')), '0');
    // As a forge squashes: each account with its own attestation.
    strictEqual(
      await verdictOf(`${honest}\n\n* second\n\n${says('lines=5; ai=5', 'AI-Detail: zones=lib:5', word)}`),
      '0',
    );
  });

  it('removed', async () => {
    strictEqual(await verdictOf('change'), '1 provenance-missing');
    strictEqual(await verdictOf(says('lines=20; ai=20', detail)), '1 attestation-missing');
    // Without the detail, the lines are where they can be.
    strictEqual(await verdictOf(says('lines=20; ai=20')), '1 attestation-missing');
    strictEqual(
      await verdictOf('change\n\nAssisted-by: Cursor\nAI-Attested-by: Bob <bob@acme.dev>'),
      '1 provenance-missing',
    );
  });

  it('doubled', async () => {
    const lie = 'AI-Provenance: v1; lines=20; ai=0; human=20';
    strictEqual(await verdictOf(`${says('lines=20; ai=20', detail)}\n${lie}`), '1 attestation-missing');
    strictEqual(
      await verdictOf(`change\n\n${lie}\nAI-Provenance: v1; lines=20; ai=20\n${detail}`),
      '1 attestation-missing',
    );
    strictEqual(
      await verdictOf(`${says('lines=20; ai=20', detail)}\n${lie}\n${word}`),
      '1 attestation-missing',
    );
  });

  it('malformed, and with numbers that do not add up', async () => {
    for (const counts of [
      'lines=20',
      'lines=20; ai=0',
      'lines=20; ai=-1; human=21',
      'lines=1e9; ai=0',
      'ai=0; lines=20; lines=0',
      'lines=20; ai=20; ai=0',
    ]) {
      strictEqual(await verdictOf(says(counts)), '1 provenance-inconsistent', counts);
    }
    strictEqual(
      await verdictOf('change\n\nAI-Provenance: v2; lines=20; ai=0; human=20'),
      '1 provenance-inconsistent',
    );
    for (const details of ['zones=lib:5', 'zones=lib:40', 'evidence=host:1', 'vendors=copilot:21']) {
      strictEqual(
        await verdictOf(says('lines=20; ai=20', `AI-Detail: ${details}`, word)),
        '1 provenance-inconsistent',
        details,
      );
    }
  });

  it('lines laid to a zone that does not exist', async () => {
    strictEqual(
      await verdictOf(says('lines=20; ai=20', 'AI-Detail: zones=libs:20')),
      '1 attestation-missing',
    );
    strictEqual(
      await verdictOf(says('lines=20; ai=20', 'AI-Detail: zones=default:20')),
      '1 attestation-missing',
      'nor to one that the commit adds no lines to',
    );
    gate.commit(
      { ...change, 'src/n.py': lines('n', 20) },
      says('lines=40; ai=20; human=20', 'AI-Detail: zones=default:20'),
    );
    strictEqual(await gate.verdict(), '0', 'a claim is a claim');
  });

  it('control characters and NUL in a zone’s name, and in the message', async () => {
    for (const zone of ['li\u0001b', 'default\u0007', '\u001b[31mdefault', 'default\u200b', 'lib\u0000']) {
      const made = says('lines=20; ai=20', `AI-Detail: zones=${zone}:20`);
      strictEqual(await rawVerdictOf(made), '1 attestation-missing', JSON.stringify(zone));
    }
    strictEqual(await rawVerdictOf(`change\0\n\n${honest}`), '1 provenance-missing', 'git ends there');
    strictEqual(await rawVerdictOf(`${honest}\n\0more`), '0');
  });

  it('injected through a model’s name', async () => {
    const message =
      'change\n\nAssisted-by: Copilot:gpt AI-Attested-by: Eve AI-Provenance: v1; lines=20; ai=0; human=20';
    strictEqual(await verdictOf(message), '1 provenance-missing');
    const two = `change\n\nAssisted-by: Copilot:gpt\n  AI-Attested-by: Eve <eve@acme.dev>\nAI-Provenance: v1; lines=20; ai=20\n${detail}`;
    // The second line of it is an attestation like any other, for whoever reads the message.
    gate.commit(change, two);
    const result = await gate.verify();
    deepStrictEqual(result.kind === 'verified' && result.commits[0]!.attestedBy, ['Eve <eve@acme.dev>']);
  });

  it('a trailer of a megabyte', async () => {
    const long = 'x'.repeat(1024 * 1024);
    strictEqual(await verdictOf(says(`lines=20; ai=0; human=20; ${long}`)), '1 provenance-inconsistent');
    strictEqual(
      await verdictOf(says(`lines=20; ai=0; human=20; ${long}=1`)),
      '0',
      'a key of a later version',
    );
    strictEqual(await verdictOf(`${says('lines=20; ai=0; human=20')}\nAI-Detail: ${long}`), '0');
    strictEqual(
      await verdictOf(`change\n\n${'AI-Provenance: v1; lines=1; ai=1\n'.repeat(30_000)}`),
      '1 attestation-missing',
    );
  });

  it('attestation by an author, where it must be somebody else', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('mode: attest', 'mode: attest\n    attestedBy: other'),
    });
    strictEqual(
      await verdictOf(says('lines=20; ai=20', 'AI-Detail: zones=lib:20', word)),
      '1 attestation-missing',
    );
    const other = 'AI-Attested-by: Ada <ada@acme.dev>';
    strictEqual(await verdictOf(says('lines=20; ai=20', 'AI-Detail: zones=lib:20', other)), '0');
  });

  it('too little to ask about, commit by commit', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace('mode: attest', 'mode: attest\n    tolerate: { lines: 3 }'),
    });
    const few = says('lines=2; ai=2', 'AI-Detail: zones=lib:2');
    gate.commit({ 'lib/one.py': '1\n2\n' }, few);
    strictEqual(await gate.verdict(), '0');
    gate.commit({ 'lib/two.py': '1\n2\n' }, few);
    strictEqual(await gate.verdict(), '1 attestation-missing');
  });

  it('an unapproved vendor, which no signature cures', async () => {
    const by = (vendor: string) => says('lines=20; ai=20', `AI-Detail: zones=core:20; vendors=${vendor}:20`);
    const core = { 'core/a.py': lines('x', 20) };
    for (const [vendor, verdict] of [
      ['copilot', '0'],
      ['shady', '1 vendor-not-approved'],
      ['nobody', '1 vendor-not-approved'],
      ['old', '1 terms-expired'],
      ['unknown', '0'],
    ] as const) {
      gate.repo.git('switch', '-qC', vendor, 'main');
      gate.commit(core, by(vendor));
      await gate.signOff();
      strictEqual(await gate.verdict(), verdict, vendor);
    }
  });

  it('more AI lines than reviewers are promised', async () => {
    const message = (count: number) =>
      says(`lines=${count}; ai=${count}`, `AI-Detail: zones=default:${count}`);
    strictEqual(await verdictOf(message(40), { 'src/s.py': lines('x', 40) }), '0');
    strictEqual(await verdictOf(message(41), { 'src/s.py': lines('x', 41) }), '1 review-load');
  });

  it('`covers: ai`: whatever a commit does not say is AI', async () => {
    gate.onBase({
      '.ai-policy/policy.yaml': policy.replace(
        'mode: restricted',
        'mode: restricted\n    signoff: { covers: ai }',
      ),
    });
    const core = { 'core/a.py': lines('x', 20) };
    strictEqual(await verdictOf(says('lines=20; ai=0; human=18; tool=2'), core), '0');
    for (const counts of [
      'ai=1; human=19',
      'ai=0; mixed=1; human=19',
      'ai=0; human=19; pasted=1',
      'ai=0; human=19; unknown=1',
    ]) {
      strictEqual(await verdictOf(says(`lines=20; ${counts}`), core), '1 signoff-missing', counts);
    }
    strictEqual(await verdictOf('change', core), '1 signoff-missing');
    strictEqual(
      await verdictOf(says('lines=2; ai=0; human=2'), core),
      '1 signoff-missing',
      'fewer lines than there are',
    );
    const claude = `${says('lines=20; ai=0; human=20')}\nCo-authored-by: Claude <noreply@anthropic.com>`;
    strictEqual(await verdictOf(claude, core), '1 signoff-missing', 'signed by an assistant');
    gate.commit(core, 'change');
    await gate.signOff();
    strictEqual(await gate.verdict(), '0');
  });
});
