import type { OuterPolicy } from '../../workflow/policy/treePolicy';
import { loadPolicyTools } from './loadPolicyTools';
import { organizationPolicy } from './settings';

/** The policy that `colophon.organizationPolicy` names, with the keys beside it. A string is what went wrong. */
export function outerPolicy(): OuterPolicy | string | undefined {
  const path = organizationPolicy();
  return path === undefined ? undefined : loadPolicyTools().readOuterPolicy(path);
}
