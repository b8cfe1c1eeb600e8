/**
 * Whole days from one day to another, both `YYYY-MM-DD` and of UTC: 0 where they are one day, negative where `to` is
 * past. Of a review it is how many days are left after today; on its last day, which still counts, that is 0.
 * `undefined` where `to` is no such day.
 */
export function daysBetween(from: string, to: string): number | undefined {
  const [start, end] = [from, to].map((day) => Date.parse(`${day}T00:00:00Z`));
  const days = Math.round((end! - start!) / 86_400_000);
  return Number.isFinite(days) && /^\d{4}-\d\d-\d\d$/.test(to) ? days : undefined;
}
