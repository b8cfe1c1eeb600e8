import { compilePolicy } from '../../src/policy/compile';
import { createMatcher, type Matcher } from '../../src/policy/matcher';
import { parsePolicy } from '../../src/policy/parse';
import { strictNames } from '../../src/policy/strictNames';
import { median } from '../support/median';
import { Random } from '../support/random';

/** Section 9: what a lookup costs among 1,000 patterns, as figures and as shares of their budgets. */
export function run(): void {
  const random = new Random(1);
  const word = () =>
    `${random.pick(['core', 'train', 'model', 'data', 'api', 'ui', 'lib', 'util'])}${random.below(60)}`;
  const extensions = ['ts', 'py', 'go', 'md', 'json', 'rs'];
  const path = () =>
    [...Array.from({ length: 2 + random.below(5) }, word), `${word()}.${random.pick(extensions)}`].join('/');
  const usual = () =>
    random.pick([
      () => `/${word()}/${word()}/`,
      () => `/${word()}/**/${word()}`,
      () => `*.${word()}.jsonl`,
      () => `${word()}*.py`,
      () => `/${word()}/*.${random.pick(extensions)}`,
      () => word(),
      () => `!/${word()}/${word()}/README.md`,
    ])();
  const letter = () => String.fromCharCode(97 + random.below(26));
  // Nothing literal to look them up by, in any folder; names that no other path has.
  const worst = () => `*[${letter()}x]?[${letter()}y]*[!${letter()}]${'?'.repeat(random.below(4))}`;
  const fresh = (path: string, index: number) => path.replaceAll('/', `${index}/`);
  const paths = Array.from({ length: 200_000 }, path);

  const [text, patterns] = policyText(usual);
  const { policy } = parsePolicy(text);
  if (policy === undefined) throw new Error('the policy of the bench is broken');
  const compiled = compilePolicy(policy);
  const json = JSON.stringify(compiled);

  report('usual patterns, not cached', perPath(createMatcher(compiled), paths), 10);
  const cached = createMatcher(compiled);
  const few = paths.slice(0, 5_000);
  perPath(cached, few);
  report('usual patterns, cached', Math.min(...Array.from({ length: 5 }, () => perPath(cached, few))), 1);
  const { policy: hard } = parsePolicy(policyText(worst)[0]);
  if (hard === undefined) throw new Error('the policy of the bench is broken');
  report(
    '1,000 patterns with nothing literal, no name seen before',
    perPath(createMatcher(compilePolicy(hard)), few.map(fresh)),
    400,
  );

  const many = Array.from({ length: 1_000_000 }, (_, index) => `${paths[index % paths.length]}${index}`);
  report('1,000,000 paths', time(() => perPath(createMatcher(compiled), many)) / 1_000, 20, 's');

  console.log(`  reading and checking the YAML, ${patterns} patterns: ${ms(() => parsePolicy(text))}`);
  console.log(
    `  compiling: ${ms(() => compilePolicy(policy))}; the lines for grep: ${ms(() => strictNames(compiled))}`,
  );
  console.log(
    `  what a hook pays: JSON of ${Math.round(json.length / 1024)} KB ${ms(() => JSON.parse(json))}, matcher ${ms(() => createMatcher(compiled))}`,
  );
}

function policyText(pattern: () => string): [text: string, patterns: number] {
  const zones = Array.from({ length: 20 }, (_, index) => ({
    name: `zone-${index}`,
    mode: ['eligible', 'attest', 'restricted'][index % 3],
    paths: Array.from({ length: 50 }, pattern),
    owners: ['a@b'],
  }));
  return [JSON.stringify({ version: 1, policyOwners: ['a@b'], zones }), 1_000];
}

/** Microseconds; the median of the chunks, since other work on the machine slows down some of them. */
function perPath(matcher: Matcher, paths: readonly string[]): number {
  const size = Math.ceil(paths.length / 100);
  const chunks = Array.from({ length: 100 }, (_, index) => paths.slice(index * size, (index + 1) * size));
  return median(
    chunks.map(
      (chunk) => (time(() => chunk.forEach((path) => void matcher.decide(path))) * 1_000) / chunk.length,
    ),
  );
}

/** Milliseconds of this process, so that other work on the machine does not count. */
function time(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function ms(work: () => void): string {
  return `${median(Array.from({ length: 9 }, () => time(work))).toFixed(1)} ms`;
}

function report(what: string, value: number, budget: number, unit = 'µs'): void {
  console.log(
    `  ${what}: ${value.toFixed(2)} ${unit}, ${(value / budget).toFixed(2)} of its budget of ${budget} ${unit}`,
  );
}
