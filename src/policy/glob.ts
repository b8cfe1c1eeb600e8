import type { Glob } from './compiled';

/** Pieces with no `*` among them, classes made ready. */
type Run = readonly (string | 1 | RegExp)[];

/** A glob cut at its `*`s: `head * middle * … * tail`. Without `tail` there is no `*`. */
export interface ReadyGlob {
  readonly head: Run;
  readonly middle: readonly Run[];
  readonly tail?: Run;
}

export function readyGlob(glob: Glob): ReadyGlob {
  const runs: Run[number][][] = [[]];
  for (const piece of glob) {
    if (piece === 2) runs.push([]);
    else runs.at(-1)?.push(typeof piece === 'object' ? new RegExp(piece.class, 'iu') : piece);
  }
  const [head = [], ...rest] = runs;
  const tail = rest.pop();
  return { head, middle: rest, ...(tail === undefined ? {} : { tail }) };
}

/**
 * Whether the glob takes the whole of a folded name. Each run is looked for once, at the first place behind the
 * one before, which is as good as any later one: at most name × glob steps, so that a hostile pattern cannot hang
 * this as it can a regular expression.
 */
export function globMatches({ head, middle, tail }: ReadyGlob, name: string): boolean {
  let at = runAt(head, name, 0);
  if (tail === undefined || at < 0) return at === name.length;
  for (const run of middle) {
    at = runFrom(run, name, at);
    if (at < 0) return false;
  }
  const [only, more] = tail;
  if (only === undefined) return true;
  if (more === undefined && typeof only === 'string')
    return name.length - only.length >= at && name.endsWith(only);
  return runFrom(tail, name, at, name.length) >= 0;
}

/** Where the run ends that starts at `at`, or -1. */
function runAt(run: Run, name: string, at: number): number {
  for (const piece of run) {
    if (typeof piece === 'string') {
      if (!name.startsWith(piece, at)) return -1;
      at += piece.length;
    } else {
      if (at >= name.length) return -1;
      const width = widthAt(name, at);
      if (piece !== 1 && !piece.test(name.slice(at, at + width))) return -1;
      at += width;
    }
  }
  return at;
}

/** Where the first run ends that starts at `from` or later (and ends at `mustEnd`, where given), or -1. */
function runFrom(run: Run, name: string, from: number, mustEnd?: number): number {
  const [first] = run;
  for (let start = from; start <= name.length; start += widthAt(name, start)) {
    if (typeof first === 'string') {
      start = name.indexOf(first, start);
      if (start < 0) return -1;
    }
    const end = runAt(run, name, start);
    if (end >= 0 && (mustEnd === undefined || end === mustEnd)) return end;
  }
  return -1;
}

function widthAt(name: string, at: number): number {
  return (name.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
