import * as vscode from 'vscode';
import { copyPullRequestStatement } from './commit/pullRequest';
import { showCommit } from './commit/showCommit';
import { openReport } from './openReport';
import { explainLine } from './provenance/marks/explainLine';
import { markSelection } from './provenance/marks/markSelection';
import { removeInsertion } from './provenance/marks/removeInsertion';
import { toggleMarks } from './provenance/marks/toggleMarks';
import { showProvenance } from './provenance/showProvenance';
import type { Services } from './services';
import { connectAgents } from './setup/connectAgents';
import { createPolicy } from './setup/createPolicy';
import { installHooks } from './setup/installHooks';
import { attestStaged } from './signing/attest';
import { requestSignOff, signOff } from './signing/signOff';
import { showFileActions } from './statusBar/fileActions';
import { type CommandId, commandIds, fileActionsId, showCommitId } from './window/commandIds';
import { fail } from './window/messages';
import { lookUpPolicy } from './zones/lookUp';
import { pauseSuggestions } from './zones/pauseSuggestions';

/** What the buttons of the walkthrough give a command. */
const fromWalkthrough = 'walkthrough';
/** Its page takes the focus back from what a command asks, 250 ms after a button was pressed. */
const FOCUS_MS = 400;

type Handler = (services: Services, given: unknown) => Promise<unknown>;

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
export function registerCommands(services: Services): vscode.Disposable[] {
  const register = (id: string, handler: Handler) =>
    vscode.commands.registerCommand(id, async (given: unknown) => {
      try {
        if (given === fromWalkthrough) await new Promise((fulfil) => setTimeout(fulfil, FOCUS_MS));
        return await handler(services, rootOf(given));
      } catch (error) {
        services.notices.log.error(error instanceof Error ? error : String(error));
        fail(vscode.l10n.t('{0} failed: {1}. The Colophon log has more.', id, String(error)));
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
