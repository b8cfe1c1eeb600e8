import * as vscode from 'vscode';
import { done } from '../../window/messages';
import type { OriginDecorations } from './originDecorations';

/** *Toggle Provenance Marks*: shows or hides the marks in the gutter and the overview ruler, in this workspace. */
export async function toggleMarks({
  originDecorations,
}: {
  readonly originDecorations: OriginDecorations;
}): Promise<void> {
  const isOn = await originDecorations.toggle();
  const said = isOn
    ? vscode.l10n.t('Provenance marks are shown')
    : vscode.l10n.t('Provenance marks are hidden');
  done(said, 3000);
}
