import { gitStates, mergeHeads } from '../../git/hooks/state';
import { type Change, stagedChange } from '../../git/objects/change';
import { readHead } from '../../git/objects/head';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import * as l10n from '../../text/l10n';
import { type ChangeProvenance, changeProvenance } from './changeProvenance';
import { earlierRecords } from './notedRecords';

type StagedProvenance =
  | { readonly kind: 'ok'; readonly change: Change; readonly provenance: ChangeProvenance }
  | { readonly kind: 'problem'; readonly message: string };

/** What `git commit` would commit now, and what is known of it. `now` in milliseconds since the epoch. */
export async function stagedProvenance(
  repo: Repository,
  policy: CompiledPolicy,
  now: number,
): Promise<StagedProvenance> {
  const head = await readHead(repo);
  if (head === undefined) return { kind: 'problem', message: l10n.t('git could not read HEAD.') };
  const staged = await stagedChange(repo, head === 'unborn' ? [] : [head.oid, ...mergeHeads(repo)]);
  if (staged.kind === 'problem') return staged;
  const { change } = staged;
  // A squash brings along what other machines know: what is asked for here must be what the hook asks for.
  const replacing = (await gitStates(repo)).has('squash') ? 'squash' : undefined;
  const options = { policy, now, replacing, earlier: earlierRecords } as const;
  return { kind: 'ok', change, provenance: await changeProvenance(repo, change, options) };
}
