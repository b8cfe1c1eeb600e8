import { commands } from '../src/cli/commands';
import type { CommandId } from '../src/editor/window/commandIds';
import { rules } from '../src/policy/rules/rules';

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly order: number;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: CommandId; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

/** What each command of the palette does; a command without a line here does not compile. */
const does: Readonly<Record<CommandId, string>> = {
  'colophon.attestStaged':
    'Shows the AI lines that are staged, by zone, and records that you reviewed them; the commit says so.',
  'colophon.connectAgents':
    'Makes coding agents call Colophon before and after each of their tools; shows each change first.',
  'colophon.copyPullRequestStatement':
    'Copies the provenance of this branch as Markdown: a table by zone, attestations and sign-offs, and what is missing.',
  'colophon.createPolicy':
    'Asks which folders matter, which assistants are in use and who owns what, and writes a first policy.',
  'colophon.explainLine': 'Says where the line at the cursor came from, and why Colophon believes it.',
  'colophon.installHooks': 'Shows what it adds to git’s commit hooks, and adds it when you say so.',
  'colophon.lookUpPolicy':
    'Says zone, mode, owners and escalation of the file, and which vendors are approved there.',
  'colophon.markSelection':
    'Records your word on where the selected text came from; it stays visible as your word.',
  'colophon.openReport':
    'Reads the history and shows where AI output went, under which terms, and what it may have reached.',
  'colophon.pauseSuggestions': 'Pauses inline suggestions in this file, or wakes them.',
  'colophon.removeInsertion':
    'Takes out what was inserted at the cursor; undo brings it back with its origin.',
  'colophon.requestSignOff': 'Makes a text for an owner: the change, and the command that signs it off.',
  'colophon.showProvenance': 'Lists what is not yet committed by zone, file and insertion.',
  'colophon.signOff': 'Shows the change of a restricted zone and signs it with your SSH key.',
  'colophon.toggleMarks': 'Hides and shows the marks in the gutter and the overview ruler.',
};

/** The tables of `docs/commands.md`. @param words of `package.nls.json` */
export function commandTables(manifest: Manifest, words: Readonly<Record<string, string>>): string {
  const word = (text: string) => text.replace(/^%(.+)%$/, (_, key: string) => words[key] ?? key);
  const { commands: palette, configuration } = manifest.contributes;
  const settings = Object.entries(configuration.properties).sort(([, a], [, b]) => a.order - b.order);
  return [
    '## In the command palette',
    'All of them begin with *Colophon:*. They have no keys of their own; *Preferences: Open Keyboard Shortcuts* gives them some, by these ids.',
    table(
      ['command', 'does', 'id'],
      [...palette]
        .map(({ command, title }) => [`*${word(title)}*`, does[command], `\`${command}\``])
        .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    ),
    '## Settings',
    table(
      ['setting', 'values', 'default', 'meaning'],
      settings.map(([name, setting]) => [
        `\`${name}\``,
        setting.enum?.map((value) => `\`${value}\``).join(', ') ??
          (setting.type === 'boolean'
            ? '`true`, `false`'
            : setting.type === 'string'
              ? 'text'
              : setting.type),
        `\`${JSON.stringify(setting.default).replaceAll('"', setting.default === '' ? '"' : '')}\``,
        word(setting.markdownDescription),
      ]),
    ),
    '## On the command line',
    'Each command has `--help`, and each that answers people has `--json`. Exit codes are 0, 1 and 2; the help of each says which is which.',
    table(
      ['command', 'does'],
      Object.entries(commands).map(([name, { does: what }]) => [
        `\`colophon ${name}\``,
        `${what.replaceAll('<', '\\<')}.`,
      ]),
    ),
    '## Rules',
    'What a finding can be, in the editor, at a commit and in `colophon verify`. Whether it blocks, warns or is only recorded depends on the zone’s `enforce`. At a commit only `attestation-missing` and `vendor-not-approved` can stop anything.',
    table(
      ['rule', 'meaning', 'what mends it'],
      Object.entries(rules).map(([rule, { meaning, remedy }]) => [`\`${rule}\``, meaning, remedy]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
