import { modeOf, type Transition } from '../../attestation/transition';
import { catFiles } from '../../git/objects/objects';
import { listFiles, type TreeScan } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import { createLinks, type Links } from '../../policy/links';
import { type Decision, decisionOf, type Matcher } from '../../policy/matcher';
import { defaultZone, modeRank } from '../../policy/policy';
import { createTrie, type Trie } from '../../policy/trie';
import * as l10n from '../../text/l10n';

/** Which zones a changed path is in, in the eyes of a verifier. */
export interface ChangeZones {
  /**
   * All of them, `default` where none matches: those of every name by which a checked-out tree of either side shows the
   * path. A symbolic link is also where it leads, and all that is seen through it.
   * @param modes the path's modes before and after
   */
  of(path: string, modes: readonly string[]): readonly string[];
  /** Of the zones of a path: the one that decides. */
  deciding(path: string, modes: readonly string[]): string;
  /** Of the deciding zone; greater is stricter. */
  rank(path: string, modes: readonly string[]): number;
}

/** One side of a change: its tree, and what was read of it. */
interface Side {
  readonly tree: string;
  readonly scan: TreeScan;
}

const maxTarget = 4096;
const maxLinks = 20_000;
const linkMode = '120000';

/** @param sides both of the change. A string is what went wrong. */
export async function changeZones(
  repo: Repository,
  { policy, matcher }: { readonly policy: CompiledPolicy; readonly matcher: Matcher },
  sides: readonly Side[],
  transitions: readonly Transition[],
): Promise<ChangeZones | string> {
  const trie = createTrie(policy.groups.map(({ patterns }) => patterns));
  const isLinkChange = transitions.some((one) => [one.from, one.to].map(modeOf).includes(linkMode));
  const links: Links[] = [];
  for (const side of sides) {
    const read = side.scan.links.size === 0 ? undefined : await readLinks(repo, trie, side, isLinkChange);
    if (typeof read === 'string') return read;
    if (read !== undefined) links.push(read);
  }
  const elsewhere = matcher.zone(defaultZone);
  const inNoZone: Decision = { zone: defaultZone, mode: elsewhere.mode, zones: [], enforce: 'block' };
  const isSilent = ({ zone, mode }: Decision) => zone === defaultZone && mode === 'eligible';
  const known = new Map<string, readonly string[]>();
  const find = (given: string, modes: readonly string[]): string[] => {
    const path = unquoted(given);
    const directory = modes.some((mode) => mode === linkMode || mode === '160000');
    const isLink = modes.includes(linkMode);
    const seen = links.flatMap((side) => [
      ...side.takenBy(path, directory),
      ...(isLink ? side.takenThrough(path) : []),
    ]);
    const targets = isLink ? links.flatMap(({ passed }) => passed(path).filter(Boolean)) : [];
    const decisions = [
      matcher.decide(path),
      ...(directory ? [matcher.decide(path, { directory })] : []),
      ...targets.flatMap((target) => [matcher.decide(target), matcher.decide(target, { directory: true })]),
      // A name in no zone adds nothing to what the path is in, unless the default asks for something.
      ...seen.map((taken) => decisionOf(policy, taken, inNoZone)).filter((one) => !isSilent(one)),
    ];
    return [...new Set(decisions.flatMap(({ zone, zones }) => (zones.length > 0 ? zones : [zone])))];
  };
  const of = (path: string, modes: readonly string[]) => {
    const key = `${modes.join()} ${path}`;
    let zones = known.get(key);
    if (zones === undefined) known.set(key, (zones = find(path, modes)));
    return zones;
  };
  const deciding = (path: string, modes: readonly string[]) =>
    of(path, modes).reduce((best, zone) => (rankOf(zone) > rankOf(best) ? zone : best));
  const rankOf = (zone: string) => modeRank(matcher.zone(zone).mode);
  return { of, deciding, rank: (path, modes) => rankOf(deciding(path, modes)) };
}

/**
 * A path that is not UTF-8 as patterns can see it, each byte that is none a character that no pattern names: git quotes
 * such a path, and is then in none of its folders. A path that only looks like one is read so too, which costs nothing.
 */
function unquoted(path: string): string {
  const inner = /^"(.*\\[2-3][0-7][0-7].*)"$/s.exec(path)?.[1];
  return inner?.replace(/\\(?:[0-7]{3}|(.))/gs, (_, character?: string) => character ?? '\ufffd') ?? path;
}

async function readLinks(
  repo: Repository,
  trie: Trie,
  { tree, scan }: Side,
  withFiles: boolean,
): Promise<Links | string> {
  const tooMany = l10n.t('There are more than {0} symbolic links.', maxLinks);
  // Only for its own sake: there is no zone to protect.
  if (scan.links.size > maxLinks) return tooMany;
  const contents = await catFiles(repo, new Set(scan.links.values()), { maxObjectBytes: maxTarget });
  const targets = new Map<string, string>();
  for (const [path, oid] of scan.links) {
    const target = contents.get(oid);
    if (target?.kind === 'ok') targets.set(path, target.content.toString('utf8'));
    else if (target?.kind !== 'too-large')
      return l10n.t('The symbolic link {0} cannot be read.', JSON.stringify(path));
  }
  const files = withFiles ? await listFiles(repo, tree) : [];
  if (typeof files === 'string') return files;
  const paths = files.map(({ path }) => path);
  return (
    createLinks(targets, trie, paths) ??
    l10n.t('The symbolic links lead through each other in too many ways for their zones to be told.')
  );
}
