import type { Enforce } from '../../policy/policy';
import type { Finding, Rule } from '../../policy/rules/rules';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { NextCommit } from '../../workflow/commit/nextCommit';
import { aiOf } from '../provenance/lines/insertions';

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
  /** Present where the row is a finding. */
  readonly rule?: Rule;
}

const severities = ['block', 'warn', 'record'] as const;
const icons = { block: 'error', warn: 'warning', record: 'info' } as const;

/** What stands in the way comes first, then what will be written. */
export function previewRows(preview: Preview): PreviewRow[] {
  switch (preview.kind) {
    case 'untrusted':
      return [
        {
          ...said(
            l10n.t('Restricted Mode: nothing is run here'),
            l10n.t('Colophon starts no git before you trust this folder.'),
          ),
          command: 'workbench.trust.manage',
        },
      ];
    case 'problem':
      return [said(l10n.t('It could not be told'), l10n.t('It could not be told. {0}', preview.message))];
    case 'broken':
      return [
        {
          ...nothingWritten(l10n.t('The policy has mistakes'), printable(preview.message)),
          command: 'workbench.actions.view.problems',
        },
      ];
    case 'unhooked':
      return [unhookedRow(preview.why)];
    case 'replay':
      return [
        said(
          l10n.t('The trailers stay as they are'),
          l10n.t('A rebase, cherry-pick or revert is under way; its commit keeps the trailers that it has.'),
        ),
      ];
    case 'staged':
      return stagedRows(preview);
  }
}

function unhookedRow(why: Extract<Preview, { kind: 'unhooked' }>['why']): PreviewRow {
  const texts: Readonly<Record<typeof why, readonly [label: string, mend: string]>> = {
    missing: [l10n.t('Commit hooks are not installed'), l10n.t('Select this row to install them.')],
    incomplete: [
      l10n.t('Commit hooks are incomplete'),
      l10n.t('Another tool may have replaced one. Select this row to install it again.'),
    ],
    off: [
      l10n.t('Commit hooks are turned off'),
      l10n.t('To turn them on: {0}', 'git config --unset colophon.hooks'),
    ],
  };
  return { ...nothingWritten(...texts[why]), ...(why !== 'off' && { command: 'colophon.installHooks' }) };
}

function stagedRows({ files, aiLines, trailers, findings, squashed }: Staged): PreviewRow[] {
  if (files === 0)
    return [
      said(l10n.t('Nothing is staged'), l10n.t('Nothing is staged. Stage changes to see what they need.')),
    ];
  const rows = severities.flatMap((severity) =>
    findings.filter((one) => one.severity === severity).map(findingRow),
  );
  if (squashed) {
    const why = l10n.t(
      'The message that git prepared has the trailers of the squashed commits. While they stay in it, no others are added.',
    );
    return [...rows, said(l10n.t('The squashed commits’ trailers stay'), why)];
  }
  if (trailers.length > 0) return [...rows, ...trailers.map(trailerRow)];
  return [
    ...rows,
    aiLines === 0
      ? said(
          l10n.t('No trailers: nothing staged is AI’s'),
          l10n.t('No trailers: nothing that is staged is AI’s, and no zone asks for more.'),
        )
      : said(l10n.t('No trailers'), l10n.t('No trailers: the policy turns them off.')),
  ];
}

/** What stands beside the view's title, which is there when the view is folded too; empty where nothing is AI's. */
export function previewTitle(previews: readonly Preview[]): string {
  const staged = previews.flatMap((preview) => (preview.kind === 'staged' ? [preview] : []));
  if (staged.some(({ findings }) => findings.some(({ severity }) => severity === 'block')))
    return l10n.t('something stops it');
  const sum = (key: 'lines' | 'aiLines') => staged.reduce((total, next) => total + next[key], 0);
  return sum('aiLines') === 0 ? '' : aiOf(sum('aiLines'), sum('lines'));
}

type Staged = Extract<Preview, { kind: 'staged' }>;

function said(label: string, tooltip: string): PreviewRow {
  return { label, tooltip, icon: 'info' };
}

function nothingWritten(label: string, mend: string): PreviewRow {
  return {
    label,
    description: l10n.t('nothing is written'),
    tooltip: l10n.t('{0}: nothing will be written into the commit. {1}', label, mend),
    icon: 'circle-slash',
  };
}

/** The command of ours that resolves a finding. Someone who may not sign learns there whom to ask. */
function ownMend(rule: Rule): { readonly command: string; readonly how: string } | undefined {
  if (rule === 'attestation-missing')
    return { command: 'colophon.attestStaged', how: l10n.t('Select this row to attest.') };
  if (rule === 'signoff-missing')
    return {
      command: 'colophon.signOff',
      how: l10n.t('Select this row to sign it off, or to ask an owner to.'),
    };
  return undefined;
}

/** `Blocked: attestation missing  core`: what is wrong fits into a narrow side bar. */
function findingRow({ severity, rule, zone, message, mend }: Finding): PreviewRow {
  const own = ownMend(rule);
  const next = own?.how ?? (mend === '' ? '' : `→ ${printable(mend)}`);
  const [label, meaning] = findingTexts(severity, rule, printable(message));
  return {
    label,
    ...(zone !== 'default' && { description: printable(zone) }),
    tooltip: next === '' ? meaning : `${meaning}\n${next}`,
    icon: icons[severity],
    rule,
    ...(own && { command: own.command }),
  };
}

function findingTexts(
  severity: Enforce,
  rule: Rule,
  message: string,
): readonly [label: string, meaning: string] {
  const words = rule.replaceAll('-', ' ');
  switch (severity) {
    case 'block':
      return [l10n.t('Blocked: {0}', words), l10n.t('Stops the commit: {0} ({1})', message, rule)];
    case 'warn':
      return [l10n.t('Warning: {0}', words), l10n.t('Warning: {0} ({1})', message, rule)];
    case 'record':
      return [l10n.t('Note: {0}', words), l10n.t('Note: {0} ({1})', message, rule)];
  }
}

function trailerRow(trailer: string): PreviewRow {
  const at = trailer.indexOf(': ');
  return { label: trailer.slice(0, at), description: trailer.slice(at + 2), tooltip: trailer, icon: 'tag' };
}
