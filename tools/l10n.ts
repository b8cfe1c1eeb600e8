import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const room = 'src/editor';

export const l10nFile = 'l10n/bundle.l10n.json';

/** The words that translators work on: every `vscode.l10n.t` of the sources under `root`, in order. */
export async function l10nBundle(root: string): Promise<string> {
  const sources = readdirSync(join(root, room)).filter((name) => name.endsWith('.ts'));
  const words = await getL10nJson(
    sources.sort().map((name) => ({
      extension: '.ts',
      contents: readFileSync(join(root, room, name), 'utf8'),
    })),
  );
  const sorted = Object.fromEntries(Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}
