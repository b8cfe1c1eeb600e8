import { Minimatch } from 'minimatch';
import {
  builtInLayer,
  type CompiledGroup,
  type CompiledPattern,
  type CompiledPolicy,
  compiledFormat,
  type Glob,
} from './compiled';
import { fold } from './fold';
import { globstar, readPattern } from './pattern';
import { type Policy, policyZone, type Zone } from './policy';

/**
 * Compiles a policy that has passed `parsePolicy`. Throws on a bad pattern: that is our own bug there.
 * What a component means is minimatch's to say, with everything off that gitignore does not have; its automaton
 * is written down as a list of pieces, since it has no form of its own that could be kept in a file.
 */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const { contacts, policyOwners, plan, defaults, vendors, registers, review, trailers } = policy;
  const zones = [builtIn(policy), ...policy.zones];
  const groups = zones.flatMap((zone, index) =>
    zone.groups.map(
      ({ layer, paths }): CompiledGroup => ({ zone: index, layer, patterns: paths.map(compilePattern) }),
    ),
  );
  return {
    format: compiledFormat,
    contacts,
    policyOwners,
    plan,
    defaults,
    zones: zones.map(({ groups: _, ...zone }) => zone),
    groups,
    vendors,
    registers,
    review,
    trailers,
  };
}

/** `.ai-policy/` is a zone like any other, owned by the policy's owners. */
function builtIn({ policyOwners, policySignoff }: Policy): Zone {
  return {
    name: policyZone,
    mode: 'restricted',
    groups: [{ layer: builtInLayer, paths: ['/.ai-policy'] }],
    owners: policyOwners,
    reason: 'A change of the policy itself needs its owners.',
    vendors: ['approved'],
    require: {},
    signoff: {
      covers: 'all',
      threshold: policySignoff.threshold,
      authorMaySign: policySignoff.authorMaySign ?? policyOwners.length === 1,
      validFor: '90d',
    },
    enforce: 'block',
    attestation: 'trailer',
    attestedBy: 'author',
    tolerate: { lines: 0 },
  };
}

export function compilePattern(text: string): CompiledPattern {
  const read = readPattern(text);
  if ('bad' in read) throw new Error(read.bad(`pattern ${JSON.stringify(text)}`));
  const { exception, folder, components } = read.pattern;
  return {
    ...(exception ? { exception } : {}),
    ...(folder ? { folder } : {}),
    path: components.map((name) => (name === globstar ? 0 : compileName(name))),
  };
}

/** One component of a pattern: a folded name when it holds no wildcard, else a glob. */
export function compileName(name: string): string | Glob {
  const parsed = minimatchOf(name);
  if (typeof parsed === 'string') return fold(parsed);
  const glob = piecesOf(String(parsed));
  return glob.length === 1 && typeof glob[0] === 'string' ? glob[0] : glob;
}

function minimatchOf(name: string) {
  const options = {
    platform: 'linux',
    nobrace: true,
    noext: true,
    nonegate: true,
    nocomment: true,
    noglobstar: true,
    dot: true,
    // Case is folded by the class itself: `[Z-a]` in lower case would be an empty range.
    nocase: true,
    normalize: 'NFC',
  } as const;
  return new Minimatch(name, options).set[0]?.[0] ?? '';
}

/**
 * Reads minimatch's listing of an automaton without extglobs, which is a chain with one node a line:
 * `3: "a" -> 2`, `2: * -> 1`, `1: /^[b-d]/iu -> match`. A line of another form throws: a new minimatch must be looked at.
 */
function piecesOf(listing: string): Glob {
  const pieces: Glob[number][] = [];
  for (const line of listing.split('\n').slice(1)) {
    const piece = pieceOf(/^\d+: (.+) -> (?:\d+|match)$/.exec(line)?.[1] ?? '');
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else if (piece !== 2 || last !== 2) pieces.push(piece);
  }
  return pieces.map((piece) => (typeof piece === 'string' ? fold(piece) : piece));
}

function pieceOf(node: string): Glob[number] {
  if (node === '?') return 1;
  if (node === '*') return 2;
  if (node.startsWith('"')) return String(JSON.parse(node));
  const source = /^\/(.+)\/iu$/.exec(node)?.[1];
  if (source === undefined) throw new Error(`minimatch has a node of a kind that is not known here: ${node}`);
  return { class: source };
}
