import { digestsOf } from '../../git/objects/objects';
import type { Repository } from '../../git/repository/repository';
import type { Exposure, Exposures } from './auditExposure';
import type { ManifestEntry } from './auditManifest';

/** Which entries of a manifest AI output came to, and how many name nothing that is here. */
export async function matchManifest(
  repo: Repository,
  entries: readonly ManifestEntry[],
  exposures: Exposures,
  head: ReadonlyMap<string, string>,
): Promise<{ found: Exposure[]; notHere: number }> {
  const byDigest = new Map<string, string[]>();
  if (entries.some(({ sha256 }) => sha256 !== undefined)) {
    for (const [oid, digest] of await digestsOf(repo, [...exposures.blobs, ...head.values()]))
      byDigest.set(digest, [...(byDigest.get(digest) ?? []), oid]);
  }
  const here = new Set(head.values());
  const found: Exposure[] = [];
  let notHere = 0;
  for (const entry of entries) {
    const exposure = exposures.inManifest(entry, head, (sha256) => byDigest.get(sha256) ?? []);
    if (exposure !== undefined) found.push(exposure);
    else if (
      !(entry.path !== undefined && head.has(entry.path)) &&
      !(entry.oid !== undefined && here.has(entry.oid)) &&
      !(entry.sha256 !== undefined && byDigest.has(entry.sha256))
    )
      notHere++;
  }
  return { found, notHere };
}
