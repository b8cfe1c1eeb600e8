import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exactly, quickInput, until, type Wanted } from '../support/host/keyboard';
import { Person } from '../support/host/person';
import { runFolder } from '../support/host/stage';
import type { Host } from '../support/host/window';
import { titleOf, type Way } from './ways';

const view = '.pane:has(.pane-header[aria-label*="AI Provenance"])';
const explorer = '.explorer-folders-view';
const marks = '.glyph-margin-widgets .cgmr, .margin-view-overlays .cgmr';
const editorText = '.editor-group-container.active .view-lines';
const more = exactly('More Actions...');

/** What the sample assistant makes of a line that begins like this. */
export const begun = (name: string): string => `export const ${name} =`;
const offered = (name: string): string => ` [3, 1, 2].sort(rank)[0] + ${name.length};`;
const names = ['best', 'worst', 'first', 'last', 'upper', 'lower', 'median', 'inner', 'outer'] as const;
export const suggestions = {
  ...Object.fromEntries(names.map((name) => [begun(name), offered(name)])),
  'def save(path, rows):': '\n    return open(path, "w").writelines(rows)',
};
export type Name = (typeof names)[number];
/** A file of the zone *core*. */
const core = 'src/core/rank.ts';

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** A repository, a window on it, and a person who has a keyboard alone. */
export class Desk extends Person {
  /** The ways that were gone, to whatever end. */
  readonly gone = new Set<Way>();
  readonly workspace: string;
  readonly home: string;

  constructor(host: Host, folders: { readonly workspace: string; readonly home: string }) {
    super(host);
    this.workspace = folders.workspace;
    this.home = folders.home;
  }

