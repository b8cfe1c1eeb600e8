import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

export const l10nFile = 'l10n/bundle.l10n.json';

/**
 * The words that translators work on, in order: every `vscode.l10n.t` of the sources under `root`, and every `l10n.t`
 * of `src/text/l10n.ts`, which is what the rooms call that do not know VS Code.
 */
export async function l10nBundle(root: string): Promise<string> {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const words = await getL10nJson(
    sources
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => ({
        extension: '.ts',
        // The tool knows the calls of two libraries alone.
        contents: readFileSync(join(root, 'src', name), 'utf8').replace(
          /^(import \* as l10n from ')[./]+\/(?:text\/)?l10n(?=';$)/m,
          '$1@vscode/l10n',
        ),
      })),
  );
  const sorted = Object.fromEntries(Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}
