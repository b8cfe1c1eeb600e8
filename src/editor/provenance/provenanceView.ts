import * as path from 'node:path';
import * as vscode from 'vscode';
import { commitHistory } from '../../workflow/read/commitHistory';
import type { CommitPreview, RepositoryPreview } from '../commit/commitPreview';
import { previewRows, previewTitle } from '../commit/commitPreviewModel';
import { showCommitId } from '../window/commandIds';
import { Owner } from '../window/owner';
import type { WindowServices } from '../window/windowServices';
import type { GitTree, WorkingTree } from '../window/workingTree';
import { trailersOf } from './lines/committedLines';
import { rowsByZone } from './lines/insertions';
import { commitDetails, type ViewNode, viewItem } from './provenanceViewModel';
import { workingChange } from './workingChange';

const viewId = 'colophon.provenance';
/** Rows of one kind below one another; a person looks at no more. */
const ROWS_MAX = 300;

const states = {
  none: vscode.TreeItemCollapsibleState.None,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
  open: vscode.TreeItemCollapsibleState.Expanded,
} as const;

interface ViewServices extends Pick<WindowServices, 'assistants' | 'documents' | 'trees'> {
  readonly commitPreview: CommitPreview;
}

/**
 * The view *AI Provenance* in Source Control: what stands in the way of the next commit and what it will carry, the
 * working tree's change by zone, file and insertion, and the last commits with provenance. Nothing is read while it
 * is hidden. VS Code folds views that are added there, so the title says the sum.
 */
export class ProvenanceView extends Owner implements vscode.TreeDataProvider<ViewNode> {
  readonly #view: vscode.TreeView<ViewNode>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly services: ViewServices) {
    super();
    const { commitPreview } = services;
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    this.own(
      this.#changed,
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => {
        commitPreview.isSeen = visible;
      }),
      commitPreview.onDidChange(() => this.#update()),
    );
  }

  async getChildren(node?: ViewNode): Promise<ViewNode[]> {
    if (node === undefined) return this.#top();
    const { root } = node;
    switch (node.kind) {
      case 'repository':
        return this.#sections({ root, preview: node.preview }, false);
      case 'changes': {
        const matcher = this.#tree(root)?.matcher;
        const zones = matcher ? rowsByZone(node.files, (file) => matcher.decide(file)) : [];
        return zones.map((zone) => ({ root, kind: 'zone', zone }));
      }
      case 'zone':
        return shortened(node.zone.files, root, (file) => ({
          root,
          kind: 'file',
          file,
          place: placeIn(root, file.path, file.insertions[0]?.lines ?? [1, 1]),
        }));
      case 'file':
        return shortened(node.file.insertions, root, (insertion) => ({
          root,
          kind: 'insertion',
          insertion,
          place: placeIn(root, node.file.path, insertion.lines),
        }));
      case 'history':
        return this.#history(root);
      case 'commit':
        return commitDetails(node.commit).map((detail) => ({ root, kind: 'said', ...detail }));
      default:
        return [];
    }
  }

  getTreeItem(node: ViewNode): vscode.TreeItem {
    const look = viewItem(node, this.services.assistants.displayName, Date.now());
    const item = new vscode.TreeItem(look.label, states[look.children]);
    item.tooltip = look.tooltip;
    item.contextValue = look.context;
    item.iconPath = new vscode.ThemeIcon(
      look.icon,
      look.color === undefined ? undefined : new vscode.ThemeColor(look.color),
    );
    if (look.description !== undefined) item.description = look.description;
    const id = idOf(node);
    if (id !== undefined) item.id = id;
    const command = commandOf(node);
    if (command) item.command = command;
    return item;
  }

  #update(): void {
    const { known } = this.services.commitPreview;
    this.#view.description = previewTitle(known.map(({ preview }) => preview));
    this.#changed.fire();
  }

  async #top(): Promise<ViewNode[]> {
    const repositories = await this.services.commitPreview.repositories();
    const [only, ...others] = repositories;
    if (only && others.length === 0) return this.#sections(only, true);
    return repositories.map(({ root, preview }) => ({
      root,
      kind: 'repository',
      name: path.basename(root),
      preview,
      sum: previewTitle([preview]),
    }));
  }

  async #sections(
    { root, preview }: Pick<RepositoryPreview, 'root' | 'preview'>,
    isOpen: boolean,
  ): Promise<ViewNode[]> {
    const next = previewRows(preview).map((row): ViewNode => ({ root, kind: 'next', row }));
    const tree = this.#tree(root);
    // In Restricted Mode nothing is run, and without a policy that can be used nothing is known of zones.
    if (!hasGit(tree) || !tree.matcher) return next;
    const files = await workingChange(this.services, tree);
    const changes: ViewNode =
      typeof files === 'string'
        ? { root, kind: 'said', label: files, icon: 'warning' }
        : { root, kind: 'changes', files, isOpen };
    return [...next, changes, { root, kind: 'history' }];
  }

  async #history(root: string): Promise<ViewNode[]> {
    const tree = this.#tree(root);
    const commits = hasGit(tree) ? await commitHistory(tree.repo, trailersOf(tree)) : [];
    if (commits.length === 0)
      return [
        {
          root,
          kind: 'said',
          label: vscode.l10n.t('No commit on this branch carries provenance yet'),
          icon: 'info',
        },
      ];
    return commits.map((commit) => ({ root, kind: 'commit', commit }));
  }

  #tree(root: string): WorkingTree | undefined {
    return this.services.trees.all.find((one) => one.root === root);
  }
}

function hasGit(tree: WorkingTree | undefined): tree is GitTree {
  return tree?.repo !== undefined;
}

function placeIn(root: string, file: string, lines: readonly [number, number]) {
  return { file: path.join(root, file), lines };
}

function shortened<T>(all: readonly T[], root: string, make: (one: T) => ViewNode): ViewNode[] {
  const nodes = all.slice(0, ROWS_MAX).map(make);
  const left = all.length - nodes.length;
  if (left > 0)
    nodes.push({ root, kind: 'said', label: vscode.l10n.t('and {0} more', left), icon: 'ellipsis' });
  return nodes;
}

/** What is folded stays folded when the view is filled anew. */
function idOf(node: ViewNode): string | undefined {
  const { root, kind } = node;
  switch (kind) {
    case 'repository':
    case 'changes':
    case 'history':
      return `${kind}\n${root}`;
    case 'zone':
      return `${kind}\n${root}\n${node.zone.zone}`;
    case 'file':
      return `${kind}\n${root}\n${node.file.path}`;
    case 'insertion':
      return `${kind}\n${node.place.file}\n${node.place.lines[0]}`;
    case 'commit':
      return `${kind}\n${root}\n${node.commit.oid}`;
    default:
      return undefined;
  }
}

function commandOf(node: ViewNode): vscode.Command | undefined {
  if (node.kind === 'next' && node.row.command !== undefined) {
    const { command, label } = node.row;
    // Our own commands take the working tree as an argument; others would take it for something else.
    const isOurs = command.startsWith('colophon.');
    return { command, title: label, arguments: isOurs ? [vscode.Uri.file(node.root)] : [] };
  }
  if (node.kind === 'commit')
    return { command: showCommitId, title: vscode.l10n.t('Show Changes'), arguments: [node] };
  if (node.kind !== 'insertion' && node.kind !== 'file') return undefined;
  const [first, last] = node.place.lines;
  const selection = new vscode.Range(first - 1, 0, node.kind === 'file' ? first - 1 : last - 1, 0);
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [vscode.Uri.file(node.place.file), { selection, preserveFocus: false }],
  };
}
