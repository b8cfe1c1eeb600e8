import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type HeadFiles, readHeadFiles } from '../../git/objects/headFiles';
import { discover } from '../../git/repository/discover';
import type { Repository } from '../../git/repository/repository';
import { LedgerStore } from '../../git/store/ledgerStore';
import { createMatcher, type Matcher } from '../../policy/matcher';
import type { KnownAssistants } from '../../provenance/observe/classify';
import type { Clipboard } from '../../provenance/observe/observer';
import type { Source } from '../../provenance/source';
import type { FileRecord } from '../../workflow/commit/fileRecord';
import { WorkingRecord } from '../../workflow/commit/workingRecord';
import type { LoadedPolicy } from '../../workflow/policy/loadPolicy';
import { loadPolicyTools } from './loadPolicyTools';
import { organizationPolicy } from './settings';

/** HEAD's files, and the policy's, change several times in a row; in milliseconds of quiet. */
const HEAD_QUIET_MS = 150;
const POLICY_QUIET_MS = 50;
/** A folder that was in no repository may be in one after this many milliseconds. */
const NOT_FOUND_MS = 3000;
/** Folders whose place is kept. */
const PLACES_MAX = 20_000;

/** A repository's working tree as this window knows it. */
export interface WorkingTree {
  readonly root: string;
  /** Absent in Restricted Mode, where nothing is run, and where git cannot be used. */
  readonly repo?: Repository;
  /** Why git cannot be used here, in a sentence or two. */
  readonly problem?: string;
  readonly policy: LoadedPolicy;
  readonly matcher?: Matcher;
  /** Absent without a policy. */
  readonly record?: WorkingRecord;
}

export interface WorkingTreePorts {
  readonly assistants: Required<KnownAssistants>;
  /** The form of each assistant in `Assisted-by`, for the hooks. */
  readonly tokens: () => Readonly<Record<string, string>>;
  /** A tree was found, or its policy or record changed. */
  readonly changed: (tree: WorkingTree) => void;
  readonly recorded: (tree: WorkingTree, path: string, source: Source | undefined) => void;
  /** HEAD names another commit than before, and the record is settled on it. */
  readonly headMoved: (tree: WorkingTree) => void;
  /** Said once, to people; `key` tells what was said before. */
  readonly warn: (key: string, message: string) => void;
  readonly log: (message: string) => void;
}

interface Entry {
  tree: WorkingTree;
  readonly owned: vscode.Disposable[];
  head?: string | undefined;
  headTimer?: NodeJS.Timeout;
  policyTimer?: NodeJS.Timeout;
}

interface Found {
  readonly at: number;
  readonly entry: Promise<Entry | undefined>;
  settled?: { readonly entry: Entry | undefined };
}

/** The working trees that hold what is open in this window; each is found by the first file in it. */
export class WorkingTrees implements vscode.Disposable {
  readonly #ports: WorkingTreePorts;
  readonly #clipboard: Clipboard = {};
  readonly #byRoot = new Map<string, Entry>();
  readonly #byFolder = new Map<string, Found>();
  readonly #places = new Map<string, { readonly real: string; readonly entry: Entry | undefined }>();

  constructor(ports: WorkingTreePorts) {
    this.#ports = ports;
  }

