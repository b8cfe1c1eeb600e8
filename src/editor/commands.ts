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
        return await handler(parts, given);
      } catch (error) {
        parts.notices.log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(`${id} failed: ${String(error)}. The Colophon log has more.`);
        return undefined;
      }
    });
  return [
    ...commandIds.map((id) => register(id, handlers[id])),
    register(fileActionsId, showFileActions),
    register(showCommitId, showCommit),
  ];
}
