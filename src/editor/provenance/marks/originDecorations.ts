import * as vscode from 'vscode';
import type { LineOrigin } from '../../../provenance/source';
import { Delay } from '../../window/delay';
import type { Documents } from '../../window/documents';
import { Owner } from '../../window/owner';
import { isShown, markedOriginsSetting, onSettingChange } from '../../window/settings';
import type { WorkingTrees } from '../../window/workingTrees';
import { lineOrigins, originMarks, originsOf } from '../lines/originMarks';
import type { UncommittedLines } from '../lines/uncommittedLines';
import { type Block, blocksOf, covers, type LineRange, partsToShow, rulerBlocks } from './marksModel';

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

/** What the gutter of an editor shows, and of which lines. */
interface GutterMarks {
  readonly parts: readonly LineRange[];
  readonly blocks: readonly Block[];
}

/**
 * Marks the lines that are in no commit by their origin: a shape in the gutter, where a person looks, and a mark in
 * the overview ruler. The gutter knows the visible lines and a screen on either side, and nothing else.
 */
export class OriginDecorations extends Owner {
  readonly #memory: vscode.Memento;
  readonly #icons: vscode.Uri;
  #gutter: ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType>;
  readonly #ruler: ReadonlyMap<LineOrigin, vscode.TextEditorDecorationType>;
  readonly #shown = new WeakMap<vscode.TextEditor, GutterMarks>();
  readonly #rulers = new WeakMap<vscode.TextEditor, readonly Block[]>();
  /** Paths of files with something new in them; which documents they are is found out when the time comes. */
  readonly #changed = new Set<string>();
  readonly #soon = new Delay(() => this.#update());
  #isContrast: boolean;
  /** All visible editors are to be marked anew, changed or not. */
  #isAfresh = false;

  constructor(
    context: vscode.ExtensionContext,
    trees: WorkingTrees,
    private readonly documents: Documents,
    private readonly lines: UncommittedLines,
  ) {
    super();
    this.#memory = context.workspaceState;
    this.#icons = vscode.Uri.joinPath(context.extensionUri, 'media', 'marks');
    this.#isContrast = isContrast(vscode.window.activeColorTheme);
    this.#gutter = gutterTypes(this.#icons, this.#isContrast);
    this.#ruler = decorationTypes((origin) => ({
      overviewRulerColor: new vscode.ThemeColor(originMarks[origin].color),
      overviewRulerLane: lanes[origin],
    }));
    this.own(
      ...this.#ruler.values(),
      this.#soon,
      trees.onDidChange(() => this.refresh()),
      trees.onDidRecord(({ path }) => this.#note(path)),
      documents.onDidOpen(({ path }) => this.#note(path)),
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.#soon.within(QUIET_MS)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.window.onDidChangeActiveColorTheme((theme) => this.#draw(isContrast(theme))),
      lines.onDidLook((document) => this.#rule(document)),
      onSettingChange(() => this.refresh()),
    );
  }

  /** *Toggle Provenance Marks*: for this workspace, until it is toggled again. */
  async toggle(): Promise<boolean> {
    await this.#memory.update(stored, this.#isOn ? true : undefined);
    this.refresh();
    return this.#isOn;
  }

  /** A file's record has something new. Called for each key: it only takes note. */
  #note(path: string): void {
    this.#changed.add(path);
    this.#soon.within(QUIET_MS);
  }

  /** Looks at all that is visible, whole. */
  refresh(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.lines.changed(document, QUIET_MS);
    this.#isAfresh = true;
    this.#soon.within(QUIET_MS);
  }

  /** The blocks that the gutter of an editor shows now. */
  gutterOf(editor: vscode.TextEditor): readonly Block[] {
    return this.#shown.get(editor)?.blocks ?? [];
  }

  /** The blocks in the overview ruler of an editor. */
  rulerOf(editor: vscode.TextEditor): readonly Block[] {
    return this.#rulers.get(editor) ?? [];
  }

  override dispose(): void {
    for (const type of this.#gutter.values()) type.dispose();
    super.dispose();
  }

  /** VS Code has no icons of their own for high contrast, so the shapes are made again. */
  #draw(contrast: boolean): void {
    if (contrast === this.#isContrast) return;
    this.#isContrast = contrast;
    for (const type of this.#gutter.values()) type.dispose();
    this.#gutter = gutterTypes(this.#icons, contrast);
    this.refresh();
  }

  get #isOn(): boolean {
    return this.#memory.get(stored) !== true;
  }

  #update(): void {
    const afresh = this.#isAfresh;
    this.#isAfresh = false;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    const touched = new Set<vscode.TextDocument>();
    for (const document of changed.size > 0 ? vscode.workspace.textDocuments : []) {
      const path = this.documents.get(document)?.path;
      if (path === undefined || !changed.has(path)) continue;
      touched.add(document);
      this.lines.changed(document);
    }
    for (const editor of vscode.window.visibleTextEditors)
      this.#mark(editor, afresh || touched.has(editor.document));
  }

  #mark(editor: vscode.TextEditor, isChanged: boolean): void {
    const { document, visibleRanges } = editor;
    const before = this.#shown.get(editor);
    if (document.uri.scheme !== 'file') return;
    const visible = visibleRanges.map(({ start, end }) => ({ first: start.line + 1, last: end.line + 1 }));
    if (visible.length === 0 || (!isChanged && before && covers(before.parts, visible))) return;
    const parts = partsToShow(visible, document.lineCount);
    const isWanted = this.#isOn && isShown('gutter');
    const records = isWanted ? parts.map(({ first, last }) => this.lines.in(document, first, last)) : [];
    // A change that is not read yet will be recorded soon, and then this is called again.
    if (!records.every((one) => one !== undefined)) return;
    const blocks = blocksOf(records.flat(), originsOf(markedOriginsSetting()));
    this.#shown.set(editor, { parts, blocks });
    if (blocks.length > 0 || (before && before.blocks.length > 0)) decorate(editor, this.#gutter, blocks);
  }

  #rule(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      const shows = this.#isOn && isShown('overviewRuler');
      const blocks = shows ? blocksOf(this.lines.get(document), originsOf(markedOriginsSetting())) : [];
      const ruled = rulerBlocks(blocks, document.lineCount);
      const before = this.#rulers.get(editor) ?? [];
      if (before.length > 0 || ruled.length > 0) decorate(editor, this.#ruler, ruled);
      this.#rulers.set(editor, ruled);
    }
  }
}

function isContrast({ kind }: vscode.ColorTheme): boolean {
  return kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
}

function gutterTypes(icons: vscode.Uri, contrast: boolean): ReturnType<typeof decorationTypes> {
  const icon = (origin: LineOrigin, theme: string) => ({
    gutterIconPath: vscode.Uri.joinPath(icons, `${origin}-${theme}.svg`),
  });
  return decorationTypes((origin) => ({
    light: icon(origin, contrast ? 'hcLight' : 'light'),
    dark: icon(origin, contrast ? 'hc' : 'dark'),
    gutterIconSize: 'contain',
  }));
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
