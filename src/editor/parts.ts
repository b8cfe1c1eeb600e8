import type * as vscode from 'vscode';
import type { Assistants } from './assistants';
import type { CommitPreview } from './commitPreview';
import type { CommittedLines } from './committedLines';
import type { Documents } from './documents';
import type { ExplorerBadges } from './explorerBadges';
import type { FirstSteps } from './firstSteps';
import type { LanguageStatus } from './languageStatus';
import type { LineAnnotation } from './lineAnnotation';
import type { Notices } from './notices';
import type { OriginDecorations } from './originDecorations';
import type { StatusBar } from './statusBar';
import type { Suggestions } from './suggestions';
import type { Targets } from './targets';
import type { Texts } from './texts';
import type { UncommittedLines } from './uncommittedLines';
import type { WorkingTrees } from './workingTrees';

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
  readonly texts: Texts;
  readonly trees: WorkingTrees;
  readonly uncommittedLines: UncommittedLines;
}
