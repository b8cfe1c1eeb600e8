import type { CommitFinding } from './commit';

const most = 10;

/** What `commit-msg` says when it stops the commit; `undefined` when nothing does. */
export function blockedText(findings: readonly CommitFinding[]): string | undefined {
  const lines = findingLines(findings.filter((finding) => finding.severity === 'block'));
  if (lines.length === 0) return undefined;
  return `${[...lines, 'colophon: The commit was stopped. To commit regardless: git commit --no-verify'].join('\n')}\n`;
}

export function warningLines(findings: readonly CommitFinding[]): string[] {
  return findingLines(findings.filter((finding) => finding.severity === 'warn'));
}

function findingLines(findings: readonly CommitFinding[]): string[] {
  const lines = findings.slice(0, most).map(({ rule, message, mend }) => {
    return `colophon: ${printable(`${message} (${rule})${mend === '' ? '' : ` → ${mend}`}`)}`;
  });
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `colophon: and ${more} more; see \`colophon check --staged\`.`] : lines;
}

/** Names from a repository may hold what a terminal would take for commands. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}
