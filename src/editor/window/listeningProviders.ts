import * as vscode from 'vscode';
import type { Signal } from '../../provenance/observe/signals';

type Feed = (document: vscode.TextDocument, signal: Signal) => void;

/**
 * Providers that offer nothing: they are asked, and that tells of a paste, of ghost text wanted at a place, of what the
 * suggest widget has selected, and of a code action. They answer at once, so that nothing waits for us.
 * @param actions a code action is asked for; what is chosen may change any file
 */
export function listeningProviders(feed: Feed, actions: () => void): vscode.Disposable[] {
  const files: vscode.DocumentSelector = { scheme: 'file' };
  return [
    vscode.languages.registerDocumentPasteEditProvider(files, pasteListener(feed), {
      providedPasteEditKinds: [vscode.DocumentDropOrPasteEditKind.Empty.append('colophon')],
      copyMimeTypes: ['application/x-colophon'],
      pasteMimeTypes: ['text/plain'],
    }),
    vscode.languages.registerInlineCompletionItemProvider(files, {
      provideInlineCompletionItems: (document, position, context) => {
        const selected = context.selectedCompletionInfo?.text;
        feed(document, {
          kind: 'suggestion',
          at: Date.now(),
          line: position.line,
          character: position.character,
          automatic: context.triggerKind === vscode.InlineCompletionTriggerKind.Automatic,
          ...(selected !== undefined && { selected }),
        });
        return undefined;
      },
    }),
    // Without kinds of its own it adds no entry to a menu.
    vscode.languages.registerCodeActionsProvider(files, {
      provideCodeActions: (_document, _range, { triggerKind }) => {
        if (triggerKind === vscode.CodeActionTriggerKind.Invoke) actions();
        return undefined;
      },
    }),
  ];
}

function pasteListener(feed: Feed): vscode.DocumentPasteEditProvider {
  return {
    prepareDocumentPaste: (document, ranges) =>
      feed(document, {
        kind: 'copy',
        at: Date.now(),
        ranges: ranges.map((range) => {
          // Copying with nothing selected takes the whole line.
          const taken = range.isEmpty ? document.lineAt(range.start).rangeIncludingLineBreak : range;
          return { start: document.offsetAt(taken.start), end: document.offsetAt(taken.end) };
        }),
      }),
    provideDocumentPasteEdits: async (document, _ranges, data) => {
      const text = await data.get('text/plain')?.asString();
      if (text !== undefined) feed(document, { kind: 'paste', at: Date.now(), text });
      return undefined;
    },
  };
}
