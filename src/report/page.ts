import type { AuditReport } from '../workflow/auditReport';
export function savedPage(_report: AuditReport): string {
  return '';
}
