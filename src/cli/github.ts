import type { Finding } from '../policy/rules/rules';

const levels = { block: 'error', warn: 'warning', record: 'notice' } as const;

/**
 * Workflow commands of GitHub Actions, one a finding; blocking ones first, since a step shows only the first ten of each level.
 * @param unverified why nothing could be said, an error of its own
 */
export function annotations(findings: readonly Finding[], unverified?: string): string {
  const order = Object.keys(levels);
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const lines = sorted.map(({ rule, severity, path, line, message, mend }) => {
    const place =
      path === undefined ? '' : `file=${property(path)},${line === undefined ? '' : `line=${line},`}`;
    return `::${levels[severity]} ${place}title=${property(`colophon: ${rule}`)}::${data(mend === '' ? message : `${message} → ${mend}`)}\n`;
  });
  if (unverified !== undefined)
    lines.push(`::error title=colophon::${data(`Could not verify. ${unverified}`)}\n`);
  return lines.join('');
}

/** Nothing from a repository may end the command that it stands in, or begin another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
