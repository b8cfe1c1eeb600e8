import type { Finding } from '../policy/findings';

/** What the next commit of one working tree will carry, as far as it can be told. */
export type NextCommit =
  /** In Restricted Mode nothing is run. */
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'staged';
      /** Files that are staged. */
      readonly files: number;
      /** Added lines, and those of `ai` and `mixed` among them. */
      readonly lines: number;
      readonly aiLines: number;
      /** `Key: value`, one each. */
      readonly trailers: readonly string[];
      readonly findings: readonly Finding[];
      readonly areHooksInstalled: boolean;
    };

/** One row of the view. */
export interface PreviewRow {
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  /** A product icon's name. */
  readonly icon: string;
  readonly command?: 'colophon.attestStaged' | 'colophon.installHooks';
}

const severities = [
  { severity: 'block', icon: 'error', word: 'Stops the commit' },
  { severity: 'warn', icon: 'warning', word: 'Warning' },
  { severity: 'record', icon: 'info', word: 'Note' },
] as const;

/** What stands in the way comes first, then what will be written. */
export function previewRows(next: NextCommit): PreviewRow[] {
  if (next.kind === 'untrusted')
    return [
      said('Restricted Mode: nothing is looked at', 'Colophon runs no git before you trust this folder.'),
    ];
  if (next.kind === 'problem') return [said('It could not be told', next.message)];
  const { files, trailers, findings, areHooksInstalled } = next;
  const rows = severities.flatMap(({ severity, icon, word }) =>
    findings.filter((one) => one.severity === severity).map((finding) => findingRow(finding, icon, word)),
  );
  if (!areHooksInstalled) {
    rows.unshift({
      label: 'Nothing will be written',
      description: 'the commit hooks are not installed',
      tooltip: 'Colophon writes trailers only after you let it add to the commit hooks.',
      icon: 'circle-slash',
      command: 'colophon.installHooks',
    });
  }
  if (files === 0)
    return [...rows, said('Nothing is staged', 'Stage changes to see what their commit will carry.')];
  if (trailers.length === 0) {
    const why = 'No staged line is an assistant’s, and no zone asks for more.';
    return [...rows, said('No trailers', why)];
  }
  return [...rows, ...trailers.map(trailerRow)];
}

/** What stands beside the view's title, which is there when the view is folded too; empty where nothing is AI's. */
export function previewTitle(commits: readonly NextCommit[]): string {
  const staged = commits.flatMap((next) => (next.kind === 'staged' ? [next] : []));
  if (staged.some(({ findings }) => findings.some(({ severity }) => severity === 'block')))
    return 'something stops it';
  const sum = (key: 'lines' | 'aiLines') => staged.reduce((total, next) => total + next[key], 0);
  return sum('aiLines') === 0 ? '' : `${sum('aiLines')} AI of ${sum('lines')} lines`;
}

function said(label: string, tooltip: string): PreviewRow {
  return { label, tooltip, icon: 'info' };
}

function findingRow({ rule, message, mend }: Finding, icon: string, word: string): PreviewRow {
  return {
    label: `${word}: ${message}`,
    tooltip: `${message} (${rule})${mend === '' ? '' : `\n→ ${mend}`}`,
    icon,
    ...(rule === 'attestation-missing' && { command: 'colophon.attestStaged' as const }),
  };
}

function trailerRow(trailer: string): PreviewRow {
  const at = trailer.indexOf(': ');
  return { label: trailer.slice(0, at), description: trailer.slice(at + 2), tooltip: trailer, icon: 'tag' };
}
