import * as path from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '../../text/l10n';
import { lookup, type PathRules } from '../../workflow/policy/lookup';
import { warn } from '../window/messages';
import { pathsOf } from '../window/treePaths';
import type { WindowServices } from '../window/windowServices';
import { lookUpText } from './lookUpText';

/**
 * *Look Up Policy*: what the policy says of a file, as a document to read. Answers the same as
 * `colophon lookup --json`, for other extensions that ask by `colophon.lookUpPolicy` with a URI.
 */
export async function lookUpPolicy(
  services: Pick<WindowServices, 'targets' | 'virtualDocuments'>,
  given: unknown,
): Promise<PathRules | undefined> {
  const { targets, virtualDocuments } = services;
  const uri = targets.file(given);
  if (!uri) return warn(vscode.l10n.t('Open the file whose policy you want to look up.'));
  const tree = await targets.policyOf(uri);
  if (!tree) return undefined;
  const file = pathsOf(tree, uri).at(-1);
  if (file === undefined)
    return warn(vscode.l10n.t('{0} is outside of the repository at {1}.', uri.fsPath, tree.root));
  const look = () => lookup(tree.policy, [file], { root: tree.root, now: Date.now() })[0];
  const rules = look();
  if (!rules) return undefined;
  const { attestedBy } = tree.matcher.zone(rules.zone);
  await virtualDocuments.show(
    vscode.l10n.t('Policy of {0}.md', path.basename(uri.fsPath)),
    lookUpText(rules, attestedBy),
  );
  return l10n.inEnglish(look);
}
