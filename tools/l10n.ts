import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { type PolicyKey, policyKeys } from '../src/policy/editing/policyKeys';

export const l10nFile = 'l10n/bundle.l10n.json';

const importLine = /^import .* from '(?:vscode|@vscode\/l10n)';$/gm;

/**
 * The words that translators work on, in order: every `vscode.l10n.t` of the sources under `root`, every `l10n.t` of
 * `src/text/l10n.ts`, which is what the rooms call that do not know VS Code, and what the schema says of each key.
 */
export async function l10nBundle(root: string): Promise<string> {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  /** By what they import, the sources one after the other: the tool takes a tenth of a second for each that it is given. */
  const together = new Map<string, string>();
  for (const name of sources.filter((one) => one.endsWith('.ts')).sort()) {
    const text = readFileSync(join(root, 'src', name), 'utf8')
      // The tool knows the calls of two libraries alone.
      .replace(/^(import \* as l10n from ')[./]+\/(?:text\/)?l10n(?=';$)/m, '$1@vscode/l10n');
    const imports = [...text.matchAll(importLine)].map(([line]) => line).join('\n');
    if (text.includes('l10n.t('))
      together.set(imports, `${together.get(imports) ?? imports}\n${text.replaceAll(importLine, '')}`);
  }
  const words = await getL10nJson(
    [...together.values()].map((contents) => ({ extension: '.ts' as const, contents })),
  );
  for (const about of aboutsOf(policyKeys())) words[about] = about;
  const sorted = Object.fromEntries(Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

function aboutsOf({ about, keys, item }: PolicyKey): string[] {
  const inner = [...keys.values(), ...(item ? [item] : [])];
  return [about, ...inner.flatMap(aboutsOf)].filter((text) => text !== '');
}
