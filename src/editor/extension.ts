import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { checkLastCommit } from './commit/afterCommit';
import { CommitMessageHover, messageBox } from './commit/commitMessageHover';
import { CommitPreview } from './commit/commitPreview';
import { loadPolicyEditing } from './policyEditing/loadPolicyEditing';
import { PolicyDiagnostics } from './policyEditing/policyDiagnostics';
import { CommittedLines } from './provenance/lines/committedLines';
import { UncommittedLines } from './provenance/lines/uncommittedLines';
import { LineAnnotation } from './provenance/marks/lineAnnotation';
import { OriginDecorations } from './provenance/marks/originDecorations';
import { ProvenanceFixes } from './provenance/marks/provenanceFixes';
import { ProvenanceHover } from './provenance/marks/provenanceHover';
import { ProvenanceProblems } from './provenance/marks/provenanceProblems';
import { ProvenanceView } from './provenance/provenanceView';
import type { Parts } from './services';
import { FirstSteps } from './setup/firstSteps';
import { considerHooks } from './setup/installHooks';
import { WelcomeContext } from './setup/welcomeContext';
import { LanguageStatus } from './statusBar/languageStatus';
import { StatusBar } from './statusBar/statusBar';
import { Assistants } from './window/assistants';
import { Documents, isObservable } from './window/documents';
import { Notices } from './window/notices';
import { section, useHostSignals } from './window/settings';
import { Targets } from './window/targets';
import { VirtualDocuments } from './window/virtualDocuments';
import { type WorkingTree, WorkingTrees } from './window/workingTrees';
import { ExplorerBadges } from './zones/explorerBadges';
import { registerLanguageModelTool } from './zones/languageModelTool';
import { warnOfAiText } from './zones/restrictedWarning';
import { Suggestions } from './zones/suggestions';

/** What the extension gives to its own tests; nothing else may build on it. */
export interface Exports {
  /** Milliseconds that `activate` took. */
  readonly activationMs: number;
  readonly parts: Parts;
}

const files: vscode.DocumentSelector = { scheme: 'file' };
let owned: vscode.Disposable[] = [];

