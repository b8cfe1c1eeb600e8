import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import { carryFrom } from '../../src/provenance/carry/carry';
import { decideLines } from '../../src/provenance/decide';
import type { LineOrigin } from '../../src/provenance/source';
import { Random } from '../support/random';
import { keys, state } from './driver';
import { command, cursorTo, offer, pathOf, root, sleep, until, uriOf, write } from './recording';
import { afterwards, hostSuite } from './suite';

const ROUNDS = 4;
/** What was typed or accepted longer ago than this must have been kept, in milliseconds. */
const KEPT_MS = 1500;

/** What the killed process had told the launcher, which lives on. */
interface Told {
  readonly seed: number;
  readonly lines: readonly { readonly text: string; readonly origin: 'human' | 'ai'; readonly at: number }[];
  readonly killedAt: number;
}

/** The extension host is ended by SIGKILL amid typing, accepting and saving: each time at another moment. */
export const run = hostSuite(() => {
  const begin = (round: number) =>
    describe('an editor that is killed', () => {
      it(`round ${round}: works until then`, () => workUntilKilled(round));
    });
  begin(1);
  for (let round = 1; round <= ROUNDS; round++)
    afterwards('crash', () => {
      describe('an editor that was killed', () => {
        it(`round ${round}: nothing is lost but the last of it, and nothing is better than it was`, () =>
          check(round));
      });
      if (round < ROUNDS) begin(round + 1);
    });
});

const fileOf = (round: number): string => `killed${round}.txt`;

/** Types, accepts and saves line after line; ends at a moment of its own while that goes on. */
async function workUntilKilled(round: number): Promise<void> {
  for (const id of ['colophon-test.sample-assistant', 'colophon.colophon'])
    await vscode.extensions.getExtension(id)?.activate();
  const seed = Number(process.env.SEED ?? Date.now() % 100_000) + round;
  const random = new Random(seed);
  const file = fileOf(round);
  write(file, 'old line\n');
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await command('workbench.action.focusActiveEditorGroup');
  await cursorTo(editor, 1, 0);
  const lines: Told['lines'][number][] = [];
  const work = async (): Promise<void> => {
    for (let n = 1; ; n++) {
      const isGhost = random.chance(0.4);
      const text = `${isGhost ? 'accepted' : 'typed'} in round ${round}, number ${n}`;
      if (isGhost) {
        await offer(text);
        await keys.press('Tab');
      } else await keys.type(text, { delay: 15 });
      await until('the line', () => document.getText().includes(text));
      lines.push({ text, origin: isGhost ? 'ai' : 'human', at: Date.now() });
      // Not waited for: the next line is written while the file is.
      if (random.chance(0.5)) await keys.press('Control+S');
      await keys.press('Enter');
      await until('the next line', () => editor.selection.active.line === n + 1);
    }
  };
  let failure: unknown;
  work().catch((error: unknown) => {
    failure = error;
  });
  await until('it to be at work', () => lines.length > 3 || failure !== undefined);
  assert.ifError(failure);
  await sleep(random.below(2000));
  await state.set({ seed, lines, killedAt: Date.now() } satisfies Told);
}

async function check(round: number): Promise<void> {
  const { seed, lines, killedAt } = (await state.get<Told>())!;
  await vscode.extensions.getExtension('colophon.colophon')?.activate();
  const file = fileOf(round);
  const document = await vscode.workspace.openTextDocument(uriOf(file));
  await vscode.window.showTextDocument(document);
  const called = await originsOf(document, file);
  const about = `SEED=${seed - round}, killed after ${lines.length} lines; ${JSON.stringify(called)}`;
  for (const [text, origin] of called) {
    if (/^typed in/.test(text)) assert.ok(origin === 'human' || origin === 'unknown', `${text}: ${about}`);
    if (/^accepted in/.test(text))
      assert.ok(origin === 'ai' || origin === 'mixed' || origin === 'unknown', `${text}: ${about}`);
  }
  // What stood on the disk is there; what was known of it is known.
  const kept = lines.filter(({ text, at }) => at < killedAt - KEPT_MS && called.has(text));
  for (const { text, origin } of kept) assert.equal(called.get(text), origin, `${text}: ${about}`);
  const ledger = ledgerTexts(file);
  for (const { text, at } of lines.filter((line) => line.at < killedAt - KEPT_MS))
    assert.ok(
      ledger.some((version) => version.includes(text)),
      `${text}, ${killedAt - at} ms before: ${about}`,
    );
}

const store = (): LedgerStore =>
  new LedgerStore(
    execFileSync('git', ['rev-parse', '--path-format=absolute', '--git-path', 'colophon'], {
      cwd: root(),
      encoding: 'utf8',
    }).trim(),
  );

/** All texts of the file that the ledger holds. */
function ledgerTexts(file: string): string[] {
  return (
    store()
      .read()
      .files.get(file)
      ?.versions.map(({ text }) => text) ?? []
  );
}

/** Each line of the document and what the ledger calls it. */
async function originsOf(document: vscode.TextDocument, file: string): Promise<Map<string, LineOrigin>> {
  const text = document.getText();
  assert.ok(existsSync(pathOf(file)) && readFileSync(pathOf(file), 'utf8') !== '', 'the file is there');
  await sleep(500);
  const versions = store().read().files.get(file)?.versions ?? [];
  const runs = carryFrom(versions, text, { origin: 'unknown' });
  const content = text.split('\n');
  const records = decideLines(
    text,
    runs,
    content.map((_, i) => i + 1),
    (commit) => commit === 'base',
  );
  return new Map(content.map((line, i) => [line, records[i]!.origin]));
}
