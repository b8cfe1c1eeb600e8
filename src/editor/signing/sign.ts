import * as vscode from 'vscode';
import type { Repository } from '../../git/repository/repository';
import type {
  Signable,
  SignableChange,
  SignedStatement,
  SigningIdentity,
} from '../../workflow/verify/signOff';
import type { GateTools } from '../window/loadPolicyTools';

interface Signing {
  readonly signable: Signable;
  readonly signer: SigningIdentity;
}

export const changedMeanwhile = 'changed-meanwhile';

export function changedMeanwhileText(): string {
  return vscode.l10n.t('What was shown has changed in the meantime; nothing was signed.');
}

/**
 * Signs what a person has seen and said yes to, and stages the statements: all of them, or none where something has
 * changed since. A string is what went wrong.
 */
export async function signAndStage(
  tools: Pick<GateTools, 'signStatement' | 'isStillThere' | 'storeStatement'>,
  repo: Repository,
  change: SignableChange,
  signings: readonly Signing[],
): Promise<readonly SignedStatement[] | string> {
  const statements: SignedStatement[] = [];
  const title = vscode.l10n.t('Signing: touch your key, or confirm its use, if it asks for it.');
  const location = vscode.ProgressLocation.Notification;
  const problem = await vscode.window.withProgress({ location, title }, async () => {
    for (const { signable, signer } of signings) {
      const statement = await tools.signStatement(change, signable, signer, Date.now());
      if (typeof statement === 'string') return statement;
      statements.push(statement);
    }
    return undefined;
  });
  if (problem !== undefined) return problem;
  for (const { signable } of signings)
    if (!(await tools.isStillThere(repo, change, signable))) return changedMeanwhile;
  for (const statement of statements) {
    const failed = await tools.storeStatement(repo, statement);
    if (failed !== undefined) return failed;
  }
  return statements;
}
