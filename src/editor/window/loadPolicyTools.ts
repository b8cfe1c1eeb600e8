/** What reads YAML and judges by it: a bundle of its own, which `esbuild.mjs` makes of these modules. */
export type PolicyTools = typeof import('../../policy/parse') &
  typeof import('../../workflow/policy/init') &
  typeof import('../../workflow/policy/initSuggestions') &
  typeof import('../../workflow/policy/policyTemplate') &
  typeof import('../../workflow/policy/loadPolicy') &
  typeof import('../../workflow/verify/openSignoffs') &
  typeof import('../../workflow/verify/pullRequest') &
  typeof import('../../workflow/verify/signOff') &
  typeof import('../../workflow/policy/treePolicy') &
  typeof import('../../workflow/verify/verify') &
  typeof import('../../workflow/verify/zoneVerdicts');

/** Takes about 20 ms the first time, so it is loaded with the first policy and not at activation. */
export function loadPolicyTools(): PolicyTools {
  return require('./policyTools.cjs') as PolicyTools;
}
