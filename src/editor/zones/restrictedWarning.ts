import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Source } from '../../provenance/source';
import { inform } from '../window/messages';
import type { WindowServices } from '../window/windowServices';
import type { WorkingTree } from '../window/workingTree';

/** Says once for each restricted zone, in a window, that AI text came into it; the status bar goes on saying so. */
export function warnOfAiText(
  services: Pick<WindowServices, 'assistants' | 'notices' | 'trees'>,
): vscode.Disposable {
  return services.trees.onDidRecord(({ tree, path: file, source }) => {
    if (source?.origin === 'ai') void warn(services, tree, file, source);
  });
}

async function warn(
  { assistants, notices }: Pick<WindowServices, 'assistants' | 'notices'>,
  tree: WorkingTree,
  file: string,
  { assistant }: Source,
): Promise<void> {
  const decision = tree.matcher?.decide(file);
  if (decision?.mode !== 'restricted') return;
  const { reason } = tree.matcher!.zone(decision.zone);
  const uri = vscode.Uri.file(path.join(tree.root, file));
  const versionOf = () =>
    vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())?.version;
  const before = versionOf();
  const why = reason ?? vscode.l10n.t('It needs the sign-off of an owner.');
  const explain = vscode.l10n.t('Explain');
  const chosen = await notices.warn(
    `ai-text:${tree.root}:${decision.zone}`,
    assistant === undefined
      ? vscode.l10n.t('AI text was inserted into {0}, which is restricted. {1}', decision.zone, why)
      : vscode.l10n.t(
          'Text of {0} was inserted into {1}, which is restricted. {2}',
          assistants.displayName(assistant),
          decision.zone,
          why,
        ),
    explain,
    vscode.l10n.t('Undo'),
  );
  if (chosen === undefined) return;
  await vscode.window.showTextDocument(uri);
  if (chosen === explain) await vscode.commands.executeCommand('colophon.explainLine');
  else if (versionOf() === before) await vscode.commands.executeCommand('undo');
  else inform(vscode.l10n.t('The file has changed since then; undo it in the editor, step by step.'));
}
