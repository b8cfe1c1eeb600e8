import * as vscode from 'vscode';
import { readHead } from '../../git/objects/head';
import { catchUp } from '../../workflow/commit/catchUp';
import { hooksStatus } from '../../workflow/install/gitHooks';
import { effectiveSetting, isInstalled } from '../setup/hookChoice';
import type { Notices } from '../window/notices';
import { messageOf } from '../window/notices';
import { hooksSetting } from '../window/settings';
import type { WindowServices } from '../window/windowServices';
import type { WorkingTree } from '../window/workingTree';

/** A commit that is no older was made here just now, in seconds; others came by a pull or a checkout. */
const JUST_NOW_S = 600;

/** Looks at each commit that HEAD comes to name; see `checkLastCommit`. */
export function checkCommits(services: Pick<WindowServices, 'notices' | 'trees'>): vscode.Disposable {
  return services.trees.onDidMoveHead((tree) => void checkLastCommit(services.notices, tree));
}

/**
 * Checks a commit that no hook saw: writes its record, and warns when it lacks its trailers. Only where the person lets
 * Colophon write into commits.
 */
async function checkLastCommit(notices: Notices, { repo, root, policy }: WorkingTree): Promise<void> {
  if (!repo || policy.kind !== 'ok' || effectiveSetting(...hooksSetting(vscode.Uri.file(root))) === 'never')
    return;
  try {
    const head = await readHead(repo);
    if (head === undefined || head === 'unborn') return;
    if (Date.now() / 1000 - head.committedAt > JUST_NOW_S) return;
    const status = await hooksStatus(repo);
    if (!status || !isInstalled(status)) return;
    const { head: last, problem } = await catchUp(repo, policy.compiled, Date.now());
    if (problem !== undefined) notices.log.warn(`notes: ${problem}`);
    if (last?.missing)
      await notices.warn(
        'trailers-missing',
        vscode.l10n.t('{0}. To add them: {1}', last.missing.message, last.missing.mend),
      );
  } catch (error) {
    notices.log.warn(`last commit: ${messageOf(error)}`);
  }
}
