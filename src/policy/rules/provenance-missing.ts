import * as l10n from '../../text/l10n';
import { shellPath, shellWord } from '../../text/shellWord';
import { policyZone } from '../policy';
import { mendCommand, shortOid, strictZones } from './claims';
import type { Judgement, PolicyRule } from './rule';
import type { Claims, LastCommitFacts, UnclaimedPaths } from './subjects';
import { somePaths } from './zoneWords';

export const provenanceMissing: PolicyRule = {
  meaning: 'A commit in a strict zone does not say where its lines came from.',
  remedy: 'Install the commit hooks, and amend the commit where they run.',
  judges: { lastCommit, ...(globalThis.COLOPHON_STAGED_ONLY ? {} : { claims, unclaimedPaths }) },
};

function lastCommit({ oid, zone, aiLines, claimed }: LastCommitFacts): Judgement[] {
  const name = oid.slice(0, 10);
  if (claimed !== undefined) {
    const message = l10n.t(
      'Commit {0} has {1} AI lines and trailers that speak of {2}: no hook of Colophon saw it change',
      name,
      aiLines,
      claimed,
    );
    return [{ severity: 'warn', zone, commit: oid, message, mend: 'git commit --amend --no-edit' }];
  }
  return [
    {
      severity: 'warn',
      zone,
      commit: oid,
      message:
        aiLines === 1
          ? l10n.t('Commit {0} has 1 AI line and no trailers: no hook of Colophon wrote them', name)
          : l10n.t(
              'Commit {0} has {1} AI lines and no trailers: no hook of Colophon wrote them',
              name,
              aiLines,
            ),
      mend: 'git commit --amend --no-edit',
    },
  ];
}

function claims({ claims, context }: Claims): Judgement[] {
  const { commit } = claims;
  if (claims.accounts.length > 0) return [];
  const { trailers } = context.policy;
  const isExpected = trailers.provenance !== false && trailers.when !== 'ai';
  return strictZones(claims, context.matcher)
    .filter(({ name }) => name !== policyZone)
    .map((zone) => {
      // A sign-off or a signed review does not rest on what commits say of themselves.
      const rests =
        zone.mode === 'attest' && !context.reviewed.has(zone.name) && !claims.reverts && !claims.isOfBot;
      return {
        severity: rests && isExpected ? zone.enforce : 'record',
        zone: zone.name,
        commit,
        message:
          claims.reverts === undefined
            ? `The commit ${shortOid(commit)} changes the zone \`${zone.name}\`, and its message does not say where its lines came from: they are unknown.`
            : `The commit ${shortOid(commit)} reverts ${shortOid(claims.reverts)}, and adds no line to the zone \`${zone.name}\` that was not there before.`,
        mend: mendCommand(context),
      };
    });
}

/** Attest zones rest on what commits say: what no commit speaks of, as a merge can bring it, has nothing to rest on. */
function unclaimedPaths({ zone, paths, isMergeComputed, base }: UnclaimedPaths): Judgement[] {
  const [first] = paths;
  if (first === undefined) return [];
  const from = shellWord(base);
  // A file that base has and head took back is base's again; what is meant is committed anew, and so told of.
  const restore = `git checkout ${from} -- ${shellPath(first)} && git commit -m 'As base has it'`;
  return [
    {
      severity: zone.enforce,
      zone: zone.name,
      path: first,
      message: `The zone \`${zone.name}\` would change by the merge alone: no commit says where the lines of ${somePaths(paths)} came from.`,
      mend: `colophon hooks install && ${isMergeComputed ? `git merge ${from} && colophon mend ${from}..HEAD` : restore}`,
    },
  ];
}
