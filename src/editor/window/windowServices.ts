import type * as vscode from 'vscode';
import type { Assistants } from './assistants';
import type { Documents } from './documents';
import type { Notices } from './notices';
import type { Targets } from './targets';
import type { VirtualDocuments } from './virtualDocuments';
import type { WorkingTrees } from './workingTrees';

/** What this room gives to the others; a command or a surface picks the few that it works with. */
export interface WindowServices {
  readonly assistants: Assistants;
  readonly context: vscode.ExtensionContext;
  readonly documents: Documents;
  readonly notices: Notices;
  readonly targets: Targets;
  readonly trees: WorkingTrees;
  readonly virtualDocuments: VirtualDocuments;
}
