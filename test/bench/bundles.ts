import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const budgets = {
  'extension.js': 300,
  'policyTools.cjs': 300,
  'hook.cjs': 60,
  'rewrite.cjs': 60,
  'colophon.cjs': 350,
  'mcp.cjs': 350,
  'report.cjs': 150,
};

/** Sizes of the bundles against their budgets; `npm run build` makes them. */
export function run(): void {
  for (const [name, budget] of Object.entries(budgets)) {
    const file = join(__dirname, '../../dist', name);
    if (!existsSync(file)) {
      console.log(`  ${name}: not built; run npm run build`);
      continue;
    }
    const size = statSync(file).size / 1024;
    console.log(`  ${name}: ${size.toFixed(1)} KB of ${budget} KB (${(size / budget).toFixed(2)})`);
  }
}
