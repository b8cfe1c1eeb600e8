import * as vscode from 'vscode';
import { explainSource } from '../workflow/explain';
import { explainLineModel, type LineExplanation } from './explainModel';
import type { Parts } from './parts';

interface Item extends vscode.QuickPickItem {
  readonly command?: string;
}

/** *Explain This Line*: origin and evidence of the line at the cursor, in words, and the way to correct it. */
export async function explainLine(parts: Parts): Promise<void> {
  const found = await parts.targets.recorded();
  if (!found) return;
  const { editor, observer } = found;
  const line = editor.selection.active.line + 1;
  const explanation = explainLineModel(observer.text, observer.runs, line);
  const picked = await vscode.window.showQuickPick(
    explanation
      ? itemsOf(explanation, parts, !editor.selection.isEmpty)
      : [{ label: vscode.l10n.t('This line is empty and the last one.') }],
    { title: titleOf(line, explanation), placeHolder: vscode.l10n.t('Where this line came from') },
  );
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
}

function titleOf(line: number, explanation: LineExplanation | undefined): string {
  const record = explanation?.record;
  if (!record) return vscode.l10n.t('Line {0}: not inserted since the last commit', line);
  const evidence = record.evidence ? ` (${record.evidence})` : '';
  return `${vscode.l10n.t('Line {0} counts as {1}', line, record.origin)}${evidence}`;
}

function itemsOf({ stretches }: LineExplanation, { assistants }: Parts, isSelection: boolean): Item[] {
  const items: Item[] = [];
  for (const { text, source } of stretches) {
    const { title, details } = explainSource(source, assistants.displayName, Date.now());
    if (stretches.length > 1) items.push({ label: text, kind: vscode.QuickPickItemKind.Separator });
    items.push({ label: title, iconPath: new vscode.ThemeIcon('info'), alwaysShow: true });
    for (const detail of details) items.push({ label: detail, alwaysShow: true });
  }
  items.push({ label: vscode.l10n.t('Actions'), kind: vscode.QuickPickItemKind.Separator });
  items.push({
    label: `$(edit) ${isSelection ? vscode.l10n.t('Mark Selection As…') : vscode.l10n.t('Mark This Line As…')}`,
    description: vscode.l10n.t('Correct it: your word, kept as such'),
    command: 'colophon.markSelection',
  });
  items.push({
    label: `$(list-tree) ${vscode.l10n.t('Show Provenance')}`,
    command: 'colophon.showProvenance',
  });
  return items;
}
