// `npm run bench`: the budgets of DESIGN section 9, as figures and ratios of one run. `npm run bench -- <name>` runs one;
// `--against <folder>` gives another checkout to those that measure both side by side.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = join(__dirname, '../test/bench');

async function main(args: string[]): Promise<void> {
  const { values, positionals: wanted } = parseArgs({
    args,
    options: { against: { type: 'string' } },
    allowPositionals: true,
  });
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
  for (const name of names) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    const bench = (await import(join(folder, `${name}.ts`))) as {
      run(options: typeof values): void | Promise<void>;
    };
    await bench.run(values);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
