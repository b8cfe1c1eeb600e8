import { aboutOf, policySchema, type SchemaPart } from '../schema';
import type { Steps } from '../yamlDocument';

/** What the schema says of one place in a policy: for who writes there. */
export interface PolicyKey {
  readonly kind: 'mapping' | 'list' | 'record' | 'flag' | 'number' | 'text';
  /** Markdown. */
  readonly about: string;
  readonly required: boolean;
  /** Absent where nothing is the default, and where the default is what the keys inside say. */
  readonly default?: unknown;
  /** The words it may be; a list may be one of these words instead. */
  readonly words: readonly string[];
  readonly example: unknown;
  /** Of a mapping. */
  readonly keys: ReadonlyMap<string, PolicyKey>;
  /** Of a list or a record: what each of its values is. */
  readonly item?: PolicyKey;
}

let top: PolicyKey | undefined;

/** The whole policy; made at the first call. */
export function policyKeys(): PolicyKey {
  return (top ??= read(policySchema()));
}

/** What is at `steps`; `undefined` where the schema knows no such place. */
export function keyAt(steps: Steps): PolicyKey | undefined {
  let at: PolicyKey | undefined = policyKeys();
  for (const step of steps) {
    at = at?.kind === 'mapping' ? at.keys.get(String(step)) : at?.item;
  }
  return at;
}

/** `zones[].owners[]`, for tables over places; the keys of a record are `*`. */
export function shapeOf(steps: Steps): string {
  let shape = '';
  let at: PolicyKey | undefined = policyKeys();
  for (const step of steps) {
    const name = at?.kind === 'record' ? '*' : String(step);
    shape += typeof step === 'number' ? '[]' : `.${name}`;
    at = at?.kind === 'mapping' ? at.keys.get(String(step)) : at?.item;
  }
  return shape.replace(/^\./, '');
}

interface KeyDefinition {
  readonly type: string;
  readonly innerType?: SchemaPart;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, SchemaPart>>;
  readonly element?: SchemaPart;
  readonly valueType?: SchemaPart;
  readonly options?: readonly SchemaPart[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

const kinds: Readonly<Record<string, PolicyKey['kind']>> = {
  object: 'mapping',
  array: 'list',
  record: 'record',
  boolean: 'flag',
  number: 'number',
};

function read(schema: SchemaPart): PolicyKey {
  const { description, example } = aboutOf(schema);
  let definition = schema._zod.def as KeyDefinition;
  let required = true;
  let usual: unknown;
  while (definition.innerType !== undefined) {
    required = false;
    if (definition.type === 'default') usual = definition.defaultValue;
    definition = definition.innerType._zod.def as KeyDefinition;
  }
  const options = definition.options?.map(read) ?? [];
  const list = options.find(({ kind }) => kind === 'list');
  const item = definition.element ?? definition.valueType;
  const isPlain = typeof usual !== 'object' || (Array.isArray(usual) && usual.length > 0);
  const words = [...wordsOf(definition), ...options.flatMap((option) => option.words)];
  return {
    kind: list?.kind ?? kinds[definition.type] ?? 'text',
    about: description,
    required,
    ...(usual !== undefined && isPlain && { default: usual }),
    words,
    example: example ?? (isPlain ? usual : undefined) ?? firstOf(definition, words),
    keys: new Map(Object.entries(definition.shape ?? {}).map(([name, inner]) => [name, read(inner)])),
    ...(item !== undefined && { item: read(item) }),
    ...(list?.item !== undefined && { item: list.item }),
  };
}

function firstOf({ type, values }: KeyDefinition, words: readonly string[]): unknown {
  return type === 'boolean' ? true : (values?.[0] ?? words[0]);
}

function wordsOf({ type, entries, values }: KeyDefinition): string[] {
  if (type === 'boolean') return ['true', 'false'];
  return [...Object.values(entries ?? {}), ...(values ?? [])].map(String);
}
