import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseSession, type Session, textOf } from '../support/sessions/format';
import { state } from './driver';
import { command, recorder, root, settle, until } from './recording';
import { Play } from './sessionPlay';
import { afterwards, hostSuite } from './suite';

const folder = process.env.COLOPHON_SESSIONS!;
const wanted = (process.env.COLOPHON_WANTED ?? '').split(',');
const sessions = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && wanted.some((part) => name.includes(part)))
  .map((name) => parseSession(name.slice(0, -5), readFileSync(join(folder, name), 'utf8')));
const reloads = ({ steps }: Session): boolean => steps.includes('reload');

interface Interrupted {
  readonly events: readonly object[];
  readonly before: object;
}

/**
 * Plays the sessions of `test/fixtures/sessions` with real keys, and records what an extension sees of each. Not part
 * of `npm test`: `npm run bench:attribution -- --record [part of a name, …]`.
 */
export const run = hostSuite(() => {
  before(async function () {
    this.timeout(120_000);
    for (const id of ['recorder', 'sample-assistant', 'plain-extension'])
      await vscode.extensions.getExtension(`colophon-test.${id}`)?.activate();
    await vscode.extensions.getExtension('colophon.colophon')?.activate();
    await vscode.extensions.getExtension('vscode.git')?.activate();
    recorder().begin();
    if (sessions.some(({ text }) => Object.keys(text).some((file) => file.endsWith('.ts'))))
      await typescript();
  });
  describe('session', () => {
    for (const session of sessions.filter((one) => !reloads(one)))
      it(session.name, async function () {
        this.timeout(60_000);
        const play = await begin(session);
        await play.steps(session.steps);
        await end(play, []);
      });
  });

  // A window that reloads takes all that runs in it along: each of these has a phase of its own.
  const [...left] = sessions.filter(reloads);
  const halves = (session: Session): [Session['steps'], Session['steps']] => {
    const at = session.steps.indexOf('reload');
    return [session.steps.slice(0, at), session.steps.slice(at + 1)];
  };
  const interrupt = (session: Session): void => {
    it(`${session.name}, until the window is reloaded`, async function () {
      this.timeout(60_000);
      const play = await begin(session);
      await play.steps(halves(session)[0]);
      await settle(500);
      await state.set({ events: play.events(), before: play.before } satisfies Interrupted);
    });
  };
  const goOn = (session: Session): void => {
    it(`${session.name}, afterwards`, async function () {
      this.timeout(60_000);
      const { events, before } = (await state.get<Interrupted>())!;
      const play = new Play(session, before);
      await play.isBack();
      const files = await play.texts(Object.keys(session.text));
      const last = (events.at(-1) as { at: number }).at;
      recorder().begin();
      await play.head();
      await play.steps(halves(session)[1]);
      await end(play, [...events, { at: last, file: '', event: 'reload', files }], last + 2000);
    });
  };
  if (left[0]) describe('session', () => interrupt(left[0]!));
  for (const [i, session] of left.entries())
    afterwards('reload', () => {
      describe('session', () => {
        before(async () => {
          for (const id of ['recorder', 'sample-assistant', 'plain-extension'])
            await vscode.extensions.getExtension(`colophon-test.${id}`)?.activate();
          await vscode.extensions.getExtension('vscode.git')?.activate();
        });
        goOn(session);
        const next = left[i + 1];
        if (next) interrupt(next);
      });
    });
});

/** Says which version of its session a recording is of. */
const digestOf = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, `${name}.yaml`)))
    .digest('hex')
    .slice(0, 16);

/** The TypeScript server is slow to start; from here on it answers. */
async function typescript(): Promise<void> {
  const uri = vscode.Uri.file(join(root(), 'warm.ts'));
  await vscode.window.showTextDocument(uri);
  await until(
    'TypeScript',
    async () => {
      const at = new vscode.Position(1, 3);
      const list = await command<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, at);
      const { Constant, Variable } = vscode.CompletionItemKind;
      return list.items.some(({ kind }) => kind === Constant || kind === Variable);
    },
    90_000,
  );
  await command('workbench.action.closeAllEditors');
}

async function begin(session: Session): Promise<Play> {
  await command('workbench.action.closeAllEditors');
  await until(
    'all documents to close',
    () => vscode.workspace.textDocuments.every(({ uri }) => uri.scheme !== 'file'),
    3000,
  ).catch(() => {});
  const play = new Play(session);
  await play.open();
  return play;
}

/** Checks that the session came out as its truth has it, commits it in VS Code's own way, and writes the recording. */
async function end(play: Play, before: readonly object[], offset = 0): Promise<void> {
  const { session } = play;
  await settle(900);
  const events = play.events();
  const final = await play.texts(Object.keys(session.truth));
  for (const [file, truth] of Object.entries(session.truth))
    assert.equal(
      `${final[file]}`.replace(/\n?$/, '\n').replaceAll('\r\n', '\n'),
      textOf(truth),
      `the text of ${file}`,
    );
  const live = play.live();
  const builtIn = await play.commit();
  const later = events.map((event) => ({ ...event, at: Math.round((event.at + offset) * 10) / 10 }));
  const head = JSON.stringify(
    {
      name: session.name,
      of: digestOf(session.name),
      host: `VS Code ${vscode.version}`,
      before: play.before,
      after: final,
      live,
      builtIn,
    },
    null,
    1,
  ).replace(/\n\}$/, '');
  const lines = [...before, ...later].map((event) => `  ${JSON.stringify(event)}`).join(',\n');
  mkdirSync(join(folder, 'recorded'), { recursive: true });
  writeFileSync(
    join(folder, 'recorded', `${session.name}.json`),
    `${head},\n "events": [\n${lines}\n ]\n}\n`,
  );
  await play.restore();
}
