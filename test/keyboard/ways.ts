import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/host/cache';

/**
 * One way to an action that the manifest declares: `palette colophon.signOff`; `view/title colophon.toggleMarks`, and
 * in the menu of a tree with the row, `view/item/context insertion colophon.explainLine`; in the words of a page,
 * `walkthrough colophon.createPolicy`.
 */
export type Way = string;

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(projectRoot, name), 'utf8'));
const words = read('package.nls.json') as Readonly<Record<string, string>>;
const { commands, menus } = (read('package.json') as Manifest).contributes;

/** As a person reads it in a menu. */
export function titleOf(command: string): string {
  const found = commands.find((one) => one.command === command);
  if (!found) throw new Error(`the manifest has no command ${command}`);
  return words[found.title.slice(1, -1)]!;
}

/** All that the manifest declares. An icon in a row is one with the item of its menu, which keys reach. */
export function declaredWays(): ReadonlySet<Way> {
  return new Set([
    ...commands.map(({ command }) => `palette ${command}`),
    ...Object.entries(menus).flatMap(([menu, items]) =>
      items.flatMap(({ command, when }) => rowsOf(when).map((row) => `${menu}${row} ${command}`)),
    ),
    ...Object.entries(words).flatMap(([key, text]) =>
      [...text.matchAll(/\(command:(colophon\.\w+)/g)].map(
        ([, command]) => `${key.split('.')[0]} ${command}`,
      ),
    ),
  ]);
}

/** Rows of a tree that have only an icon for a command, which no key reaches. */
export function withoutKeys(): string[] {
  const rows = menus['view/item/context'] as readonly { command: string; when: string; group: string }[];
  const isIcon = ({ group }: { group: string }): boolean => group.startsWith('inline');
  const same = (a: { command: string; when: string }, b: { command: string; when: string }): boolean =>
    a.command === b.command && a.when === b.when;
  return rows
    .filter((icon) => isIcon(icon) && !rows.some((item) => !isIcon(item) && same(item, icon)))
    .map(({ command, when }) => `${command} ${when}`);
}

/** The kinds of rows that a menu's item is for, each after a space; one empty text where it is for no rows. */
function rowsOf(when: string): string[] {
  const [, one, all] = when.match(/viewItem (?:== ([\w.-]+)|=~ \/\^\(([^)]+)\)\$\/)/) ?? [];
  const kinds = one ?? all?.replaceAll('\\', '');
  return kinds === undefined ? [''] : kinds.split('|').map((kind) => ` ${kind}`);
}
