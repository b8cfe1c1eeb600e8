import * as vscode from 'vscode';
import { policyFolder } from '../../workflow/policy/policyFiles';
import { markdownText } from '../window/markdownText';
import { isShown } from '../window/settings';
import type { WindowServices } from '../window/windowServices';
import type { CommitPreview } from './commitPreview';
import { type PreviewRow, previewRows } from './commitPreviewModel';

/** The message's input box in Source Control, of which VS Code makes a document. */
const messageBox: vscode.DocumentFilter = { scheme: 'vscode-scm' };

/**
 * The next commit where its message is written, in a hover over the draft: what stops it, what it lacks, and the
 * trailers that it will carry. The draft itself is the person's; nothing is written into it.
 */
export function registerCommitMessageHover({
  commitPreview,
  trees,
}: Pick<WindowServices, 'trees'> & { readonly commitPreview: CommitPreview }): vscode.Disposable {
  return vscode.languages.registerHoverProvider(messageBox, {
    provideHover: async ({ uri, lineCount }) => {
      const root = isShown('hover') ? new URLSearchParams(uri.query).get('rootUri') : null;
      if (root === null) return undefined;
      const tree = trees.around(vscode.Uri.joinPath(vscode.Uri.parse(root), policyFolder));
      const repositories = tree ? await commitPreview.repositories() : [];
      const found = repositories.find((one) => one.root === tree?.root);
      return (
        found && new vscode.Hover(text(previewRows(found.preview)), new vscode.Range(0, 0, lineCount, 0))
      );
    },
  });
}

function text(rows: readonly PreviewRow[]): vscode.MarkdownString {
  const titles: Readonly<Record<string, string>> = {
    'colophon.attestStaged': vscode.l10n.t('Attest'),
    'colophon.signOff': vscode.l10n.t('Sign Off'),
    'colophon.installHooks': vscode.l10n.t('Install Commit Hooks'),
  };
  const isTrailer = ({ icon }: PreviewRow) => icon === 'tag';
  const said = rows.filter((row) => !isTrailer(row)).map(sentence);
  const made = new vscode.MarkdownString(said.join('\n\n'), true);
  const trailers = rows.filter(isTrailer).map(({ tooltip }) => tooltip);
  if (trailers.length > 0) {
    made.appendMarkdown(`\n\n${vscode.l10n.t('Colophon adds to this commit:')}`);
    made.appendCodeblock(trailers.join('\n'), 'text');
  }
  const commands = Object.keys(titles).filter((id) => rows.some(({ command }) => command === id));
  made.appendMarkdown(`\n\n${commands.map((id) => `[${titles[id]}](command:${id})`).join(' · ')}`);
  made.isTrusted = { enabledCommands: commands };
  return made;
}

/** What a finding means; of the rest what its row says. */
function sentence({ icon, label, description, rule, tooltip }: PreviewRow): string {
  const [meaning = ''] = tooltip.split('\n');
  const words = rule === undefined ? [label, ...(description === undefined ? [] : [description])] : [meaning];
  return `$(${icon}) ${markdownText(words.join(': '))}`;
}
