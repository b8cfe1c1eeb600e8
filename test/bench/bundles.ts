import { statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleBudgets, shippedBundles } from '../support/bundles';

/** Sizes of the bundles against their budgets. */
export async function run(): Promise<void> {
  const folder = await shippedBundles();
  for (const [name, budget] of Object.entries(bundleBudgets)) {
    const { size } = statSync(join(folder, name));
    console.log(
      `  ${name}: ${(size / 1024).toFixed(1)} KB of ${budget / 1024} KB (${(size / budget).toFixed(2)})`,
    );
  }
}
