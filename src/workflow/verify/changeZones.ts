import { catFiles } from '../../git/objects/objects';
import type { TreeScan } from '../../git/objects/tree';
import type { Repository } from '../../git/repository/repository';
import { createLinks, type Links } from '../../policy/links';
import type { Matcher } from '../../policy/matcher';
import { type Mode, modeRank } from '../../policy/policy';
import * as l10n from '../../text/l10n';

/** Which zones a changed path is in, in the eyes of a verifier. */
export interface ChangeZones {
  /**
   * All of them, `default` where none matches. A symbolic link is also where it leads, and a path also every link of
   * a strict zone that leads to it.
   * @param modes the path's modes before and after
   */
  of(path: string, modes: readonly string[]): readonly string[];
  /** Of the zones of a path: the one that decides. */
  deciding(path: string, modes: readonly string[]): string;
  /** Of the deciding zone; greater is stricter. */
  rank(path: string, modes: readonly string[]): number;
}

const maxTarget = 4096;
const maxLinks = 20_000;

/** @param trees both sides of the change. A string is what went wrong. */
export async function changeZones(
  repo: Repository,
  matcher: Matcher,
  trees: readonly TreeScan[],
): Promise<ChangeZones | string> {
  const links: Links[] = [];
  const modeOf = (path: string): Mode => matcher.decide(path, { directory: true }).mode;
  for (const tree of trees) {
    // Only for its own sake: there is no zone to protect.
    if (tree.links.size > maxLinks) return l10n.t('There are more than {0} symbolic links.', maxLinks);
    const contents = await catFiles(repo, new Set(tree.links.values()), { maxObjectBytes: maxTarget });
    const targets = new Map<string, string>();
    for (const [path, oid] of tree.links) {
      const target = contents.get(oid);
      if (target?.kind === 'ok') targets.set(path, target.content.toString('utf8'));
      else if (target?.kind !== 'too-large')
        return l10n.t('The symbolic link {0} cannot be read.', JSON.stringify(path));
    }
    links.push(createLinks(targets, (path) => modeRank(modeOf(path)) > 0));
  }
  const known = new Map<string, readonly string[]>();
  const find = (path: string, modes: readonly string[]): string[] => {
    const directory = modes.some((mode) => mode === '120000' || mode === '160000');
    const isLink = modes.includes('120000');
    const decisions = [
      matcher.decide(path),
      ...(directory ? [matcher.decide(path, { directory })] : []),
      ...links.flatMap(({ passed, reaching }) => [
        ...(isLink ? passed(path).filter(Boolean) : []).flatMap((target) => [
          matcher.decide(target),
          matcher.decide(target, { directory: true }),
        ]),
        ...reaching(path).map((link) => matcher.decide(link, { directory: true })),
      ]),
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
