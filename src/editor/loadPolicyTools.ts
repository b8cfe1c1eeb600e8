import type { PolicyTools } from './policyTools';

/** Takes about 20 ms the first time. By `require`: an `import()` of another bundle would need its whole file name. */
export function loadPolicyTools(): PolicyTools {
  return (require('./policyTools') as typeof import('./policyTools')).policyTools;
}
