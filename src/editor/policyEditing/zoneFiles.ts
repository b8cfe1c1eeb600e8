import * as path from 'node:path';
import * as vscode from 'vscode';
import { filePage, PAGE } from './policyFilePage';

type ZoneFileItem = vscode.QuickPickItem & { readonly file?: string };

/** The files of a zone, to be looked through and opened; of many, a page at a time. */
export async function showZoneFiles(
  root: string,
  zone: string,
  find: () => Promise<readonly string[] | undefined>,
): Promise<void> {
  const pick = vscode.window.createQuickPick<ZoneFileItem>();
  pick.title = zone;
  pick.placeholder = vscode.l10n.t('Choose a file to open it');
  pick.busy = true;
  pick.show();
  const files = await find();
  pick.busy = false;
  let shown = PAGE;
  const fill = (): void => {
    const page = filePage(zone, files, shown);
    pick.title = page.title;
    pick.items = [
      ...page.files.map((file): ZoneFileItem => ({ label: file, file, iconPath: vscode.ThemeIcon.File })),
      ...(page.next === undefined ? [] : [{ label: page.next, alwaysShow: true }]),
    ];
  };
  fill();
  pick.onDidHide(() => pick.dispose());
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    if (!chosen) return;
    if (chosen.file === undefined) {
      shown += PAGE;
      fill();
      return;
    }
    pick.hide();
    void vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path.join(root, chosen.file)));
  });
}
