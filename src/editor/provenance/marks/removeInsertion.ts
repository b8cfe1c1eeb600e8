import * as vscode from 'vscode';
import type { LineOrigin } from '../../../provenance/source';
import { goTo, type LineTarget, lineTargetOf, rangeOf } from '../../window/lineTarget';
import { done, inform } from '../../window/messages';
import type { Targets } from '../../window/targets';
import type { WindowServices } from '../../window/windowServices';
import { insertionsOf } from '../lines/insertions';
import type { UncommittedLines } from '../lines/uncommittedLines';
import { insertionOffsets } from './insertionOffsets';

/** *Remove Insertion*: takes the text of the insertion at a place, or at the cursor, out again; undo brings it back. */
export async function removeInsertion(
  services: RemovableServices & { readonly targets: Targets },
  given: unknown,
): Promise<void> {
  const place = lineTargetOf(given);
  if (place) await goTo(place);
  const found = await services.targets.recorded();
  if (!found) return;
  const { document, selection } = found.editor;
  const lines = place?.lines ?? [selection.start.line + 1, selection.end.line + 1];
  const ranges = removable(document, services, { file: document.uri.fsPath, lines });
  if (ranges.length === 0)
    return inform(
      vscode.l10n.t('Nothing was inserted here since the last commit, so there is nothing to remove.'),
    );
  const edit = new vscode.WorkspaceEdit();
  for (const range of ranges) edit.delete(document.uri, range);
  await vscode.workspace.applyEdit(edit);
  done(vscode.l10n.t('Removed. Undo brings it back.'), 5000, 'trash');
}

interface RemovableServices extends Pick<WindowServices, 'documents'> {
  readonly uncommittedLines: UncommittedLines;
}

/** The text of the insertions that touch a place: of the lines there, that which gives them their origin. */
export function removable(
  document: vscode.TextDocument,
  { documents, uncommittedLines }: RemovableServices,
  place: LineTarget,
): vscode.Range[] {
  const observer = documents.get(document)?.observer;
  const records = observer && uncommittedLines.in(document, ...place.lines);
  if (!observer || !records) return [];
  const range = (origin: LineOrigin, lines: LineTarget['lines']) => {
    const { start, end } = rangeOf(document, { ...place, lines });
    const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
    return insertionOffsets(observer.runs, from, Math.max(to, from + 1), origin);
  };
  const found = insertionsOf(records).flatMap(({ lines, record }) => range(record.origin, lines));
  const once = [...new Map(found.map((one) => [one.start, one])).values()];
  return once.map(({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)));
}
