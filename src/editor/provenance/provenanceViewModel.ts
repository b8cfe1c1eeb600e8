import { countLines } from '../../provenance/decide';
import { aiLinesOf, type FileProvenance } from '../../provenance/source';
import { sumDetails } from '../../provenance/written/readTrailers';
import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { PastCommit } from '../../workflow/read/commitHistory';
import { countsText } from '../../workflow/read/countsText';
import { timeOf } from '../../workflow/read/explain';
import type { Preview, PreviewRow } from '../commit/commitPreviewModel';
import type { LineTarget } from '../window/lineTarget';
import { aiOf, type FileRows, type InsertionRow, insertionText, type ZoneRows } from './lines/insertions';
import { originMarks } from './lines/originMarks';

/** A row of the view *AI Provenance*, with the root of the working tree that it is about. */
export type ViewNode = { readonly root: string } & (
  | { readonly kind: 'repository'; readonly name: string; readonly preview: Preview; readonly sum: string }
  /** What the next commit carries or needs. */
  | { readonly kind: 'next'; readonly row: PreviewRow }
  | { readonly kind: 'changes'; readonly files: readonly FileProvenance[]; readonly isOpen: boolean }
  | { readonly kind: 'zone'; readonly zone: ZoneRows }
  | { readonly kind: 'file'; readonly file: FileRows; readonly place: LineTarget }
  | { readonly kind: 'insertion'; readonly insertion: InsertionRow; readonly place: LineTarget }
  | { readonly kind: 'history' }
  | { readonly kind: 'commit'; readonly commit: PastCommit }
  | { readonly kind: 'said'; readonly label: string; readonly icon: string }
);

/** How a row looks. Its tooltip is what a screen reader reads, too. */
interface ViewItem {
  readonly label: string;
  readonly description?: string;
  readonly tooltip: string;
  /** A product icon's name, and a theme colour. */
  readonly icon: string;
  readonly color?: string;
  readonly children: 'none' | 'closed' | 'open';
  /** What its menu goes by. */
  readonly context: string;
}

const modeIcons: Readonly<Record<string, string>> = { restricted: 'lock', attest: 'checklist' };
const modeColors: Readonly<Record<string, string>> = {
  restricted: 'colophon.restrictedForeground',
  attest: 'colophon.attestForeground',
};

/** `displayName` gives an assistant's name by its id; `now` in milliseconds since the epoch. */
export function viewItem(node: ViewNode, displayName: (assistant: string) => string, now: number): ViewItem {
  return { children: 'none', context: node.kind, ...lookOf(node, displayName, now) };
}

/** How a row looks; one without children needs not say so, nor one whose menu goes by its kind. */
type Look = Omit<ViewItem, 'children' | 'context'> & Partial<ViewItem>;

function lookOf(node: ViewNode, displayName: (assistant: string) => string, now: number): Look {
  switch (node.kind) {
    case 'repository': {
      const { name, sum, root } = node;
      return {
        label: name,
        ...(sum !== '' && { description: sum }),
        tooltip: root,
        icon: 'repo',
        children: 'open',
      };
    }
    case 'next': {
      const { label, description, tooltip, icon, rule } = node.row;
      return {
        label,
        ...(description !== undefined && { description }),
        tooltip,
        icon,
        context: rule === undefined ? 'next' : `next.${rule}`,
      };
    }
    case 'changes':
      return changesLook(node.files, node.isOpen);
    case 'zone':
      return zoneLook(node.zone);
    case 'file':
      return fileLook(node.file);
    case 'insertion': {
      const { where, what } = insertionText(node.insertion, displayName);
      const { icon, color } = originMarks[node.insertion.record.origin];
      return { label: where, description: what, tooltip: `${where}: ${what}`, icon, color };
    }
    case 'history':
      return {
        label: l10n.t('History'),
        tooltip: l10n.t(
          'The last commits with provenance, from their trailers and from the notes on this machine.',
        ),
        icon: 'history',
        children: 'closed',
      };
    case 'commit':
      return commitLook(node.commit, now);
    case 'said':
      return { label: printable(node.label), tooltip: printable(node.label), icon: node.icon };
  }
}

