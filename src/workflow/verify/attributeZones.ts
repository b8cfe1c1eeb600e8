import type { Transition } from '../../attestation/transition';
import { checkedOutOtherwise } from '../../git/objects/attributes';
import type { CommitRange } from '../../git/objects/range';
import { isAttributesFile, listFiles, type TreeScan } from '../../git/objects/tree';
import type { Matcher } from '../../policy/matcher';
import type { ChangeZones } from './changeZones';

/** Of a `.gitattributes`: the restricted zones of which it changes the files, and one of those files. */
export type AttributeZones = ReadonlyMap<
  string,
  { readonly zones: ReadonlySet<string>; readonly path: string }
>;

/**
 * What is checked out is not what was signed where attributes recode it, expand keywords in it or run it through a
 * filter. So a change of `.gitattributes`, wherever it lies, is a change of the restricted zones whose files it makes
 * others. A string is what went wrong.
 */
export async function zonesOfAttributes(
  { repo, tree }: CommitRange,
  [before, after]: readonly [before: TreeScan, after: TreeScan],
  transitions: readonly Transition[],
  { zonesOf, matcher }: { readonly zonesOf: ChangeZones; readonly matcher: Matcher },
): Promise<AttributeZones | string> {
  const found = new Map<string, { zones: Set<string>; path: string }>();
  const changed = transitions.filter(({ path }) => isAttributesFile(path)).map(({ path }) => path);
  if (changed.length === 0) return found;
  const files = await listFiles(repo, tree);
  if (typeof files === 'string') return files;
  const restricted = new Map<string, readonly string[]>();
  for (const { path } of files) {
    if (!changed.some((name) => path.startsWith(folderOf(name)))) continue;
    const zones = zonesOf.of(path, []).filter((zone) => matcher.zone(zone).mode === 'restricted');
    if (zones.length > 0) restricted.set(path, zones);
  }
  const others = await checkedOutOtherwise(repo, before.attributes, after.attributes, [...restricted.keys()]);
  if (typeof others === 'string') return others;
  for (const path of others) {
    for (const name of changed.filter((one) => path.startsWith(folderOf(one)))) {
      const known = found.get(name) ?? { zones: new Set(), path };
      for (const zone of restricted.get(path)!) known.zones.add(zone);
      found.set(name, known);
    }
  }
  return found;
}

/** With the slash at its end; empty at the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
