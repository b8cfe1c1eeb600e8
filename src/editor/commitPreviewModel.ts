import type { Finding, Rule } from '../policy/findings';
import { printable } from '../text/printable';
import type { NextCommit } from '../workflow/nextCommit';

/** The next commit of one working tree as this window knows it. */
export type Preview =
  | NextCommit
  /** In Restricted Mode nothing is run. */
  | { readonly kind: 'untrusted' }
  /** The policy cannot be used; its first error. */
  | { readonly kind: 'broken'; readonly message: string };

/** One row of the view. A narrow side bar cuts it off at its end; a screen reader reads the tooltip. */
export interface PreviewRow {
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  /** A product icon's name. */
  readonly icon: string;
  readonly command?: string;
  /** Of a finding. */
  readonly rule?: Rule;
}

const severities = [
  { severity: 'block', icon: 'error', word: 'Blocked', said: 'Stops the commit' },
  { severity: 'warn', icon: 'warning', word: 'Warning', said: 'Warning' },
  { severity: 'record', icon: 'info', word: 'Note', said: 'Note' },
] as const;

const unhooked = {
  missing: { label: 'Commit hooks are not installed', mend: 'Select this row to install them.' },
  incomplete: {
    label: 'Commit hooks are incomplete',
    mend: 'Another tool may have replaced one. Select this row to install it again.',
  },
  off: {
    label: 'Commit hooks are turned off',
    mend: 'To turn them on: git config --unset colophon.hooks',
  },
} as const;

/** What stands in the way comes first, then what will be written. */
export function previewRows(preview: Preview): PreviewRow[] {
  switch (preview.kind) {
    case 'untrusted':
      return [
        {
          ...said(
            'Restricted Mode: nothing is run here',
            'Colophon starts no git before you trust this folder.',
          ),
          command: 'workbench.trust.manage',
        },
      ];
    case 'problem':
      return [said('It could not be told', `It could not be told. ${preview.message}`)];
    case 'broken':
      return [
        {
          ...nothingWritten('The policy has mistakes', printable(preview.message)),
          command: 'workbench.actions.view.problems',
        },
      ];
    case 'unhooked': {
      const { label, mend } = unhooked[preview.why];
      const row = nothingWritten(label, mend);
      return [preview.why === 'off' ? row : { ...row, command: 'colophon.installHooks' }];
    }
    case 'replay':
      return [
        said(
          'The trailers stay as they are',
          'A rebase, cherry-pick or revert is under way; its commit keeps the trailers that it has.',
        ),
      ];
    case 'staged':
      return stagedRows(preview);
  }
}

function stagedRows({ files, aiLines, trailers, findings, squashed }: Staged): PreviewRow[] {
  if (files === 0)
    return [said('Nothing is staged', 'Nothing is staged. Stage changes to see what they need.')];
  const rows = severities.flatMap((severity) =>
    findings.filter((one) => one.severity === severity.severity).map((one) => findingRow(one, severity)),
  );
  if (squashed) {
    const why =
      'The message that git prepared has the trailers of the squashed commits. While they stay in it, no others are added.';
    return [...rows, said('The squashed commits’ trailers stay', why)];
  }
  if (trailers.length > 0) return [...rows, ...trailers.map(trailerRow)];
  return [
    ...rows,
    aiLines === 0
      ? said(
          'No trailers: nothing staged is AI’s',
          'No trailers: nothing that is staged is AI’s, and no zone asks for more.',
        )
      : said('No trailers', 'No trailers: the policy turns them off.'),
  ];
}

/** What stands beside the view's title, which is there when the view is folded too; empty where nothing is AI's. */
export function previewTitle(previews: readonly Preview[]): string {
  const staged = previews.flatMap((preview) => (preview.kind === 'staged' ? [preview] : []));
  if (staged.some(({ findings }) => findings.some(({ severity }) => severity === 'block')))
    return 'something stops it';
  const sum = (key: 'lines' | 'aiLines') => staged.reduce((total, next) => total + next[key], 0);
  const lines = sum('lines');
  return sum('aiLines') === 0 ? '' : `${sum('aiLines')} AI of ${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

type Staged = Extract<Preview, { kind: 'staged' }>;

function said(label: string, tooltip: string): PreviewRow {
  return { label, tooltip, icon: 'info' };
}

function nothingWritten(label: string, mend: string): PreviewRow {
  return {
    label,
    description: 'nothing is written',
    tooltip: `${label}: nothing will be written into the commit. ${mend}`,
    icon: 'circle-slash',
  };
}

/** What our commands mend. Who may not sign is told whom to ask. */
const mending: Partial<Record<Rule, { readonly command: string; readonly does: string }>> = {
  'attestation-missing': { command: 'colophon.attestStaged', does: 'attest' },
  'signoff-missing': { command: 'colophon.signOff', does: 'sign it off, or to ask an owner to' },
};

/** `Blocked: attestation missing  core`: what is wrong fits into a narrow side bar. */
function findingRow(
  { rule, zone, message, mend }: Finding,
  { icon, word, said: meaning }: (typeof severities)[number],
): PreviewRow {
  const own = mending[rule];
  const next = own ? `Select this row to ${own.does}.` : mend === '' ? '' : `→ ${printable(mend)}`;
  return {
    label: `${word}: ${rule.replaceAll('-', ' ')}`,
    ...(zone !== 'default' && { description: printable(zone) }),
    tooltip: `${meaning}: ${printable(message)} (${rule})${next === '' ? '' : `\n${next}`}`,
    icon,
    rule,
    ...(own && { command: own.command }),
  };
}

function trailerRow(trailer: string): PreviewRow {
  const at = trailer.indexOf(': ');
  return { label: trailer.slice(0, at), description: trailer.slice(at + 2), tooltip: trailer, icon: 'tag' };
}
