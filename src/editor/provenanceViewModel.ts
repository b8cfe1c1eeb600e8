import { countLines } from '../provenance/decide';
import type { FileProvenance } from '../provenance/source';
import { printable } from '../text/printable';
import type { PastCommit } from '../workflow/commitHistory';
import { countsText } from '../workflow/countsText';
import { timeOf } from '../workflow/explain';
import type { Preview, PreviewRow } from './commitPreviewModel';
import { originMarks } from './originMarks';
import type { Place } from './place';
import { type FileRows, type InsertionRow, insertionText, type ZoneRows } from './provenanceRows';

/** A row of the view *AI Provenance*, with the root of the working tree that it is about. */
export type ViewNode = { readonly root: string } & (
  | { readonly kind: 'repository'; readonly name: string; readonly preview: Preview; readonly sum: string }
  /** What the next commit carries or needs. */
  | { readonly kind: 'next'; readonly row: PreviewRow }
  | { readonly kind: 'changes'; readonly files: readonly FileProvenance[]; readonly isOpen: boolean }
  | { readonly kind: 'zone'; readonly zone: ZoneRows }
  | { readonly kind: 'file'; readonly file: FileRows; readonly place: Place }
  | { readonly kind: 'insertion'; readonly insertion: InsertionRow; readonly place: Place }
  | { readonly kind: 'history' }
  | { readonly kind: 'commit'; readonly commit: PastCommit }
  | { readonly kind: 'said'; readonly label: string; readonly icon: string }
);

/** How a row looks. Its tooltip is what a screen reader reads, too. */
export interface ViewItem {
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
  switch (node.kind) {
    case 'repository':
      return {
        label: node.name,
        ...(node.sum !== '' && { description: node.sum }),
        tooltip: node.root,
        icon: 'repo',
        children: 'open',
        context: 'repository',
      };
    case 'next': {
      const { label, description, tooltip, icon } = node.row;
      const needs = node.row.rule === undefined ? '' : `.${node.row.rule}`;
      return {
        label,
        ...(description !== undefined && { description }),
        tooltip,
        icon,
        children: 'none',
        context: `next${needs}`,
      };
    }
    case 'changes': {
      const { files } = node;
      const text = files.length === 0 ? 'nothing is added' : countsText(countLines(files));
      return {
        label: 'Changes',
        description: text,
        tooltip:
          files.length === 0
            ? 'The working tree adds no lines to the last commit.'
            : `What the working tree adds to the last commit, staged or not: ${text}`,
        icon: 'edit',
        children: files.length === 0 ? 'none' : node.isOpen ? 'open' : 'closed',
        context: 'changes',
      };
    }
    case 'zone':
      return zoneItem(node.zone);
    case 'file':
      return fileItem(node.file);
    case 'insertion': {
      const { where, what } = insertionText(node.insertion, displayName);
      const { icon, color } = originMarks[node.insertion.record.origin];
      return {
        label: where,
        description: what,
        tooltip: `${where}: ${what}`,
        icon,
        color,
        children: 'none',
        context: 'insertion',
      };
    }
    case 'history':
      return {
        label: 'History',
        tooltip: 'The last commits with provenance, from their trailers and from the notes on this machine.',
        icon: 'history',
        children: 'closed',
        context: 'history',
      };
    case 'commit':
      return commitItem(node.commit, now);
    case 'said':
      return {
        label: printable(node.label),
        tooltip: printable(node.label),
        icon: node.icon,
        children: 'none',
        context: 'said',
      };
  }
}

function zoneItem({ zone, mode, files }: ZoneRows): ViewItem {
  const counts = files.reduce(
    (sum, { counts: { ai, mixed, lines } }) => {
      return { ai: sum.ai + ai + mixed, lines: sum.lines + lines };
    },
    { ai: 0, lines: 0 },
  );
  const description = `${mode} · ${aiOf(counts.ai, counts.lines)}`;
  const name = zone === 'default' ? 'No zone' : zone;
  const color = modeColors[mode];
  return {
    label: name,
    description,
    tooltip: `${name} · ${description}`,
    icon: modeIcons[mode] ?? 'pass',
    ...(color !== undefined && { color }),
    children: 'open',
    context: counts.ai > 0 || mode === 'restricted' ? `zone.${mode}` : 'zone',
  };
}

function fileItem({ path, counts }: FileRows): ViewItem {
  const at = path.lastIndexOf('/');
  const text = countsText(counts);
  return {
    label: printable(path.slice(at + 1)),
    description: printable(at < 0 ? text : `${text} · ${path.slice(0, at)}`),
    tooltip: printable(`${path}: ${text}`),
    icon: 'file',
    children: counts.ai + counts.mixed > 0 ? 'open' : 'closed',
    context: 'file',
  };
}

function commitItem({ oid, subject, author, at, counts, from, combined }: PastCommit, now: number): ViewItem {
  const sum = aiOf(counts.ai + counts.mixed, counts.lines);
  const source =
    from === 'trailers'
      ? `By its trailers${combined ? ', several commits combined' : ''}`
      : 'By the note on this machine; its message says nothing';
  const when = Number.isFinite(at) ? ` ${timeOf(at, now)}` : '';
  return {
    label: printable(subject) || oid.slice(0, 10),
    description: `${sum} · ${oid.slice(0, 10)}`,
    tooltip: [subject, `${oid.slice(0, 10)} of ${author}${when}`, `${source}: ${countsText(counts)}`]
      .map(printable)
      .join('\n'),
    icon: 'git-commit',
    children: 'closed',
    context: 'commit',
  };
}

/** What there is to tell of a commit: its counts, who helped, who answers for it. */
export function commitDetails(commit: PastCommit): { readonly label: string; readonly icon: string }[] {
  const { counts, from, trailers } = commit;
  const places = [...trailers.zones].map(([zone, lines]) => `${zone} ${lines}`).join(', ');
  return [
    { label: countsText(counts), icon: 'list-flat' },
    ...trailers.assisted.map(({ assistant, model }) => ({
      label: `Assisted by ${assistant}${model === undefined ? '' : ` (${model})`}`,
      icon: 'sparkle',
    })),
    ...(places === '' ? [] : [{ label: `AI lines by zone: ${places}`, icon: 'law' }]),
    ...trailers.attestedBy.map((who) => ({ label: `Attested by ${who}`, icon: 'checklist' })),
    ...(from === 'note'
      ? [{ label: 'By the note on this machine; its message says nothing', icon: 'info' }]
      : []),
  ];
}

function aiOf(ai: number, lines: number): string {
  return `${ai} AI of ${lines} ${lines === 1 ? 'line' : 'lines'}`;
}
