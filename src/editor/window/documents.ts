import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import type { HostReason, Signal } from '../../provenance/observe/signals';
import type { FileRecord } from '../../workflow/commit/fileRecord';

/** Longer documents are not observed, in characters; what they hold stays unknown. */
const LENGTH_MAX = 8_000_000;
const KINDS = [undefined, 'keyboard', 'mouse', 'command'] as const;
/** Signals kept for one document whose repository is still being looked for. */
const WAITING_MAX = 10_000;

export interface DocumentPorts {
  /**
   * Starts to record a document whose text is `text`; `undefined` where it is in no repository with a policy, `wait`
   * while its repository is being looked for: `reconsider` is called when that is known.
   */
  readonly open: (document: vscode.TextDocument, text: string) => FileRecord | 'wait' | undefined;
  readonly close: (document: vscode.TextDocument, record: FileRecord) => void;
  /** A file or folder got another name. */
  readonly renamed: (from: vscode.Uri, to: vscode.Uri) => void;
  /** `colophon.hostSignals` is not `off`. */
  readonly useHostReasons: () => boolean;
}

/** What happens to a document before it is known whether it is recorded. */
interface Waiting {
  readonly text: string;
  readonly signals: Signal[];
}

/**
 * Turns the editor's events into signals for the record of each document. Nothing is read or kept here but which
 * document is recorded where, and what happens to one until that is known.
 */
export class Documents implements vscode.Disposable {
  readonly #ports: DocumentPorts;
  readonly #records = new Map<vscode.TextDocument, FileRecord>();
  /** What each document's file was like when it was opened, saved or read last: size and time. */
  readonly #stamps = new WeakMap<vscode.TextDocument, string>();
  readonly #waiting = new Map<vscode.TextDocument, Waiting>();
  #renames: { readonly from: vscode.Uri; readonly to: vscode.Uri }[] = [];
  readonly #owned: vscode.Disposable[];

  constructor(ports: DocumentPorts) {
    this.#ports = ports;
    const files: vscode.DocumentSelector = { scheme: 'file' };
    this.#owned = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#selected(event)),
      vscode.workspace.onWillSaveTextDocument(({ document }) =>
        this.#feed(document, { kind: 'willSave', at: Date.now() }),
      ),
      vscode.workspace.onDidSaveTextDocument((document) => {
        this.#hasDiskMoved(document);
        this.#feed(document, { kind: 'saved', at: Date.now() });
      }),
      vscode.workspace.onWillRenameFiles(({ files: renamed }) => {
        this.#renames = renamed.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
      }),
      vscode.workspace.onDidRenameFiles(() => this.#rename()),
      // Both providers offer nothing: they are asked, and that tells of a paste, of ghost text wanted at a place,
      // and of what the suggest widget has selected. They answer at once, so that nothing waits for us.
      vscode.languages.registerDocumentPasteEditProvider(
        files,
        new PasteListener((d, s) => this.#feed(d, s)),
        {
          providedPasteEditKinds: [vscode.DocumentDropOrPasteEditKind.Empty.append('colophon')],
          copyMimeTypes: ['application/x-colophon'],
          pasteMimeTypes: ['text/plain'],
        },
      ),
      vscode.languages.registerInlineCompletionItemProvider(files, {
        provideInlineCompletionItems: (document, position, context) => {
          const selected = context.selectedCompletionInfo?.text;
          this.#feed(document, {
            kind: 'suggestion',
            at: Date.now(),
            line: position.line,
            character: position.character,
            automatic: context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic,
            ...(selected !== undefined && { selected }),
          });
          return undefined;
        },
      }),
      // It offers nothing either. Without kinds of its own it adds no entry to a menu.
      vscode.languages.registerCodeActionsProvider(files, {
        provideCodeActions: (_document, _range, { triggerKind }) => {
          // What is chosen may change other files too.
          if (triggerKind === vscode.CodeActionTriggerKind.Invoke)
            for (const record of this.#records.values()) record.feed({ kind: 'actions', at: Date.now() });
          return undefined;
        },
      }),
    ];
  }

