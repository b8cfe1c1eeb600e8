/** What reads YAML and judges by it: a bundle of its own, which `esbuild.mjs` makes of these modules. */
export type PolicyTools = typeof import('../../policy/parse') &
  typeof import('../../workflow/policy/init') &
  typeof import('../../workflow/policy/initSuggestions') &
  typeof import('../../workflow/policy/policyTemplate') &
  typeof import('../../workflow/policy/loadPolicy') &
  typeof import('../../workflow/policy/treePolicy');

/** What judges a change that is to be merged, and signs for it: the same, for when somebody does. */
export type GateTools = typeof import('../../workflow/verify/openSignoffs') &
  typeof import('../../workflow/verify/pullRequest') &
  typeof import('../../workflow/verify/signOff') &
  typeof import('../../workflow/verify/verify') &
  typeof import('../../workflow/verify/zoneVerdicts');

/** Takes about 20 ms the first time, so it is loaded with the first policy and not at activation. */
export function loadPolicyTools(): PolicyTools {
  return require('./policyTools.cjs') as PolicyTools;
}

export function loadGateTools(): GateTools {
  return require('./gate.cjs') as GateTools;
}
