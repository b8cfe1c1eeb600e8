import { daysBetween } from './days';
import type { WrittenVendor } from './policyNames';

/**
 * How a vendor stands, as its file says it: `approved, 12 days left`. Days are those of UTC, and the last day of a
 * review still counts, as in `vendors.ts`.
 * @param today `YYYY-MM-DD`.
 */
export function reviewState(
  { status = 'unreviewed', expires }: Omit<WrittenVendor, 'id' | 'assistants'>,
  today: string,
): string {
  if (status !== 'approved' && status !== 'conditional') return status;
  if (expires === undefined) return `${status}, no last day`;
  const days = daysBetween(today, expires);
  if (days === undefined) return `${status}, last day unknown`;
  if (days < 0) return `expired ${count(-days)} ago`;
  return days === 0 ? `${status}, last day is today` : `${status}, ${count(days)} left`;
}

function count(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
