import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Source } from '../../provenance/source';
import type { Notices } from '../window/notices';
import type { WorkingTree } from '../window/workingTrees';

/** Says once for each restricted zone, in a window, that AI text came into it; the status bar goes on saying so. */
export async function warnOfAiText(
  notices: Notices,
  displayName: (assistant: string) => string,
  tree: WorkingTree,
  file: string,
  source: Source,
): Promise<void> {
  const decision = tree.matcher?.decide(file);
  if (source.origin !== 'ai' || decision?.mode !== 'restricted') return;
  const { reason } = tree.matcher!.zone(decision.zone);
  const uri = vscode.Uri.file(path.join(tree.root, file));
  const versionOf = () =>
    vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())?.version;
  const before = versionOf();
  const why = reason ?? vscode.l10n.t('It needs the sign-off of an owner.');
  const explain = vscode.l10n.t('Explain');
  const chosen = await notices.warn(
    `ai-text:${tree.root}:${decision.zone}`,
    source.assistant === undefined
      ? vscode.l10n.t('AI text was inserted into {0}, which is restricted. {1}', decision.zone, why)
      : vscode.l10n.t(
          'Text of {0} was inserted into {1}, which is restricted. {2}',
          displayName(source.assistant),
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
  else
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The file has changed since then; undo it in the editor, step by step.'),
    );
}
