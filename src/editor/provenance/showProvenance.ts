import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../policy/rules/rules';
import { countLines } from '../../provenance/decide';
import { stagedProvenance } from '../../workflow/commit/staged';
import { countsText } from '../../workflow/read/countsText';
import { fail, inform } from '../window/messages';
import type { WindowServices } from '../window/windowServices';
import { insertionText, rowsByZone, wrapped, type ZoneRows } from './lines/insertions';
import { originMarks } from './lines/originMarks';
import { workingChange } from './workingChange';

interface ProvenanceItem extends vscode.QuickPickItem {
  readonly path?: string;
  readonly lines?: readonly [first: number, last: number];
  readonly command?: string;
}

/** What fits into a row of a quick pick. */
const TEXT_COLUMNS = 84;

type ProvenanceServices = Pick<WindowServices, 'assistants' | 'documents' | 'targets' | 'trees'>;

/**
 * *Show Provenance*: what the working tree adds to HEAD, by zone, file and insertion, and what a commit of the staged
 * part still needs. Picking a row goes there, or mends it.
 */
export async function showProvenance(services: ProvenanceServices): Promise<void> {
  const tree = await services.targets.withGitAndPolicy();
  if (!tree) return;
  const { repo, matcher, policy } = tree;
  const [files, staged] = await Promise.all([
    workingChange(services, tree),
    stagedProvenance(repo, policy.compiled, Date.now()),
  ]);
  if (typeof files === 'string') return fail(files);
  const zones = rowsByZone(files, (file) => matcher.decide(file));
  const findings = staged.kind === 'ok' ? staged.provenance.findings : [];
  const items = [...findingItems(findings), ...zones.flatMap((zone) => zoneItems(zone, services))];
  if (items.length === 0) return inform(vscode.l10n.t('The working tree adds no lines to the last commit.'));
  const total = countLines(files);
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('{0}, not yet committed: {1}', path.basename(tree.root), countsText(total)),
    placeHolder: vscode.l10n.t('Go to an insertion'),
    matchOnDescription: true,
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
  if (picked?.path === undefined) return;
  const uri = vscode.Uri.file(path.join(tree.root, picked.path));
  const [first, last] = picked.lines ?? [1, 1];
  const selection = new vscode.Range(first - 1, 0, last - 1, 0);
  await vscode.window.showTextDocument(uri, { selection });
}

function findingItems(findings: readonly Finding[]): ProvenanceItem[] {
  if (findings.length === 0) return [];
  return [
    { label: vscode.l10n.t('To commit what is staged'), kind: vscode.QuickPickItemKind.Separator },
    ...findings.flatMap(({ severity, rule, message, path: file, line }): ProvenanceItem[] => {
      const place = file === undefined ? {} : { path: file, lines: [line ?? 1, line ?? 1] as const };
      const isAttestable = rule === 'attestation-missing';
      const head: ProvenanceItem = {
        label: `$(${severity === 'block' ? 'error' : 'warning'}) ${rule}`,
        description: [
          severity === 'block' ? vscode.l10n.t('stops the commit') : vscode.l10n.t('warns'),
          ...(isAttestable ? [vscode.l10n.t('pick to attest')] : []),
        ].join('; '),
        ...(isAttestable ? { command: 'colophon.attestStaged' } : place),
      };
      // The list neither wraps nor scrolls sideways.
      return [
        head,
        ...wrapped(message, TEXT_COLUMNS).map((label) => ({ label: `\u2003${label}`, ...place })),
      ];
    }),
  ];
}

function zoneItems({ zone, mode, files }: ZoneRows, { assistants }: ProvenanceServices): ProvenanceItem[] {
  const items: ProvenanceItem[] = [{ label: `${zone} · ${mode}`, kind: vscode.QuickPickItemKind.Separator }];
  for (const file of files) {
    const first = file.insertions[0]?.lines[0] ?? 1;
    items.push({
      label: `$(file) ${path.posix.basename(file.path)}`,
      description: `${countsText(file.counts)} · ${file.path}`,
      path: file.path,
      lines: [first, first],
    });
    for (const insertion of file.insertions) {
      const { where, what } = insertionText(insertion, assistants.displayName);
      items.push({
        label: `\u2003$(${originMarks[insertion.record.origin].icon}) ${where}`,
        description: what,
        path: file.path,
        lines: insertion.lines,
      });
    }
  }
  return items;
}
