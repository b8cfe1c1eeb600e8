import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { CompiledPolicy } from '../../policy/compiled';
import { createMatcher, type Decision, type Matcher } from '../../policy/matcher';
import { type Mode, modeRank, type Signoff } from '../../policy/policy';
import { approvedVendors } from '../../policy/vendors';

/** What `colophon lookup --json` prints for a path: fields may be added, never renamed. */
export interface PathRules {
  readonly path: string;
  /** The zone that decides; `default` where none matches. */
  readonly zone: string;
  readonly mode: Mode;
  readonly zones: readonly string[];
  readonly destination: string | null;
  readonly owners: readonly string[];
  readonly escalation: string | null;
  readonly vendors: {
    readonly approved: readonly string[];
    readonly refused: readonly { readonly id: string; readonly reason: string }[];
  };
  /** What a change needs, in a restricted zone. */
  readonly signoff?: Signoff;
  /** Why the zone has this mode. */
  readonly reason?: string;
}

interface LookupOptions {
  /** The working tree; without it, symbolic links are not looked at. */
  readonly root?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** @param paths POSIX, relative to the repository's root; with a slash at the end, a folder. They need not exist. */
export function lookup(
  { compiled }: { readonly compiled: CompiledPolicy },
  paths: readonly string[],
  { root, now }: LookupOptions,
): PathRules[] {
  const matcher = createMatcher(compiled);
  const { escalation = null } = compiled.contacts;
  return paths.map((path): PathRules => {
    const decision = decide(matcher, path, root);
    const zone = matcher.zone(decision.zone);
    const zones = decision.zones.length > 0 ? decision.zones.map((name) => matcher.zone(name)) : [zone];
    const { approved, refused } = approvedVendors(compiled, zones, now);
    return {
      path,
      zone: decision.zone,
      mode: decision.mode,
      zones: decision.zones,
      destination: zone.destination ?? null,
      owners: zone.owners,
      escalation,
      vendors: { approved, refused: refused.map(({ id, reason }) => ({ id, reason })) },
      ...(decision.mode === 'restricted' ? { signoff: zone.signoff } : {}),
      ...(zone.reason === undefined ? {} : { reason: zone.reason }),
    };
  });
}

/** A symbolic link counts as both the link and its target, and so does a file below a linked folder. */
function decide(matcher: Matcher, path: string, root: string | undefined): Decision {
  const name = path.replace(/\/+$/, '');
  if (root === undefined) return matcher.decide(path);
  const kind = kindOf(join(root, name));
  const directory = path !== name || kind?.isDirectory() === true || kind?.isSymbolicLink() === true;
  const own = matcher.decide(name, { directory });
  const target = targetOf(root, name);
  if (target === undefined) return own;
  const other = matcher.decide(target, { directory });
  const first = modeRank(other.mode) > modeRank(own.mode) ? other : own;
  return { ...first, zones: [...new Set([...own.zones, ...other.zones])] };
}

/** `undefined` also for a name that no file can have. */
function kindOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function targetOf(root: string, name: string): string | undefined {
  try {
    const target = relative(realpathSync(root), realpathSync(join(root, name)))
      .split(sep)
      .join('/');
    return target === name || target.startsWith('../') || isAbsolute(target) ? undefined : target;
  } catch {
    return undefined;
  }
}

/** The path of the repository that `name`, given at `cwd`, stands for; undefined outside of it. */
export function repositoryPath(root: string, cwd: string, name: string): string | undefined {
  const full = resolve(cwd, name);
  const inside = [root, realpath(root)]
    .map((top) => relative(top, full))
    .find((path) => path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
  if (inside === undefined) return undefined;
  const path = inside.split(sep).join('/');
  return /[\\/]$/.test(name) && path !== '' ? `${path}/` : path;
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
