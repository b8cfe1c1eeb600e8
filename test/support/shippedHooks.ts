import { strictEqual } from 'node:assert/strict';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { loadWorkingPolicy, refreshCompiled } from '../../src/workflow/policy/loadPolicy';
import { shippedBundles } from './bundles';
import type { TestRepo } from './repo';

/** The smallest policy there is. */
export const smallPolicy = {
  '.ai-policy/policy.yaml': 'version: 1\npolicyOwners: [ada@acme.dev]\n',
} as const;

/** Installs the hooks as they are shipped in a repository that has a policy. */
export async function installShippedHooks(repo: TestRepo): Promise<void> {
  const found = await repo.open();
  const runtime = { program: process.execPath, electron: false };
  const plan = await planInstall(found, { bundles: await shippedBundles(), runtime });
  strictEqual(await applyPlan(found, plan), undefined);
  refreshCompiled(found.root, found.colophonDir, loadWorkingPolicy(found.root), {});
}
