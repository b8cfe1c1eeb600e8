import type { Glob } from './compiled';

const anyText = -1;
const anyCharacter = -2;
const firstClass = -3;

/** A glob as a flat list: UTF-16 units of literal text, and the codes above; classes go down from `firstClass`. */
export interface ReadyGlob {
  readonly codes: Int32Array;
  readonly classes: readonly CharacterTest[];
  /** Of some pieces, the characters one of which the name must hold: see `charactersOf`. */
  readonly needs: readonly number[];
}

export function readyGlob(glob: Glob): ReadyGlob {
  const codes: number[] = [];
  const classes: CharacterTest[] = [];
  const needs = new Set<number>();
  for (const piece of glob) {
    if (typeof piece === 'string') {
      for (let at = 0; at < piece.length; at++) codes.push(piece.charCodeAt(at));
      needs.add(charactersOf(piece.slice(0, 1)));
    } else if (piece === 1) codes.push(anyCharacter);
    else if (piece === 2) codes.push(anyText);
    else {
      const test = new CharacterTest(piece.class);
      codes.push(firstClass - (classes.push(test) - 1));
      needs.add(test.characters);
    }
  }
  needs.delete(anyOf);
  return { codes: Int32Array.from(codes), classes, needs: [...needs].slice(0, 4) };
}

/** All characters: also what stands for those beyond ASCII, whose cases are too many to tell apart here. */
const anyOf = -1;

/** The characters of a text as a set of 32 bits, several characters to a bit: what is not in it is not in the text. */
export function charactersOf(text: string): number {
  let set = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127) return anyOf;
    set |= 1 << (unit & 31);
  }
  return set;
}

/** A quick no for most globs; `characters` are those of the name. */
export function mayMatch({ needs }: ReadyGlob, characters: number): boolean {
  return characters === anyOf || needs.every((need) => (need & characters) !== 0);
}

/**
 * Whether the glob takes the whole of a folded name. What follows a `*` is taken at the first place where it fits,
 * which is as good as any later one, so only the last `*` is ever tried again: at most name × glob steps. A hostile
 * pattern cannot hang this as it can a regular expression.
 */
export function globMatches({ codes, classes }: ReadyGlob, name: string): boolean {
  let code = 0;
  let at = 0;
  let afterStar = -1;
  let starAt = 0;
  while (code < codes.length || at < name.length) {
    const wanted = codes[code];
    if (wanted === anyText) {
      afterStar = ++code;
      starAt = at;
      if (code === codes.length) return true;
      continue;
    }
    // Too short a rest only gets shorter where a `*` takes more.
    if (at === name.length) return false;
    if (wanted !== undefined && takes(wanted, classes, name, at)) {
      at += wanted >= 0 ? 1 : widthAt(name, at);
      code++;
      continue;
    }
    if (afterStar < 0) return false;
    starAt += widthAt(name, starAt);
    at = starAt;
    code = afterStar;
  }
  return true;
}

function takes(wanted: number, classes: readonly CharacterTest[], name: string, at: number): boolean {
  if (wanted >= 0) return name.charCodeAt(at) === wanted;
  return wanted === anyCharacter || classes[firstClass - wanted]?.takes(name, at) === true;
}

function widthAt(name: string, at: number): number {
  const unit = name.charCodeAt(at);
  return unit < 0xd800 || unit > 0xdbff || (name.codePointAt(at) ?? 0) <= 0xffff ? 1 : 2;
}

/** A class of one character. */
class CharacterTest {
  readonly #expression: RegExp;
  readonly #ascii = new Uint8Array(128);
  /** Of ASCII, those that the class takes, as `charactersOf` has them. */
  readonly characters: number;

  constructor(source: string) {
    this.#expression = new RegExp(source, 'iu');
    let taken = '';
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code);
      if (!this.#expression.test(character)) continue;
      this.#ascii[code] = 1;
      taken += character;
    }
    this.characters = charactersOf(taken);
  }

  takes(name: string, at: number): boolean {
    const code = name.codePointAt(at) ?? 0;
    return code < 128 ? this.#ascii[code] === 1 : this.#expression.test(String.fromCodePoint(code));
  }
}
