import { builtInLayer, type CompiledPolicy, type CompiledZone } from './compiled';
import { fold, foldSimply } from './fold';
import { defaultZone, type Enforce, type Mode, modeRank, stricterMode } from './policy';
import { createTrie, type Trie } from './trie';

/** What the policy says of one path. */
export interface Decision {
  /** The zone that decides: the strictest, the first listed among equals; `default` where none does. */
  readonly zone: string;
  readonly mode: Mode;
  /**
   * All zones that the path is in, in the policy's order; each of them asks for what it asks. `default` is among them
   * only where one of several merged policies has the path in no zone, and a default that asks for something.
   */
  readonly zones: readonly string[];
  /** Of the deciding zone. */
  readonly enforce: Enforce;
}

export interface Matcher {
  /**
   * @param path POSIX, relative to the repository's root, in any spelling of case and Unicode.
   * @param options `directory` for a folder, a symbolic link or a submodule: what `name/` in a pattern matches.
   */
  decide(path: string, options?: { readonly directory?: boolean }): Decision;
  /** The settings of a zone that a decision names; `default` has those of a zone in which nothing was set. */
  zone(name: string): CompiledZone;
}

/** Paths for which decisions are kept, twice over: see `remember`. */
const cacheSize = 10_000;

export function createMatcher(compiled: CompiledPolicy): Matcher {
  const trie = createTrie(compiled.groups.map(({ patterns }) => patterns));
  const fallback = zoneOfDefaults(compiled);
  const zones = new Map([fallback, ...compiled.zones].map((zone) => [zone.name, zone]));
  const elsewhere: Decision = { zone: defaultZone, mode: fallback.mode, zones: [], enforce: 'block' };
  let young = new Map<string, Decision>();
  let old = new Map<string, Decision>();

  // Two generations stand in for "least recently used": cheap, and never more than twice the size.
  function remember(key: string, decision: Decision): Decision {
    if (young.size >= cacheSize) {
      old = young;
      young = new Map();
    }
    young.set(key, decision);
    return decision;
  }

  return {
    decide(path, { directory = false } = {}) {
      const key = directory && !path.endsWith('/') ? `${path}/` : path;
      const known = young.get(key);
      if (known !== undefined) return known;
      return remember(key, old.get(key) ?? decide(compiled, trie, key, elsewhere));
    },
    zone: (name) => zones.get(name) ?? fallback,
  };
}

/** Paths in no zone are treated like a zone in which everything is left to its default. */
function zoneOfDefaults({ defaults, policyOwners }: CompiledPolicy): CompiledZone {
  return {
    name: defaultZone,
    mode: defaults.reduce(stricterMode, 'eligible'),
    owners: policyOwners,
    vendors: ['approved'],
    require: {},
    signoff: { covers: 'all', threshold: 1, authorMaySign: false, validFor: '90d' },
    enforce: 'block',
    attestation: 'trailer',
    attestedBy: 'author',
    tolerate: { lines: 0 },
  };
}

const inNoZone: Decision = { zone: defaultZone, mode: 'eligible', zones: [], enforce: 'block' };

/** A stored sign-off is in no zone, or each would need another. Changing or deleting one is for `verify` to see. */
const signoffFile = /^\.ai-policy\/signoffs\/[0-9a-f]{64}\.json$/;

/** @param elsewhere what most paths get: that of one in no zone */
function decide(compiled: CompiledPolicy, trie: Trie, path: string, elsewhere: Decision): Decision {
  if (signoffFile.test(path)) return inNoZone;
  return decisionOf(compiled, takenBy(trie, path), elsewhere);
}

/** The groups that take a path, in either spelling: a `?` may stand for the one character that folding makes two of. */
function takenBy(trie: Trie, path: string): readonly number[] {
  const name = fold(path);
  const taken = trie.groupsOf(name);
  const other = foldSimply(path);
  return other === name ? taken : [...taken, ...trie.groupsOf(other)];
}

/** What the groups that take a path say of it together. */
export function decisionOf(
  compiled: CompiledPolicy,
  taken: readonly number[],
  elsewhere: Decision,
): Decision {
  if (taken.length === 0) return elsewhere;
  const indexes = new Set<number>();
  const layers = new Set<number>();
  for (const index of taken) {
    const group = compiled.groups[index];
    if (group === undefined) continue;
    indexes.add(group.zone);
    layers.add(group.layer);
  }
  const zones = compiled.zones.filter((_, index) => indexes.has(index));
  // Each policy file has its say: a path may be in a zone of one, and in none of the other.
  const outside = compiled.defaults.filter((_, layer) => !layers.has(layer) && !layers.has(builtInLayer));
  const loose = outside.reduce(stricterMode, 'eligible');
  let strictest: CompiledZone | undefined;
  for (const zone of zones) {
    if (strictest === undefined || modeRank(zone.mode) > modeRank(strictest.mode)) strictest = zone;
  }
  const names = zones.map((zone) => zone.name);
  if (names.length > 0 && loose !== 'eligible') names.push(defaultZone);
  return strictest === undefined || modeRank(loose) > modeRank(strictest.mode)
    ? { zone: defaultZone, mode: loose, zones: names, enforce: 'block' }
    : { zone: strictest.name, mode: strictest.mode, zones: names, enforce: strictest.enforce };
}
