import { setImmediate as breathe } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Observer } from '../../../provenance/observe/observer';
import type { LineRecord } from '../../../provenance/source';
import type { Documents } from '../../window/documents';
import { Owner } from '../../window/owner';
import { isPending, pendingIn } from './pendingLines';

/** A whole document is read this long after its first change since it was last read, in milliseconds. */
const LOOK_MS = 400;
/** Lines that are read in one go; the extension host does other work in between. */
const PART_LINES = 2000;

/**
 * What is recorded of the lines of open documents that are in no commit. Nothing is computed when a key is pressed:
 * a part is read when it is shown, and the whole a while later.
 */
export class UncommittedLines extends Owner {
  readonly #known = new WeakMap<vscode.TextDocument, readonly LineRecord[]>();
  readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #looked = new vscode.EventEmitter<vscode.TextDocument>();
  /** A whole document was read. */
  readonly onDidLook = this.#looked.event;

  constructor(private readonly documents: Documents) {
    super();
    this.own(
      this.#looked,
      vscode.workspace.onDidCloseTextDocument((document) => {
        clearTimeout(this.#timers.get(document));
        this.#timers.delete(document);
        this.#known.delete(document);
        this.#looked.fire(document);
      }),
    );
  }

  /** All of them, as of the last look; nothing where the document is not recorded. */
  get(document: vscode.TextDocument): readonly LineRecord[] {
    return this.#known.get(document) ?? [];
  }

  /** Those among the lines from `first` to `last` (1-based), now; `undefined` while a change is not read yet. */
  in(document: vscode.TextDocument, first: number, last: number): readonly LineRecord[] | undefined {
    const observer = this.documents.get(document)?.observer;
    if (!observer) return [];
    return observer.waiting ? undefined : partOf(document, observer, first, last);
  }

  /** Looks at the whole of a document, soon. */
  changed(document: vscode.TextDocument, within = LOOK_MS): void {
    if (this.#timers.has(document)) return;
    const look = async () => {
      this.#timers.delete(document);
      const lines = document.isClosed ? [] : await this.#look(document);
      if (!lines) return this.changed(document);
      this.#known.set(document, lines);
      this.#looked.fire(document);
    };
    this.#timers.set(
      document,
      setTimeout(() => void look(), within),
    );
  }

  override dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    super.dispose();
  }

  /** `undefined` where the document changed meanwhile. */
  async #look(document: vscode.TextDocument): Promise<readonly LineRecord[] | undefined> {
    const observer = this.documents.get(document)?.observer;
    if (!observer || !hasInsertion(observer)) return [];
    const { version, lineCount } = document;
    const lines: LineRecord[] = [];
    for (let first = 1; first <= lineCount; first += PART_LINES) {
      if (first > 1) await breathe();
      if (document.isClosed || document.version !== version || observer.waiting) return undefined;
      lines.push(...partOf(document, observer, first, Math.min(first + PART_LINES - 1, lineCount)));
    }
    return lines;
  }
}

/** Without an insertion, which is how most files are, there is nothing to look at. */
function hasInsertion(observer: Observer): boolean {
  return observer.waiting || observer.runs.some(({ source }) => isPending(source));
}

function partOf(
  document: vscode.TextDocument,
  observer: Observer,
  first: number,
  last: number,
): readonly LineRecord[] {
  const leads = first > 1;
  const range = new vscode.Range(first - (leads ? 2 : 1), 0, last, 0);
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const runs = observer.runsIn(start, end);
  if (!runs.some(({ source }) => isPending(source))) return [];
  return pendingIn({ text: document.getText(range), runs, first: range.start.line + 1, leads });
}
