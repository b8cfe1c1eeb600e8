import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { readHeadFiles } from '../git/headFiles';
import { LedgerStore } from '../git/ledgerStore';
import { discover, type Repository } from '../git/repository';
import { createMatcher, type Matcher } from '../policy/matcher';
import type { NameAssistant } from '../provenance/classify';
import type { Clipboard } from '../provenance/observer';
import type { Source } from '../provenance/source';
import { type LoadedPolicy, loadWorkingPolicy, refreshCompiled } from '../workflow/loadPolicy';
import { WorkingRecord } from '../workflow/record';

/** After this many changes of HEAD's files in a row, in milliseconds of quiet. */
const HEAD_QUIET_MS = 150;

/** A repository's working tree as this window knows it. */
export interface WorkingTree {
  readonly root: string;
  /** Absent in Restricted Mode, where nothing is run, and outside git. */
  readonly repo?: Repository;
  readonly policy: LoadedPolicy;
  readonly matcher?: Matcher;
  /** Absent without a policy. */
  readonly record?: WorkingRecord;
}

export interface WorkingTreePorts {
  readonly nameAssistant: NameAssistant;
  /** A tree was found, or its policy or record changed. */
  readonly changed: (tree: WorkingTree) => void;
  readonly recorded: (tree: WorkingTree, path: string, source: Source | undefined) => void;
  /** Said once, to people; `key` tells what was said before. */
  readonly warn: (key: string, message: string) => void;
  readonly log: (message: string) => void;
}

interface Entry {
  tree: WorkingTree;
  readonly owned: vscode.Disposable[];
  headTimer?: NodeJS.Timeout;
}

/** The working trees that hold what is open in this window; each is found by the first file in it. */
export class WorkingTrees implements vscode.Disposable {
  readonly #ports: WorkingTreePorts;
  readonly #clipboard: Clipboard = {};
  readonly #byRoot = new Map<string, Entry>();
  readonly #byFolder = new Map<string, Promise<Entry | undefined>>();
  readonly #settled = new Map<string, Entry | undefined>();

  constructor(ports: WorkingTreePorts) {
    this.#ports = ports;
  }

  get all(): readonly WorkingTree[] {
    return [...this.#byRoot.values()].map((entry) => entry.tree);
  }

  /** The tree of a file, if it is known by now. */
  peek(uri: vscode.Uri): WorkingTree | undefined {
    return uri.scheme === 'file' ? this.#settled.get(path.dirname(uri.fsPath))?.tree : undefined;
  }

  /** The tree of a file; found now if need be. */
  async find(uri: vscode.Uri): Promise<WorkingTree | undefined> {
    return uri.scheme === 'file' ? this.findFolder(path.dirname(uri.fsPath)) : undefined;
  }

  async findFolder(folder: string): Promise<WorkingTree | undefined> {
    let found = this.#byFolder.get(folder);
    if (!found) {
      found = this.#discover(folder);
      this.#byFolder.set(folder, found);
      this.#settled.set(folder, await found);
    }
    return (await found)?.tree;
  }

  /** POSIX, from the tree's root; `undefined` where the file is outside. */
  pathOf(tree: WorkingTree, uri: vscode.Uri): string | undefined {
    // git names the root without symbolic links; the editor may have come here by one.
    const inside = (file: string) => !path.relative(tree.root, file).startsWith('..');
    const file = inside(uri.fsPath) ? uri.fsPath : realFile(uri.fsPath);
    const relative = path.relative(tree.root, file);
    if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
    return relative.split(path.sep).join('/');
  }

  /** Forgets what was found, so that new repositories and the granted trust are seen. */
  async reset(): Promise<void> {
    this.#disposeEntries();
    this.#byFolder.clear();
    this.#settled.clear();
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
      entry.tree.record?.dispose();
      for (const owned of entry.owned) owned.dispose();
    }
    this.#byRoot.clear();
  }

  async #discover(folder: string): Promise<Entry | undefined> {
    // In Restricted Mode nothing is run, git included: the policy is read where the workspace folder has it.
    if (!vscode.workspace.isTrusted) return this.#entryOf(await policyRoot(folder), undefined);
    const found = await discover(folder);
    if (found.kind === 'ok') return this.#entryOf(found.repo.root, found.repo);
    if (found.problem === 'not-a-repository') return undefined;
    this.#ports.warn(`discover:${found.problem}`, `Colophon records nothing here: ${found.message}`);
    return this.#entryOf(await policyRoot(folder), undefined);
  }

  #entryOf(root: string | undefined, repo: Repository | undefined): Entry | undefined {
    if (root === undefined) return undefined;
    const known = this.#byRoot.get(root);
    if (known) return known;
    const entry: Entry = {
      tree: { root, ...(repo && { repo }), policy: { kind: 'none' } },
      owned: [],
    };
    this.#byRoot.set(root, entry);
    const reload = () => this.#load(entry);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(root), '.ai-policy/**'),
    );
    entry.owned.push(watcher, watcher.onDidChange(reload), watcher.onDidCreate(reload), watcher.onDidDelete(reload));
    if (repo) this.#watchHead(entry, repo);
    this.#load(entry);
    return entry;
  }

  #load(entry: Entry): void {
    const { root, repo, record } = entry.tree;
    const policy = loadWorkingPolicy(root);
    entry.tree = {
      root,
      ...(repo && { repo }),
      policy,
      ...(policy.kind === 'ok' && { matcher: createMatcher(policy.compiled) }),
      ...(repo && policy.kind !== 'none' && { record: record ?? this.#newRecord(entry, repo) }),
    };
    if (policy.kind === 'none') record?.dispose();
    if (repo && policy.kind !== 'broken') {
      try {
        refreshCompiled(root, repo.colophonDir, policy);
      } catch (error) {
        this.#ports.warn('compiled', `Colophon could not write into ${repo.colophonDir}: ${messageOf(error)}`);
      }
    }
    this.#ports.changed(entry.tree);
    if (!record && entry.tree.record) this.#headMoved(entry);
  }

  #newRecord(entry: Entry, repo: Repository): WorkingRecord {
    return new WorkingRecord({
      store: new LedgerStore(repo.colophonDir),
      nameAssistant: this.#ports.nameAssistant,
      clipboard: this.#clipboard,
      now: Date.now,
      newId: () => randomBytes(6).toString('hex'),
      setTimer: (work, ms) => {
        const timer = setTimeout(work, ms);
        return { cancel: () => clearTimeout(timer) };
      },
      inHead: async (file) => {
        const head = await readHeadFiles(repo, [file]);
        const text = head?.texts.get(file);
        return head && text !== undefined ? { text, commit: head.commit } : undefined;
      },
      changed: (file, source) => this.#ports.recorded(entry.tree, file, source),
      failed: (error) => {
        this.#ports.log(`ledger: ${messageOf(error)}`);
        this.#ports.warn(
          'ledger',
          `Colophon cannot write its record in ${repo.colophonDir} (${messageOf(error)}). What happens until it can is kept in this window only.`,
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
  }
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

function realFile(file: string): string {
  try {
    return path.join(realpathSync.native(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
