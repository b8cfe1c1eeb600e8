import { fold } from '../policy/fold';
import type { State, Transition } from './transition';

/** Approved transitions, by one principal with one key. */
export interface Signed {
  readonly principal: string;
  readonly fingerprint: string;
  readonly transitions: readonly Transition[];
}

export interface Judged<S extends Signed> {
  /** Of the transitions asked for: those without a chain from their first state to the last. */
  readonly open: readonly Transition[];
  /** Those of which a transition leads nowhere: it is on no chain, so the whole of them does not count. */
  readonly ignored: readonly S[];
  readonly counting: readonly S[];
}

/**
 * Whether signed steps lead from `from` to `to` of each wanted transition. A step needs `threshold` signers, with as
 * many principals and as many keys. What was approved was approved together: if one transition of an envelope is on
 * no chain, none of it counts. Dropping one may break another's chain, so this is repeated until nothing changes.
 * @param stateAt of a path that is not wanted, where its chain must begin and end: both trees have this state
 */
export function judgeChains<S extends Signed>(
  wanted: readonly Transition[],
  signed: readonly S[],
  threshold: number,
  stateAt: (path: string) => State,
): Judged<S> {
  const ends = new Map(wanted.map((transition) => [transition.path, transition]));
  const endsOf = (path: string): { from: State; to: State } => {
    const own = ends.get(path);
    if (own !== undefined) return own;
    const state = stateAt(path);
    return { from: state, to: state };
  };
  let counting = [...signed];
  for (;;) {
    const steps = liveSteps(counting, threshold);
    const useful = new Map<string, ReadonlySet<string>>();
    for (const [path, edges] of steps) useful.set(path, onChain(edges, endsOf(path)));
    const isUseful = ({ path, from, to }: Transition) => useful.get(path)?.has(stepKey(from, to)) === true;
    const kept = counting.filter(({ transitions }) => transitions.every(isUseful));
    if (kept.length === counting.length) {
      const open = wanted.filter(
        ({ path, from, to }) => from !== to && !reaches(steps.get(path) ?? [], from, to),
      );
      return { open, counting, ignored: signed.filter((one) => !counting.includes(one)) };
    }
    counting = kept;
  }
}

type ChainEdge = readonly [from: State, to: State];

function stepKey(from: State, to: State): string {
  return `${from}>${to}`;
}

/** By path, the steps that enough people have signed. */
function liveSteps(signed: readonly Signed[], threshold: number): Map<string, ChainEdge[]> {
  const signers = new Map<string, { path: string; step: ChainEdge; by: Signed[] }>();
  for (const one of signed) {
    for (const { path, from, to } of one.transitions) {
      const key = `${stepKey(from, to)}>${path}`;
      const found = signers.get(key) ?? { path, step: [from, to] as const, by: [] };
      found.by.push(one);
      signers.set(key, found);
    }
  }
  const steps = new Map<string, ChainEdge[]>();
  for (const { path, step, by } of signers.values()) {
    if (countPeople(by) < threshold) continue;
    const known = steps.get(path);
    if (known === undefined) steps.set(path, [step]);
    else known.push(step);
  }
  return steps;
}

/**
 * The most pairs of a principal and a key in which none comes twice (a matching): one key under two names is one
 * person, and so is one name with two keys.
 */
export function countPeople(signed: readonly Pick<Signed, 'principal' | 'fingerprint'>[]): number {
  const keys = new Map<string, Set<string>>();
  for (const { principal, fingerprint } of signed) {
    // Owners are compared without case, so one of them in two spellings is one person.
    const person = fold(principal);
    keys.set(person, (keys.get(person) ?? new Set()).add(fingerprint));
  }
  const holder = new Map<string, string>();
  const assign = (principal: string, tried: Set<string>): boolean => {
    for (const key of keys.get(principal)!) {
      if (tried.has(key)) continue;
      tried.add(key);
      const other = holder.get(key);
      if (other === undefined || assign(other, tried)) {
        holder.set(key, principal);
        return true;
      }
    }
    return false;
  };
  return [...keys.keys()].filter((principal) => assign(principal, new Set())).length;
}

/** The steps that can be reached from the first state and from which the last can be reached. */
function onChain(steps: readonly ChainEdge[], { from, to }: { from: State; to: State }): Set<string> {
  const ahead = reachable(steps, from);
  const behind = reachable(
    steps.map(([a, b]) => [b, a] as const),
    to,
  );
  const found = steps.filter(([a, b]) => ahead.has(a) && behind.has(b));
  return new Set(found.map(([a, b]) => stepKey(a, b)));
}

function reaches(steps: readonly ChainEdge[], from: State, to: State): boolean {
  return reachable(steps, from).has(to);
}

function reachable(steps: readonly ChainEdge[], from: State): Set<State> {
  const next = new Map<State, State[]>();
  for (const [a, b] of steps) {
    const known = next.get(a);
    if (known === undefined) next.set(a, [b]);
    else known.push(b);
  }
  const found = new Set([from]);
  for (const state of found) for (const other of next.get(state) ?? []) found.add(other);
  return found;
}
