import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type HeadFiles, readHeadFiles } from '../../git/objects/headFiles';
import type { Repository } from '../../git/repository/repository';
import { LedgerStore } from '../../git/store/ledgerStore';
import type { Clipboard } from '../../provenance/observe/observer';
import type { Source } from '../../provenance/source';
import { WorkingRecord } from '../../workflow/commit/workingRecord';
import type { Assistants } from './assistants';
import { messageOf, type Notices } from './notices';

export interface RecordServices {
  readonly assistants: Assistants;
  /** One for all trees: what is copied in one may be pasted in another. */
  readonly clipboard: Clipboard;
  readonly notices: Notices;
}

/** Starts the record of a working tree. `changed` is called when text came into a file of it. */
export function startRecord(
  repo: Repository,
  { assistants, clipboard, notices }: RecordServices,
  changed: (file: string, source: Source | undefined) => void,
): WorkingRecord {
  const inHead = batched((files) => readHeadFiles(repo, files));
  return new WorkingRecord({
    store: new LedgerStore(repo.colophonDir),
    nameAssistant: assistants.nameByExtension,
    isAgentActive: assistants.isAgentActive,
    clipboard,
    now: Date.now,
    newId: () => randomBytes(6).toString('hex'),
    setTimer: (work, ms) => {
      const timer = setTimeout(work, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    inHead: async (file) => {
      const head = await inHead(file);
      const text = head?.texts.get(file);
      return head && text !== undefined ? { text, commit: head.commit } : undefined;
    },
    changed,
    failed: (error) => {
      notices.log.info(`ledger: ${messageOf(error)}`);
      void notices.warn(
        'ledger',
        vscode.l10n.t(
          'Colophon cannot write its record in {0} ({1}). What happens until it can is kept in this window only.',
          repo.colophonDir,
          messageOf(error),
        ),
      );
    },
  });
}

/** Reads HEAD once for all the files that are opened together. */
function batched(
  read: (files: readonly string[]) => Promise<HeadFiles | undefined>,
): (file: string) => Promise<HeadFiles | undefined> {
  let next: { readonly files: Set<string>; readonly result: Promise<HeadFiles | undefined> } | undefined;
  return (file) => {
    if (!next) {
      const files = new Set<string>();
      const result = new Promise<void>((fulfil) => setTimeout(fulfil, 5)).then(() => {
        next = undefined;
        return read([...files]);
      });
      next = { files, result };
    }
    next.files.add(file);
    return next.result;
  };
}
