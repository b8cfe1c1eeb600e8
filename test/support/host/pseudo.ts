import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The language of `pseudoTranslate`: one that VS Code knows no words of. */
export const pseudoLanguage = 'eo';

/** Gives the extension in `folder` a translation that puts each of its texts in `‹›`, where no text was before. */
export function pseudoTranslate(folder: string): void {
  for (const [from, to] of [
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${pseudoLanguage}.json`],
    ['package.nls.json', `package.nls.${pseudoLanguage}.json`],
  ] as const) {
    const words: Record<string, string> = JSON.parse(readFileSync(join(folder, from), 'utf8'));
    const translated = Object.entries(words).map(([key, text]) => [key, `‹${text}›`]);
    writeFileSync(join(folder, to), JSON.stringify(Object.fromEntries(translated)));
  }
}