  get all(): readonly WorkingTree[] {
    return [...this.#byRoot.values()].map((entry) => entry.tree);
  }

  /** The tree of a file, if it is known by now. */
  peek(uri: vscode.Uri): WorkingTree | undefined {
    return isWorkingFile(uri) ? this.#byFolder.get(folderOf(uri))?.settled?.entry?.tree : undefined;
  }

  /**
   * The known tree that a file or folder lies in, found without asking git: for what is shown of many files. One with a
   * repository of its own in between is in none.
   */
  around(uri: vscode.Uri): WorkingTree | undefined {
    return isWorkingFile(uri) ? this.#placeOf(folderOf(uri)).entry?.tree : undefined;
  }

  /** Like `pathsOf`, of what is no link itself; no file is asked for. */
  plainPathsOf(tree: WorkingTree, uri: vscode.Uri): string[] {
    const name = pathIn(tree.root, path.join(this.#placeOf(folderOf(uri)).real, path.basename(uri.fsPath)));
    return name === undefined ? [] : [name];
  }

  /** Whether `peek` gives all that there is to know: the file's tree was looked for. */
  isKnown(uri: vscode.Uri): boolean {
    if (!isWorkingFile(uri)) return true;
    const found = this.#byFolder.get(folderOf(uri));
    return found?.settled !== undefined && !isOld(found);
  }

  /** The tree of a file; found now if need be. */
  async find(uri: vscode.Uri): Promise<WorkingTree | undefined> {
    return isWorkingFile(uri) ? this.findFolder(folderOf(uri)) : undefined;
  }

  async findFolder(folder: string): Promise<WorkingTree | undefined> {
    let found = this.#byFolder.get(folder);
    if (!found || isOld(found)) {
      const started: Found = { at: Date.now(), entry: this.#discover(folder) };
      found = started;
      this.#byFolder.set(folder, started);
      started.settled = { entry: await started.entry };
    }
    return (await found.entry)?.tree;
  }

  /** As git has it: POSIX, from the tree's root, links followed; `undefined` where the file is outside. */
  pathOf(tree: WorkingTree, uri: vscode.Uri): string | undefined {
    return pathIn(tree.root, realFile(uri.fsPath)) ?? pathIn(tree.root, uri.fsPath);
  }

  /** Every path that the policy has a say on: a link counts as itself and as what it leads to. */
  pathsOf(tree: WorkingTree, uri: vscode.Uri): string[] {
    const folder = realFile(path.dirname(uri.fsPath));
    const link = pathIn(tree.root, path.join(folder, path.basename(uri.fsPath)));
    return [...new Set([this.pathOf(tree, uri), link])].filter((one) => one !== undefined);
  }

  /** Whether a tree is one of the workspace's: around a folder of it, or inside. Others were opened for one file. */
  isOfWorkspace({ root }: WorkingTree): boolean {
    return (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => {
      const folder = realFile(uri.fsPath);
      return folder === root || pathIn(root, folder) !== undefined || pathIn(folder, root) !== undefined;
    });
  }

  /** Ends the record of a document. */
  close(uri: vscode.Uri, record: FileRecord): void {
    const tree = this.peek(uri);
    // A link and what it leads to are two documents of one path; the later one is the path's.
    if (tree?.record?.get(record.path) === record) tree.record.close(record.path);
    else record.close();
  }

  /** A file or folder got another name; text that leaves its tree is unknown in the next one. */
  renamed(from: vscode.Uri, to: vscode.Uri): void {
    for (const tree of this.all) {
      const [before, after] = [this.pathOf(tree, from), this.pathOf(tree, to)];
      if (!tree.record || before === undefined || after === undefined) continue;
      const known = [...tree.record.folded().files.keys(), ...tree.record.openPaths()];
      for (const file of new Set(known)) {
        if (file === before) tree.record.renamed(file, after);
        else if (file.startsWith(`${before}/`)) tree.record.renamed(file, after + file.slice(before.length));
      }
    }
  }

  /** Forgets what was found, so that new repositories and the granted trust are seen. */
  reset(): void {
    this.#disposeEntries();
    this.#byFolder.clear();
  }

  /** Reads the policy anew. */
  reload(tree: WorkingTree): void {
    const entry = this.#byRoot.get(tree.root);
    if (entry) this.#load(entry);
  }

  dispose(): void {
    this.#disposeEntries();
  }

  #disposeEntries(): void {
    for (const entry of this.#byRoot.values()) {
      clearTimeout(entry.headTimer);
      clearTimeout(entry.policyTimer);
      entry.tree.record?.dispose();
      for (const owned of entry.owned) owned.dispose();
    }
    this.#byRoot.clear();
    this.#places.clear();
  }

  /** Where a folder really is, and the known tree around it; found once, while the known trees are the same. */
  #placeOf(folder: string): { readonly real: string; readonly entry: Entry | undefined } {
    let place = this.#places.get(folder);
    if (!place) {
      const real = realFile(folder);
      place = { real, entry: this.#around(real) };
      if (this.#places.size >= PLACES_MAX) this.#places.clear();
      this.#places.set(folder, place);
    }
    return place;
  }

  async #discover(folder: string): Promise<Entry | undefined> {
    // In Restricted Mode nothing is run, git included: the policy is read where the workspace folder has it.
    if (!vscode.workspace.isTrusted) return this.#entryOf(await policyRoot(folder), {});
    const known = this.#around(realFile(folder));
    if (known) return known;
    const found = await discover(folder);
    if (found.kind === 'ok') return this.#entryOf(found.repo.root, { repo: found.repo });
    if (found.problem === 'not-a-repository') return undefined;
    const problem = found.message;
    const entry = this.#entryOf(await policyRoot(folder), { problem });
    // Who has no policy misses nothing.
    if (entry && entry.tree.policy.kind !== 'none')
      this.#ports.warn(
        `discover:${found.problem}`,
        vscode.l10n.t('Colophon records nothing here. {0}', problem),
      );
    return entry;
  }

  /** The known tree that a folder lies in, which saves asking git; one with a repository of its own in between does not count. */
  #around(folder: string): Entry | undefined {
    for (let at = folder; ; at = path.dirname(at)) {
      const entry = this.#byRoot.get(at);
      if (entry || existsSync(path.join(at, '.git')) || at === path.dirname(at)) return entry;
    }
  }

  #entryOf(root: string | undefined, git: { repo?: Repository; problem?: string }): Entry | undefined {
    if (root === undefined) return undefined;
    const known = this.#byRoot.get(root);
    if (known) return known;
    const { repo } = git;
    const entry: Entry = { tree: { root, ...git, policy: { kind: 'none' } }, owned: [] };
    this.#byRoot.set(root, entry);
    this.#places.clear();
    const reload = () => {
      clearTimeout(entry.policyTimer);
      entry.policyTimer = setTimeout(() => this.#load(entry), POLICY_QUIET_MS);
    };
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(root), '.ai-policy/**'),
    );
    entry.owned.push(
      watcher,
      watcher.onDidChange(reload),
      watcher.onDidCreate(reload),
      watcher.onDidDelete(reload),
    );
    if (repo) {
      this.#watchHead(entry, repo);
      this.#watchLedger(entry, repo);
    }
    this.#load(entry);
    return entry;
  }

  #load(entry: Entry): void {
    const { root, repo, problem, record } = entry.tree;
    const policy = loadPolicyTools().loadWorkingPolicy(root, organizationPolicy());
    entry.tree = {
      root,
      ...(repo && { repo }),
      ...(problem && { problem }),
      policy,
      ...(policy.kind === 'ok' && { matcher: createMatcher(policy.compiled) }),
      ...(repo && policy.kind !== 'none' && { record: record ?? this.#newRecord(entry, repo) }),
    };
    if (policy.kind === 'none') record?.dispose();
    if (repo) {
      try {
        loadPolicyTools().refreshCompiled(root, repo.colophonDir, policy, this.#ports.tokens());
      } catch (error) {
        this.#ports.warn(
          'compiled',
          vscode.l10n.t('Colophon could not write into {0}: {1}', repo.colophonDir, messageOf(error)),
        );
      }
    }
    this.#ports.changed(entry.tree);
    if (!record && entry.tree.record) this.#headMoved(entry);
  }

  #newRecord(entry: Entry, repo: Repository): WorkingRecord {
    const inHead = batched((files) => readHeadFiles(repo, files));
    return new WorkingRecord({
      store: new LedgerStore(repo.colophonDir),
      ...this.#ports.assistants,
      clipboard: this.#clipboard,
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
      changed: (file, source) => this.#ports.recorded(entry.tree, file, source),
      failed: (error) => {
        this.#ports.log(`ledger: ${messageOf(error)}`);
        this.#ports.warn(
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

  /** Commits, checkouts and resets move HEAD or write its log. */
  #watchHead(entry: Entry, repo: Repository): void {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(repo.gitDir), '{HEAD,logs/HEAD}'),
    );
    const moved = () => this.#headMoved(entry);
    entry.owned.push(
      watcher,
      watcher.onDidChange(moved),
      watcher.onDidCreate(moved),
      vscode.window.onDidChangeWindowState((state) => state.focused && moved()),
    );
  }

  /** Agents' hooks write the ledger too. */
  #watchLedger(entry: Entry, repo: Repository): void {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(repo.gitDir), 'colophon/ledger.jsonl'),
    );
    const written = () => entry.tree.record?.takeOver();
    entry.owned.push(
      watcher,
      watcher.onDidChange(written),
      watcher.onDidCreate(written),
      vscode.window.onDidChangeWindowState((state) => state.focused && written()),
    );
  }

  #headMoved(entry: Entry): void {
    clearTimeout(entry.headTimer);
    entry.headTimer = setTimeout(() => void this.#settle(entry), HEAD_QUIET_MS);
  }

  async #settle(entry: Entry): Promise<void> {
    const { repo, record } = entry.tree;
    if (!repo || !record) return;
    record.flush();
    const paths = [...record.folded().files.keys(), ...record.openPaths()];
    const head = await readHeadFiles(repo, [...new Set(paths)]);
    if (head) record.settle(head.texts, head.commit);
    this.#ports.changed(entry.tree);
    if (head && head.commit !== entry.head) this.#ports.headMoved(entry.tree);
    entry.head = head?.commit;
  }
}

function isOld({ at, settled }: Found): boolean {
  return settled !== undefined && !settled.entry && Date.now() - at > NOT_FOUND_MS;
}

/** The nearest folder with a policy, from `folder` up to its workspace folder. */
async function policyRoot(folder: string): Promise<string | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath;
  for (let at = folder; ; at = path.dirname(at)) {
    const policy = vscode.Uri.file(path.join(at, '.ai-policy', 'policy.yaml'));
    const found = await vscode.workspace.fs.stat(policy).then(
      () => true,
      () => false,
    );
    if (found) return at;
    if (at === top || top === undefined || at === path.dirname(at)) return top;
  }
}

/** One look at HEAD for all the files that are opened together. */
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

/** A file of a working tree; git's own folder holds none. */
function isWorkingFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && !/(?:^|\/)\.git\//.test(uri.path);
}

function folderOf(uri: vscode.Uri): string {
  return path.dirname(uri.fsPath);
}

function pathIn(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  if (relative === '' || /^\.\.(?:[\\/]|$)/.test(relative) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/** The file without symbolic links; git names the root so. As it is where it does not exist yet. */
function realFile(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(realFile(folder), path.basename(file));
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
