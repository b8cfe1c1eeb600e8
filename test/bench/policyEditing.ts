import { completionsFor } from '../../src/policy/editing/policyCompletions';
import { cursorAt } from '../../src/policy/editing/policyCursor';
import { namesIn } from '../../src/policy/editing/policyNames';
import { outlineOf, zonesIn } from '../../src/policy/editing/policyOutline';
import { readTree, valueAt } from '../../src/policy/editing/yamlTree';
import { TrackedIndex } from '../../src/workflow/policy/trackedIndex';
import { treeProblems } from '../../src/workflow/policy/treeProblems';
import { Random } from '../support/random';
import { TestRepo } from '../support/repo';

const FILES = 100_000;
const PATTERNS = 1_000;

/** A policy of 1,000 patterns written in a tree of 100,000 files: what it takes, and the longest time in which nothing else runs. */
export async function run(): Promise<void> {
  const random = new Random(1);
  const word = () =>
    `${random.pick(['core', 'train', 'model', 'data', 'api', 'ui', 'lib', 'util'])}${random.below(60)}`;
  const path = (index: number) =>
    [...Array.from({ length: 2 + random.below(5) }, word), `${word()}-${index}.ts`].join('/');
  const pattern = () => random.pick([() => `/${word()}/${word()}/`, () => `${word()}*.ts`, word])();
  const zones = Array.from({ length: 20 }, (_, zone) => {
    const paths = Array.from({ length: PATTERNS / 20 }, () => `      - ${JSON.stringify(pattern())}\n`);
    return `  - name: zone-${zone}\n    mode: attest\n    paths:\n${paths.join('')}`;
  });
  const text = `version: 1\npolicyOwners: [a@b]\nzones:\n${zones.join('')}`;

  const repo = TestRepo.create();
  try {
    const blob = repo.run('git', ['hash-object', '-w', '--stdin']).stdout.trim();
    const input = Array.from({ length: FILES }, (_, index) => `100644 ${blob}\t${path(index)}\n`).join('');
    repo.run('git', ['update-index', '--index-info'], { input });
    const index = new TrackedIndex(await repo.open());
    let lists: (readonly string[])[] = [];
    await report('reading the text as a tree, for the first time', () => {
      lists = zonesIn(valueAt(readTree(text), 'zones')).map(({ patterns }) => patterns);
    });
    await report('listing the tracked files', () => index.files());
    await report('counting 20 zones', () => index.counts(lists));
    await report('counting them again', () => index.counts(lists));
    const edited = lists.map((list, at) => (at === 7 ? [...list, '/new/'] : list));
    await report('counting them when one was edited', () => index.counts(edited));
    const look = () => treeProblems({ root: repo.root, read: () => text, index, now: 0 });
    await report('all warnings, for the first time', look);
    await report('all warnings, again', look);
    await report('the list of one zone', () => index.filesOf(lists[0]!));
    await report('the entries of a folder', () => index.entriesOf('core1', 200));
  } finally {
    repo.remove();
  }

  const half = text.length >> 1;
  const at = text.indexOf('\n', half) + 1;
  const typed = `${text.slice(0, at)}      - /co${text.slice(at)}`;
  const facts = {
    assistants: [],
    others: namesIn(undefined),
    signers: [],
    files: [],
    entries: [],
    today: '',
  };
  await report('completion in a line in the middle', () => {
    const cursor = cursorAt(typed, at + '      - /co'.length);
    if (!cursor) throw new Error('the bench completes nothing');
    completionsFor(cursor, facts);
  });
  await report('the outline', () => outlineOf(readTree(text), '2026-01-01'));
}

/** Milliseconds of this process, so that other work on the machine does not count: all, and the longest turn of its loop. */
async function report(what: string, work: () => unknown): Promise<void> {
  let [all, longest, ended] = [0, 0, false];
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let last = spent();
  const turns = new Promise<void>((fulfil) => {
    const turn = () => {
      const now = spent();
      // Shorter ones are those of this very loop.
      if (now - last > 0.1) all += now - last;
      longest = Math.max(longest, now - last);
      last = now;
      if (ended) fulfil();
      else setImmediate(turn);
    };
    setImmediate(turn);
  });
  await work();
  ended = true;
  await turns;
  console.log(`  ${what}: ${all.toFixed(1)} ms, at most ${longest.toFixed(1)} ms at a time`);
}