function changesLook(files: readonly FileProvenance[], isOpen: boolean): Look {
  const row = { label: l10n.t('Changes'), icon: 'edit' };
  if (files.length === 0)
    return {
      ...row,
      description: l10n.t('nothing is added'),
      tooltip: l10n.t('The working tree adds no lines to the last commit.'),
    };
  const text = countsText(countLines(files));
  return {
    ...row,
    description: text,
    tooltip: l10n.t('What the working tree adds to the last commit, staged or not: {0}', text),
    children: isOpen ? 'open' : 'closed',
  };
}

function zoneLook({ zone, mode, files }: ZoneRows): Look {
  const ai = files.reduce((sum, { counts }) => sum + aiLinesOf(counts), 0);
  const lines = files.reduce((sum, { counts }) => sum + counts.lines, 0);
  const description = `${mode} · ${aiOf(ai, lines)}`;
  const name = zone === 'default' ? l10n.t('No zone') : zone;
  const color = modeColors[mode];
  return {
    label: name,
    description,
    tooltip: `${name} · ${description}`,
    icon: modeIcons[mode] ?? 'pass',
    ...(color !== undefined && { color }),
    children: 'open',
    context: ai > 0 || mode === 'restricted' ? `zone.${mode}` : 'zone',
  };
}

function fileLook({ path, counts }: FileRows): Look {
  const at = path.lastIndexOf('/');
  const text = countsText(counts);
  return {
    label: printable(path.slice(at + 1)),
    description: printable(at < 0 ? text : `${text} · ${path.slice(0, at)}`),
    tooltip: printable(`${path}: ${text}`),
    icon: 'file',
    children: aiLinesOf(counts) > 0 ? 'open' : 'closed',
  };
}

function commitLook({ oid, subject, author, at, counts, from, trailers }: PastCommit, now: number): Look {
  const sum = aiOf(aiLinesOf(counts), counts.lines);
  const short = oid.slice(0, 10);
  const made = Number.isFinite(at)
    ? l10n.t('{0} of {1} {2}', short, author, timeOf(at, now))
    : l10n.t('{0} of {1}', short, author);
  return {
    label: printable(subject) || short,
    description: `${sum} · ${short}`,
    tooltip: [subject, made, sourceText(from, trailers.accounts.length > 1, countsText(counts))]
      .map(printable)
      .join('\n'),
    icon: 'git-commit',
    children: 'closed',
  };
}

/** What says a commit's counts. */
function sourceText(from: PastCommit['from'], combined: boolean, counts: string): string {
  if (from === 'note') return l10n.t('By the note on this machine; its message says nothing: {0}', counts);
  return combined
    ? l10n.t('By its trailers, several commits combined: {0}', counts)
    : l10n.t('By its trailers: {0}', counts);
}

/** What there is to tell of a commit: its counts, who helped, who answers for it. */
export function commitDetails(commit: PastCommit): { readonly label: string; readonly icon: string }[] {
  const { counts, from, trailers } = commit;
  const places = [...sumDetails(trailers.accounts, 'zones')]
    .map(([zone, lines]) => `${zone} ${lines}`)
    .join(', ');
  const detail = (icon: string, label: string) => ({ label, icon });
  return [
    detail('list-flat', countsText(counts)),
    ...trailers.assisted.map(({ assistant, model }) =>
      detail(
        'sparkle',
        model === undefined
          ? l10n.t('Assisted by {0}', assistant)
          : l10n.t('Assisted by {0} ({1})', assistant, model),
      ),
    ),
    ...(places === '' ? [] : [detail('law', l10n.t('AI lines by zone: {0}', places))]),
    ...trailers.attestedBy.map((who) => detail('checklist', l10n.t('Attested by {0}', who))),
    ...(from === 'note'
      ? [detail('info', l10n.t('By the note on this machine; its message says nothing'))]
      : []),
  ];
}
