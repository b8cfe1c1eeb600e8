import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Change } from '../git/change';
import { catFiles } from '../git/objects';
import type { Repository } from '../git/repository';
import { type AiLinesByZone, attest, identity } from '../workflow/attest';
import { stagedProvenance } from '../workflow/staged';
import { type Attestable, attestable, countText, lineRanges } from './attestModel';
import type { Parts } from './parts';

const reviewed = 'I Have Reviewed Them';

/**
 * *Attest Staged Changes*: shows the staged AI lines and their diff, and records a person's statement on them. The
 * modal question is the confirmation: no program can answer it.
 */
export async function attestStaged(parts: Parts, root?: unknown): Promise<void> {
  const tree = await parts.targets.withGitAndPolicy(root);
  if (!tree) return;
  const { repo, policy, matcher } = tree;
  tree.record?.flush();
  const look = () => stagedProvenance(repo, policy.compiled, Date.now());
  const [staged, who] = await Promise.all([look(), identity(repo)]);
  const problem = staged.kind === 'problem' ? staged.message : 'message' in who ? who.message : undefined;
  if (problem !== undefined || staged.kind === 'problem' || 'message' in who) {
    void vscode.window.showErrorMessage(problem ?? '');
    return;
  }
  if (staged.change.files.length === 0)
    return offer('Nothing is staged.', 'workbench.view.scm', 'Open Source Control');
  const known = tree.record?.folded().attestations ?? [];
  const found = attestable(staged.provenance.aiLines, matcher.zone, known, who.by);
  if (found.open.size === 0) return sayNothingToDo(found);

  const zones = await review(parts, repo, staged.change, found, who.by);
  if (!zones || !(await confirm(zones, found, who.by))) return;
  const again = await look();
  if (again.kind === 'problem' || again.change.digest !== staged.change.digest) {
    return offer(
      'What is staged has changed in the meantime; nothing was recorded.',
      'colophon.attestStaged',
      'Look Again',
    );
  }
  try {
    attest(repo, who.by, zones, Date.now());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`The attestation could not be written: ${reason}`);
    return;
  }
  parts.notices.log.info(`attested by ${who.by}: ${[...zones.keys()].join(', ')}`);
  vscode.window.setStatusBarMessage(
    `$(check) Attested: ${[...zones.keys()].join(', ')}. The commit will carry it.`,
    8000,
  );
}

/** The zones that the person has looked at; the diff stands behind the list. */
async function review(
  parts: Parts,
  repo: Repository,
  change: Change,
  { open }: Attestable,
  by: string,
): Promise<AiLinesByZone | undefined> {
  await showDiff(parts, repo, change, open);
  const items = [...open].map(([zone, files]) => ({
    label: zone,
    description: countText(files),
    detail: files.map((file) => `${file.path}: ${lineRanges(file.lines)}`).join(' · '),
    picked: true,
    zone,
    files,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Attest as ${by}: review the AI lines, then confirm`,
    placeHolder: 'Zones to attest to',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  return new Map(picked.map(({ zone, files }) => [zone, files]));
}

async function confirm(zones: AiLinesByZone, { others }: Attestable, by: string): Promise<boolean> {
  const list = [...zones].map(([zone, files]) => {
    const places = files.map((file) => `  ${file.path}: ${lineRanges(file.lines)}`);
    return [`${zone}: ${countText(files)}`, ...places].join('\n');
  });
  const detail = [
    ...list,
    ...(others.length > 0 ? [`Not part of it:\n${others.join('\n')}`] : []),
    'The commit will carry your name in AI-Attested-by.',
  ].join('\n\n');
  const message = `I, ${by}, have reviewed these AI lines and answer for them.`;
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, reviewed);
  return chosen === reviewed;
}

/** The staged files with AI lines, as they are in the base and as they will be committed. */
async function showDiff(parts: Parts, repo: Repository, change: Change, zones: AiLinesByZone): Promise<void> {
  const paths = new Set([...zones.values()].flat().map((file) => file.path));
  const files = change.files.filter((file) => paths.has(file.path));
  const contents = await catFiles(repo, new Set(files.flatMap(({ oldOid, newOid }) => [oldOid, newOid])));
  const side = (name: string, oid: string): vscode.Uri => {
    const content = contents.get(oid);
    const text = content?.kind === 'ok' ? content.content.toString('utf8') : '';
    return parts.texts.make(name, text, oid);
  };
  const resources = files.map((file) => [
    vscode.Uri.file(path.join(repo.root, file.path)),
    side(file.from ?? file.path, file.oldOid),
    side(file.path, file.newOid),
  ]);
  await vscode.commands.executeCommand('vscode.changes', 'Staged AI lines', resources);
}

function sayNothingToDo({ done, others }: Attestable): Promise<void> {
  const said =
    done.length > 0 ? `Attested already: ${done.join(', ')}.` : 'No staged AI line needs your attestation.';
  return offer([said, ...others].join(' '), 'colophon.showProvenance', 'Show Provenance');
}

async function offer(message: string, command: string, title: string): Promise<void> {
  // Not awaited: the command has ended.
  void vscode.window.showInformationMessage(message, title).then((chosen) => {
    return chosen === title ? vscode.commands.executeCommand(command) : undefined;
  });
}
