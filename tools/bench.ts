// `npm run bench`: the budgets of DESIGN section 9, as figures and ratios of one run. `npm run bench -- <name>` runs one.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../test/bench');

async function main(wanted: readonly string[]): Promise<void> {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
  for (const name of names) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    const bench = (await import(join(folder, `${name}.ts`))) as { run(): void | Promise<void> };
    await bench.run();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
