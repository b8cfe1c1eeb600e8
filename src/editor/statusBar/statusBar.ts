import * as vscode from 'vscode';
import type { CommitPreview } from '../commit/commitPreview';
import { pendingAiLines } from '../provenance/lines/pendingLines';
import { fileActionsId } from '../window/commandIds';
import { Delay } from '../window/delay';
import { isObservable } from '../window/documents';
import type { RecordedText } from '../window/knownTree';
import { Owner } from '../window/owner';
import { firstError } from '../window/policyProblems';
import { pausesInRestrictedZones } from '../window/settings';
import { pathsOf } from '../window/treePaths';
import type { WindowServices } from '../window/windowServices';
import type { WorkingTree } from '../window/workingTree';
import { ruleOf } from '../zones/rule';
import type { Suggestions } from '../zones/suggestions';
import { type Status, type StatusFacts, statusOf } from '../zones/zoneStatus';

/** Several events make one look, in milliseconds; of typing, which changes little, more of them. */
const QUIET_MS = 60;
const TYPING_MS = 300;
/** No event says that an extension was activated, so in a restricted file this is checked so often. */
const LOOK_MS = 5000;

const backgrounds = {
  none: undefined,
  warning: 'statusBarItem.warningBackground',
  error: 'statusBarItem.errorBackground',
} as const;

interface StatusBarServices extends Pick<WindowServices, 'assistants' | 'documents' | 'trees'> {
  readonly suggestions: Suggestions;
  readonly commitPreview: CommitPreview;
  readonly firstSteps: { zoneShown(zone: string): void };
}

/** The one item in the status bar: what the policy says of the file in front, and who is at work in it. */
export class StatusBar extends Owner {
  readonly #item: vscode.StatusBarItem;
  readonly #edits = new Map<string, { readonly assistant?: string; readonly at: number }>();
  readonly #soon = new Delay(() => this.#update());
  readonly #later = new Delay(() => this.refresh());
  /** The file in front; that a panel has the focus does not change it. */
  #document: vscode.TextDocument | undefined;
  #aiLines: { readonly uri: string; readonly count: number } | undefined;
  #shown: Status | undefined;
  readonly #didShow = new vscode.EventEmitter<void>();
  /** It was looked again at what is to be shown. */
  readonly onDidShow = this.#didShow.event;

  constructor(private readonly services: StatusBarServices) {
    super();
    // Right of the language, which has 100: where there is no room, VS Code lets go of the items left of it first.
    this.#item = vscode.window.createStatusBarItem('colophon.zone', vscode.StatusBarAlignment.Right, 50);
    this.#item.name = 'Colophon';
    this.#item.command = fileActionsId;
    this.own(
      this.#soon,
      this.#later,
      this.#item,
      this.#didShow,
      services.trees.onDidChange(() => this.refresh()),
      services.trees.onDidRecord((text) => this.#recorded(text)),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.window.onDidChangeWindowState(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration(() => this.refresh()),
      services.assistants.onDidChange(() => this.refresh()),
      services.commitPreview.onDidChange(() => this.refresh()),
    );
  }

  /** What is shown now; `undefined` where the item is hidden. */
  get shown(): Status | undefined {
    return this.#shown;
  }

  /** The file that it is about. */
  get document(): vscode.TextDocument | undefined {
    return this.#document;
  }

  /** Looks again, soon. */
  refresh(): void {
    this.#soon.within(QUIET_MS);
  }

  #recorded({ tree, path, source }: RecordedText): void {
    if (source?.origin !== 'ai') return this.#soon.within(TYPING_MS);
    const uri = vscode.Uri.joinPath(vscode.Uri.file(tree.root), ...path.split('/'));
    const { assistant } = source;
    this.#edits.set(uri.toString(), { ...(assistant !== undefined && { assistant }), at: Date.now() });
    this.refresh();
  }

