import { deepStrictEqual } from 'node:assert';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { shippedBundles } from './support/bundles';

/** DESIGN section 9, in bytes of minified output; a KB is 1024 of them, as the bundler prints it. */
const budgets: Record<string, number> = {
  'extension.js': 300 * 1024,
  'policyTools.cjs': 300 * 1024,
  // Only a window in which a policy is open loads it.
  'policyEditing.cjs': 100 * 1024,
  'hook.cjs': 60 * 1024,
  'rewrite.cjs': 60 * 1024,
  'agent.cjs': 60 * 1024,
  'colophon.cjs': 350 * 1024,
  // The protocol's library is most of it; only `colophon mcp` loads it.
  'mcp.cjs': 350 * 1024,
  // The audit and its page, loaded when somebody asks for them.
  'report.cjs': 150 * 1024,
};

describe('the bundles', () => {
  it('stay within their budgets', async () => {
    const folder = await shippedBundles();
    const sizes = Object.keys(budgets).map((name) => ({ name, size: statSync(join(folder, name)).size }));
    const over = sizes.filter(({ name, size }) => size > budgets[name]!);
    deepStrictEqual(over, []);
  }).timeout(120_000);
});
