import * as vscode from 'vscode';
import { printable } from '../../../text/printable';
import { commitSentence, explainBlame } from '../../../workflow/read/blameWords';
import { type Explanation, explainSource } from '../../../workflow/read/explain';
import type { LineBlame } from '../../../workflow/read/lineBlame';
import { goTo, lineTargetOf } from '../../window/lineTarget';
import type { WindowServices } from '../../window/windowServices';
import type { CommittedLines } from '../lines/committedLines';
import { explainLineModel, type LineExplanation } from './explainModel';

interface ExplanationItem extends vscode.QuickPickItem {
  readonly command?: string;
}

interface ExplainServices extends Pick<WindowServices, 'assistants' | 'targets'> {
  readonly committedLines: CommittedLines;
}

/** *Explain This Line*: origin and evidence of the line at the cursor, in words, and the way to correct it. */
export async function explainLine(services: ExplainServices, given?: unknown): Promise<void> {
  const place = lineTargetOf(given);
  if (place) await goTo(place);
  const found = await services.targets.recorded();
  if (!found) return;
  const { editor, observer } = found;
  const line = editor.selection.active.line + 1;
  const explanation = explainLineModel(observer.text, observer.runs, line);
  const committed =
    explanation && !explanation.record
      ? await services.committedLines.find(editor.document, line)
      : undefined;
  const picked = await vscode.window.showQuickPick(
    explanation
      ? itemsOf(explanation, committed, services, !editor.selection.isEmpty)
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

function itemsOf(
  { stretches }: LineExplanation,
  committed: LineBlame | undefined,
  { assistants }: ExplainServices,
  isSelection: boolean,
): ExplanationItem[] {
  const items: ExplanationItem[] = [];
  // What this window knows of a committed line is more than its note says.
  const isKnown = stretches.some(({ source }) => source !== null);
  if (committed && !isKnown)
    items.push(...committedItems(explainBlame(committed, assistants.displayName, Date.now())));
  for (const { text, source } of stretches) {
    const { title, details } = explainSource(source, assistants.displayName, Date.now());
    // What the commit says of the line is more than that it was there.
    if (committed && source === null) continue;
    if (stretches.length > 1) items.push({ label: text, kind: vscode.QuickPickItemKind.Separator });
    items.push({ label: title, iconPath: new vscode.ThemeIcon('info'), alwaysShow: true });
    for (const detail of details) items.push({ label: detail, alwaysShow: true });
  }
  if (committed && isKnown)
    items.push({ label: printable(commitSentence(committed.commit, Date.now())), alwaysShow: true });
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

/** What the commit's note says of the line, or its trailers of all its lines. */
function committedItems({ title, details }: Explanation): ExplanationItem[] {
  return [
    { label: printable(title), iconPath: new vscode.ThemeIcon('git-commit'), alwaysShow: true },
    ...details.map((detail) => ({ label: printable(detail), alwaysShow: true })),
  ];
}