  #update(): void {
    this.#later.dispose();
    const { trees, suggestions } = this.services;
    const document = this.#inFront();
    const tree = document && trees.peek(document.uri);
    if (document && !trees.isKnown(document.uri)) void trees.find(document.uri).then(() => this.refresh());
    const facts = document && tree && tree.policy.kind !== 'none' ? this.#facts(document, tree) : undefined;
    void suggestions.follow(facts?.paused ?? false);
    if (!facts) {
      this.#shown = undefined;
      this.#item.hide();
      this.#didShow.fire();
      return;
    }
    this.#show(statusOf(facts));
    if (facts.rule) this.services.firstSteps.zoneShown(facts.rule.zone);
    this.#didShow.fire();
    if (facts.rule?.mode === 'restricted') this.#later.restart(LOOK_MS);
  }

  #inFront(): vscode.TextDocument | undefined {
    const active = vscode.window.activeTextEditor?.document;
    const isPanel = active !== undefined && ['output', 'debug', 'comment'].includes(active.uri.scheme);
    if (!isPanel) this.#document = active?.uri.scheme === 'file' ? active : undefined;
    if (this.#document?.isClosed) this.#document = undefined;
    return this.#document;
  }

  #facts(document: vscode.TextDocument, tree: WorkingTree): StatusFacts | undefined {
    const { assistants, suggestions } = this.services;
    const paths = pathsOf(tree, document.uri);
    if (paths.length === 0) return undefined;
    const { policy, matcher } = tree;
    const rule = policy.kind === 'ok' && matcher ? ruleOf(matcher, policy.compiled, paths) : undefined;
    const broken = firstError(policy);
    const chosen = suggestions.chosenFor(document.uri);
    const paused = chosen ?? (rule?.mode === 'restricted' && pausesInRestrictedZones(document));
    return {
      ...(broken !== undefined && { broken }),
      ...(rule && { rule }),
      active: assistants.activeFor(document, paused, this.#edits.get(document.uri.toString())),
      aiLines: this.#aiLinesOf(document),
      signedOff: paths.every((path) => this.services.commitPreview.isSignedOff(tree, path, document)),
      paused,
      trusted: vscode.workspace.isTrusted,
      ...unrecorded(document, tree),
    };
  }

  #aiLinesOf(document: vscode.TextDocument): number {
    const uri = document.uri.toString();
    const observer = this.services.documents.get(document)?.observer;
    // While a change waits to be read, the text is ahead of its sources; what was known until then is shown.
    if (observer && !observer.waiting) {
      this.#aiLines = { uri, count: pendingAiLines(observer.text, observer.runs).length };
    }
    return observer && this.#aiLines?.uri === uri ? this.#aiLines.count : 0;
  }

  #show(status: Status): void {
    const item = this.#item;
    item.text = status.text;
    const background = backgrounds[status.severity];
    item.backgroundColor = background && new vscode.ThemeColor(background);
    item.tooltip = tooltipOf(status);
    item.accessibilityInformation = { label: status.label, role: 'button' };
    item.show();
    this.#shown = status;
  }
}

function unrecorded(document: vscode.TextDocument, tree: WorkingTree): { unrecorded?: string } {
  if (tree.problem !== undefined) return { unrecorded: tree.problem };
  return isObservable(document) ? {} : { unrecorded: vscode.l10n.t('the file is too long.') };
}

/** Owners and reasons are text of strangers: nothing in them is read as Markdown. */
function tooltipOf({ lines }: Status): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  for (const [i, line] of lines.entries()) {
    if (i > 0) tooltip.appendMarkdown('\n\n');
    tooltip.appendText(line);
  }
  tooltip.appendMarkdown(`\n\n---\n\n[${vscode.l10n.t('Look Up Policy')}](command:colophon.lookUpPolicy) · `);
  tooltip.appendMarkdown(`[${vscode.l10n.t('Explain This Line')}](command:colophon.explainLine)`);
  tooltip.isTrusted = { enabledCommands: ['colophon.lookUpPolicy', 'colophon.explainLine'] };
  return tooltip;
}
