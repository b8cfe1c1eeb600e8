import { deepStrictEqual, match, ok } from 'node:assert';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decideLines } from '../../../src/provenance/decide';
import { planInstall } from '../../../src/workflow/install/gitHooks';
import { applyPlan } from '../../../src/workflow/install/installPlan';
import { shippedBundles } from '../../support/bundles';
import { TestRepo } from '../../support/repo';
import { Writer, type WriterEdit } from '../../support/writer';

/** The record at the size of a large day: the real ledger, the real git, the hooks as they are shipped. */
describe('A large record', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let writer: Writer;

  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => {
    writer.close();
    repo.remove();
  });

  /** In megabytes, all that is in the ledger's folder. */
  const ledgerSize = () => {
    const folder = repo.path('.git/colophon');
    return readdirSync(folder)
      .map((name) => statSync(join(folder, name)).size / 1e6)
      .reduce((sum, size) => sum + size, 0);
  };
  const openWriter = async () => new Writer(await repo.open());
  const origins = async (path: string) => {
    const file = writer.record.open(path, repo.read(path));
    await file.ready;
    const { text, runs } = file.observer!;
    const lines = text.split('\n').slice(0, -1);
    const records = decideLines(
      text,
      runs,
      lines.map((_, i) => i + 1),
      (commit) => commit === 'base',
    );
    return lines.map((line, i) => [line, records[i]!.origin] as const);
  };
  /** A line says by whom it is. */
  const ORIGINS = ['human', 'ai', 'pasted', 'unknown'] as const;
  const line = (i: number) => `${ORIGINS[i % 4]} ${i}\n`;
  const isRight = ([text, origin]: readonly [string, string]) => text.startsWith(`${origin} `);

  it('10,000 insertions, in 50 files, through saves, a crash and a commit', async () => {
    repo.commit({
      '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\ntrailers: { when: always }\n',
    });
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    const bundles = await shippedBundles();
    deepStrictEqual(await applyPlan(found, await planInstall(found, { bundles, runtime })), undefined);
    writer = await openWriter();
    for (let file = 0; file < 50; file++) {
      const edits: WriterEdit[] = [];
      let text = '';
      for (let i = 0; i < 200; i++) {
        // Half of them in the middle of what is there, at the start of a line.
        const at = i % 2 === 0 ? text.length : text.indexOf('\n', text.length >> 1) + 1;
        edits.push({ by: ORIGINS[i % 4]!, start: at, end: at, text: line(i) });
        text = text.slice(0, at) + line(i) + text.slice(at);
      }
      await writer.edit(`src/file${file}.txt`, ...edits.slice(0, 100));
      await writer.edit(`src/file${file}.txt`, ...edits.slice(100));
    }
    // As after a crash: what this window had open is gone, the next one reads the ledger.
    writer.record.flush();
    writer = await openWriter();
    const read = await Promise.all(Array.from({ length: 50 }, (_, i) => origins(`src/file${i}.txt`)));
    deepStrictEqual(
      read.flat().filter((one) => !isRight(one)),
      [],
    );
    deepStrictEqual(read.flat().length, 10_000);
    repo.git('add', '-A');
    repo.git('commit', '-qm', 'All');
    match(
      repo.message(),
      /^AI-Provenance: v1; lines=10000; ai=2500; human=2500; pasted=2500\nAI-Detail: unknown=2500; /m,
    );
    await writer.settle();
    ok(ledgerSize() <= 10, `${ledgerSize()} MB`);
  });

  it('10,000 files touched by a checkout, some of them open with lines that are in no commit', async () => {
    const all = Array.from({ length: 10_000 }, (_, i) => `many/${i % 100}/${i}.txt`);
    const files = (what: string) =>
      Object.fromEntries(all.map((path) => [path, `${what} of ${path}\nlast\n`]));
    repo.commit(files('first'));
    repo.git('switch', '-q', '-c', 'other');
    repo.commit(files('second'));
    writer = await openWriter();
    const open = all.filter((_, i) => i % 500 === 0);
    for (const path of open) await writer.write(path, ['human', 'human 1\n'], ['ai', 'ai 2\n']);
    const began = Date.now();
    for (const branch of ['main', 'other', 'main']) {
      repo.git('switch', '-q', '--merge', branch);
      await writer.reload();
      await writer.settle();
    }
    console.log(`      three switches of 10,000 files, seen by the record: ${Date.now() - began} ms`);
    for (const path of open) {
      const seen = await origins(path);
      deepStrictEqual(
        seen.filter(([text]) => /^(?:human|ai) /.test(text)),
        [
          ['human 1', 'human'],
          ['ai 2', 'ai'],
        ],
      );
      // What git wrote is base or unknown, and nobody's insertion.
      deepStrictEqual(new Set(seen.slice(0, 2).map(([, origin]) => origin)), new Set(['unknown']));
    }
    ok(ledgerSize() <= 1, `${ledgerSize()} MB`);
  });
});
