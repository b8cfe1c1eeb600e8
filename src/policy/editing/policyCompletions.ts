import * as l10n from '../../text/l10n';
import type { Cursor } from './policyCursor';
import type { PolicyKey } from './policyKeys';
import { describeKey } from './policyKeyText';
import { joinNames, namesIn, type PolicyNames } from './policyNames';
import { yamlText } from './yamlText';

/** What is known besides the text. */
export interface PolicyFacts {
  readonly assistants: readonly { readonly id: string; readonly name: string }[];
  /** Of the other policy files of this one. */
  readonly others: PolicyNames;
  /** Who has a key: principals of `allowed_signers`. */
  readonly signers: readonly string[];
  /** What `extends` can name. */
  readonly files: readonly string[];
  /** What is in `folderOf(cursor)`, folders and files. */
  readonly entries: readonly PathEntry[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export interface PathEntry {
  readonly name: string;
  readonly folder: boolean;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'person' | 'name' | 'folder' | 'file' | 'block';
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** A snippet, as VS Code has them; line breaks and blanks are meant as they stand. */
  readonly insert: string;
  /** What is compared with what was typed. */
  readonly filter: string;
  /** Once it is put in, there is more to choose. */
  readonly more?: boolean;
}

/** What can stand at the cursor, in the order in which it is offered; the text from `start` to `end` makes room. */
export function completionsFor(cursor: Cursor, facts: PolicyFacts): Completion[] {
  const found = all(cursor, facts);
  return [...new Map(found.map((one) => [one.label, one])).values()];
}

function all(cursor: Cursor, facts: PolicyFacts): Completion[] {
  const { role, key } = cursor;
  if (role === 'key') return [...blockOf(cursor), ...keysOf(cursor, facts)];
  if (role === 'value') return wordsOf(cursor).concat(namesOf(cursor, facts));
  if (role === 'item') {
    if (key.item?.kind === 'mapping') return [skeleton(cursor, key.item, '- ', 2)];
    const inner = { ...cursor, shape: `${cursor.shape}[]` };
    return namesOf(inner, facts).map((one) => ({ ...one, insert: `- ${one.insert}` }));
  }
  if (key.kind === 'list') {
    const inner = { ...cursor, shape: `${cursor.shape}[]`, flow: true };
    const items = key.item?.words.length ? wordsOf({ ...inner, key: key.item }) : namesOf(inner, facts);
    // More items follow before the bracket is closed.
    return [...wordsOf(cursor), ...items.map((one) => ({ ...one, insert: `[${one.insert}$0]` }))];
  }
  return [{ label: '{ … }', kind: 'block', insert: '{ $0 }', filter: '{', more: true, ...aboutKey(key) }];
}

function keysOf(cursor: Cursor, facts: PolicyFacts): Completion[] {
  const { key, taken } = cursor;
  if (key.kind === 'record') return namesOf({ ...cursor, shape: `${cursor.shape}.*` }, facts);
  const missing = [...key.keys].filter(([name]) => !taken.includes(name));
  missing.sort(([, a], [, b]) => Number(b.required) - Number(a.required));
  return missing.map(([name, inner]) => ({
    label: name,
    kind: 'key',
    detail: detailOf(inner),
    documentation: describeKey(name, inner),
    filter: name,
    insert: cursor.hasColon ? name : keyText(name, inner, cursor),
    more: !cursor.hasColon && hasChoice(name, inner),
  }));
}

/** Behind these keys there is always something to choose. */
const chosen = new Set(['email', 'by', 'on', 'expires', 'validFor']);

function hasChoice(name: string, { kind, words, item }: PolicyKey): boolean {
  if (kind === 'list') return item?.kind !== 'mapping';
  return kind === 'mapping' || kind === 'record' || words.length > 1 || chosen.has(name);
}

function detailOf({ required, default: usual }: PolicyKey): string {
  if (required) return l10n.t('required');
  return usual === undefined ? l10n.t('optional') : l10n.t('default {0}', String(usual));
}

function aboutKey({ about }: PolicyKey): { documentation?: string } {
  return about === '' ? {} : { documentation: l10n.t(about) };
}

/** A key with what comes behind it, the next thing to write at the cursor. */
function keyText(name: string, key: PolicyKey, { column, flow }: Cursor): string {
  const isSimple = key.kind !== 'mapping' && key.kind !== 'record' && key.item?.kind !== 'mapping';
  if (key.kind === 'list' && isSimple) return key.words.length > 0 ? `${name}: ` : `${name}: [$0]`;
  if (isSimple) return `${name}: ${key.required && key.words.length === 1 ? key.words[0] : ''}`;
  if (flow) return key.kind === 'list' ? `${name}: [{ $0 }]` : `${name}: { $0 }`;
  const indent = ' '.repeat(column + 2);
  return key.kind === 'list' && key.item
    ? `${name}:\n${indent}- ${required(key.item, `${indent}  `)}`
    : `${name}:\n${indent}$0`;
}

/** At the beginning of an item: all that it must have. */
function blockOf(cursor: Cursor): Completion[] {
  const isItem = typeof cursor.steps.at(-1) === 'number' && cursor.taken.length === 0 && !cursor.flow;
  return isItem && cursor.typed === '' && !cursor.hasColon ? [skeleton(cursor, cursor.key, '', 0)] : [];
}

function skeleton(cursor: Cursor, item: PolicyKey, dash: string, deeper: number): Completion {
  const names = [...item.keys].filter(([, { required }]) => required).map(([name]) => name);
  return {
    label: `${dash}${names.join(', ')}`,
    kind: 'block',
    filter: dash,
    insert: `${dash}${required(item, ' '.repeat(cursor.column + deeper))}`,
    detail: l10n.t('what it must have'),
  };
}

function required(item: PolicyKey, indent: string): string {
  const lines = [...item.keys].filter(([, key]) => key.required);
  return lines.map(([name, key], at) => `${name}: ${emptyValue(key, at + 1)}`).join(`\n${indent}`);
}

/** A value to be filled in. */
export function emptyValue(key: PolicyKey, stop: number): string {
  if (key.words.length === 1) return key.words[0]!;
  if (key.words.length > 1) return `\${${stop}|${key.words.join(',')}|}`;
  return key.kind === 'list' ? `[$${stop}]` : `$${stop}`;
}

function wordsOf(cursor: Cursor): Completion[] {
  const { key } = cursor;
  return key.words
    .filter((word) => !cursor.taken.includes(word) || cursor.role !== 'value')
    .map((word) => ({
      label: word,
      kind: 'value',
      filter: cursor.quote + word,
      insert: `${cursor.quote}${word}${cursor.quote}`,
      ...(word === String(key.default) && { detail: l10n.t('default') }),
      ...aboutKey(key),
    }));
}

type Offer = (
  kind: Completion['kind'],
  names: readonly string[],
  detail?: (name: string) => string,
) => Completion[];

function namesOf(cursor: Cursor, facts: PolicyFacts): Completion[] {
  const { shape, taken } = cursor;
  const names = joinNames([namesIn(cursor.tree), facts.others]);
  const free = (name: string) => !taken.includes(name) && !name.includes('\uE000') && name !== '';
  const offer: Offer = (kind, list, detail) =>
    list.filter(free).map(
      (name): Completion => ({
        label: name,
        kind,
        filter: cursor.quote + name,
        insert: written(name, cursor),
        ...(detail && { detail: detail(name) }),
      }),
    );
  const vendors = () => vendorsFor(String(cursor.steps.at(-1)), names.vendors, offer);
  switch (shape) {
    case 'policyOwners[]':
    case 'zones[].owners[]':
    case 'contacts.engineering.email':
    case 'contacts.legal.email':
    case 'vendors[].reviewed.by': {
      const owners = [...new Set([...names.owners, ...facts.signers])];
      return offer('person', owners, (name) =>
        facts.signers.includes(name) ? l10n.t('has a key') : l10n.t('has no key yet'),
      );
    }
    case 'plan.*':
      return cursor.role === 'key' ? assistants(cursor, facts, free) : vendors();
    case 'zones[].vendors[]':
      return vendors();
    case 'vendors[].assistants[]':
      return assistants(cursor, facts, free);
    case 'vendors[].id': {
      const known = new Set(names.vendors.map(({ id }) => id));
      return offer(
        'name',
        names.used.filter((id) => !known.has(id)),
        () => l10n.t('named, but not listed yet'),
      );
    }
    case 'zones[].name':
      return offer('name', facts.others.zones, () => l10n.t('of another file: the stricter of both counts'));
    case 'zones[].paths[]':
      return paths(cursor, facts.entries);
    case 'extends':
      return offer('file', facts.files);
    case 'zones[].signoff.validFor':
      return offer('value', ['30d', '90d', '180d']);
    case 'vendors[].reviewed.on':
      return offer('value', [facts.today], () => l10n.t('today'));
    case 'vendors[].reviewed.expires':
      return [182, 365].flatMap((days) =>
        offer('value', [later(facts.today, days)], () => l10n.t('in {0} days', days)),
      );
    default:
      return [];
  }
}

/** For an assistant of `plan`, the vendors that cover it first. */
function vendorsFor(
  planned: string,
  vendors: ReturnType<typeof namesIn>['vendors'],
  offer: Offer,
): Completion[] {
  const fits = ({ assistants }: { assistants: readonly string[] }) => assistants.includes(planned);
  const sorted = [...vendors].sort((a, b) => Number(fits(b)) - Number(fits(a)));
  const status = new Map(sorted.map((one) => [one.id, one.status ?? 'unreviewed']));
  return offer('name', [...status.keys()], (id) => status.get(id) ?? '');
}

function assistants(cursor: Cursor, facts: PolicyFacts, free: (id: string) => boolean): Completion[] {
  const colon = cursor.role === 'key' && !cursor.hasColon ? ': ' : '';
  return facts.assistants
    .filter(({ id }) => free(id))
    .map(({ id, name }) => ({
      label: id,
      kind: 'name',
      detail: name,
      filter: `${cursor.quote}${id} ${name}`,
      insert: `${written(id, cursor)}${colon}`,
      ...(colon !== '' && { more: true }),
    }));
}

/** The folder whose entries are wanted, POSIX, '' for the root; `undefined` where no path is written. */
export function folderOf({ shape, role, typed }: Cursor): string | undefined {
  const isPath =
    (shape === 'zones[].paths[]' && role === 'value') || (shape === 'zones[].paths' && role !== 'value');
  const folder = /^!?\/?((?:[^*?[\\/]+\/)*)[^*?[\\/]*$/.exec(typed)?.[1];
  return isPath && folder !== undefined ? folder.replace(/\/$/, '') : undefined;
}

function paths(cursor: Cursor, entries: readonly PathEntry[]): Completion[] {
  const [, exception = '', root = '', folder = ''] = /^(!?)(\/?)((?:[^/]+\/)*)/.exec(cursor.typed) ?? [];
  // A name without a slash in front would be meant in any folder.
  const top = root === '' && folder === '' ? '/' : root;
  return entries.map(({ name, folder: isFolder }) => {
    const path = `${exception}${top}${folder}${escaped(name)}${isFolder ? '/' : ''}`;
    const compared = `${exception}${root}${folder}${name}`;
    return {
      label: isFolder ? `${name}/` : name,
      kind: isFolder ? 'folder' : 'file',
      detail: path,
      filter: cursor.quote + compared,
      insert: written(path, cursor),
      ...(isFolder && { more: true }),
    };
  });
}

/** What a pattern would take for something else. */
function escaped(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&').replace(/ +$/, (blanks) => blanks.replaceAll(' ', '\\ '));
}

function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A value as YAML, and then as a snippet. */
function written(text: string, { quote }: Pick<Cursor, 'quote'>): string {
  return yamlText(text, quote).replace(/[$}\\]/g, '\\$&');
}
