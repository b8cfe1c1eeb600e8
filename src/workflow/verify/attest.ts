import { createHash } from 'node:crypto';
import { gitIn, type Repository } from '../../git/repository/repository';
import { LedgerStore } from '../../git/store/ledgerStore';
import { emailOf } from '../../policy/person';
import type { Attestation, Entry } from '../../provenance/entry';
import { type FileProvenance, isAi } from '../../provenance/source';
import * as l10n from '../../text/l10n';

/** The AI lines of one file, as they are staged. */
export interface AiLines {
  readonly path: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

/** The AI lines of a change by zone. */
export type AiLinesByZone = ReadonlyMap<string, readonly AiLines[]>;

/** `ai` and `mixed` lines of a change, by each zone that their file is in. */
export function aiLinesByZone(
  files: readonly FileProvenance[],
  texts: ReadonlyMap<string, { readonly text: string }>,
  zonesOf: (path: string) => readonly string[],
): AiLinesByZone {
  const zones = new Map<string, AiLines[]>();
  for (const file of files) {
    const marked = file.lines.filter(({ origin }) => isAi(origin));
    if (marked.length === 0) continue;
    const content = texts.get(file.path)?.text.split('\n') ?? [];
    const lines = marked.map(({ line }) => ({ line, text: (content[line - 1] ?? '').replace(/\r$/, '') }));
    for (const zone of zonesOf(file.path)) {
      zones.set(zone, [...(zones.get(zone) ?? []), { path: file.path, lines }]);
    }
  }
  return zones;
}

/**
 * What an attestation binds: the AI lines of one zone, by path and text. Line numbers are left out, so that a change
 * above them does not undo it.
 */
export function digestOf(lines: readonly AiLines[]): string {
  const hash = createHash('sha256');
  for (const file of [...lines].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(JSON.stringify([file.path, file.lines.map(({ text }) => text)]));
    hash.update('\n');
  }
  return hash.digest('hex');
}

/** Who attested to exactly these lines of a zone, oldest first. */
export function attestedBy(
  lines: readonly AiLines[],
  zone: string,
  attestations: readonly Attestation[],
): string[] {
  const digest = digestOf(lines);
  const people = attestations.filter(({ zones }) => Object.hasOwn(zones, zone) && zones[zone] === digest);
  return [...new Set(people.map(({ by }) => by))];
}

/** Keeps a person's statement on the AI lines of some zones. Throws the file system's error where it cannot. */
export function attest(repo: Repository, by: string, zones: AiLinesByZone, at: number): Attestation {
  const digests: Record<string, string> = {};
  for (const [zone, lines] of zones) digests[zone] = digestOf(lines);
  const attestation: Attestation = { by, zones: digests };
  const store = new LedgerStore(repo.colophonDir);
  store.setPending(true);
  store.append([JSON.stringify({ t: 'attest', a: attestation, at } satisfies Entry)]);
  return attestation;
}

/** `Name <email>` as git would write it, or what to do where git does not know. */
export async function identity(
  repo: Repository,
): Promise<{ by: string; email: string } | { by?: undefined; email?: undefined; message: string }> {
  const result = await gitIn(repo, ['var', 'GIT_COMMITTER_IDENT']);
  const match = /^(.*>) \d+ [+-]\d{4}\s*$/.exec(result.stdout.toString('utf8'));
  if (result.code !== 0 || !match) {
    return {
      message: l10n.t(
        'git does not know who you are. Set it: git config user.name "…" and git config user.email …',
      ),
    };
  }
  return { by: match[1]!, email: emailOf(match[1]!) };
}
