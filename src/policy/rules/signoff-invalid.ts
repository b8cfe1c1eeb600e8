import type { PolicyRule } from './rule';

export const signoffInvalid: PolicyRule = {
  meaning: 'A stored sign-off or review does not count.',
  remedy: 'The message says why. Sign the change as it is now.',
  judges: globalThis.COLOPHON_STAGED_ONLY
    ? {}
    : {
        uncountedSignoff: ({ zone, file, principal, why, isApproved }) => [
          {
            // It grants nothing; what is missing without it is a finding of its own.
            severity: isApproved ? 'record' : 'warn',
            zone: zone.name,
            path: file,
            message: `The ${zone.mode === 'restricted' ? 'sign-off' : 'review'} of ${principal} for \`${zone.name}\` does not count: ${why}.`,
            mend: '',
          },
        ],
      },
};
