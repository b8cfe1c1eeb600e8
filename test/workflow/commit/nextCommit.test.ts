import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { type NextCommit, nextCommit } from '../../../src/workflow/commit/nextCommit';
import { stagedProvenance } from '../../../src/workflow/commit/staged';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { loadWorkingPolicy, refreshCompiled } from '../../../src/workflow/policy/loadPolicy';
import { attest } from '../../../src/workflow/verify/attest';
import { shippedBundles } from '../../support/bundles';
import { TestRepo } from '../../support/repo';
import { Writer } from '../../support/writer';

const policy = `version: 1
policyOwners: [ada@acme.dev]
plan: { github-copilot: copilot-business }
zones:
  - { name: core, mode: attest, paths: [/core/], owners: [ada@acme.dev] }
vendors:
  - { id: copilot-business, product: GitHub Copilot, tier: Business, assistants: [github-copilot], status: approved }
`;
const tokens = { 'github-copilot': 'GitHub-Copilot' };

/** The preview beside what the hooks, as they are shipped, then do with the real git and the real ledger. */
describe('the next commit', function () {
  this.timeout(60_000);
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({ '.ai-policy/policy.yaml': policy, 'a.ts': 'a();\n' });
    await install();
    const found = await repo.open();
    refreshCompiled(found.root, found.colophonDir, loadWorkingPolicy(found.root), tokens);
    writer = new Writer(found);
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  async function install(): Promise<void> {
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    const plan = await planInstall(found, { bundles: await shippedBundles(), runtime });
    strictEqual(await applyPlan(found, plan), undefined);
  }
  async function compiled() {
    const loaded = loadWorkingPolicy(repo.root);
    if (loaded.kind !== 'ok') throw new Error(loaded.kind);
    return loaded.compiled;
  }
  const look = async (): Promise<NextCommit> => {
    writer.record.flush();
    return nextCommit(await repo.open(), await compiled(), () => 'GitHub-Copilot', Date.now());
  };
  /** The trailers that it says; else its kind. */
  const said = async () => {
    const next = await look();
    return next.kind === 'staged' ? next.trailers : next.kind;
  };
  /** The trailers of the last commit. */
  const carried = () =>
    repo
      .message()
      .split('\n')
      .filter((line) => /^(?:Assisted-by|AI-)/.test(line));
  const aiLines = async (path: string, text = 'theirs();\n') => {
    await writer.write(path, ['human', 'mine();\n'], ['ai', text]);
    repo.git('add', '-A');
  };

  /** As `colophon attest` does. */
  const attestStaged = async () => {
    const found = await repo.open();
    const staged = await stagedProvenance(found, await compiled(), Date.now());
    if (staged.kind !== 'ok') throw new Error(staged.message);
    attest(found, 'Ada Dev <ada@acme.dev>', staged.provenance.aiLines, Date.now());
  };

  it('is what the commit then carries', async () => {
    await aiLines('b.ts');
    const expected = [
      'Assisted-by: GitHub-Copilot:gpt-5.2',
      'AI-Provenance: v1; lines=2; ai=1; human=1',
      'AI-Detail: zones=default:1; evidence=host:1; vendors=copilot-business:1',
    ];
    deepStrictEqual(await look(), {
      kind: 'staged',
      files: 1,
      lines: 2,
      aiLines: 1,
      trailers: expected,
      squashed: false,
      findings: [],
      attested: new Map([['b.ts', new Set(['theirs();'])]]),
    });
    repo.git('commit', '-qm', 'B');
    deepStrictEqual(carried(), expected);
  });

  it('of a part that is staged, on a branch without a commit, and with nothing staged', async () => {
    await aiLines('b.ts');
    await writer.write('b.ts', ['ai', 'later();\n']);
    const part = await said();
    repo.git('commit', '-qm', 'Part');
    deepStrictEqual(part, carried());
    repo.git('checkout', '-q', '--orphan', 'fresh');
    repo.git('add', '-A');
    const first = await said();
    repo.git('commit', '-qm', 'First');
    deepStrictEqual(first, carried());
    deepStrictEqual(await look(), {
      kind: 'staged',
      files: 0,
      lines: 0,
      aiLines: 0,
      trailers: [],
      squashed: false,
      findings: [],
      attested: new Map(),
    });
  });

  it('says what stops it, until a person attests', async () => {
    await aiLines('core/b.ts');
    const rules = async () => {
      const next = await look();
      return next.kind === 'staged' ? next.findings.map(({ rule, severity }) => `${severity} ${rule}`) : next;
    };
    deepStrictEqual(await rules(), ['block attestation-missing']);
    strictEqual(repo.tryGit(['commit', '-qm', 'Core']).code, 1);
    await attestStaged();
    deepStrictEqual(await rules(), []);
    const expected = await said();
    repo.git('commit', '-qm', 'Core');
    deepStrictEqual([expected, expected[3]], [carried(), 'AI-Attested-by: Ada Dev <ada@acme.dev>']);
  });

  it('of a merge that a person ends', async () => {
    repo.git('switch', '-qc', 'side');
    await aiLines('side.ts');
    repo.git('commit', '-qm', 'Side');
    repo.git('switch', '-q', 'main');
    await aiLines('b.ts');
    repo.git('commit', '-qm', 'B');
    repo.git('merge', '-q', '--no-ff', '--no-commit', 'side');
    await writer.write('b.ts', ['ai', 'both();\n']);
    repo.git('add', '-A');
    const expected = await said();
    repo.git('commit', '-qm', 'Merge');
    deepStrictEqual([expected[1], expected], ['AI-Provenance: v1; lines=1; ai=1', carried()]);
  });

  it('of a squash: what the commits’ notes say counts, for the statement that it needs too', async () => {
    repo.git('switch', '-qc', 'side');
    await aiLines('core/b.ts');
    await attestStaged();
    repo.git('commit', '-qm', 'B');
    repo.git('switch', '-q', 'main');
    // As on another machine, where only the notes know.
    rmSync(repo.path('.git/colophon/ledger.jsonl'));
    repo.git('merge', '-q', '--squash', 'side');
    const { findings, attested: _, ...rest } = (await look()) as Extract<NextCommit, { kind: 'staged' }>;
    deepStrictEqual(
      [findings.map(({ rule }) => rule), rest],
      [
        ['attestation-missing'],
        // The message that git prepared says what its commits said.
        { kind: 'staged', files: 1, lines: 2, aiLines: 1, trailers: [], squashed: true },
      ],
    );
    strictEqual(repo.tryGit(['commit', '-q', '--no-edit']).code, 1);
    await attestStaged();
    strictEqual(repo.tryGit(['commit', '-q', '--no-edit']).code, 0);
    strictEqual(repo.message().match(/AI-Provenance/g)?.length, 1);
  });

  it('is not of ours where a commit is made again', async () => {
    await aiLines('b.ts');
    repo.git('commit', '-qm', 'B');
    repo.git('switch', '-qc', 'side', 'HEAD^');
    repo.commit({ 'b.ts': 'other();\n' });
    repo.tryGit(['cherry-pick', 'main']);
    repo.git('checkout', '-q', '--theirs', 'b.ts');
    repo.git('add', '-A');
    deepStrictEqual(await said(), 'replay');
    repo.git('cherry-pick', '--abort');
    repo.tryGit(['rebase', 'main']);
    repo.write('b.ts', 'both();\n');
    repo.git('add', '-A');
    deepStrictEqual(await said(), 'replay');
  });

  it('carries nothing where the hooks are missing, in part or at all, or turned off', async () => {
    await aiLines('core/b.ts');
    const why = async () => {
      const next = await look();
      return next.kind === 'unhooked' ? next.why : next.kind;
    };
    repo.git('config', 'colophon.hooks', 'false');
    const off = await why();
    repo.git('commit', '-qm', 'Off');
    deepStrictEqual([off, carried()], ['off', []]);
    repo.git('config', '--unset', 'colophon.hooks');
    writeFileSync(repo.path('.git/hooks/prepare-commit-msg'), '#!/bin/sh\n', { mode: 0o755 });
    strictEqual(await why(), 'incomplete');
    rmSync(repo.path('.git/hooks'), { recursive: true });
    strictEqual(await why(), 'missing');
  });

  it('says what went wrong', async () => {
    writer.close();
    rmSync(repo.path('.git/colophon/ledger.jsonl'), { force: true });
    repo.write('.git/colophon/ledger.jsonl/x', '');
    const next = await nextCommit(await repo.open(), await compiled(), String, Date.now());
    strictEqual(next.kind, 'problem');
  });
});
