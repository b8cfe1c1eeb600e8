import { contradiction } from '../../provenance/written/readTrailers';
import { defaultZone } from '../policy';
import { mendCommand, shortOid } from './claims';
import type { Judgement, PolicyRule } from './rule';
import type { Claims } from './subjects';

export const provenanceInconsistent: PolicyRule = {
  meaning: 'What a commit says of its lines contradicts itself or its change.',
  remedy: 'Amend the commit where the hooks run; trailers are not written by hand.',
  judges: globalThis.COLOPHON_STAGED_ONLY
    ? {}
    : { claims: (of) => [...contradictions(of), ...otherLines(of), ...signedByAssistant(of)] },
};

function contradictions({ claims: { commit, accounts }, context }: Claims): Judgement[] {
  return accounts
    .flatMap((account) => contradiction(account) ?? [])
    .map((why) => ({
      severity: 'block',
      zone: defaultZone,
      commit,
      message: `The message of ${shortOid(commit)} contradicts itself: ${why}.`,
      mend: mendCommand(context),
    }));
}

/** Its account is of another number of lines than it adds. */
function otherLines({ claims, context }: Claims): Judgement[] {
  const { commit, accounts, added, entering, brought, provenance } = claims;
  const lines = provenance?.lines ?? added;
  // Rebases change the number; none leaves out a file that was moved. Of several accounts lines may be counted twice.
  const [moved] = lines < added ? [...entering, ...brought] : [];
  if (moved === undefined) {
    if (lines === added || accounts.length !== 1) return [];
    return [
      {
        severity: 'record',
        zone: defaultZone,
        commit,
        message: `${shortOid(commit)} was rewritten: it speaks of ${lines} added lines and has ${added}.`,
        mend: '',
      },
    ];
  }
  const { mode, enforce } = context.matcher.zone(moved.zone);
  return [
    {
      // Only there the claims decide.
      severity: mode === 'attest' && !claims.hasGrown ? enforce : 'record',
      zone: moved.zone,
      commit,
      message: `${shortOid(commit)} moves code into the zone \`${moved.zone}\`, where every line of it counts: it has ${added} lines and speaks of ${lines}.`,
      mend: mendCommand(context),
    },
  ];
}

function signedByAssistant({ claims: { commit, signedByAssistant: id } }: Claims): Judgement[] {
  if (id === undefined) return [];
  return [
    {
      severity: 'warn',
      zone: defaultZone,
      commit,
      message: `${shortOid(commit)} claims no AI lines, but names \`${id}\` among its authors.`,
      mend: '',
    },
  ];
}
