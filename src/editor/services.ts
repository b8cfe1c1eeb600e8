import type * as vscode from 'vscode';
import type { CommitPreview } from './commit/commitPreview';
import type { CommittedLines } from './provenance/lines/committedLines';
import type { UncommittedLines } from './provenance/lines/uncommittedLines';
import type { LineAnnotation } from './provenance/marks/lineAnnotation';
import type { OriginDecorations } from './provenance/marks/originDecorations';
import type { FirstSteps } from './setup/firstSteps';
import type { LanguageStatus } from './statusBar/languageStatus';
import type { StatusBar } from './statusBar/statusBar';
import type { Assistants } from './window/assistants';
import type { Documents } from './window/documents';
import type { Notices } from './window/notices';
import type { Targets } from './window/targets';
import type { VirtualDocuments } from './window/virtualDocuments';
import type { WorkingTrees } from './window/workingTrees';
import type { ExplorerBadges } from './zones/explorerBadges';
import type { Suggestions } from './zones/suggestions';

/** What the commands work with; made once, in `extension.ts`. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly assistants: Assistants;
  readonly commitPreview: CommitPreview;
  readonly committedLines: CommittedLines;
  readonly documents: Documents;
  readonly firstSteps: FirstSteps;
  readonly explorerBadges: ExplorerBadges;
  readonly languageStatus: LanguageStatus;
  readonly lineAnnotation: LineAnnotation;
  readonly notices: Notices;
  readonly originDecorations: OriginDecorations;
  readonly statusBar: StatusBar;
  readonly suggestions: Suggestions;
  readonly targets: Targets;
  readonly virtualDocuments: VirtualDocuments;
  readonly trees: WorkingTrees;
  readonly uncommittedLines: UncommittedLines;
}
