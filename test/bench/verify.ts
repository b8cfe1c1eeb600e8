import { spawnSync } from 'node:child_process';
import { email, Gate } from '../attacks/gate';
import { shippedBundles } from '../support/bundles';
import { law3 } from '../support/law3';
import { median } from '../support/median';
import { Random } from '../support/random';

const commits = 1000;
const rounds = 5;
/** Law 3, as one command: with merges against each parent, which is where lines that no parent has are looked for. */
const log = ['log', ...law3];

/** `verify` of 1,000 commits against the `git log -p` of the same range, by turns; and of one commit, as the constant. */
export async function run(): Promise<void> {
  const gate = Gate.create(
    Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`src/dir${i % 50}/file${i}.ts`, `const x = ${i};\n`]),
    ),
  );
  const { repo } = gate;
  const made = repo.tryGit(['fast-import', '--quiet'], {
    input: stream(repo.git('rev-parse', 'main').trim()),
  });
  if (made.code !== 0) throw new Error(made.stderr);
  repo.git('reset', '-q', '--hard', 'pr');
  repo.git('repack', '-adq');
  await gate.signOff({ now: Date.now() });
  const program = `${await shippedBundles()}/colophon.cjs`;
  const env = repo.env();
  const time = (command: string, args: readonly string[], expected: number) => {
    const start = process.hrtime.bigint();
    const { status, stdout } = spawnSync(command, args, { cwd: repo.root, env, maxBuffer: 1 << 30 });
    if (status !== expected) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const verify = (range: string, expected = 0) =>
    time(process.execPath, [program, 'verify', range, '--submitter', email('bob')], expected);
  const times = { plain: [] as number[], log: [] as number[], all: [] as number[], one: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const plain = time('git', [...log, 'main..pr'], 0);
    const merges = time('git', [...log, '-m', 'main..pr'], 0);
    const all = verify('main..pr');
    const one = verify('pr~1..pr');
    if (round < 0) continue;
    times.plain.push(plain);
    times.log.push(merges);
    times.all.push(all);
    times.one.push(one);
  }
  const [plain, git, all, one] = [times.plain, times.log, times.all, times.one].map(median) as [
    number,
    number,
    number,
    number,
  ];
  console.log(
    `  git log -p of ${commits} commits: ${git.toFixed(0)} ms; without the patches of merges: ${plain.toFixed(0)} ms`,
  );
  console.log(`  verify of one commit (the constant): ${one.toFixed(0)} ms`);
  console.log(`  verify of ${commits} commits: ${all.toFixed(0)} ms`);
  const over = all - one;
  console.log(
    `  over the constant: ${(over / git).toFixed(2)} of the log (budget 2); without merges: ${(over / plain).toFixed(2)}`,
  );
  gate.remove();
}

/** Commits of three files each, one in ten in a zone, one in ten a merge, all with provenance. */
function stream(base: string): string {
  const random = new Random(1);
  const parts: string[] = [];
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const who = `Bob <${email('bob')}>`;
  for (let i = 0; i < commits; i++) {
    const body = () => Array.from({ length: 20 }, () => `line ${random.below(1e6)} of ${i};\n`).join('');
    const files = Array.from({ length: 3 }, () => {
      const number = random.below(2000);
      return i % 10 === 0 ? `core/f${number % 40}.py` : `src/dir${number % 50}/file${number}.ts`;
    });
    const message = `change ${i}\n\nAI-Provenance: v1; lines=60; ai=20; human=40\nAI-Detail: zones=${i % 10 === 0 ? 'core' : 'default'}:20; evidence=host:20\n`;
    const date = `${who} ${1_700_000_000 + i} +0000\n`;
    const parent = i === 0 ? base : `:${i}`;
    // An honest merge has nothing of its own; one in a hundred commits is a merge that has.
    const isMerge = i % 10 === 5 && i > 10;
    const changes = (isMerge && i % 100 !== 5 ? [] : [...new Set(files)]).map(
      (name) => `M 100644 inline ${name}\n${data(body())}`,
    );
    const merge = isMerge ? `merge :${i - 5}\n` : '';
    parts.push(
      `commit refs/heads/pr\nmark :${i + 1}\nauthor ${date}committer ${date}${data(message)}from ${parent}\n${merge}${changes.join('')}`,
    );
  }
  return parts.join('');
}
