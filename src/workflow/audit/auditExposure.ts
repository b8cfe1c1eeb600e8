import { defined } from '../../text/defined';
import { type AuditedCommit, type AuditSource, auditSources } from './auditCommit';
import type { ManifestEntry } from './auditManifest';

/** The commit that AI output came from, as far as its source tells. */
interface ExposureOrigin {
  readonly commit: string;
  readonly at?: number;
  readonly source: AuditSource;
  readonly path: string;
}

/**
 * `as-made`: the very content that a commit with AI lines, or with a mark, made. `changed-since`: an earlier version of
 * the file was that; whether any line of it is left was not looked at. `gone`: it was there, and head has no such file.
 */
export type ExposureState = 'as-made' | 'changed-since' | 'gone';

/** Something in a training set, or in a zone of training data, that AI output came to. */
export interface Exposure {
  readonly where: 'zone' | 'manifest';
  /** The zone; `then` where it is one of training data no more. */
  readonly zone?: string;
  readonly when?: 'now' | 'then';
  /** Of the manifest. */
  readonly line?: number;
  readonly path?: string;
  readonly blob: string;
  readonly state: ExposureState;
  readonly origin: ExposureOrigin;
}

/** A file that a commit changed and about which nothing is said, kept where a content or a name is carried on. */
export interface CarriedFile {
  readonly path: string;
  readonly from?: string;
  readonly blob: string;
}

/** Follows contents and names through the history, parents first. */
export class Exposures {
  /** Contents made by a commit with AI lines or a mark. */
  readonly #blobs = new Map<string, ExposureOrigin>();
  /** Files of which some version was that. */
  readonly #paths = new Map<string, ExposureOrigin>();
  /** Of zones of training data: what came into them, by path. */
  readonly #entered = new Map<
    string,
    { origin: ExposureOrigin; blob: string; zone: string; when: 'now' | 'then' }
  >();
  readonly #training: (path: string) => string | undefined;

  /** @param training the zone of training data that a path is in, by today's policy */
  constructor(training: (path: string) => string | undefined) {
    this.#training = training;
  }

  get blobs(): Iterable<string> {
    return this.#blobs.keys();
  }

  /** Whether anything is to be kept of a changed file of a commit that says nothing. */
  isCarried({ path, from, blob }: CarriedFile): boolean {
    return this.#blobs.has(blob) || (from !== undefined && this.#paths.has(from) && !this.#paths.has(path));
  }

  /** @param trainingThen of the policy in the commit's tree */
  addAudited(commit: AuditedCommit, trainingThen: (path: string) => string | undefined): void {
    for (const { path, blob } of commit.files) {
      const origin: ExposureOrigin = defined({
        commit: commit.commit,
        at: commit.at,
        source: commit.source,
        path,
      });
      if (empty.has(blob)) continue;
      // Of several commits that made one content, the better source tells.
      const known = this.#blobs.get(blob);
      if (known === undefined || rank(origin) < rank(known)) this.#blobs.set(blob, origin);
      this.#paths.set(path, origin);
      const zone = this.#training(path);
      const then = zone ?? trainingThen(path);
      if (then !== undefined)
        this.#entered.set(path, { origin, blob, zone: then, when: zone === undefined ? 'then' : 'now' });
    }
  }

  addCarried({ path, from, blob }: CarriedFile): void {
    const made = this.#blobs.get(blob);
    const origin = made ?? (from === undefined ? undefined : this.#paths.get(from));
    if (origin === undefined) return;
    this.#paths.set(path, origin);
    const zone = this.#training(path);
    if (zone !== undefined) this.#entered.set(path, { origin, blob, zone, when: 'now' });
  }

  /** @param head paths to blobs of the tree that is judged */
  inZones(head: ReadonlyMap<string, string>): Exposure[] {
    const found: Exposure[] = [];
    for (const [path, blob] of head) {
      const zone = this.#training(path);
      if (zone === undefined) continue;
      const stated = this.#stateOf(path, blob);
      if (stated !== undefined) found.push({ where: 'zone', zone, when: 'now', path, blob, ...stated });
    }
    for (const [path, { origin, blob, zone, when }] of this.#entered) {
      const present = head.get(path);
      if (present !== undefined && when === 'now') continue;
      const state = present === undefined ? 'gone' : present === blob ? 'as-made' : 'changed-since';
      found.push({ where: 'zone', zone, when, path, blob, state, origin });
    }
    return found;
  }

  /** @param oidsOf the contents of a digest that this repository has */
  inManifest(
    entry: ManifestEntry,
    head: ReadonlyMap<string, string>,
    oidsOf: (sha256: string) => readonly string[],
  ): Exposure | undefined {
    const { line, path, oid, sha256 } = entry;
    // The content that is named is what counts; a path is only where it was.
    const named = [...(oid === undefined ? [] : [oid]), ...(sha256 === undefined ? [] : oidsOf(sha256))];
    for (const blob of named) {
      const origin = this.#blobs.get(blob);
      if (origin !== undefined)
        return defined({ where: 'manifest', line, path, blob, state: 'as-made', origin } as const);
    }
    if (path === undefined || named.length > 0) return undefined;
    const blob = head.get(path);
    const stated = blob === undefined ? undefined : this.#stateOf(path, blob);
    if (blob !== undefined) return stated && { where: 'manifest', line, path, blob, ...stated };
    const origin = this.#paths.get(path);
    return origin && { where: 'manifest', line, path, blob: '', state: 'gone', origin };
  }

  #stateOf(path: string, blob: string): Pick<Exposure, 'state' | 'origin'> | undefined {
    const made = this.#blobs.get(blob);
    if (made !== undefined) return { state: 'as-made', origin: made };
    const origin = this.#paths.get(path);
    return origin && { state: 'changed-since', origin };
  }
}

/** Nobody makes the empty file, and many files are it: SHA-1 and SHA-256. */
const empty: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]);

function rank({ source }: ExposureOrigin): number {
  return auditSources.indexOf(source);
}
