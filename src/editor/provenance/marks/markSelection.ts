import * as vscode from 'vscode';
import { sliceRuns } from '../../../provenance/runs';
import type { Origin } from '../../../provenance/source';
import { identity } from '../../../workflow/verify/attest';
import { goTo, lineTargetOf } from '../../window/lineTarget';
import { done, fail, warn } from '../../window/messages';
import type { RecordedEditor } from '../../window/targets';
import type { WindowServices } from '../../window/windowServices';
import { originMarks } from '../lines/originMarks';
import { declared, needsReason } from './declare';

interface OriginItem extends vscode.QuickPickItem {
  readonly origin: Origin;
}

function origins(): OriginItem[] {
  const item = (origin: Origin, name: string, detail: string): OriginItem => {
    return { origin, label: `$(${originMarks[origin].icon}) ${name}`, detail };
  };
  return [
    item('human', vscode.l10n.t('Human'), vscode.l10n.t('I typed it, here or elsewhere.')),
    item('ai', vscode.l10n.t('AI'), vscode.l10n.t('An assistant wrote it.')),
    item(
      'pasted',
      vscode.l10n.t('Pasted'),
      vscode.l10n.t('It comes from outside: a page, a book, another project.'),
    ),
    item(
      'tool',
      vscode.l10n.t('Tool'),
      vscode.l10n.t('A generator, a formatter or another program without AI made it.'),
    ),
    item('unknown', vscode.l10n.t('Unknown'), vscode.l10n.t('Nobody can say.')),
  ];
}

interface MarkServices extends Pick<WindowServices, 'assistants' | 'targets'> {
  readonly statusBar: { refresh(): void };
}

/** *Mark Selection As…*: a person says where text came from. It is kept as their word, with what it stands over. */
export async function markSelection(services: MarkServices, given?: unknown): Promise<void> {
  const place = lineTargetOf(given);
  if (place) {
    const editor = await goTo(place);
    // With the last line's break, which a blank line has its origin from.
    const [first, last] = place.lines;
    const whole = editor.document.validateRange(new vscode.Range(first - 1, 0, last, 0));
    editor.selection = new vscode.Selection(whole.start, whole.end);
  }
  const found = await services.targets.recorded();
  if (!found) return;
  const ranges = selectedRanges(found.editor);
  if (ranges.length === 0) return warn(vscode.l10n.t('There is no text on this line to mark.'));
  const { version } = found.editor.document;
  const title = titleOf(found.editor);
  const picked = await vscode.window.showQuickPick(origins(), {
    title,
    placeHolder: vscode.l10n.t('Where did this text come from?'),
  });
  if (!picked) return;
  const assistant = picked.origin === 'ai' ? await askAssistant(services, title) : undefined;
  if (picked.origin === 'ai' && assistant === undefined) return;
  const why = await askReason(found, ranges, picked.origin, title);
  if (why === undefined) return;
  const who = await identity(found.tree.repo);
  if ('message' in who) return fail(who.message);
  if (found.editor.document.version !== version)
    return warn(vscode.l10n.t('The text has changed in the meantime. Mark the selection again.'));
  const change = declared({
    origin: picked.origin,
    by: who.by,
    at: Date.now(),
    ...(assistant && assistant !== 'unknown' && { assistant }),
    ...(why !== '' && { why }),
  });
  for (const { start, end } of ranges) found.record.declare(start, end, change);
  services.statusBar.refresh();
  done(vscode.l10n.t('Marked as {0}, by {1}', picked.origin, who.by));
}

/** Offsets; the whole line where nothing is selected. */
function selectedRanges({ document, selections }: vscode.TextEditor): { start: number; end: number }[] {
  return selections
    .map((selection) =>
      selection.isEmpty ? document.lineAt(selection.active).rangeIncludingLineBreak : selection,
    )
    .map((range) => ({ start: document.offsetAt(range.start), end: document.offsetAt(range.end) }))
    .filter(({ start, end }) => end > start);
}

function titleOf({ selections }: vscode.TextEditor): string {
  const [first, ...others] = selections;
  if (!first || others.length > 0) return vscode.l10n.t('Mark {0} selections as…', selections.length);
  const last = first.end.character === 0 && !first.isEmpty ? first.end.line : first.end.line + 1;
  const from = first.start.line + 1;
  return from === Math.max(from, last)
    ? vscode.l10n.t('Mark line {0} as…', from)
    : vscode.l10n.t('Mark lines {0} to {1} as…', from, last);
}

async function askAssistant({ assistants }: MarkServices, title: string): Promise<string | undefined> {
  const items = assistants.catalogue.all
    .map(({ id, name }) => ({ label: name, description: id, id }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const unsure = { label: vscode.l10n.t('I do not know which'), description: '', id: 'unknown' };
  const picked = await vscode.window.showQuickPick([...items, unsure], {
    title,
    placeHolder: vscode.l10n.t('Which assistant wrote it?'),
    matchOnDescription: true,
  });
  return picked?.id;
}

/** The reason, empty where none is needed; `undefined` when the person left. */
async function askReason(
  { observer }: RecordedEditor,
  ranges: readonly { readonly start: number; readonly end: number }[],
  origin: Origin,
  title: string,
): Promise<string | undefined> {
  const runs = ranges.flatMap(({ start, end }) => sliceRuns(observer.runs, start, end));
  if (!needsReason(runs, origin)) return '';
  const why = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'An assistant was seen to write this text. Why is it not AI? The verifier still counts it as AI.',
    ),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed here.') : undefined),
  });
  return why?.trim().slice(0, 500);
}
