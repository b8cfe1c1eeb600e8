import { deepStrictEqual } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIds } from '../../src/editor/commandIds';

const root = join(__dirname, '../..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly markdownDescription?: string; readonly scope?: string }>
      >;
    };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

describe('the manifest', () => {
  const manifest = read('package.json') as Manifest;
  const { commands, menus, configuration } = manifest.contributes;

  it('and the command table name the same commands', () => {
    deepStrictEqual(commands.map(({ command }) => command).sort(), [...commandIds].sort());
  });

  it('has in its menus only commands that there are', () => {
    const known = new Set(commands.map(({ command }) => command));
    deepStrictEqual(
      Object.values(menus).flatMap((items) => items.filter(({ command }) => !known.has(command))),
      [],
    );
  });

  it('finds all of its words in package.nls.json, which has no others', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
    deepStrictEqual([...new Set(used)].sort(), Object.keys(read('package.nls.json')).sort());
  });

  it('describes each setting and says its scope; what starts something counts only where it is trusted', () => {
    const settings = Object.entries(configuration.properties);
    deepStrictEqual(
      settings.filter(([, { markdownDescription, scope }]) => !markdownDescription || !scope),
      [],
    );
    const unknown = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.filter(
      (name) => !Object.hasOwn(configuration.properties, name),
    );
    deepStrictEqual(unknown, []);
  });

  it('has every command in the category of its product, and an icon', () => {
    deepStrictEqual(new Set(commands.map(({ category }) => category)), new Set(['Colophon']));
    deepStrictEqual(existsSync(join(root, manifest.icon)), true);
  });
});
