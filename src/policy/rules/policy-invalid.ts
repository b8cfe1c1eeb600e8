import { policyZone } from '../policy';
import type { PolicyRule } from './rule';

export const policyInvalid: PolicyRule = {
  meaning: 'A part of the policy cannot be used.',
  remedy: '`colophon policy check` names line and column.',
  judges: globalThis.COLOPHON_STAGED_ONLY
    ? {}
    : {
        brokenBase: ({ why }) => [
          {
            severity: 'warn',
            zone: policyZone,
            path: '.ai-policy/policy.yaml',
            message: `${why} The last policy before it that was in order judges this change, with its owners and keys.`,
            mend: '',
          },
        ],
        signersLine: ({ file, line, why }) => [
          {
            severity: 'warn',
            zone: policyZone,
            // One that is no file of the repository stands in the words alone.
            ...(file === undefined && { path: '.ai-policy/allowed_signers' }),
            ...(file === undefined && { line }),
            message: `Line ${line} of ${file ?? 'base’s .ai-policy/allowed_signers'} grants nothing: ${why}.`,
            mend: '',
          },
        ],
      },
};
