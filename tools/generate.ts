import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { policySchema } from '../src/policy/schema';
import { commandTables } from './commandTables';
import { l10nBundle, l10nFile } from './l10n';
import { markPictures } from './markPictures';
import { walkthroughPictures } from './walkthroughPictures';

const root = join(__dirname, '..');
const schemaFile = 'media/policy.schema.json';
const docsFile = 'docs/policy.md';
const commandsFile = 'docs/commands.md';
const start = /<!-- Made by tools\/generate\.ts from .*? -->/;
const end = '<!-- End of what is made. -->';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** What is made from the source, by path; `read` gives the files that it is put into. */
export function generatedFiles(read: (path: string) => string): Record<string, string> {
  const schema = z.toJSONSchema(policySchema(), { io: 'input', target: 'draft-7' }) as JsonSchema;
  const document = {
    ...schema,
    title: 'Colophon policy',
    // Owners may come from the extended file, which a schema cannot see.
    anyOf: [{ required: ['policyOwners'] }, { required: ['extends'] }],
  };
  const [manifest, words] = ['package.json', 'package.nls.json'].map((path) => JSON.parse(read(path)));
  return {
    [schemaFile]: `${JSON.stringify(document, null, 2)}\n`,
    [docsFile]: filled(read, docsFile, table(schema)),
    [commandsFile]: filled(read, commandsFile, `${commandTables(manifest, words)}\n`),
    ...markPictures(manifest.contributes.colors, read),
    ...walkthroughPictures(),
  };
}

/** The file with what is made between the two comments. */
function filled(read: (path: string) => string, path: string, made: string): string {
  const text = read(path);
  const from = start.exec(text);
  const to = text.indexOf(end);
  if (!from || to < from.index) throw new Error(`${path} lacks the lines between which the tables go`);
  return `${text.slice(0, from.index)}${from[0]}\n\n${made}\n${text.slice(to)}`;
}

function table(schema: JsonSchema): string {
  const rows = rowsOf('', schema).map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`,
  );
  return `| key | values | default | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

function rowsOf(prefix: string, { properties = {}, required = [] }: JsonSchema): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${prefix}${name}`;
    const row = [
      `\`${key}\``,
      valuesOf(schema),
      defaultOf(schema, required.includes(name)),
      schema.description ?? '',
    ];
    const inner = schema.items?.properties ? rowsOf(`${key}[].`, schema.items) : rowsOf(`${key}.`, schema);
    return [row, ...inner];
  });
}

function valuesOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(valuesOf).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.type === 'array')
    return schema.items?.properties ? 'list' : `list of ${valuesOf(schema.items ?? {})}`;
  if (schema.type === 'object') return schema.properties ? 'mapping' : 'mapping of id to id';
  if (schema.type === 'integer') return 'whole number';
  if (schema.type === 'boolean') return '`true`, `false`';
  return kinds[schema.pattern ?? ''] ?? (schema.type === 'string' ? 'text' : (schema.type ?? ''));
}

/** Of patterns that have a better name; the meaning explains the others. */
const kinds: Readonly<Record<string, string>> = {
  '^[^\\s@<>"]+@[^\\s@<>"]+$': 'e-mail address',
  '^[a-z0-9][a-z0-9._-]{0,63}$': 'id',
  '^[1-9]\\d{0,4}d$': 'days, as `90d`',
  '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$': '`YYYY-MM-DD`',
  '^[0-9a-fA-F]{64}$': '64 hexadecimal digits',
};

function defaultOf({ default: value }: JsonSchema, required: boolean): string {
  if (required) return 'required';
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return `\`${String(value)}\``;
}

async function main(check: boolean): Promise<void> {
  const made = {
    ...generatedFiles((path) => readFileSync(join(root, path), 'utf8')),
    [l10nFile]: await l10nBundle(root),
  };
  for (const [path, text] of Object.entries(made)) {
    if (current(path) === text) continue;
    if (check) process.exitCode = 1;
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    console.log(check ? `${path} is out of date. Run: npx tsx tools/generate.ts` : `Wrote ${path}`);
  }
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

if (require.main === module) void main(process.argv.includes('--check'));
