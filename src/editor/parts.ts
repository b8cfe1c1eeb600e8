import type * as vscode from 'vscode';
import type { Assistants } from './assistants';
import type { CommitPreview } from './commitPreview';
import type { Documents } from './documents';
import type { FirstSteps } from './firstSteps';
import type { Notices } from './notices';
import type { StatusBar } from './statusBar';
import type { Suggestions } from './suggestions';
import type { Targets } from './targets';
import type { Texts } from './texts';
import type { WorkingTrees } from './workingTrees';

/** What the commands work with; made once, in `extension.ts`. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly assistants: Assistants;
  readonly commitPreview: CommitPreview;
  readonly documents: Documents;
  readonly firstSteps: FirstSteps;
  readonly notices: Notices;
  readonly statusBar: StatusBar;
  readonly suggestions: Suggestions;
  readonly targets: Targets;
  readonly texts: Texts;
  readonly trees: WorkingTrees;
}
