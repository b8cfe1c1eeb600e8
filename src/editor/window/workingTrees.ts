import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { discover } from '../../git/repository/discover';
import type { Clipboard } from '../../provenance/observe/observer';
import type { FileRecord } from '../../workflow/commit/fileRecord';
import type { Assistants } from './assistants';
import { KnownTree, type RecordedText } from './knownTree';
import type { Notices } from './notices';
import { Owner } from './owner';
import { onSettingChange } from './settings';
import { folderOf, isWorkingFile, pathIn, pathOf, policyRoot, realFile, workspaceFolders } from './treePaths';
import type { WorkingTree } from './workingTree';

/** A folder that was in no repository may be in one after this many milliseconds. */
const NOT_FOUND_MS = 3000;
/** Folders whose place is kept. */
const PLACES_MAX = 20_000;

/** The search for the tree of a folder. */
interface FolderSearch {
  readonly at: number;
  readonly result: Promise<KnownTree | undefined>;
  settled?: { readonly known: KnownTree | undefined };
}

/** Where a folder really is, and the known tree around it. */
interface FolderPlace {
  readonly real: string;
  readonly known: KnownTree | undefined;
}

/** The working trees that hold what is open in this window; each is found by the first file in it. */
export class WorkingTrees extends Owner {
  readonly #changed = new vscode.EventEmitter<WorkingTree>();
  readonly #recorded = new vscode.EventEmitter<RecordedText>();
  readonly #headMoved = new vscode.EventEmitter<WorkingTree>();
  readonly #clipboard: Clipboard = {};
  readonly #byRoot = new Map<string, KnownTree>();
  readonly #byFolder = new Map<string, FolderSearch>();
  readonly #places = new Map<string, FolderPlace>();
  /** A tree was found, or its policy or record changed. */
  readonly onDidChange = this.#changed.event;
  /** Fired for each key: listeners only take note. */
  readonly onDidRecord = this.#recorded.event;
  /** HEAD names another commit than before, and the record is settled on it. */
  readonly onDidMoveHead = this.#headMoved.event;

  constructor(
    private readonly assistants: Assistants,
    private readonly notices: Notices,
  ) {
    super();
    this.own(
      { dispose: () => this.#forgetTrees() },
      this.#changed,
      this.#recorded,
      this.#headMoved,
      onSettingChange(() => {
        for (const known of this.#byRoot.values()) known.load();
      }, 'organizationPolicy'),
    );
  }

  get all(): readonly WorkingTree[] {
    return [...this.#byRoot.values()].map(({ tree }) => tree);
  }

  /** The known tree with this root. */
  at(root: string): WorkingTree | undefined {
    return this.#byRoot.get(root)?.tree;
  }

  /** The tree of a file, if it is known by now. */
  peek(uri: vscode.Uri): WorkingTree | undefined {
    return isWorkingFile(uri) ? this.#byFolder.get(folderOf(uri))?.settled?.known?.tree : undefined;
  }

  /**
   * The known tree that a file or folder lies in, found without asking git: for what is shown of many files. One with a
   * repository of its own in between is in none.
   */
  around(uri: vscode.Uri): WorkingTree | undefined {
    return isWorkingFile(uri) ? this.#placeOf(folderOf(uri)).known?.tree : undefined;
  }

  /** Like `pathsOf`, for what is no link itself; the disk is not asked about the file. */
  plainPathsOf(tree: WorkingTree, uri: vscode.Uri): string[] {
    const name = pathIn(tree.root, path.join(this.#placeOf(folderOf(uri)).real, path.basename(uri.fsPath)));
    return name === undefined ? [] : [name];
  }

  /** Whether `peek` gives all that there is to know: the file's tree was looked for. */
  isKnown(uri: vscode.Uri): boolean {
    if (!isWorkingFile(uri)) return true;
    const search = this.#byFolder.get(folderOf(uri));
    return search?.settled !== undefined && !isOld(search);
  }

  /** The tree of a file; found now if need be. */
  async find(uri: vscode.Uri): Promise<WorkingTree | undefined> {
    return isWorkingFile(uri) ? this.findFolder(folderOf(uri)) : undefined;
  }

  async findFolder(folder: string): Promise<WorkingTree | undefined> {
    let search = this.#byFolder.get(folder);
    if (!search || isOld(search)) {
      const started: FolderSearch = { at: Date.now(), result: this.#discover(folder) };
      search = started;
      this.#byFolder.set(folder, started);
      started.settled = { known: await started.result };
    }
    return (await search.result)?.tree;
  }

  /** The tree of each folder of the workspace; `undefined` for one that is in none. */
  ofFolders(): Promise<readonly (WorkingTree | undefined)[]> {
    return Promise.all(workspaceFolders().map((folder) => this.findFolder(folder)));
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
      const [before, after] = [pathOf(tree, from), pathOf(tree, to)];
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
    this.#forgetTrees();
    this.#byFolder.clear();
  }

  /** Reads the policy anew. */
  reload({ root }: WorkingTree): void {
    this.#byRoot.get(root)?.load();
  }

  #forgetTrees(): void {
    for (const known of this.#byRoot.values()) known.dispose();
    this.#byRoot.clear();
    this.#places.clear();
  }

  /** Found once, while the known trees are the same. */
  #placeOf(folder: string): FolderPlace {
    let place = this.#places.get(folder);
    if (!place) {
      const real = realFile(folder);
      place = { real, known: this.#around(real) };
      if (this.#places.size >= PLACES_MAX) this.#places.clear();
      this.#places.set(folder, place);
    }
    return place;
  }

  async #discover(folder: string): Promise<KnownTree | undefined> {
    // In Restricted Mode nothing is run, git included: the policy is read where the workspace folder has it.
    if (!vscode.workspace.isTrusted) return this.#knownAt(await policyRoot(folder), {});
    const known = this.#around(realFile(folder));
    if (known) return known;
    const found = await discover(folder);
    if (found.kind === 'ok') return this.#knownAt(found.repo.root, { repo: found.repo });
    if (found.problem === 'not-a-repository') return undefined;
    const problem = found.message;
    const withoutGit = this.#knownAt(await policyRoot(folder), { problem });
    // Without a policy nothing is recorded anyway.
    if (withoutGit && withoutGit.tree.policy.kind !== 'none')
      void this.notices.warn(
        `discover:${found.problem}`,
        vscode.l10n.t('Colophon records nothing here. {0}', problem),
      );
    return withoutGit;
  }

  /** The known tree that a folder lies in, which saves asking git; one with a repository of its own in between does not count. */
  #around(folder: string): KnownTree | undefined {
    for (let at = folder; ; at = path.dirname(at)) {
      const known = this.#byRoot.get(at);
      if (known || existsSync(path.join(at, '.git')) || at === path.dirname(at)) return known;
    }
  }

  #knownAt(root: string | undefined, git: Pick<WorkingTree, 'repo' | 'problem'>): KnownTree | undefined {
    if (root === undefined) return undefined;
    const before = this.#byRoot.get(root);
    if (before) return before;
    const known = new KnownTree(root, git, {
      assistants: this.assistants,
      notices: this.notices,
      clipboard: this.#clipboard,
      changed: this.#changed,
      recorded: this.#recorded,
      headMoved: this.#headMoved,
    });
    this.#byRoot.set(root, known);
    this.#places.clear();
    known.load();
    return known;
  }
}

function isOld({ at, settled }: FolderSearch): boolean {
  return settled !== undefined && !settled.known && Date.now() - at > NOT_FOUND_MS;
}
