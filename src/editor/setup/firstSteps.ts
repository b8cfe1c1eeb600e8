import * as vscode from 'vscode';
import { readHead } from '../../git/objects/head';
import { defaultZone, policyZone } from '../../policy/policy';
import { hasProvenance } from '../../provenance/written/findTrailers';
import { Owner } from '../window/owner';
import type { WorkingTree } from '../window/workingTree';
import type { WorkingTrees } from '../window/workingTrees';

/** What completes a step of the walkthrough, as context keys; `colophon.hasPolicy` is the fourth. */
const keys = {
  zone: 'colophon.zoneSeen',
  hooks: 'colophon.hooksInstalled',
  trailers: 'colophon.trailersWritten',
  agents: 'colophon.agentsConnected',
} as const;

/** A commit that is older was not made in this window, in seconds. */
const JUST_NOW_S = 600;

/** What a new user has really done or seen, in this window. VS Code remembers the steps that are complete. */
export class FirstSteps extends Owner {
  readonly #happened = new Set<keyof typeof keys>();

  constructor(trees: WorkingTrees) {
    super();
    this.own(trees.onDidMoveHead((tree) => void this.#headMoved(tree)));
  }

  /** Whether a step is complete as far as this window knows. */
  has(step: keyof typeof keys): boolean {
    return this.#happened.has(step);
  }

  happened(step: keyof typeof keys): void {
    if (this.#happened.has(step)) return;
    this.#happened.add(step);
    void vscode.commands.executeCommand('setContext', keys[step], true);
  }

  /** The status bar says which zone the file in front is in. That of the policy itself is everywhere. */
  zoneShown(zone: string): void {
    if (zone !== defaultZone && zone !== policyZone) this.happened('zone');
  }

  /** A commit was made, or another one was checked out. */
  async #headMoved({ repo, policy }: WorkingTree): Promise<void> {
    if (!repo || policy.kind !== 'ok' || this.has('trailers')) return;
    const head = await readHead(repo);
    if (head === undefined || head === 'unborn') return;
    const isNew = Math.abs(Date.now() / 1000 - head.committedAt) < JUST_NOW_S;
    if (isNew && hasProvenance(head.message, policy.compiled.trailers)) this.happened('trailers');
  }
}
