import * as vscode from 'vscode';
import { countLines } from '../../provenance/decide';
import { printable } from '../../text/printable';
import { countsText } from '../../workflow/read/countsText';
import type { UncommittedLines } from '../provenance/lines/uncommittedLines';
import { Owner } from '../window/owner';
import { isShown, onSettingChange } from '../window/settings';
import { asSentences } from '../zones/zoneStatus';
import type { StatusBar } from './statusBar';

/**
 * The entry among the language status items: zone, mode and the uncommitted lines of the file in front by origin. It is
 * behind a click, and shows itself only where something is needed.
 */
export class LanguageStatus extends Owner {
  #item: vscode.LanguageStatusItem | undefined;

  constructor(
    private readonly statusBar: StatusBar,
    private readonly lines: UncommittedLines,
  ) {
    super();
    this.own(
      statusBar.onDidShow(() => this.#update()),
      lines.onDidLook((document) => {
        if (document === this.statusBar.document) this.#update();
      }),
      onSettingChange(() => this.#update()),
    );
  }

  /** What is shown now. */
  get shown(): { readonly text: string; readonly detail: string } | undefined {
    return this.#item && { text: this.#item.text, detail: this.#item.detail ?? '' };
  }

  override dispose(): void {
    this.#item?.dispose();
    super.dispose();
  }

  #update(): void {
    const { shown, document } = this.statusBar;
    if (!shown || !document || !isShown('languageStatus')) {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    this.#item ??= vscode.languages.createLanguageStatusItem('colophon.provenance', { scheme: 'file' });
    const item = this.#item;
    item.name = 'Colophon';
    item.text = shown.text;
    const lines = this.lines.get(document);
    item.detail = printable(
      lines.length === 0
        ? vscode.l10n.t('no uncommitted lines')
        : vscode.l10n.t('uncommitted: {0}', countsText(countLines([{ path: '', lines }]))),
    );
    item.severity = severities[shown.severity];
    item.command = { command: 'colophon.showProvenance', title: vscode.l10n.t('Show Provenance') };
    item.accessibilityInformation = { label: asSentences([shown.label, item.detail]) };
  }
}

const severities = {
  none: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;
