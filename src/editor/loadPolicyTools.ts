/** What reads YAML and judges by it: a bundle of its own, which `esbuild.mjs` makes of these modules. */
export type PolicyTools = typeof import('../policy/parse') &
  typeof import('../workflow/init') &
  typeof import('../workflow/initSuggestions') &
  typeof import('../workflow/policyTemplate') &
  typeof import('../workflow/loadPolicy') &
  typeof import('../workflow/openSignoffs') &
  typeof import('../workflow/pullRequest') &
  typeof import('../workflow/signOff') &
  typeof import('../workflow/treePolicy') &
  typeof import('../workflow/verify');

/** Takes about 20 ms the first time, so it is loaded with the first policy and not at activation. */
export function loadPolicyTools(): PolicyTools {
  return require('./policyTools.cjs') as PolicyTools;
}
