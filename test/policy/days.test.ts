import { deepEqual } from 'node:assert/strict';
import { daysBetween } from '../../src/policy/days';

describe('days', () => {
  it('are whole ones, over the ends of months and years, and none where there is no such day', () => {
    const cases: [string, string, number | undefined][] = [
      ['2026-06-01', '2026-06-01', 0],
      ['2026-06-01', '2026-06-02', 1],
      ['2026-06-01', '2026-05-31', -1],
      ['2024-02-28', '2024-03-01', 2],
      ['2025-12-31', '2026-12-31', 365],
      ['2026-06-01', 'soon', undefined],
      ['2026-06-01', '2026-6-2', undefined],
      ['2026-06-01', '2026-13-01', undefined],
    ];
    deepEqual(
      cases.map(([from, to]) => [from, to, daysBetween(from, to)]),
      cases,
    );
  });
});
