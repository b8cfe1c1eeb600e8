import { parsePolicy, policyFile } from '../policy/parse';
import { defaultAnswers, isEmail, patternsOf, policyTemplate, writePolicy } from '../workflow/init';
import { loadWorkingPolicy, refreshCompiled } from '../workflow/loadPolicy';

/**
 * All that needs YAML, zod and minimatch, which are most of the extension's size: a bundle of its own, loaded with the
 * first policy and not at activation. Import types from here; `loadPolicyTools` gives the rest.
 */
export const policyTools = {
  loadWorkingPolicy,
  refreshCompiled,
  parsePolicy,
  policyFile,
  defaultAnswers,
  isEmail,
  patternsOf,
  policyTemplate,
  writePolicy,
};

export type PolicyTools = typeof policyTools;