  /** Looks again at all open documents: a repository was found, or got its first policy. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) this.reconsider(document);
  }

  /** Looks again whether a document is recorded. */
  reconsider(document: vscode.TextDocument): void {
    if (!this.#records.has(document) && !document.isClosed) this.#open(document);
  }

  /** No longer records what `of` says. */
  release(of: (document: vscode.TextDocument) => boolean): void {
    for (const document of [...this.#records.keys()]) if (of(document)) this.#close(document);
  }

  get(document: vscode.TextDocument): FileRecord | undefined {
    return this.#records.get(document);
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
    this.#records.clear();
    this.#waiting.clear();
  }

  #open(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file' || !isObservable(document)) return;
    // The editor opens a renamed file before it says that the renaming is done.
    this.#rename(document.uri);
    this.#hasDiskMoved(document);
    const waiting = this.#waiting.get(document);
    const text = waiting?.text ?? document.getText();
    const record = this.#ports.open(document, text);
    if (record === 'wait') {
      if (!waiting) this.#waiting.set(document, { text, signals: [] });
      return;
    }
    this.#waiting.delete(document);
    if (!record) return;
    this.#records.set(document, record);
    for (const signal of waiting?.signals ?? []) record.feed(signal);
  }

  #close(document: vscode.TextDocument): void {
    this.#waiting.delete(document);
    const record = this.#records.get(document);
    if (!record) return;
    this.#records.delete(document);
    this.#ports.close(document, record);
  }

  /** Says the renamings that are under way; before their end only those that `opened` shows to have happened. */
  #rename(opened?: vscode.Uri): void {
    if (this.#renames.length === 0) return;
    const happened = ({ to }: { to: vscode.Uri }) =>
      !opened || opened.path === to.path || opened.path.startsWith(`${to.path}/`);
    const due = this.#renames.filter(happened);
    this.#renames = this.#renames.filter((one) => !due.includes(one));
    for (const { from, to } of due) this.#ports.renamed(from, to);
  }

  #isFollowed(document: vscode.TextDocument): boolean {
    return this.#records.has(document) || this.#waiting.has(document);
  }

  #feed(document: vscode.TextDocument, signal: Signal): void {
    const record = this.#records.get(document);
    if (record) return record.feed(signal);
    const waiting = this.#waiting.get(document);
    if (!waiting) return;
    waiting.signals.push(signal);
    // Its text would no longer be known; it starts anew with what it is then.
    if (waiting.signals.length > WAITING_MAX) this.#waiting.delete(document);
  }

  #changed(event: vscode.TextDocumentChangeEvent): void {
    const { document } = event;
    if (!this.#isFollowed(document)) return;
    const at = Date.now();
    if (event.contentChanges.length === 0) {
      this.#feed(document, { kind: 'dirty', at, dirty: document.isDirty });
      return;
    }
    const host = this.#ports.useHostReasons() ? hostReason(event) : undefined;
    this.#feed(document, {
      kind: 'change',
      at,
      changes: event.contentChanges.map((c) => ({
        start: c.rangeOffset,
        end: c.rangeOffset + c.rangeLength,
        text: c.text,
        line: c.range.start.line,
        character: c.range.start.character,
      })),
      dirty: document.isDirty,
      ...(!document.isDirty && this.#hasDiskMoved(document) && { diskMoved: true }),
      active: vscode.window.activeTextEditor?.document === document,
      ...(event.reason && {
        reason: event.reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo',
      }),
      ...(host && { host }),
    });
  }

  /** Whether the file on the disk is another one than when this was asked last; the first time it is not. */
  #hasDiskMoved(document: vscode.TextDocument): boolean {
    const stat = statSync(document.uri.fsPath, { throwIfNoEntry: false });
    const stamp = `${stat?.size} ${stat?.mtimeMs}`;
    const before = this.#stamps.get(document);
    this.#stamps.set(document, stamp);
    return before !== undefined && before !== stamp;
  }

  #selected(event: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = event.textEditor;
    if (!this.#isFollowed(document)) return;
    const by = event.kind === undefined ? undefined : KINDS[event.kind];
    this.#feed(document, {
      kind: 'selection',
      at: Date.now(),
      ...(by && { by }),
      cursors: event.selections.map((s) => ({
        line: s.active.line,
        character: s.active.character,
        empty: s.isEmpty,
      })),
    });
  }
}

/** Whether `document` is short enough to be observed. */
export function isObservable(document: vscode.TextDocument): boolean {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) <= LENGTH_MAX;
}

/** VS Code's own account of a change: a proposal that some hosts open to all. Absent on a stock VS Code. */
function hostReason(event: vscode.TextDocumentChangeEvent): HostReason | undefined {
  const reason = (event as { detailedReason?: { source?: unknown; metadata?: unknown } }).detailedReason;
  if (typeof reason?.source !== 'string') return undefined;
  const metadata = typeof reason.metadata === 'object' && reason.metadata !== null ? reason.metadata : {};
  return { source: reason.source, metadata: metadata as Record<string, unknown> };
}

class PasteListener implements vscode.DocumentPasteEditProvider {
  readonly #feed: (document: vscode.TextDocument, signal: Signal) => void;

  constructor(feed: (document: vscode.TextDocument, signal: Signal) => void) {
    this.#feed = feed;
  }

  prepareDocumentPaste(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void {
    const at = Date.now();
    this.#feed(document, {
      kind: 'copy',
      at,
      ranges: ranges.map((range) => {
        // Copying with nothing selected takes the whole line.
        const taken = range.isEmpty ? document.lineAt(range.start).rangeIncludingLineBreak : range;
        return { start: document.offsetAt(taken.start), end: document.offsetAt(taken.end) };
      }),
    });
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    _ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
  ): Promise<undefined> {
    const text = await data.get('text/plain')?.asString();
    if (text !== undefined) this.#feed(document, { kind: 'paste', at: Date.now(), text });
    return undefined;
  }
}
