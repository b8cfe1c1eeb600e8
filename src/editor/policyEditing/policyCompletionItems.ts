import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  type Completion,
  completionsFor,
  folderOf,
  type PathEntry,
} from '../../policy/editing/policyCompletions';
import { cursorAt } from '../../policy/editing/policyCursor';
import type { FolderEntry } from '../../workflow/policy/trackedIndex';
import type { Assistants } from '../window/assistants';
import { type PolicyDocuments, type PolicyPlace, rangeOf, today } from './policyDocuments';

/** Entries of a folder that are offered; where it has more, only those that fit what is typed. */
const ENTRIES = 200;
/** Entries of a folder that are read. */
const FOLDER = 20_000;

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  person: vscode.CompletionItemKind.User,
  name: vscode.CompletionItemKind.Value,
  folder: vscode.CompletionItemKind.Folder,
  file: vscode.CompletionItemKind.File,
  block: vscode.CompletionItemKind.Struct,
};

/** What may stand at the cursor in a policy. */
export class PolicyCompletions implements vscode.CompletionItemProvider {
  constructor(
    private readonly documents: PolicyDocuments,
    private readonly assistants: Assistants,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const cursor = cursorAt(document.getText(), document.offsetAt(position));
    if (!cursor) return undefined;
    const place = await this.documents.placeOf(document);
    const { others, signers } = this.documents.surroundingsOf(place);
    const folder = folderOf(cursor);
    const { entries, cut } =
      folder === undefined ? nothing : await entriesOf(document, place, folder, nameTyped(cursor.typed));
    if (token.isCancellationRequested) return undefined;
    const found = completionsFor(cursor, {
      assistants: this.assistants.catalogue.all,
      others,
      signers,
      files: cursor.shape === 'extends' ? await policyFiles(document) : [],
      entries,
      today: today(),
    });
    const range = rangeOf(document, cursor.start, cursor.end);
    const items = found.map((one, at) => itemOf(one, at, range));
    return new vscode.CompletionList(items, cut);
  }
}

function itemOf(completion: Completion, at: number, range: vscode.Range): vscode.CompletionItem {
  const { label, kind, detail, documentation, insert, filter, more } = completion;
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.insertText = new vscode.SnippetString(insert);
  item.keepWhitespace = true;
  item.range = range;
  item.filterText = filter;
  item.sortText = String(at).padStart(5, '0');
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = new vscode.MarkdownString(documentation);
  if (more) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

/** What is typed of the name that is being written. */
function nameTyped(typed: string): string {
  return typed.replace(/^!/, '').split('/').at(-1) ?? '';
}

interface Listing {
  readonly entries: readonly PathEntry[];
  /** There are more than are offered at once. */
  readonly cut: boolean;
}

const nothing: Listing = { entries: [], cut: false };

/** The tracked entries of a folder; where git is not run, all its entries. */
async function entriesOf(
  document: vscode.TextDocument,
  place: PolicyPlace | undefined,
  folder: string,
  typed: string,
): Promise<Listing> {
  const tracked = await place?.index?.entriesOf(folder, FOLDER);
  const all = tracked ?? (await entriesOnDisk(document, place, folder));
  if (all.length <= ENTRIES) return { entries: all, cut: false };
  const wanted = typed.toLowerCase();
  const fitting = all.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  return { entries: fitting.slice(0, ENTRIES), cut: true };
}

async function entriesOnDisk(
  document: vscode.TextDocument,
  place: PolicyPlace | undefined,
  folder: string,
): Promise<FolderEntry[]> {
  const root = place?.root ?? document.uri.fsPath.replace(/[\\/]\.ai-policy[\\/].*$/, '');
  const uri = vscode.Uri.file(path.join(root, folder));
  const listed = await Promise.resolve(vscode.workspace.fs.readDirectory(uri)).catch(() => []);
  return listed
    .filter(([name]) => name !== '.git')
    .map(([name, type]) => ({ name, folder: (type & vscode.FileType.Directory) !== 0 }));
}

async function policyFiles(document: vscode.TextDocument): Promise<string[]> {
  const folder = vscode.Uri.joinPath(document.uri, '..');
  const listed = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
  const own = path.basename(document.uri.fsPath);
  return listed.flatMap(([name]) =>
    /\.ya?ml$/.test(name) && name !== own && name !== 'policy.yaml' ? [name] : [],
  );
}
