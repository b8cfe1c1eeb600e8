import type { Contacts, Mode, Policy, TrailerPolicy, Zone } from './policy';

/** Raised whenever the shape below changes; a file of another format is compiled anew. */
export const compiledFormat = 1;

/** The layer of what no policy file says. */
export const builtInLayer = -1;

/**
 * A policy ready for use, as plain JSON: what a hook reads needs neither YAML, nor zod, nor minimatch.
 * Zones are in the order in which they decide among equals; the built-in zone over `.ai-policy/` comes first.
 */
export interface CompiledPolicy {
  readonly format: typeof compiledFormat;
  readonly contacts: Contacts;
  readonly policyOwners: readonly string[];
  readonly plan: Policy['plan'];
  /** Mode of paths in no zone, one a layer. */
  readonly defaults: readonly Mode[];
  readonly zones: readonly CompiledZone[];
  readonly groups: readonly CompiledGroup[];
  readonly vendors: Policy['vendors'];
  readonly registers: readonly number[];
  readonly review: Policy['review'];
  readonly trailers: TrailerPolicy;
}

export type CompiledZone = Omit<Zone, 'groups'>;

/** One pattern list of one zone: a path is in the zone when any of its groups takes it. */
export interface CompiledGroup {
  /** Index into `zones`. */
  readonly zone: number;
  /** Index into `defaults`, or `builtInLayer`. */
  readonly layer: number;
  readonly patterns: readonly CompiledPattern[];
}

export interface CompiledPattern {
  /** Takes paths out instead of in (`!`). */
  readonly exception?: true;
  /** Folders, symbolic links and submodules only. */
  readonly folder?: true;
  /** From the root down: a folded name, a glob over one name, or 0 for any number of folders. */
  readonly path: readonly (string | Glob | 0)[];
}

/** A glob over one folded name, piece by piece: literal text, 1 for any one character, 2 for any text, or a class. */
export type Glob = readonly (string | 1 | 2 | CharacterClass)[];

/** `class` is the source of a regular expression that tests one character, with the flags `iu`. */
interface CharacterClass {
  readonly class: string;
}
