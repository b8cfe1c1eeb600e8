import type { Glob } from './compiled';
import { charactersOf, globMatches, mayMatch, type ReadyGlob, readyGlob } from './glob';

interface GlobEntry<Value> {
  readonly glob: ReadyGlob;
  readonly value: Value;
}

/** Names whose answers are kept: folders and files of one name are many. */
const answersKept = 2_000;

/**
 * Globs by literal text that a name must have: at its end, at its beginning, or anywhere (by two characters). So of a
 * thousand globs only the few are tried that can match; those with no such text (`[ab]*`) are tried one by one.
 */
export class GlobIndex<Value> {
  readonly #known = new Map<string, Value>();
  readonly #endings = new Literals<GlobEntry<Value>>();
  readonly #beginnings = new Literals<GlobEntry<Value>>();
  readonly #pairs = new Map<string, GlobEntry<Value>[]>();
  readonly #rest: GlobEntry<Value>[] = [];
  #answers = new Map<string, readonly Value[]>();

  getOrAdd(glob: Glob, create: () => Value): Value {
    const key = JSON.stringify(glob);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = create();
    this.#known.set(key, value);
    this.#answers.clear();
    this.#listFor(glob).push({ glob: readyGlob(glob), value });
    return value;
  }

  /** The values of all globs that take the name, in no order. */
  find(name: string): readonly Value[] {
    if (this.#known.size === 0) return [];
    let answer = this.#answers.get(name);
    if (answer === undefined) {
      answer = this.#search(name);
      if (this.#answers.size >= answersKept) this.#answers = new Map();
      this.#answers.set(name, answer);
    }
    return answer;
  }

  #listFor(glob: Glob): GlobEntry<Value>[] {
    const [beginning] = glob;
    const ending = glob.at(-1);
    if (typeof ending === 'string') return this.#endings.listFor(ending);
    if (typeof beginning === 'string') return this.#beginnings.listFor(beginning);
    const within = glob.find((piece) => typeof piece === 'string' && piece.length > 1);
    return typeof within === 'string' ? getOrAdd(this.#pairs, within.slice(0, 2)) : this.#rest;
  }

  #search(name: string): Value[] {
    const found: Value[] = [];
    const characters = charactersOf(name);
    const test = (entries: readonly GlobEntry<Value>[] = []) => {
      for (const { glob, value } of entries) {
        if (mayMatch(glob, characters) && globMatches(glob, name)) found.push(value);
      }
    };
    this.#endings.each(name, true, test);
    this.#beginnings.each(name, false, test);
    if (this.#pairs.size > 0) for (const pair of pairsOf(name)) test(this.#pairs.get(pair));
    test(this.#rest);
    return found;
  }
}

function pairsOf(name: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 2 <= name.length; at++) pairs.add(name.slice(at, at + 2));
  return pairs;
}

/** Lists by a text that names end or begin with. */
class Literals<Item> {
  readonly #lists = new Map<string, Item[]>();
  /** Of the keys, rising: a name is looked up once for each. */
  #lengths: number[] = [];

  listFor(literal: string): Item[] {
    if (!this.#lengths.includes(literal.length)) {
      this.#lengths = [...this.#lengths, literal.length].sort((a, b) => a - b);
    }
    return getOrAdd(this.#lists, literal);
  }

  each(name: string, atEnd: boolean, found: (items: readonly Item[]) => void): void {
    for (const length of this.#lengths) {
      if (length > name.length) break;
      const items = this.#lists.get(atEnd ? name.slice(name.length - length) : name.slice(0, length));
      if (items !== undefined) found(items);
    }
  }
}

function getOrAdd<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
