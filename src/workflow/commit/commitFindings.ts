import type { Finding } from '../../policy/rules/rules';
import { printable } from '../../text/printable';

const most = 10;

/** What `commit-msg` says when it stops the commit; `undefined` when nothing does. */
export function blockedText(findings: readonly Finding[]): string | undefined {
  const lines = findingLines(findings.filter((finding) => finding.severity === 'block'));
  if (lines.length === 0) return undefined;
  return `${[...lines, 'colophon: The commit was stopped. To commit regardless: git commit --no-verify'].join('\n')}\n`;
}

export function warningLines(findings: readonly Finding[]): string[] {
  return findingLines(findings.filter((finding) => finding.severity === 'warn'));
}

function findingLines(findings: readonly Finding[]): string[] {
  const lines = findings.slice(0, most).map(({ rule, message, mend }) => {
    return `colophon: ${printable(`${message} (${rule})${mend === '' ? '' : ` → ${mend}`}`)}`;
  });
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `colophon: and ${more} more; see \`colophon check --staged\`.`] : lines;
}
