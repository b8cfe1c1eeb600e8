import { deepStrictEqual, match } from 'node:assert';
import { type Declaration, declared } from '../../../src/editor/provenance/marks/declare';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { blameFile } from '../../../src/workflow/read/blame';
import { shippedBundles } from '../../support/bundles';
import { TestRepo } from '../../support/repo';
import { Writer } from '../../support/writer';

/** What a person says of lines, from the ledger to the commit and on: by the hooks as they are shipped, with real git. */
describe('A declaration', function () {
  this.timeout(60_000);
  const file = 'a.txt';
  const human: Declaration = {
    origin: 'human',
    by: 'Ada Dev <ada@acme.dev>',
    why: 'I dictated it',
    at: 5_000,
  };
  const byAi: Declaration = { origin: 'ai', assistant: 'codex', by: 'Ada Dev <ada@acme.dev>', at: 6_000 };
  const word = ({ by, at }: Declaration) => ({ by, at });
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(async () => {
    repo = TestRepo.create();
    repo.commit({ '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\n', [file]: 'old\n' });
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    const bundles = await shippedBundles();
    deepStrictEqual(await applyPlan(found, await planInstall(found, { bundles, runtime })), undefined);
    writer = new Writer(found);
    await writer.write(file, ['ai', 'by the assistant\n'], ['pasted', 'from a page\n'], ['human', 'typed\n']);
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  const say = (line: string, declaration: Declaration) => {
    const start = repo.read(file).indexOf(line);
    writer.record.get(file)!.declare(start, start + line.length, declared(declaration));
  };
  const blame = async () => {
    const blamed = await blameFile(await repo.open(), file);
    if (typeof blamed === 'string') throw new Error(blamed);
    return blamed.lines.slice(1).map(({ origin, evidence, declared: said }) => [origin, evidence, said]);
  };
  const EXPECTED = [
    // Law 8: the host has seen it as AI's, and so it counts.
    ['ai', 'host', word(human)],
    ['ai', 'declared', word(byAi)],
    ['human', 'host', undefined],
  ];

  it('stands in the trailers as one, and in the note with who and when', async () => {
    say('by the assistant\n', human);
    say('from a page\n', byAi);
    deepStrictEqual(await blame(), EXPECTED);
    repo.git('commit', '-qam', 'One');
    match(repo.message(), /^AI-Provenance: v1; lines=3; ai=2; human=1; declared=2$/m);
    match(repo.message(), /^AI-Detail: zones=default:2; evidence=host:1,declared:1$/m);
    match(repo.message(), /^Assisted-by: Codex/m);
    match(repo.message(), /^Assisted-by: GitHub-Copilot:/m);
    deepStrictEqual(await blame(), EXPECTED);
  });

  it('outlives the window, an amend and a rebase', async () => {
    say('by the assistant\n', human);
    say('from a page\n', byAi);
    writer.close();
    writer = new Writer(await repo.open());
    await writer.edit(file, { by: 'human', start: 0, end: 0, text: '' });
    repo.git('commit', '-qam', 'One');
    repo.git('commit', '-q', '--amend', '-m', 'Amended');
    match(repo.message(), /^AI-Provenance: v1; lines=3; ai=2; human=1; declared=2$/m);
    repo.git('switch', '-q', '-c', 'other', 'HEAD^');
    repo.git('commit', '-q', '--allow-empty', '-m', 'Other');
    repo.git('rebase', '-q', 'other', 'main');
    deepStrictEqual(await blame(), EXPECTED);
  });

  it('is of its lines alone, and the second stands over what the first did', async () => {
    say('the assistant', human);
    say('assistant', { ...human, origin: 'tool', at: 7_000 });
    const source = writer.record.get(file)!.observer!.runs.find((run) => run.source?.at === 7_000)?.source;
    deepStrictEqual(source?.was, { origin: 'ai', evidence: 'host' });
    // Whatever is said of the rest of it, the host saw all of it as the assistant's.
    const [first] = await blame();
    deepStrictEqual(first?.slice(0, 2), ['ai', 'host']);
  });
});