  /** Runs git, which must succeed; answers what it prints. */
  git(...args: string[]): string {
    const { code, text } = this.tryGit(...args);
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${code}\n${text}`);
    return text;
  }

  /** Again, as a person does, while the window's own git holds the index. */
  tryGit(...args: string[]): Ended {
    for (let tries = 0; ; tries++) {
      const ran = spawnSync('git', args, { cwd: this.workspace, encoding: 'utf8', timeout: 20_000 });
      const isHeld = ran.status !== 0 && ran.stderr.includes('index.lock');
      if (!isHeld || tries === 20) return { code: ran.status, text: `${ran.stdout}${ran.stderr}` };
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }

  /** The command line, as CI runs it. */
  colophon(...args: string[]): Ended {
    const program = join(runFolder(), 'extension/dist/colophon.cjs');
    const options = { cwd: this.workspace, encoding: 'utf8', timeout: 30_000 } as const;
    const ran = spawnSync(process.execPath, [program, ...args], options);
    return { code: ran.status, text: `${ran.stdout}${ran.stderr}` };
  }

  has(file: string): boolean {
    return existsSync(join(this.workspace, file));
  }

  textOf(file: string): string {
    return readFileSync(join(this.workspace, file), 'utf8');
  }

  stage(file: string, text: string): void {
    mkdirSync(dirname(join(this.workspace, file)), { recursive: true });
    writeFileSync(join(this.workspace, file), text);
    this.git('add', '--', file);
  }

  /** The statements under `.ai-policy/signoffs` that are staged. */
  statements(): string[] {
    return this.git('diff', '--cached', '--name-only', '--', '.ai-policy/signoffs')
      .trim()
      .split('\n')
      .filter((name) => name.startsWith('.ai-policy/'));
  }

  async palette(command: string): Promise<void> {
    this.gone.add(`palette ${command}`);
    await this.command(`Colophon: ${titleOf(command)}`);
  }

  /** By the menu of the editor, at the cursor. */
  async editorMenu(command: string): Promise<void> {
    await this.#menu('editor/context', command, () => this.press('Shift+F10'));
  }

  /** By the menu of the file in the Explorer that is open. */
  async explorerMenu(file: string, command: string): Promise<void> {
    await this.#menu('explorer/context', command, async () => {
      await this.press('Control+Shift+E');
      await this.treeRow(explorer, file);
      await this.press('Shift+F10');
    });
  }

  /** By the menu of Source Control. */
  async sourceControl(command: string): Promise<void> {
    await this.#menu('scm/title', command, async () => {
      await this.command('Source Control: Focus on Changes View');
      await this.walkTo(exactly('Commit'), 'Shift+Tab');
      await this.walkTo(more, 'ArrowRight');
      await this.press('Enter');
    });
  }

  /** The rows of *AI Provenance* that are seen, without what stands beside them. */
  rows(): Promise<string[]> {
    return this.texts(`${view} .monaco-list-row .label-name`);
  }

  /** To a row of *AI Provenance*. */
  async row(wanted: Wanted): Promise<void> {
    await this.command('Source Control: Focus on AI Provenance View');
    await this.treeRow(view, wanted);
  }

  /** By the menu of such a row, which is of a kind. */
  async rowMenu(wanted: Wanted, kind: string, command: string): Promise<void> {
    await this.#menu(`view/item/context ${kind}`, command, async () => {
      await this.row(wanted);
      await this.press('Shift+F10');
    });
  }

  /** By an icon in the title of the view, the first of which is to attest. */
  async viewIcon(command: string): Promise<void> {
    this.gone.add(`view/title ${command}`);
    await this.#viewTitle();
    await this.walkTo(exactly(titleOf(command)), 'ArrowRight');
    await this.press('Enter');
  }

  /** By an item behind the dots in the title of the view. */
  async viewMenu(command: string): Promise<void> {
    await this.#menu('view/title', command, async () => {
      await this.#viewTitle();
      await this.walkTo(more, 'ArrowRight');
      await this.press('Enter');
    });
  }

  async #viewTitle(): Promise<void> {
    await this.command('Source Control: Focus on AI Provenance View');
    await this.walkTo(exactly(titleOf('colophon.attestStaged')), 'Shift+Tab');
  }

  async #menu(way: string, command: string, open: () => Promise<void>): Promise<void> {
    this.gone.add(`${way} ${command}`);
    await this.menu(titleOf(command), open);
  }

  /** By a button or a link of a page. */
  async button(page: 'welcome' | 'walkthrough', command: string): Promise<void> {
    this.gone.add(`${page} ${command}`);
    await this.walkTo(exactly(titleOf(command)));
    await this.press('Enter');
  }

  /** Checks the only row of a list that is wanted, and takes it. */
  async check(wanted: Wanted): Promise<void> {
    await this.arrowTo(quickInput, wanted);
    await this.press('Space');
    await this.asked('1 Selected');
    await this.press('Enter');
  }

  /** Waits for a text in the item of the status bar. */
  status(text: Wanted): Promise<void> {
    return this.seen('[id*="colophon.zone"]', text);
  }

  /** Waits for the message in the status bar that says what was done. */
  done(text: string): Promise<void> {
    return this.seen('.statusbar', text);
  }

  /** Waits for a tab and a text in its editor. */
  async shown(tab: string, text: Wanted = ''): Promise<void> {
    await this.seen('.tab.active', tab);
    await this.seen(editorText, text);
  }

  async save(file: string, text: string): Promise<void> {
    await this.press('Control+S');
    await until(`${text} in ${file}`, () => this.textOf(file).includes(text));
  }

  /** Waits until a text is gone from the editor, and saves what is left: `end` is the file's end then. */
  async saveWithout(text: string, file: string, end: string): Promise<void> {
    await until(
      `the editor without ${text}`,
      async () => !(await this.texts(editorText)).join().includes(text),
    );
    await this.press('Control+S');
    await until(`${file} to end with ${end}`, () => this.textOf(file).endsWith(end));
  }

  /** The same of a line that the assistant ended: what a person began of it stays. */
  removed(name: Name, file = core): Promise<void> {
    return this.saveWithout(offered(name), file, begun(name));
  }

  /** Whether a mark is seen in the gutter. */
  async marked(isMarked: boolean): Promise<void> {
    await until(`marks: ${isMarked}`, async () => (await this.isThere(marks)) === isMarked);
  }

  /** A line that the assistant ended, in a file without other lines of it; saved, and staged. */
  async assisted(name: Name, file = core): Promise<void> {
    await this.takeSuggestion(file, begun(name));
    await this.marked(true);
    await this.save(file, `${begun(name)}${offered(name)}`);
    this.git('add', '--', file);
  }

  async attested(button = 'I Have Reviewed Them'): Promise<void> {
    await this.asked('Attest as Ada Park <ada@acme.dev>');
    await this.press('Enter');
    await this.answer('have reviewed', button);
    await this.done('Attested: ');
  }

  /** Waits until so many statements under `.ai-policy/signoffs` are staged. */
  async signed(count: number): Promise<void> {
    await until(`${count} statements`, () => this.statements().length === count);
  }
}
