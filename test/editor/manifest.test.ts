import { deepStrictEqual } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIds } from '../../src/editor/window/commandIds';

const root = join(__dirname, '../..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Setting {
  readonly markdownDescription?: string;
  readonly scope?: string;
  readonly order?: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Tool {
  readonly modelDescription: string;
  readonly inputSchema: { readonly properties: Readonly<Record<string, { readonly description: string }>> };
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly title: string;
      readonly icon?: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: readonly { readonly key: string }[];
    readonly languageModelTools: readonly Tool[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
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

  it('says nothing to people in one language alone; what an agent’s model reads is English for all', () => {
    const isShown =
      /^(?:title|name|displayName|description|\w+Descriptions?|contents|altText|label|placeholder)$/;
    const plain: string[] = [];
    JSON.stringify(manifest, (key, value: unknown) => {
      if (isShown.test(key))
        for (const text of [value].flat())
          if (typeof text === 'string' && !/^%[\w.]+%$/.test(text)) plain.push(text);
      return value;
    });
    const [tool] = manifest.contributes.languageModelTools;
    deepStrictEqual(plain, [
      'colophon',
      'Colophon',
      'colophon_policy',
      tool!.modelDescription,
      tool!.inputSchema.properties.paths!.description,
      'colophon',
    ]);
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

  it('has every command in the category of its product, with a title, an icon and when it can be used', () => {
    deepStrictEqual(
      commands.filter(
        ({ category, title, icon, enablement }) =>
          category !== 'Colophon' ||
          !/^%command\.\w+%$/.test(title) ||
          !/^\$\([a-z-]+\)$/.test(icon ?? '') ||
          !enablement,
      ),
      [],
    );
    deepStrictEqual(existsSync(join(root, manifest.icon)), true);
  });

  it('leaves every command in the palette, which is the way by keyboard, and takes no key', () => {
    deepStrictEqual(menus.commandPalette?.filter(({ when }) => when === 'false') ?? [], []);
    deepStrictEqual(manifest.contributes.keybindings ?? [], []);
  });

  it('shows an item of a menu only where it has something to say', () => {
    deepStrictEqual(
      Object.values(menus).flatMap((items) => items.filter(({ when }) => !when)),
      [],
    );
  });

  it('has the settings in an order, and says what each choice is', () => {
    const settings = Object.values(configuration.properties);
    const orders = settings.map(({ order }) => order);
    deepStrictEqual(
      [...orders].sort((a, b) => a! - b!),
      orders.map((_, at) => at + 1),
    );
    deepStrictEqual(
      settings.filter((one) => one.enum && one.enum.length !== one.enumDescriptions?.length),
      [],
    );
  });

  it('walks in four steps, each completed by a context key that the extension sets', () => {
    const [walkthrough] = manifest.contributes.walkthroughs;
    const editor = join(root, 'src/editor');
    const source = readdirSync(editor, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(editor, name), 'utf8'))
      .join('\n');
    const events = walkthrough!.steps.map(({ completionEvents }) => completionEvents);
    deepStrictEqual(
      events.map((all) => all.filter((event) => !source.includes(`'${event.replace(/^onContext:/, '')}'`))),
      [[], [], [], []],
    );
    deepStrictEqual(new Set(events.map(({ length }) => length)), new Set([1]));
    const ignored = readFileSync(join(root, '.vscodeignore'), 'utf8');
    deepStrictEqual(ignored.includes('!media/walkthrough/**'), true);
    for (const { media } of walkthrough!.steps) {
      deepStrictEqual(Object.keys(media.image), ['dark', 'light', 'hc', 'hcLight']);
      deepStrictEqual(
        Object.values(media.image).filter((file) => !existsSync(join(root, file))),
        [],
      );
    }
  });

  it('links only to commands of its own that there are', () => {
    const words = Object.values(read('package.nls.json') as Record<string, string>).join('\n');
    const links = [...words.matchAll(/\]\(command:(colophon\.\w+)/g)].map((match) => match[1]!);
    deepStrictEqual(links.length > 5, true);
    deepStrictEqual(
      links.filter((link) => !(commandIds as readonly string[]).includes(link)),
      [],
    );
  });

  it('has the buttons of the walkthrough say so: its page takes the focus back, which its commands wait for', () => {
    const words = Object.entries(read('package.nls.json') as Record<string, string>);
    const pages = words.flatMap(([key, text]) => (key.startsWith('walkthrough.') ? [text] : [])).join('\n');
    deepStrictEqual(
      [...pages.matchAll(/\(command:colophon\.\w+\)/g)].map(([link]) => link),
      [],
    );
  });
});
