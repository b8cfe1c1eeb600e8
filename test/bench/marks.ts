import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originsOf } from '../../src/editor/provenance/lines/originMarks';
import { pendingIn } from '../../src/editor/provenance/lines/pendingLines';
import { blocksOf, rulerBlocks } from '../../src/editor/provenance/marks/marksModel';
import { zoneBadges } from '../../src/editor/zones/zoneBadge';
import { compilePolicy } from '../../src/policy/compile';
import { createMatcher } from '../../src/policy/matcher';
import { parsePolicy } from '../../src/policy/parse';
import { Observer } from '../../src/provenance/observe/observer';
import type { LineRecord } from '../../src/provenance/source';
import { linesOf } from '../../src/text/lines';
import { insertionCount, insertionRuns, line, lineCount } from '../support/largeFile';

/** What an editor shows, and a screen on either side; see `originDecorations`. */
const SCREENS = 150;
/** See `uncommittedLines`. */
const PART_LINES = 2000;
const FILES = 100_000;
/** A frame of a smooth window, in milliseconds. */
const FRAME_MS = 16;

/**
 * Seeing provenance: the marks of a file of 50,000 lines with 5,000 insertions, and the badges of a folder of 100,000
 * files. None of it runs when a key is pressed; what one key costs is `npm run bench -- keystroke`.
 */
export function run(): void {
  marks();
  badges();
}

function marks(): void {
  const text = line.repeat(lineCount);
  const observer = new Observer(text, insertionRuns('unknown'), {
    nameAssistant: (id) => id,
    clipboard: {},
    lookUp: () => undefined,
    record: () => undefined,
  });
  const marked = originsOf(['ai', 'mixed', 'pasted', 'unknown']);
  /** As the editor does for lines `first` to `last`, but for taking them out of its own model. */
  const part = (first: number, last: number): LineRecord[] => {
    const leads = first > 1;
    const [start, end] = [(first - (leads ? 2 : 1)) * line.length, last * line.length];
    return pendingIn({
      text: text.slice(start, end),
      runs: observer.runsIn(start, end),
      first: first - (leads ? 1 : 0),
      leads,
    });
  };
  const visible: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const first = 1 + ((i * 7919) % (lineCount - SCREENS));
    visible.push(time(() => blocksOf(part(first, first + SCREENS - 1), marked)));
  }
  report('gutter, the visible lines and a screen on either side', visible.slice(200), FRAME_MS);

  const parts: number[] = [];
  let records: LineRecord[] = [];
  for (let round = 0; round < 10; round++) {
    records = [];
    for (let first = 1; first <= lineCount; first += PART_LINES)
      parts.push(time(() => void records.push(...part(first, first + PART_LINES - 1))));
  }
  report(
    `whole file, each of its ${lineCount / PART_LINES} parts`,
    parts.slice(lineCount / PART_LINES),
    FRAME_MS,
  );
  let ruled = 0;
  const ruling = Array.from({ length: 50 }, () =>
    time(() => void (ruled = rulerBlocks(blocksOf(records, marked), lineCount).length)),
  );
  report('overview ruler, from the records to its blocks', ruling.slice(5), FRAME_MS);
  const all = blocksOf(records, marked).length;
  console.log(`  of ${records.length} lines, ${all} blocks are ${ruled} in the ruler`);
  if (records.length !== insertionCount) throw new Error('not every insertion was found');
  const counted = linesOf(text).length;
  if (counted !== lineCount) throw new Error('the bench counts lines in another way');
}

function badges(): void {
  const zones = Array.from({ length: 20 }, (_, i) => ({
    name: `zone-${i}`,
    mode: ['eligible', 'attest', 'restricted'][i % 3],
    paths: Array.from({ length: 50 }, (_, j) => `/folder${i}/part${j}/`),
    owners: ['a@b'],
  }));
  zones[1]!.paths.push('/many/*.manifest.ts');
  const { policy } = parsePolicy(JSON.stringify({ version: 1, policyOwners: ['a@b'], zones }));
  if (!policy) throw new Error('the policy of the bench is broken');
  const folder = mkdtempSync(join(tmpdir(), 'colophon-bench-'));
  try {
    for (let i = 0; i < FILES; i++)
      writeFileSync(join(folder, `file${i}${i % 10 ? '' : '.manifest'}.ts`), '');
    const names = readdirSync(folder);
    const badgeOf = zoneBadges(createMatcher(compilePolicy(policy)));
    let shown = 0;
    /** As `explorerBadges` does: one look at the file, for links and folders, then the policy. */
    const decorate = (name: string): void => {
      const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (badgeOf([`many/${name}`], stat !== undefined && !stat.isFile())) shown++;
    };
    const whole = time(() => names.forEach(decorate));
    if (shown !== FILES / 10) throw new Error(`${shown} badges`);
    const alone = time(() => names.slice(0, 5000).forEach((name) => void badgeOf([`many/${name}`], false)));
    const again = time(() => names.slice(0, 5000).forEach(decorate));
    const rows = names.slice(-50);
    const screen = time(() => rows.forEach(decorate));
    console.log(
      `  badges of ${FILES} files: ${((whole * 1000) / FILES).toFixed(2)} µs each, ${((again * 1000) / 5000).toFixed(2)} µs when asked again, ` +
        `${((alone * 1000) / 5000).toFixed(2)} µs of it the policy’s; ` +
        `the 50 rows that a window shows: ${screen.toFixed(2)} ms of ${FRAME_MS} ms (${(screen / FRAME_MS).toFixed(3)})`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of this process, so that other work on the machine does not count. */
function time(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function report(what: string, times: readonly number[], budget: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const [p50, p99] = [at(0.5), at(0.99)];
  console.log(
    `  ${what}: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms of ${budget} ms (${(p99 / budget).toFixed(3)})`,
  );
}
