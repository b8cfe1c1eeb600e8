import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { hasContent, type State } from '../../attestation/transition';
import { nextCommit } from '../../workflow/commit/nextCommit';
import type { Assistants } from '../window/assistants';
import { Delay } from '../window/delay';
import { loadGateTools } from '../window/loadPolicyTools';
import { outerPolicy } from '../window/organization';
import { Owner } from '../window/owner';
import { firstError } from '../window/policyProblems';
import { isOfWorkspace } from '../window/treePaths';
import { watchFiles } from '../window/watchFiles';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';
import type { Preview } from './commitPreviewModel';

const hasPolicyKey = 'colophon.hasPolicy';
/** Staging touches the index several times in a row, in milliseconds. */
const QUIET_MS = 300;
/** While somebody types, the ledger is written all the time. */
const LEDGER_MS = 1500;
/**
 * In git's directory of a working tree: what is staged, what is under way, what is recorded, and the hooks. Of a folder
 * that is removed the watcher tells nothing but its own name.
 */
const watched =
  '{index,*_HEAD,*_MSG,config,hooks,hooks/*,colophon/ledger.jsonl,colophon/hooks,colophon/hooks/*}';

/** The next commit of one working tree, as of the last look. */
export interface RepositoryPreview {
  readonly root: string;
  readonly preview: Preview;
  readonly signedOff: ReadonlyMap<string, State>;
}

/**
 * Knows the trailers that the next commit will carry, and what is needed to make it. It looks while the view *AI
 * Provenance* is seen, or where AI text is in no commit yet; and never at the message's input box: the draft is the
 * person's.
 */
export class CommitPreview extends Owner {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** By git's directory of each working tree. */
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #soon = new Delay(() => void this.#update());
  #isSeen = false;
  #hasPolicy = false;
  #repositories = new Map<string, RepositoryPreview>();
  /** The latest look; `undefined` while nobody needs one. */
  #looked: Promise<readonly RepositoryPreview[]> | undefined;

  constructor(
    private readonly trees: WorkingTrees,
    private readonly assistants: Assistants,
  ) {
    super();
    this.own(
      this.#soon,
      this.#changed,
      { dispose: () => this.#watch([]) },
      trees.onDidChange(() => this.refresh()),
    );
  }

  /** Whether somebody sees what it tells. */
  set isSeen(isSeen: boolean) {
    this.#isSeen = isSeen;
    if (isSeen) void this.#update();
  }

  /** Something that it shows may have changed. */
  refresh(within = QUIET_MS): void {
    const hasPolicy = this.#shown().length > 0;
    if (hasPolicy !== this.#hasPolicy)
      void vscode.commands.executeCommand('setContext', hasPolicyKey, hasPolicy);
    this.#hasPolicy = hasPolicy;
    this.#soon.within(within);
  }

  /** Each of them as of the last look; none where nobody looked. */
  get known(): readonly RepositoryPreview[] {
    return [...this.#repositories.values()];
  }

  /** Each of them, the last look's or a new one's. */
  repositories(): Promise<readonly RepositoryPreview[]> {
    this.#looked ??= this.#look(this.#shown());
    return this.#looked;
  }

  /** Whether a document is staged and signed off as it is in the editor: what is typed later is not covered. */
  isSignedOff({ root }: WorkingTree, file: string, document: vscode.TextDocument): boolean {
    const state = this.#repositories.get(root)?.signedOff.get(file);
    return state !== undefined && hasContent(state, Buffer.from(document.getText()));
  }

  /** The staged AI lines of a file for which no attestation is missing, as of the last look. */
  attested({ root }: WorkingTree, file: string): ReadonlySet<string> | undefined {
    const preview = this.#repositories.get(root)?.preview;
    return preview?.kind === 'staged' ? preview.attested.get(file) : undefined;
  }

  async #update(): Promise<void> {
    const trees = this.#shown();
    this.#watch(trees.flatMap(({ repo }) => (repo ? [repo.gitDir] : [])));
    const isPending = trees.some(({ repo }) => repo && existsSync(path.join(repo.colophonDir, 'pending')));
    const looking = this.#isSeen || isPending ? this.#look(trees) : undefined;
    this.#looked = looking;
    const repositories = (await looking) ?? [];
    // A later look tells more.
    if (this.#looked !== looking) return;
    this.#repositories = new Map(repositories.map((one) => [one.root, one]));
    this.#changed.fire();
  }

  #shown(): WorkingTree[] {
    return this.trees.all.filter((tree) => tree.policy.kind !== 'none' && isOfWorkspace(tree));
  }

  #look(trees: readonly WorkingTree[]): Promise<readonly RepositoryPreview[]> {
    return Promise.all(
      trees.map(async (tree) => {
        const { root, repo, policy } = tree;
        const preview = await this.#preview(tree);
        const organization = outerPolicy();
        const isUsable = repo && policy.kind === 'ok' && typeof organization !== 'string';
        const signedOff = isUsable
          ? await loadGateTools().signedOff(repo, Date.now(), organization)
          : new Map();
        return { root, preview, signedOff };
      }),
    );
  }

  async #preview(tree: WorkingTree): Promise<Preview> {
    const { repo, policy, problem, record } = tree;
    if (!repo) return problem === undefined ? { kind: 'untrusted' } : { kind: 'problem', message: problem };
    if (policy.kind !== 'ok') return { kind: 'broken', message: firstError(policy) ?? '' };
    record?.flush();
    const tokens = this.assistants.tokens();
    const tokenOf = (id: string) => (Object.hasOwn(tokens, id) ? tokens[id]! : id);
    return nextCommit(repo, policy.compiled, tokenOf, Date.now());
  }

  /** Watches these directories, and no others. */
  #watch(gitDirs: readonly string[]): void {
    for (const [gitDir, watcher] of this.#watchers) {
      if (gitDirs.includes(gitDir)) continue;
      watcher.dispose();
      this.#watchers.delete(gitDir);
    }
    for (const gitDir of gitDirs) {
      if (this.#watchers.has(gitDir)) continue;
      const changed = (file: vscode.Uri) => {
        // Typing writes the ledger; nobody who does not see the view waits for what that changes.
        const isLedger = file.path.endsWith('/ledger.jsonl');
        if (this.#isSeen || !isLedger) this.refresh(isLedger ? LEDGER_MS : QUIET_MS);
      };
      this.#watchers.set(gitDir, watchFiles(gitDir, watched, changed, { removals: true }));
    }
  }
}
