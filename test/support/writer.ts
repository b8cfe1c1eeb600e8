import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHeadFiles } from '../../src/git/objects/headFiles';
import type { Repository } from '../../src/git/repository/repository';
import { LedgerStore } from '../../src/git/store/ledgerStore';
import type { HostReason } from '../../src/provenance/observe/signals';
import type { FileRecord } from '../../src/workflow/commit/fileRecord';
import { WorkingRecord } from '../../src/workflow/commit/workingRecord';

/** Who inserts: as VS Code's own change reasons say it. */
export const reasons = {
  human: { source: 'cursor', metadata: { kind: 'type' } },
  ai: {
    source: 'inlineCompletionAccept',
    metadata: { $extensionId: 'github.copilot', $modelId: 'copilot|gpt-5.2' },
  },
  pasted: { source: 'cursor', metadata: { kind: 'paste' } },
  unknown: { source: 'unknown', metadata: {} },
} satisfies Record<string, HostReason>;

const reloaded: HostReason = { source: 'reloadFromDisk', metadata: {} };

/** `text` takes the place of `[start, end)` of the text that the edits before it have made. */
export interface WriterEdit {
  readonly by: keyof typeof reasons;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

let streams = 0;

/**
 * A window at work in a repository: the real record and ledger, fed with the signals that an editor with change
 * reasons sends. Only the editor itself is missing.
 */
export class Writer {
  readonly record: WorkingRecord;
  readonly #repo: Repository;
  /** Looks at HEAD under way. */
  readonly #asked = new Set<Promise<unknown>>();

  constructor(repo: Repository, options: { failed?: (error: unknown) => void; assistant?: string } = {}) {
    this.#repo = repo;
    this.record = new WorkingRecord({
      store: new LedgerStore(repo.colophonDir),
      nameAssistant: () => options.assistant ?? 'github-copilot',
      clipboard: {},
      now: Date.now,
      newId: () => `w${process.pid}-${streams++}`,
      setTimer: (work, ms) => {
        const timer = setTimeout(work, ms);
        return { cancel: () => clearTimeout(timer) };
      },
      inHead: (path) => {
        const asked = this.#inHead(path).finally(() => this.#asked.delete(asked));
        this.#asked.add(asked);
        return asked;
      },
      changed: () => {},
      failed:
        options.failed ??
        ((error) => {
          throw error;
        }),
    });
  }

  /** Opens a file, inserts texts at its end one after another, and saves it. */
  async write(
    path: string,
    ...insertions: readonly (readonly [by: keyof typeof reasons, text: string])[]
  ): Promise<void> {
    let end = this.#onDisk(path)?.length ?? 0;
    const edits = insertions.map(([by, text]) => {
      const edit = { by, start: end, end, text };
      end += text.length;
      return edit;
    });
    await this.edit(path, ...edits);
  }

  /** Opens a file, edits it anywhere, and saves it. */
  async edit(path: string, ...edits: readonly WriterEdit[]): Promise<void> {
    let text = this.#onDisk(path) ?? '';
    const open = this.record.get(path) ?? this.record.open(path, text);
    await open.ready;
    this.#reload(open, text);
    for (const { by, ...edit } of edits) {
      feedChange(open, text, edit, reasons[by], true);
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    }
    const file = join(this.#repo.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    open.feed({ kind: 'saved', at: Date.now() });
  }

  /**
   * As the window sees that others have changed files: documents are read anew, those whose file is gone are closed.
   * Answers the paths that were read.
   */
  async reload(): Promise<string[]> {
    const read: string[] = [];
    for (const path of [...this.record.openPaths()]) {
      const open = this.record.get(path)!;
      const text = this.#onDisk(path);
      await open.ready;
      if (text === undefined) this.record.close(path);
      else if (this.#reload(open, text)) read.push(path);
    }
    await Promise.all(this.#asked);
    return read;
  }

  /** As the window sees that HEAD has moved. */
  async settle(): Promise<void> {
    this.record.flush();
    const paths = [...this.record.folded().files.keys(), ...this.record.openPaths()];
    const head = await readHeadFiles(this.#repo, [...new Set(paths)]);
    if (head) this.record.rebaseOnHead(head.texts, head.commit);
  }

  close(): void {
    this.record.dispose();
  }

  /** One replacement of the lines between the first and the last that differ: as an editor takes over a text. */
  #reload(open: FileRecord, text: string): boolean {
    const before = open.observer?.text ?? text;
    if (before === text) return false;
    const [a, b] = [before.split(/(?<=\n)/), text.split(/(?<=\n)/)];
    const shorter = Math.min(a.length, b.length);
    let head = 0;
    while (head < shorter && a[head] === b[head]) head++;
    let tail = 0;
    while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
    const middle = (lines: string[]) => lines.slice(head, lines.length - tail).join('');
    const start = a.slice(0, head).join('').length;
    feedChange(open, before, { start, end: start + middle(a).length, text: middle(b) }, reloaded, false);
    return true;
  }

  #onDisk(path: string): string | undefined {
    const file = join(this.#repo.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  async #inHead(path: string): Promise<{ text: string; commit: string } | undefined> {
    const head = await readHeadFiles(this.#repo, [path]);
    const text = head?.texts.get(path);
    return head && text !== undefined ? { text, commit: head.commit } : undefined;
  }
}

function feedChange(
  open: FileRecord,
  before: string,
  { start, end, text }: Omit<WriterEdit, 'by'>,
  host: HostReason,
  dirty: boolean,
): void {
  const lines = before.slice(0, start).split('\n');
  open.feed({
    kind: 'change',
    at: Date.now(),
    dirty,
    active: true,
    host,
    changes: [{ start, end, text, line: lines.length - 1, character: lines.at(-1)!.length }],
  });
}