export function activate(context: vscode.ExtensionContext): Exports {
  const started = performance.now();
  globalThis.colophonTranslations = vscode.l10n.bundle;
  const notices = new Notices(context.workspaceState);
  const assistants = new Assistants((problems) => {
    for (const { path, message } of problems) notices.log.warn(`colophon.assistants ${path}: ${message}`);
    void notices.warn(
      'assistants',
      vscode.l10n.t(
        'The setting colophon.assistants has mistakes: {0}: {1}',
        problems[0]!.path,
        problems[0]!.message,
      ),
    );
  });
  const trees: WorkingTrees = new WorkingTrees({
    assistants: { nameAssistant: assistants.nameByExtension, isAgentActive: assistants.isAgentActive },
    tokens: assistants.tokens,
    changed: (tree) => changed(tree),
    recorded: (tree, file, source) => {
      const uri = vscode.Uri.joinPath(vscode.Uri.file(tree.root), ...file.split('/'));
      decorations.changed(file);
      if (source?.origin === 'ai') {
        statusBar.edited(uri, source.assistant);
        void warnOfAiText(notices, assistants.displayName, tree, file, source);
      } else statusBar.typed();
    },
    headMoved: (tree) => {
      void checkLastCommit(notices, tree);
      void firstSteps.headMoved(tree);
      committedLines.forget();
      void checkLastCommit(notices, tree);
    },
    warn: (fact, message) => void notices.warn(fact, message),
    log: (message) => notices.log.info(message),
  });
  const documents = new Documents({
    open: (document, text) => {
      if (!trees.isKnown(document.uri)) {
        void trees.find(document.uri).then(() => documents.reconsider(document));
        return 'wait';
      }
      const tree = trees.peek(document.uri);
      const path = tree && isObservable(document) ? trees.pathOf(tree, document.uri) : undefined;
      const record = path === undefined ? undefined : tree!.record?.open(path, text);
      void record?.ready.then(() => decorations.changed(record.path));
      return record;
    },
    close: (document, record) => trees.close(document.uri, record),
    renamed: (from, to) => trees.renamed(from, to),
    useHostReasons: useHostSignals,
  });
  const firstSteps = new FirstSteps();
  const welcomeContext = new WelcomeContext(trees);
  const suggestions = new Suggestions();
  const commitPreview = new CommitPreview(trees, assistants);
  const statusBar = new StatusBar({
    trees,
    documents,
    assistants,
    suggestions,
    commitPreview,
    zoneShown: (zone) => firstSteps.zoneShown(zone),
  });
  const diagnostics = new PolicyDiagnostics(trees);
  const uncommittedLines = new UncommittedLines(documents);
  const decorations = new OriginDecorations(context, documents, uncommittedLines);
  const languageStatus = new LanguageStatus(statusBar, uncommittedLines);
  const committedLines = new CommittedLines(trees);
  const badges = new ExplorerBadges(trees);
  const seeing = { assistants, commitPreview, committedLines, documents, trees, uncommittedLines };
  const problems = new ProvenanceProblems(seeing);
  const lineAnnotation = new LineAnnotation(seeing);
  const virtualDocuments = new VirtualDocuments();
  const targets = new Targets(trees, documents);
  const parts: Parts = {
    context,
    assistants,
    commitPreview,
    committedLines,
    documents,
    firstSteps,
    explorerBadges: badges,
    languageStatus,
    lineAnnotation,
    notices,
    originDecorations: decorations,
    statusBar,
    suggestions,
    targets,
    virtualDocuments,
    trees,
    uncommittedLines,
  };

  /** Roots whose hooks were looked at; again when a policy appears. */
  const considered = new Set<string>();
  function changed(tree: WorkingTree): void {
    // A record that ended with its policy takes its documents along; a new one starts with them.
    documents.release((document) => trees.peek(document.uri)?.root === tree.root && !tree.record);
    documents.refresh();
    diagnostics.update(tree);
    badges.update(tree);
    decorations.refresh();
    statusBar.refresh();
    commitPreview.refresh();
    void welcomeContext.refresh();
    if (tree.policy.kind === 'none') considered.delete(tree.root);
    else if (tree.repo && !considered.has(tree.root)) {
      considered.add(tree.root);
      void considerHooks(parts, tree);
    }
  }

  const start = () => {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme === 'file') void trees.findFolder(uri.fsPath).then(() => statusBar.refresh());
    }
    documents.refresh();
    statusBar.refresh();
    commitPreview.refresh();
    void welcomeContext.refresh();
  };
  // The last is disposed first: what was typed is written before the trees are let go.
  owned = [
    notices,
    assistants,
    trees,
    virtualDocuments,
    suggestions,
    diagnostics,
    commitPreview,
    badges,
    problems,
    decorations,
    uncommittedLines,
    languageStatus,
    statusBar,
    welcomeContext,
    new ProvenanceView(seeing),
    lineAnnotation,
    vscode.languages.registerHoverProvider(files, new ProvenanceHover(seeing)),
    vscode.languages.registerHoverProvider(messageBox, new CommitMessageHover(commitPreview, trees)),
    vscode.languages.registerCodeActionsProvider(
      files,
      new ProvenanceFixes(seeing),
      ProvenanceFixes.metadata,
    ),
    documents,
    ...registerCommands(parts),
    ...registerLanguageModelTool(trees),
    loadPolicyEditing(parts),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      trees.reset();
      start();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      start();
      for (const tree of trees.all) void considerHooks(parts, tree);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.hooks`))
        for (const tree of trees.all) void considerHooks(parts, tree);
      if (event.affectsConfiguration(`${section}.organizationPolicy`))
        for (const tree of trees.all) trees.reload(tree);
    }),
  ];
  start();
  const activationMs = performance.now() - started;
  notices.log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return { activationMs, parts };
}

/** Writes what is not yet written; there is no time to wait for anything. */
export function deactivate(): void {
  for (const one of owned.reverse()) one.dispose();
  owned = [];
}
