/**
 * What other tools leave in a commit that says, or may say, that an assistant had a hand in it. Where the forms come
 * from stands in `reference/git-and-trailers.md`; each is one that a tool or a project is known to write.
 */
type MarkKind =
  | 'co-authored-by'
  | 'assisted-by'
  | 'generated-by'
  | 'ai-assisted'
  | 'session'
  | 'generated-with'
  | 'author'
  | 'subject';

export interface Mark {
  readonly kind: MarkKind;
  /** Id of the assistant, where the mark names one that is known. */
  readonly assistant?: string;
  /** What the mark says, cut off; from strangers. */
  readonly named: string;
  /** The part of it that is a name, where it says more. */
  readonly name?: string;
  readonly model?: string;
}

/** Who an assistant is, in the eyes of a catalogue. */
export interface Names {
  /** Of `Name <email>`. */
  byIdentity(identity: string): string | undefined;
  /** Of a name as people write it. */
  byName(name: string): string | undefined;
}

interface MarkedCommit {
  readonly message: string;
  /** `Name <email>` of author and committer. */
  readonly signed: readonly string[];
}

/** Longer messages are read up to here, in UTF-16 code units. */
const maxMessage = 4 * 1024 * 1024;
/** Nothing that a tool writes has longer lines. */
const maxLine = 512;
const maxNamed = 100;
/** Of one commit; a message that has more is no tool's. */
const maxMarks = 50;

/** One that is in no message without a mark: most commits have none, and are passed over by it. */
const hint =
  /co-authored-by|assisted-by|generated-by|synthesized-by|ai-assisted|drafted-with|claude-session|entire-|generated with|made with|^aider:/i;
const line =
  /^[ \t]*(?:[*>-][ \t]+)*(co-authored-by|(?:ai-)?assisted-by|generated-by|synthesized-by|drafted-with|ai-assisted|claude-session|entire-(?:checkpoint|session|agent))[ \t]*:[ \t]*(\S.*)$/i;
const prose = /^[^\p{L}\p{N}]*(?:generated|made) with \[?([^\]()<>]{2,60})/iu;

const kinds: Readonly<Record<string, MarkKind>> = {
  'co-authored-by': 'co-authored-by',
  'assisted-by': 'assisted-by',
  'ai-assisted-by': 'assisted-by',
  'generated-by': 'generated-by',
  'synthesized-by': 'generated-by',
  'drafted-with': 'assisted-by',
  'ai-assisted': 'ai-assisted',
  'claude-session': 'session',
};

/** Reads the marks of a commit, wherever they stand in its message. Never throws. */
export function readMarks({ message, signed }: MarkedCommit, names: Names): Mark[] {
  const found = new Map<string, Mark>();
  const add = (mark: Mark) => {
    const key = JSON.stringify(mark);
    if (found.size < maxMarks) found.set(key, mark);
  };
  for (const identity of new Set(signed)) {
    const assistant = names.byIdentity(identity);
    if (assistant !== undefined) add({ kind: 'author', assistant, named: cut(identity) });
  }
  if (!hint.test(message)) return [...found.values()];
  if (/^aider:/i.test(message)) add({ kind: 'subject', assistant: 'aider', named: 'aider:' });
  for (const text of message.slice(0, maxMessage).split('\n')) {
    if (text.length > maxLine) continue;
    const [, key, value] = line.exec(text.trimEnd()) ?? [];
    if (key !== undefined && value !== undefined) {
      const mark = markOf(key.toLowerCase(), value, names);
      if (mark) add(mark);
      continue;
    }
    const [, product] = prose.exec(text) ?? [];
    const assistant = product === undefined ? undefined : names.byName(product.trim());
    if (assistant !== undefined) add({ kind: 'generated-with', assistant, named: cut(product!.trim()) });
  }
  return [...found.values()];
}

function markOf(key: string, value: string, names: Names): Mark | undefined {
  const kind = kinds[key] ?? 'session';
  const named = cut(value);
  if (kind === 'co-authored-by') {
    // Most co-authors are people, and of one that the catalogue does not know nothing is said.
    const assistant = names.byIdentity(value);
    return assistant === undefined ? undefined : { kind, assistant, named };
  }
  if (kind === 'ai-assisted') return /^(?:true|yes|1)$/i.test(value) ? { kind, named } : undefined;
  if (key === 'claude-session') return { kind, assistant: 'claude-code', named };
  if (kind === 'session' && key !== 'entire-agent') return { kind, named };
  return { kind, named, ...nameIn(value, names) };
}

/** Of `Name:model`, `Name (model)`, `Vendor/model`, `Name model`, `Name <email>`: what is certain. */
function nameIn(value: string, names: Names): Pick<Mark, 'assistant' | 'name' | 'model'> {
  const byIdentity = names.byIdentity(value);
  if (byIdentity !== undefined) return { assistant: byIdentity };
  const [, name = '', colon, bracket] =
    /^([^:(]{1,80})(?::[ \t]*([^\s:][^\s]{0,63})|\(([^)]{1,64})\))?/.exec(value) ?? [];
  const model = colon ?? bracket;
  const assistant = names.byName(name.trim());
  return {
    ...(assistant !== undefined && { assistant }),
    ...(model !== undefined && { name: cut(name.trim()), model: cut(model) }),
  };
}

function cut(text: string): string {
  return text.length > maxNamed ? `${text.slice(0, maxNamed - 1)}…` : text;
}
