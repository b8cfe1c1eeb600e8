import * as l10n from '../../text/l10n';
import { daysBetween } from '../days';
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
  if (expires === undefined) return l10n.t('{0}, no last day', status);
  const days = daysBetween(today, expires);
  if (days === undefined) return l10n.t('{0}, last day unknown', status);
  if (days < 0) return days === -1 ? l10n.t('expired 1 day ago') : l10n.t('expired {0} days ago', -days);
  if (days === 0) return l10n.t('{0}, last day is today', status);
  return days === 1 ? l10n.t('{0}, 1 day left', status) : l10n.t('{0}, {1} days left', status, days);
}
