import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import type { HostReason, Signal } from '../../provenance/observe/signals';
import type { FileRecord } from '../../workflow/commit/fileRecord';
import { listeningProviders } from './listeningProviders';
import { Owner } from './owner';
import { useHostSignals } from './settings';
import { pathOf } from './treePaths';
import type { WorkingTrees } from './workingTrees';

/** Longer documents are not observed, in characters; what they hold stays unknown. */
const LENGTH_MAX = 8_000_000;
const KINDS = [undefined, 'keyboard', 'mouse', 'command'] as const;
/** Signals kept for one document whose repository is still being looked for. */
const WAITING_MAX = 10_000;

/** What happens to a document before it is known whether it is recorded. */
interface Waiting {
  readonly text: string;
  readonly signals: Signal[];
}

/**
 * Turns the editor's events into signals for the record of each document. Nothing is read or kept here but which
 * document is recorded where, and what happens to one until that is known.
 */
export class Documents extends Owner {
  readonly #records = new Map<vscode.TextDocument, FileRecord>();
  /** What each document's file was like when it was opened, saved or read last: size and time. */
  readonly #stamps = new WeakMap<vscode.TextDocument, string>();
  readonly #waiting = new Map<vscode.TextDocument, Waiting>();
  readonly #opened = new vscode.EventEmitter<FileRecord>();
  /** A document is recorded from now on, and what is known of its text has been read. */
  readonly onDidOpen = this.#opened.event;
  #renames: { readonly from: vscode.Uri; readonly to: vscode.Uri }[] = [];

  constructor(private readonly trees: WorkingTrees) {
    super();
    this.own(
      this.#opened,
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
      ...listeningProviders(
        (document, signal) => this.#feed(document, signal),
        () => {
          for (const record of this.#records.values()) record.feed({ kind: 'actions', at: Date.now() });
        },
      ),
      trees.onDidChange((tree) => {
        // A record that ended with its policy takes its documents along; a new one starts with them.
        for (const document of [...this.#records.keys()])
          if (!tree.record && trees.peek(document.uri)?.root === tree.root) this.#close(document);
        this.refresh();
      }),
    );
  }

  /** Looks again at all open documents: a repository was found, or got its first policy. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) this.reconsider(document);
  }

  /** Looks again whether a document is recorded. */
  reconsider(document: vscode.TextDocument): void {
    if (!this.#records.has(document) && !document.isClosed) this.#open(document);
  }

  get(document: vscode.TextDocument): FileRecord | undefined {
    return this.#records.get(document);
  }

  override dispose(): void {
    super.dispose();
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
    const record = this.#recordOf(document, text);
    if (record === 'wait') {
      if (!waiting) this.#waiting.set(document, { text, signals: [] });
      return;
    }
    this.#waiting.delete(document);
    if (!record) return;
    this.#records.set(document, record);
    void record.ready.then(() => this.#opened.fire(record));
    for (const signal of waiting?.signals ?? []) record.feed(signal);
  }

  /** `undefined` where it is in no repository with a policy, `wait` while its repository is being looked for. */
  #recordOf(document: vscode.TextDocument, text: string): FileRecord | 'wait' | undefined {
    const { trees } = this;
    if (!trees.isKnown(document.uri)) {
      void trees.find(document.uri).then(() => this.reconsider(document));
      return 'wait';
    }
    const tree = trees.peek(document.uri);
    const path = tree && pathOf(tree, document.uri);
    return path === undefined ? undefined : tree?.record?.open(path, text);
  }

  #close(document: vscode.TextDocument): void {
    this.#waiting.delete(document);
    const record = this.#records.get(document);
    if (!record) return;
    this.#records.delete(document);
    this.trees.close(document.uri, record);
  }

  /** Reports the renamings that are under way; before their end only those that `opened` shows to have happened. */
  #rename(opened?: vscode.Uri): void {
    if (this.#renames.length === 0) return;
    const happened = ({ to }: { to: vscode.Uri }) =>
      !opened || opened.path === to.path || opened.path.startsWith(`${to.path}/`);
    const due = this.#renames.filter(happened);
    this.#renames = this.#renames.filter((one) => !due.includes(one));
    for (const { from, to } of due) this.trees.renamed(from, to);
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
    const host = useHostSignals() ? hostReason(event) : undefined;
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
