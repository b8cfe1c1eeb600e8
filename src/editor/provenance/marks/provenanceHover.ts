import * as vscode from 'vscode';
import { printable } from '../../../text/printable';
import { explainBlame } from '../../../workflow/read/blameWords';
import type { LineTarget } from '../../window/lineTarget';
import { markdownText } from '../../window/markdownText';
import { isShown, markedOriginsSetting } from '../../window/settings';
import { pathsOf } from '../../window/treePaths';
import type { WindowServices } from '../../window/windowServices';
import { ruleOf } from '../../zones/rule';
import type { FileRule } from '../../zones/zoneStatus';
import type { CommittedLines } from '../lines/committedLines';
import { originsOf } from '../lines/originMarks';
import { explainLineModel } from './explainModel';
import { type HoverText, hoverText } from './hoverModel';

/** A person who hovers has moved on after this long, in milliseconds; git goes on, and the next hover has its answer. */
const PATIENCE_MS = 1500;
/** The actions that a hover offers; nothing else in it is a link. */
const actions = ['colophon.explainLine', 'colophon.markSelection', 'colophon.removeInsertion'] as const;

interface HoverServices extends Pick<WindowServices, 'assistants' | 'documents' | 'trees'> {
  readonly committedLines: CommittedLines;
}

export function registerProvenanceHover(services: HoverServices): vscode.Disposable {
  return vscode.languages.registerHoverProvider({ scheme: 'file' }, new ProvenanceHover(services));
}

/** Says of a marked line where it came from and what it needs; of a committed one, what its commit's note says. */
class ProvenanceHover implements vscode.HoverProvider {
  constructor(private readonly services: HoverServices) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token?: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    if (!isShown('hover')) return undefined;
    const observer = this.services.documents.get(document)?.observer;
    if (!observer || observer.waiting) return undefined;
    const number = position.line + 1;
    const part = new vscode.Range(Math.max(0, position.line - 1), 0, number, 0);
    const [start, end] = [document.offsetAt(part.start), document.offsetAt(part.end)];
    const runs = observer.runsIn(start, end);
    const explanation = explainLineModel(document.getText(part), runs, position.line === 0 ? 1 : 2);
    const marked = originsOf(markedOriginsSetting());
    if (!explanation) return undefined;
    if (explanation.record) {
      if (!marked.has(explanation.record.origin)) return undefined;
      const { displayName } = this.services.assistants;
      const text = hoverText(explanation, this.#ruleOf(document), displayName, Date.now());
      return text && hover(document, position.line, text, actions);
    }
    const text = await this.#ofCommit(document, number, marked);
    return text && !token?.isCancellationRequested
      ? hover(document, position.line, text, [actions[0]])
      : undefined;
  }

  /** Only what a record says: nothing is shown of the many lines of which nothing is known. */
  async #ofCommit(
    document: vscode.TextDocument,
    line: number,
    marked: ReadonlySet<string>,
  ): Promise<HoverText | undefined> {
    if (!this.services.committedLines.mayBeNoted(document)) return undefined;
    const patience = new Promise<undefined>((fulfil) => setTimeout(fulfil, PATIENCE_MS, undefined));
    const blamed = await Promise.race([this.services.committedLines.find(document, line), patience]);
    if (!blamed?.record || !marked.has(blamed.record.origin)) return undefined;
    const { title, details } = explainBlame(blamed, this.services.assistants.displayName, Date.now());
    return { title: printable(title), lines: details.map(printable) };
  }

  #ruleOf(document: vscode.TextDocument): FileRule | undefined {
    const tree = this.services.trees.peek(document.uri);
    return tree?.policy.kind === 'ok' && tree.matcher
      ? ruleOf(tree.matcher, tree.policy.compiled, pathsOf(tree, document.uri))
      : undefined;
  }
}

/** All of it stands there as text: nothing that a stranger wrote is read as Markdown. */
function hover(
  document: vscode.TextDocument,
  line: number,
  { title, lines }: HoverText,
  offered: readonly (typeof actions)[number][],
): vscode.Hover {
  const text = new vscode.MarkdownString(
    [`**${markdownText(title)}**`, ...lines.map(markdownText)].join('\n\n'),
  );
  const titles: Readonly<Record<string, string>> = {
    'colophon.explainLine': vscode.l10n.t('Explain This Line'),
    'colophon.markSelection': vscode.l10n.t('Mark As…'),
    'colophon.removeInsertion': vscode.l10n.t('Remove Insertion'),
  };
  const place: LineTarget = { file: document.uri.fsPath, lines: [line + 1, line + 1] };
  const argument = encodeURIComponent(JSON.stringify([place]));
  const links = offered.map((command) => `[${titles[command]}](command:${command}?${argument})`);
  text.appendMarkdown(`\n\n${links.join(' · ')}`);
  text.isTrusted = { enabledCommands: actions };
  return new vscode.Hover(text);
}
