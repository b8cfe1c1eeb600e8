import * as vscode from 'vscode';
import { readHeadFiles } from '../../git/objects/headFiles';
import type { Repository } from '../../git/repository/repository';
import { createMatcher } from '../../policy/matcher';
import type { Source } from '../../provenance/source';
import { Delay } from './delay';
import { loadPolicyTools } from './loadPolicyTools';
import { messageOf } from './notices';
import { Owner } from './owner';
import { organizationPolicy } from './settings';
import { type RecordServices, startRecord } from './treeRecord';
import { watchFiles } from './watchFiles';
import type { WorkingTree } from './workingTree';

/** HEAD's files, and the policy's, change several times in a row; in milliseconds of quiet. */
const HEAD_QUIET_MS = 150;
const POLICY_QUIET_MS = 50;

/** Text came into a file of a tree. */
export interface RecordedText {
  readonly tree: WorkingTree;
  /** POSIX, from the root. */
  readonly path: string;
  readonly source: Source | undefined;
}

interface TreeServices extends RecordServices {
  /** A tree was found, or its policy or record changed. */
  readonly changed: vscode.EventEmitter<WorkingTree>;
  readonly recorded: vscode.EventEmitter<RecordedText>;
  /** HEAD names another commit than before, and the record is settled on it. */
  readonly headMoved: vscode.EventEmitter<WorkingTree>;
}

/** One working tree, kept up to date: its policy, its record, and the commit that HEAD names. */
export class KnownTree extends Owner {
  #tree: WorkingTree;
  #head: string | undefined;
  readonly #headMoved = new Delay(() => void this.#settle());

  constructor(
    root: string,
    git: { readonly repo?: Repository; readonly problem?: string },
    private readonly services: TreeServices,
  ) {
    super();
    this.#tree = { root, ...git, policy: { kind: 'none' } };
    const policy = new Delay(() => this.load());
    const policyChanged = () => policy.restart(POLICY_QUIET_MS);
    this.own(this.#headMoved, policy, watchFiles(root, '.ai-policy/**', policyChanged, { removals: true }));
    if (!git.repo) return;
    // Commits, checkouts and resets move HEAD or write its log.
    this.#watch(git.repo, '{HEAD,logs/HEAD}', () => this.#headMoved.restart(HEAD_QUIET_MS));
    // Agents' hooks write the ledger too.
    this.#watch(git.repo, 'colophon/ledger.jsonl', () => this.#tree.record?.takeOver());
  }

  get tree(): WorkingTree {
    return this.#tree;
  }

  override dispose(): void {
    this.#tree.record?.dispose();
    super.dispose();
  }

  /** Reads the policy anew. */
  load(): void {
    const { root, repo, problem, record } = this.#tree;
    const policy = loadPolicyTools().loadWorkingPolicy(root, organizationPolicy());
    this.#tree = {
      root,
      ...(repo && { repo }),
      ...(problem && { problem }),
      policy,
      ...(policy.kind === 'ok' && { matcher: createMatcher(policy.compiled) }),
      ...(repo && policy.kind !== 'none' && { record: record ?? this.#newRecord(repo) }),
    };
    if (policy.kind === 'none') record?.dispose();
    const { assistants, notices, changed } = this.services;
    if (repo) {
      try {
        loadPolicyTools().refreshCompiled(root, repo.colophonDir, policy, assistants.tokens());
      } catch (error) {
        void notices.warn(
          'compiled',
          vscode.l10n.t('Colophon could not write into {0}: {1}', repo.colophonDir, messageOf(error)),
        );
      }
    }
    changed.fire(this.#tree);
    if (!record && this.#tree.record) this.#headMoved.restart(HEAD_QUIET_MS);
  }

  #newRecord(repo: Repository) {
    return startRecord(repo, this.services, (path, source) =>
      this.services.recorded.fire({ tree: this.#tree, path, source }),
    );
  }

  /** A change that the watcher misses is seen when the window has the focus again. */
  #watch({ gitDir }: Repository, pattern: string, changed: () => void): void {
    this.own(
      watchFiles(gitDir, pattern, changed),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && changed()),
    );
  }

  async #settle(): Promise<void> {
    const { repo, record } = this.#tree;
    if (!repo || !record) return;
    record.flush();
    const paths = [...record.folded().files.keys(), ...record.openPaths()];
    const head = await readHeadFiles(repo, [...new Set(paths)]);
    if (head) record.rebaseOnHead(head.texts, head.commit);
    this.services.changed.fire(this.#tree);
    if (head && head.commit !== this.#head) this.services.headMoved.fire(this.#tree);
    this.#head = head?.commit;
  }
}
