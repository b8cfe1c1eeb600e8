import * as vscode from 'vscode';
import { mayHaveNotes } from '../../../git/objects/notes';
import { defaultTrailers } from '../../../provenance/written/trailers';
import { blameLine, type LineBlame } from '../../../workflow/read/lineBlame';
import { Owner } from '../../window/owner';
import { pathOf } from '../../window/treePaths';
import type { WorkingTree } from '../../window/workingTree';
import type { WorkingTrees } from '../../window/workingTrees';

/** Answers kept; a person looks at few lines. */
const KEPT = 200;

/** What is known about lines in commits. git is asked for one line only, the one that somebody looks at, and once. */
export class CommittedLines extends Owner {
  readonly #known = new Map<string, Promise<LineBlame | undefined>>();

  constructor(private readonly trees: WorkingTrees) {
    super();
    // What is known of a line may be another's now.
    this.own(trees.onDidMoveHead(() => this.#known.clear()));
  }

  /** Whether a note may say something of a file's lines: where there is none, git need not be asked. */
  mayBeNoted(document: vscode.TextDocument): boolean {
    const repo = this.trees.peek(document.uri)?.repo;
    return repo !== undefined && mayHaveNotes(repo);
  }

  /** The origin of a line (1-based, in the document as it is now); `undefined` where no commit holds it, and where git may not be run. */
  find(document: vscode.TextDocument, line: number): Promise<LineBlame | undefined> {
    const tree = this.trees.peek(document.uri);
    const path = tree && pathOf(tree, document.uri);
    if (!tree?.repo || !vscode.workspace.isTrusted || path === undefined) return Promise.resolve(undefined);
    const key = `${tree.root}\0${path}\0${document.version}\0${line}`;
    let found = this.#known.get(key);
    if (!found) {
      found = blameLine(tree.repo, path, document.getText(), line, trailersOf(tree));
      this.#known.set(key, found);
      const [oldest] = this.#known.keys();
      if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
    }
    return found;
  }
}

export function trailersOf({ policy }: WorkingTree): typeof defaultTrailers {
  return policy.kind === 'ok' ? policy.compiled.trailers : defaultTrailers;
}
