import type { Glob } from './compiled';
import { globMatches, type ReadyGlob, readyGlob } from './glob';

interface Entry<Value> {
  readonly glob: ReadyGlob;
  readonly value: Value;
}

/**
 * Globs by the literal text that a name must end or begin with, so that of a thousand of them only the few are
 * tried that can match. Those with neither (`*test*`) are tried one by one.
 */
export class GlobIndex<Value> {
  readonly #known = new Map<string, Value>();
  readonly #endings = new Literals<Entry<Value>>();
  readonly #beginnings = new Literals<Entry<Value>>();
  readonly #rest: Entry<Value>[] = [];

  getOrAdd(glob: Glob, create: () => Value): Value {
    const key = JSON.stringify(glob);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = create();
    const entry = { glob: readyGlob(glob), value };
    const ending = glob.at(-1);
    const beginning = glob[0];
    if (typeof ending === 'string') this.#endings.add(ending, entry);
    else if (typeof beginning === 'string') this.#beginnings.add(beginning, entry);
    else this.#rest.push(entry);
    this.#known.set(key, value);
    return value;
  }

  each(name: string, found: (value: Value) => void): void {
    if (this.#known.size === 0) return;
    const test = ({ glob, value }: Entry<Value>) => {
      if (globMatches(glob, name)) found(value);
    };
    for (const length of this.#endings.lengths) {
      if (length > name.length) break;
      this.#endings.entries.get(name.slice(name.length - length))?.forEach(test);
    }
    for (const length of this.#beginnings.lengths) {
      if (length > name.length) break;
      this.#beginnings.entries.get(name.slice(0, length))?.forEach(test);
    }
    this.#rest.forEach(test);
  }
}

class Literals<Item> {
  readonly entries = new Map<string, Item[]>();
  /** Of the keys, rising: a name is looked up once for each. */
  lengths: number[] = [];

  add(literal: string, item: Item): void {
    const items = this.entries.get(literal);
    if (items !== undefined) items.push(item);
    else this.entries.set(literal, [item]);
    if (!this.lengths.includes(literal.length)) {
      this.lengths = [...this.lengths, literal.length].sort((a, b) => a - b);
    }
  }
}
