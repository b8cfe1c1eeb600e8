import * as vscode from 'vscode';
import type { LineOrigin } from '../provenance/source';
import type { Documents } from './documents';
import { type Block, blocksOf, rulerBlocks } from './marksModel';
import { lineOrigins, originMarks } from './originMarks';
import { isShown, markedOrigins, section } from './settings';
import type { UncommittedLines } from './uncommittedLines';
import type { WorkingTree } from './workingTrees';

/** Scrolling and typing come many times in a row, in milliseconds. */
const QUIET_MS = 80;
const stored = 'marks:off';

const lanes: Readonly<Record<LineOrigin, vscode.OverviewRulerLane>> = {
  ai: vscode.OverviewRulerLane.Center,
  mixed: vscode.OverviewRulerLane.Center,
  pasted: vscode.OverviewRulerLane.Right,
  unknown: vscode.OverviewRulerLane.Right,
  tool: vscode.OverviewRulerLane.Left,
  human: vscode.OverviewRulerLane.Left,
};

/** What an editor shows: the lines that were looked at for the gutter, and a text that tells whether it is still that. */
interface Shown {
  readonly first: number;
  readonly last: number;
  readonly gutter: string;
}

/**
 * Marks the lines that are in no commit by their origin: a shape in the gutter, where a person looks, and a mark in
 * the overview ruler. The gutter knows the visible lines and a screen on either side, and nothing else.
 */
export class OriginDecorations implements vscode.Disposable {
  readonly #lines: UncommittedLines;
  readonly #documents: Documents;
  readonly #memory: vscode.Memento;
  readonly #gutter: ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType>;
  readonly #ruler: ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType>;
  readonly #owned: vscode.Disposable[];
  readonly #shown = new WeakMap<vscode.TextEditor, Shown>();
  readonly #rulers = new WeakMap<vscode.TextEditor, string>();
  /** Files with something new in them, as `root` and `path`; what they are is found out when the time comes. */
  readonly #changed = new Map<string, { readonly root: string; readonly path: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: vscode.ExtensionContext, documents: Documents, lines: UncommittedLines) {
    this.#documents = documents;
    this.#lines = lines;
    this.#memory = context.workspaceState;
    const svg = (origin: LineOrigin, theme: string) =>
      vscode.Uri.joinPath(context.extensionUri, 'media', 'marks', `${origin}-${theme}.svg`);
    this.#gutter = decorationTypes((origin) => ({
      light: { gutterIconPath: svg(origin, 'light') },
      dark: { gutterIconPath: svg(origin, 'dark') },
      gutterIconSize: 'contain',
    }));
    this.#ruler = decorationTypes((origin) => ({
      overviewRulerColor: new vscode.ThemeColor(originMarks[origin].color),
      overviewRulerLane: lanes[origin],
    }));
    this.#owned = [
      ...this.#gutter.values(),
      ...this.#ruler.values(),
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.#soon()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      lines.onDidLook((document) => this.#rule(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) this.refresh();
      }),
    ];
  }

  /** *Toggle Provenance Marks*: for this workspace, until it is toggled again. */
  async toggle(): Promise<boolean> {
    await this.#memory.update(stored, this.#isOn ? true : undefined);
    this.refresh();
    return this.#isOn;
  }

  /** A file's record has something new. Called for each key: it only takes note. */
  changed({ root }: WorkingTree, path: string): void {
    this.#changed.set(`${root}\0${path}`, { root, path });
    this.#soon();
  }

  /** Looks at all that is visible, whole. */
  refresh(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#lines.changed(document, QUIET_MS);
    this.#soon(true);
  }

  /** The blocks that the gutter of an editor shows now. */
  gutterOf(editor: vscode.TextEditor): readonly Block[] {
    const shown = this.#shown.get(editor);
    return shown ? (JSON.parse(shown.gutter) as Block[]) : [];
  }

  /** The blocks in the overview ruler of an editor. */
  rulerOf(editor: vscode.TextEditor): readonly Block[] {
    return JSON.parse(this.#rulers.get(editor) ?? '[]') as Block[];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const owned of this.#owned) owned.dispose();
  }

  get #isOn(): boolean {
    return this.#memory.get(stored) !== true;
  }

  #isAfresh = false;

  #soon(afresh = false): void {
    this.#isAfresh ||= afresh;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, QUIET_MS);
  }

  #update(): void {
    const afresh = this.#isAfresh;
    this.#isAfresh = false;
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    const touched = new Set<vscode.TextDocument>();
    for (const document of changed.length > 0 ? vscode.workspace.textDocuments : []) {
      const path = this.#documents.get(document)?.path;
      if (path === undefined || !changed.some((one) => one.path === path)) continue;
      touched.add(document);
      this.#lines.changed(document);
    }
    for (const editor of vscode.window.visibleTextEditors)
      this.#mark(editor, afresh || touched.has(editor.document));
  }

  #mark(editor: vscode.TextEditor, isChanged: boolean): void {
    const { document, visibleRanges } = editor;
    const before = this.#shown.get(editor);
    if (document.uri.scheme !== 'file') return;
    const first = Math.min(...visibleRanges.map(({ start }) => start.line + 1));
    const last = Math.max(...visibleRanges.map(({ end }) => end.line + 1));
    if (!Number.isFinite(first)) return;
    if (!isChanged && before && before.first <= first && last <= before.last) return;
    const screen = last - first + 1;
    const [from, to] = [Math.max(1, first - screen), Math.min(document.lineCount, last + screen)];
    const records = this.#isOn && isShown('gutter') ? this.#lines.in(document, from, to) : [];
    // What is not read yet will be told as recorded, and then this is asked again.
    if (!records) return;
    const blocks = blocksOf(records, markedOrigins());
    const gutter = JSON.stringify(blocks);
    this.#shown.set(editor, { first: from === 1 ? 1 : from, last: to, gutter });
    if (before?.gutter !== gutter) decorate(editor, this.#gutter, blocks);
  }

  #rule(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      const shows = this.#isOn && isShown('overviewRuler');
      const blocks = shows ? blocksOf(this.#lines.get(document), markedOrigins()) : [];
      const ruled = rulerBlocks(blocks, document.lineCount);
      const text = JSON.stringify(ruled);
      if ((this.#rulers.get(editor) ?? '[]') !== text) decorate(editor, this.#ruler, ruled);
      this.#rulers.set(editor, text);
    }
  }
}

function decorationTypes(
  options: (origin: LineOrigin) => vscode.DecorationRenderOptions,
): ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType> {
  const { ClosedClosed } = vscode.DecorationRangeBehavior;
  return new Map(
    lineOrigins.map((origin) => [
      origin,
      vscode.window.createTextEditorDecorationType({ ...options(origin), rangeBehavior: ClosedClosed }),
    ]),
  );
}

function decorate(
  editor: vscode.TextEditor,
  types: ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType>,
  blocks: readonly Block[],
): void {
  for (const [origin, type] of types) {
    const own = blocks.filter((block) => block.origin === origin);
    editor.setDecorations(
      type,
      own.map(({ first, last }) => new vscode.Range(first - 1, 0, last - 1, 0)),
    );
  }
}
