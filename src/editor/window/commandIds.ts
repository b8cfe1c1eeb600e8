/** The commands of the palette; the manifest has the same, and a test holds the two together. */
export const commandIds = [
  'colophon.attestStaged',
  'colophon.connectAgents',
  'colophon.copyPullRequestStatement',
  'colophon.createPolicy',
  'colophon.explainLine',
  'colophon.installHooks',
  'colophon.lookUpPolicy',
  'colophon.markSelection',
  'colophon.openReport',
  'colophon.pauseSuggestions',
  'colophon.removeInsertion',
  'colophon.requestSignOff',
  'colophon.showProvenance',
  'colophon.signOff',
  'colophon.toggleMarks',
] as const;

export type CommandId = (typeof commandIds)[number];

/** The command behind the status bar's item; in no menu, since each of its actions is a command of its own. */
export const fileActionsId = 'colophon._fileActions';

/** The command behind a row of the history. */
export const showCommitId = 'colophon._showCommit';
