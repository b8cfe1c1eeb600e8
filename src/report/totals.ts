import type { AuditedNotes } from '../workflow/audit/audit';
import type { AuditReport } from '../workflow/audit/auditReport';
import { type AuditTally, noCommits, noLines } from '../workflow/audit/auditTally';
import type { Bar } from './chart';

export type Sums = Pick<
  AuditTally,
  'commits' | 'lines' | 'unreadable' | 'byBlob' | 'undated' | 'periods' | 'marks' | 'evidence'
> & { readonly notes: Record<keyof AuditedNotes, number> };

/** All repositories together. */
export function totalOf({ repositories }: AuditReport): Sums {
  const sums: Sums = {
    commits: noCommits(),
    lines: noLines(),
    unreadable: 0,
    byBlob: 0,
    notes: { listed: 0, elsewhere: 0, found: 0, unread: 0 },
    undated: 0,
    periods: {},
    marks: {},
    evidence: {},
  };
  for (const { audit } of repositories) {
    const { tally } = audit;
    add(sums.commits, tally.commits);
    add(sums.lines, tally.lines);
    add(sums.marks, tally.marks);
    add(sums.evidence, tally.evidence);
    sums.unreadable += tally.unreadable;
    sums.byBlob += tally.byBlob;
    add(sums.notes, { ...audit.notes });
    sums.undated += tally.undated;
    for (const [month, { commits, lines }] of Object.entries(tally.periods)) {
      const period = (sums.periods[month] ??= { commits: noCommits(), lines: noLines() });
      add(period.commits, commits);
      add(period.lines, lines);
    }
  }
  return sums;
}

export function sumOf(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0);
}

function add<Key extends string>(sum: Record<Key, number>, more: Readonly<Record<Key, number>>): void {
  for (const key of Object.keys(more) as Key[]) sum[key] = (sum[key] ?? 0) + more[key];
}

const mostColumns = 36;

export type Unit = 'month' | 'quarter' | 'year';

/** Commits by month, quarter or year, whichever gives few enough columns; months without any are there too. */
export function timeline(periods: Sums['periods']): {
  readonly unit: Unit;
  readonly bars: readonly Bar[];
  /** Commits that are of none of the columns. */
  readonly left: number;
} {
  const months = Object.keys(periods).sort();
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return { unit: 'month', bars: [], left: 0 };
  for (const [unit, size] of [
    ['month', 1],
    ['quarter', 3],
    ['year', 12],
  ] as const) {
    const [from, to] = [bucketOf(first, size), bucketOf(last, size)];
    if (to - from < mostColumns) {
      const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      return { unit, bars: barsOf(periods, all, size), left: 0 };
    }
  }
  // Commits say their own dates: some are of long ago, or of times to come. The years with most commits are shown.
  const years = [...new Set(months.map((month) => bucketOf(month, 12)))];
  const bySize = barsOf(periods, years, 12).sort((a, b) => sumOf(b.values) - sumOf(a.values));
  const bars = bySize.slice(0, mostColumns).sort((a, b) => (a.name < b.name ? -1 : 1));
  const left = bySize.slice(mostColumns).reduce((sum, { values }) => sum + sumOf(values), 0);
  return { unit: 'year', bars, left };
}

function bucketOf(month: string, size: number): number {
  return Math.floor((Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1) / size);
}

function barsOf(periods: Sums['periods'], buckets: readonly number[], size: number): Bar[] {
  const sums = new Map<number, Record<string, number>>(buckets.map((bucket) => [bucket, {}]));
  for (const [month, { commits }] of Object.entries(periods)) {
    const sum = sums.get(bucketOf(month, size));
    if (sum) add(sum, commits);
  }
  return [...sums].map(([bucket, values]) => ({ name: nameOf(bucket, size), values }));
}

function nameOf(bucket: number, size: number): string {
  const month = bucket * size;
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  if (size === 12) return year;
  if (size === 3) return `${year} Q${(month % 12) / 3 + 1}`;
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
}
