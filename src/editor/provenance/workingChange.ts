import * as vscode from 'vscode';
import type { FileProvenance } from '../../provenance/source';
import { workingRecords } from '../../workflow/commit/workingRecords';
import type { WindowServices } from '../window/windowServices';
import type { GitTree, WorkingTree } from '../window/workingTree';
import { pendingLines } from './lines/pendingLines';

type Looking = Pick<WindowServices, 'documents' | 'trees'>;

/** What the working tree adds to HEAD, with what is typed and not saved. A string is what went wrong. */
export async function workingChange(
  looking: Looking,
  tree: GitTree,
): Promise<readonly FileProvenance[] | string> {
  tree.record?.flush();
  const working = await workingRecords(tree.repo);
  return working.kind === 'problem' ? working.message : withUnsaved(looking, tree, working.files);
}

/** What is typed and not yet saved is not on the disk, but it is what the person sees. */
function withUnsaved(
  { documents, trees }: Looking,
  { root }: WorkingTree,
  files: readonly FileProvenance[],
): FileProvenance[] {
  const unsaved = vscode.workspace.textDocuments.flatMap((document) => {
    const record = document.isDirty ? documents.get(document) : undefined;
    const observer = record?.observer;
    const isHere = trees.peek(document.uri)?.root === root;
    return record && observer && !observer.waiting && isHere
      ? [pendingLines(record.path, observer.text, observer.runs)]
      : [];
  });
  const saved = files.filter(({ path: file }) => unsaved.every((one) => one.path !== file));
  return [...saved, ...unsaved.filter(({ lines }) => lines.length > 0)].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}
