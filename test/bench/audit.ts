import { spawnSync } from 'node:child_process';
import { shippedBundles } from '../support/bundles';
import { law3 } from '../support/law3';
import { markedHistory } from '../support/markedHistory';
import { median } from '../support/median';
import { TestRepo } from '../support/repo';

const commits = 20_000;
const rounds = 3;
const log = ['log', ...law3];

/** `audit` of 20,000 commits with other tools' marks against the `git log -p` of the same, by turns. */
export async function run(): Promise<void> {
  const repo = TestRepo.create({ name: 'made' });
  const { stream, carries } = markedHistory(commits);
  const made = spawnSync('git', ['fast-import', '--quiet'], {
    cwd: repo.root,
    env: repo.env(),
    input: stream,
  });
  if (made.status !== 0) throw new Error(String(made.stderr));
  repo.git('reset', '-q', '--hard', 'main');
  repo.git('repack', '-adq');
  const program = `${await shippedBundles()}/colophon.cjs`;
  const env = repo.env();
  const time = (command: string, args: readonly string[]) => {
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync(command, args, { cwd: repo.root, env, maxBuffer: 1 << 30 });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stderr}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const times = { log: [] as number[], audit: [] as number[], ndjson: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const plain = time('git', [...log, 'main']);
    const audit = time(process.execPath, [program, 'audit']);
    const ndjson = time(process.execPath, [program, 'audit', '--ndjson']);
    if (round < 0) continue;
    times.log.push(plain);
    times.audit.push(audit);
    times.ndjson.push(ndjson);
  }
  const [git, text, lines] = [times.log, times.audit, times.ndjson].map(median) as [number, number, number];
  const marked = carries.filter((one) => one !== 'nothing').length;
  console.log(`  ${commits} commits, ${marked} of them with a note, trailers or marks`);
  console.log(`  git log -p: ${git.toFixed(0)} ms`);
  console.log(`  audit: ${text.toFixed(0)} ms, ${(text / git).toFixed(2)} of the log (budget 3)`);
  console.log(`  audit --ndjson: ${lines.toFixed(0)} ms, ${(lines / git).toFixed(2)} of the log`);
  repo.remove();
}
