import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHeadFiles } from '../../src/git/headFiles';
import { LedgerStore } from '../../src/git/ledgerStore';
import type { Repository } from '../../src/git/repository';
import type { HostReason } from '../../src/provenance/signals';
import { WorkingRecord } from '../../src/workflow/record';

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

let streams = 0;

/**
 * A window at work in a repository: the real record and ledger, fed with the signals that an editor with change
 * reasons sends. Only the editor itself is missing.
 */
export class Writer {
  readonly record: WorkingRecord;
  readonly #repo: Repository;

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
      inHead: async (path) => {
        const head = await readHeadFiles(repo, [path]);
        const text = head?.texts.get(path);
        return head && text !== undefined ? { text, commit: head.commit } : undefined;
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
    const file = join(this.#repo.root, path);
    let text = '';
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      // A new file.
    }
    // What git did to a file that is open: the window loads it anew.
    const known = this.record.get(path);
    await known?.ready;
    const open = known?.observer?.text === text ? known : this.record.open(path, text);
    await open.ready;
    for (const [by, inserted] of insertions) {
      const lines = text.split('\n');
      open.feed({
        kind: 'change',
        at: Date.now(),
        dirty: true,
        active: true,
        host: reasons[by],
        changes: [
          {
            start: text.length,
            end: text.length,
            text: inserted,
            line: lines.length - 1,
            character: lines[lines.length - 1]!.length,
          },
        ],
      });
      text += inserted;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    open.feed({ kind: 'saved', at: Date.now() });
  }

  close(): void {
    this.record.dispose();
  }
}
