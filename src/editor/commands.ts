import * as vscode from 'vscode';
import { attestStaged } from './attest';
import { type CommandId, commandIds, fileActionsId, showCommitId } from './commandIds';
import { connectAgents } from './connectAgents';
import { createPolicy } from './createPolicy';
import { explainLine } from './explainLine';
import { showFileActions } from './fileActions';
import { installHooks } from './hooks';
import { lookUpPolicy } from './lookUp';
import { markSelection } from './markSelection';
import { openReport } from './openReport';
import type { Parts } from './parts';
import { pauseSuggestions } from './pauseSuggestions';
import { copyPullRequestStatement } from './pullRequest';
import { removeInsertion } from './removeInsertion';
import { showCommit } from './showCommit';
import { showProvenance } from './showProvenance';
import { requestSignOff, signOff } from './signOff';
import { toggleMarks } from './toggleMarks';

/** What the buttons of the walkthrough give a command. */
const fromWalkthrough = 'walkthrough';
/** Its page takes the focus back from what a command asks, 250 ms after a button was pressed. */
const FOCUS_MS = 400;

type Handler = (parts: Parts, given: unknown) => Promise<unknown>;

const handlers: Readonly<Record<CommandId, Handler>> = {
  'colophon.attestStaged': attestStaged,
  'colophon.connectAgents': connectAgents,
  'colophon.copyPullRequestStatement': copyPullRequestStatement,
  'colophon.createPolicy': createPolicy,
  'colophon.explainLine': explainLine,
  'colophon.installHooks': installHooks,
  'colophon.lookUpPolicy': lookUpPolicy,
  'colophon.markSelection': markSelection,
  'colophon.openReport': openReport,
  'colophon.pauseSuggestions': pauseSuggestions,
  'colophon.removeInsertion': removeInsertion,
  'colophon.requestSignOff': requestSignOff,
  'colophon.showProvenance': showProvenance,
  'colophon.signOff': signOff,
  'colophon.toggleMarks': toggleMarks,
};

/** Registers every command. What goes wrong by our own fault is said and kept in the log. */
export function registerCommands(parts: Parts): vscode.Disposable[] {
  const register = (id: string, handler: Handler) =>
    vscode.commands.registerCommand(id, async (given: unknown) => {
      try {
        if (given === fromWalkthrough) await new Promise((fulfil) => setTimeout(fulfil, FOCUS_MS));
        return await handler(parts, rootOf(given));
      } catch (error) {
        parts.notices.log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(
          vscode.l10n.t('{0} failed: {1}. The Colophon log has more.', id, String(error)),
        );
        return undefined;
      }
    });
  return [
    ...commandIds.map((id) => register(id, handlers[id])),
    register(fileActionsId, showFileActions),
    register(showCommitId, showCommit),
  ];
}

/** In the menu of Source Control a command is given the repository, and elsewhere a file or folder. */
function rootOf(given: unknown): unknown {
  const root = (given as Partial<vscode.SourceControl> | undefined)?.rootUri;
  return root instanceof vscode.Uri ? root : given;
}
