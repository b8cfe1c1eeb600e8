import * as vscode from 'vscode';

export const section = 'colophon';

/** Calls `changed` when a setting of ours gets another value: the one with this name, or any. */
export function onSettingChange(changed: () => void, name?: string): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(name === undefined ? section : `${section}.${name}`)) changed();
  });
}

/** Whether `colophon.hostSignals` lets the host's own change reasons be used. */
export function useHostSignals(): boolean {
  return vscode.workspace.getConfiguration(section).get('hostSignals') !== 'off';
}

/** `colophon.assistants`, as it is written: data from strangers. */
export function assistantsSetting(): unknown {
  return vscode.workspace.getConfiguration(section).get('assistants');
}

export function pausesInRestrictedZones(scope: vscode.ConfigurationScope): boolean {
  return vscode.workspace.getConfiguration(section, scope).get('pauseSuggestionsInRestrictedZones') === true;
}

/** `colophon.hooks` as the user has it, and as the repository does; either may be absent. */
export function hooksSetting(
  scope: vscode.ConfigurationScope,
): readonly [user: unknown, repository: unknown] {
  const values = vscode.workspace.getConfiguration(section, scope).inspect<unknown>('hooks');
  return [values?.globalValue, values?.workspaceFolderValue ?? values?.workspaceValue];
}

/** `colophon.organizationPolicy`: an absolute path, or nothing. */
export function organizationPolicy(): string | undefined {
  const path = vscode.workspace.getConfiguration(section).get<unknown>('organizationPolicy');
  return typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined;
}

/** What `colophon.show` turns on and off. */
type Surface =
  | 'gutter'
  | 'overviewRuler'
  | 'hover'
  | 'badges'
  | 'problems'
  | 'languageStatus'
  | 'lineAnnotation';

export function isShown(what: Surface): boolean {
  const show = vscode.workspace.getConfiguration(section).get<Record<string, unknown>>('show');
  return show?.[what] === true;
}

/** `colophon.markedOrigins`, as it is written: the origins of lines that are marked and explained without being asked. */
export function markedOriginsSetting(): unknown {
  return vscode.workspace.getConfiguration(section).get('markedOrigins');
}
