import type { FileProvenance, LineRecord } from '../provenance/source';
import type { CompiledPolicy } from './compiled';
import type { ZoneUse } from './findings';
import type { Matcher } from './matcher';
import { defaultZone } from './policy';

/** One changed path, with its added lines; a deleted or unreadable one has none. */
export interface ChangedFile extends FileProvenance {
  /** A symbolic link or a submodule. */
  readonly directory?: boolean;
  /** Of a symbolic link that points into the repository. */
  readonly target?: string;
}

/**
 * What a change does in each zone that it touches, in the policy's order, `default` last. A file counts in every zone
 * that it is in, and a rename as both of its paths, so that no zone is left by being in another one too.
 */
export function zoneUses(policy: CompiledPolicy, matcher: Matcher, files: readonly ChangedFile[]): ZoneUse[] {
  const uses = new Map<string, Draft>();
  for (const file of files) {
    for (const zone of zonesOf(matcher, file)) {
      let draft = uses.get(zone);
      if (draft === undefined) uses.set(zone, (draft = newDraft()));
      add(draft, file);
    }
  }
  const order = [...policy.zones.map(({ name }) => name), defaultZone];
  return order.flatMap((zone) => {
    const draft = uses.get(zone);
    return draft === undefined ? [] : [finish(zone, draft)];
  });
}

/** The zones that have a say about a file; `default` where that decides. */
export function zonesOf(
  matcher: Matcher,
  { path, from, target, directory = false }: ChangedFile,
): Set<string> {
  const zones = new Set<string>();
  for (const name of [path, from, target]) {
    if (name === undefined) continue;
    const decision = matcher.decide(name, { directory });
    for (const zone of [...decision.zones, decision.zone]) zones.add(zone);
  }
  return zones;
}

interface Draft {
  ai: number;
  mixed: number;
  pasted: number;
  unknown: number;
  readonly assistants: Map<string | undefined, number>;
  readonly paths: ZoneUse['paths'][number][];
}

function newDraft(): Draft {
  return { ai: 0, mixed: 0, pasted: 0, unknown: 0, assistants: new Map(), paths: [] };
}

function add(draft: Draft, { path, lines }: ChangedFile): void {
  const first = lines.find(isAi);
  draft.paths.push({ path, ...(first === undefined ? {} : { aiLine: first.line }) });
  for (const line of lines) {
    if (line.origin === 'human' || line.origin === 'tool') continue;
    draft[line.origin]++;
    if (!isAi(line)) continue;
    for (const assistant of new Set((line.by?.length ? line.by : [{}]).map((by) => by.assistant))) {
      draft.assistants.set(assistant, (draft.assistants.get(assistant) ?? 0) + 1);
    }
  }
}

function isAi({ origin }: LineRecord): boolean {
  return origin === 'ai' || origin === 'mixed';
}

function finish(zone: string, { assistants, ...draft }: Draft): ZoneUse {
  const sorted = [...assistants].sort(([, a], [, b]) => b - a);
  return {
    zone,
    ...draft,
    assistants: sorted.map(([assistant, lines]) => ({
      ...(assistant === undefined ? {} : { assistant }),
      lines,
    })),
  };
}
