import type * as vscode from 'vscode';
import { CommitPreview } from './commit/commitPreview';
import { PolicyDiagnostics } from './policyEditing/policyDiagnostics';
import { CommittedLines } from './provenance/lines/committedLines';
import { UncommittedLines } from './provenance/lines/uncommittedLines';
import { LineAnnotation } from './provenance/marks/lineAnnotation';
import { OriginDecorations } from './provenance/marks/originDecorations';
import { FirstSteps } from './setup/firstSteps';
import { WelcomeContext } from './setup/welcomeContext';
import { LanguageStatus } from './statusBar/languageStatus';
import { StatusBar } from './statusBar/statusBar';
import { Assistants } from './window/assistants';
import { Documents } from './window/documents';
import { Notices } from './window/notices';
import { Targets } from './window/targets';
import { VirtualDocuments } from './window/virtualDocuments';
import { WorkingTrees } from './window/workingTrees';
import { ExplorerBadges } from './zones/explorerBadges';
import { Suggestions } from './zones/suggestions';

export type Services = ReturnType<typeof createServices>;

/**
 * Makes what the commands and the surfaces work with, each with what was made before it. The order is also that in
 * which they hear that a tree has changed: the documents first, which start and end their records then.
 */
export function createServices(context: vscode.ExtensionContext) {
  const notices = new Notices(context.workspaceState);
  const assistants = new Assistants(notices);
  const trees = new WorkingTrees(assistants, notices);
  const documents = new Documents(trees);
  const targets = new Targets(trees, documents);
  const virtualDocuments = new VirtualDocuments();
  const policyDiagnostics = new PolicyDiagnostics(trees);
  const explorerBadges = new ExplorerBadges(trees);
  const uncommittedLines = new UncommittedLines(documents);
  const committedLines = new CommittedLines(trees);
  const originDecorations = new OriginDecorations(context, trees, documents, uncommittedLines);
  const lineAnnotation = new LineAnnotation({ assistants, committedLines, uncommittedLines });
  const suggestions = new Suggestions();
  const commitPreview = new CommitPreview(trees, assistants);
  const firstSteps = new FirstSteps(trees);
  const shown = { trees, documents, assistants, suggestions, commitPreview, firstSteps };
  const statusBar = new StatusBar(shown);
  const languageStatus = new LanguageStatus(statusBar, uncommittedLines);
  const welcomeContext = new WelcomeContext(trees);
  return {
    context,
    notices,
    assistants,
    trees,
    targets,
    virtualDocuments,
    policyDiagnostics,
    explorerBadges,
    uncommittedLines,
    committedLines,
    originDecorations,
    lineAnnotation,
    suggestions,
    commitPreview,
    firstSteps,
    statusBar,
    languageStatus,
    welcomeContext,
    documents,
  };
}
