import * as vscode from 'vscode';
import { isRecord } from '../../text/isRecord';

/** Lines of a file, as a row of a view, a link in a hover or a quick fix hands them to a command. Plain JSON. */
export interface LineTarget {
  /** As the file system has it. */
  readonly file: string;
  /** 1-based, both included. */
  readonly lines: readonly [first: number, last: number];
}

/** The place that a command was given, itself or as that of a row; `undefined` where it was given none. */
export function lineTargetOf(given: unknown): LineTarget | undefined {
  const value = isRecord(given) && isRecord(given.place) ? given.place : given;
  if (!isRecord(value) || typeof value.file !== 'string' || !Array.isArray(value.lines)) return undefined;
  const [first, last] = value.lines as unknown[];
  if (!Number.isInteger(first) || !Number.isInteger(last)) return undefined;
  return { file: value.file, lines: [Math.max(1, first as number), Math.max(1, last as number)] };
}

/** The root of the working tree that a command was given, itself or as that of a row. */
export function rootOf(given: unknown): string | undefined {
  if (given instanceof vscode.Uri) return given.fsPath;
  return isRecord(given) && typeof given.root === 'string' ? given.root : undefined;
}

/** From the first character to the end of the last line, without its break; as far as the document goes. */
export function rangeOf(document: vscode.TextDocument, { lines: [first, last] }: LineTarget): vscode.Range {
  return document.validateRange(new vscode.Range(first - 1, 0, last - 1, Number.MAX_SAFE_INTEGER));
}

/** Shows a place, with all of it selected. */
export async function goTo(place: LineTarget): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(place.file));
  return vscode.window.showTextDocument(document, { selection: rangeOf(document, place) });
}
