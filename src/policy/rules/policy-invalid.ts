import { policyZone } from '../policy';
import type { PolicyRule } from './rule';

export const policyInvalid: PolicyRule = {
  meaning: 'A part of the policy cannot be used.',
  remedy: '`colophon policy check` names line and column.',
  judges: {
    signersLine: ({ line, why }) => [
      {
        severity: 'warn',
        zone: policyZone,
        path: '.ai-policy/allowed_signers',
        line,
        message: `Line ${line} of base’s .ai-policy/allowed_signers grants nothing: ${why}.`,
        mend: '',
      },
    ],
  },
};
