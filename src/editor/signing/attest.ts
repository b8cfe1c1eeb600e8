import * as vscode from 'vscode';
import { oidOf } from '../../attestation/transition';
import type { Change } from '../../git/objects/change';
import type { CompiledZone } from '../../policy/compiled';
import { emailOf } from '../../policy/person';
import { stagedProvenance } from '../../workflow/commit/staged';
import { type AiLinesByZone, attest, identity } from '../../workflow/verify/attest';
import type { SignableChange } from '../../workflow/verify/signOff';
import { type ShownFile, showChanges } from '../commit/showChanges';
import { loadGateTools } from '../window/loadPolicyTools';
import { done, fail, inform, openSourceControl } from '../window/messages';
import { outerPolicy } from '../window/organization';
import type { WindowServices } from '../window/windowServices';
import type { GitTree, PolicyTree } from '../window/workingTree';
import { type Attestable, attestable, attestQuestion, openText, places, type Review } from './attestModel';
import { changedMeanwhile, changedMeanwhileText, signAndStage } from './sign';

const lookAgain = () => ({ command: 'colophon.attestStaged', title: vscode.l10n.t('Look Again') });
type OpenZones = Attestable['open'];

type AttestServices = Pick<WindowServices, 'notices' | 'targets' | 'virtualDocuments'>;

/**
 * *Attest Staged Changes*: shows the staged AI lines and their diff, and records a person's statement on them; where
 * the zone asks for it, signed. The modal question is the confirmation: no program can answer it.
 */
export async function attestStaged(services: AttestServices, root?: unknown): Promise<void> {
  const tree = await services.targets.withGitAndPolicy(root);
  if (!tree) return;
  const { repo, policy, matcher } = tree;
  tree.record?.flush();
  const look = () => stagedProvenance(repo, policy.compiled, Date.now());
  const [staged, who] = await Promise.all([look(), identity(repo)]);
  if (staged.kind === 'problem') return fail(staged.message);
  if ('message' in who) return fail(who.message);
  if (staged.change.files.length === 0)
    return inform(vscode.l10n.t('Nothing is staged.'), openSourceControl());
  const asked = await reviews(tree, who.by);
  const known = tree.record?.folded().attestations ?? [];
  const told = attestable(staged.provenance.aiLines, matcher.zone, known, who.by, asked.byZone);
  const found = { ...told, others: [...told.others, ...asked.problems] };
  if (found.open.size === 0) return sayNothingToDo(found);

  const zones = await review(services, tree, staged.change, found.open, who.by);
  if (!zones || !(await confirm(zones, found.others, who.by))) return;
  const again = await look();
  if (again.kind === 'problem' || again.change.digest !== staged.change.digest)
    return inform(
      vscode.l10n.t('What is staged has changed in the meantime; nothing was recorded.'),
      lookAgain(),
    );

  const signings = [...zones.values()].flatMap(({ signing }) => signing ?? []);
  if (asked.change && signings.length > 0) {
    const signed = await signAndStage(loadGateTools(), repo, asked.change, signings);
    if (signed === changedMeanwhile) return inform(changedMeanwhileText(), lookAgain());
    if (typeof signed === 'string') return fail(signed);
  }
  const lines: AiLinesByZone = new Map(
    [...zones].flatMap(([zone, { files }]) => (files.length > 0 ? [[zone, files] as const] : [])),
  );
  try {
    if (lines.size > 0) attest(repo, who.by, lines, Date.now());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(vscode.l10n.t('The attestation could not be written: {0}', reason));
  }
  const names = [...zones.keys()].join(', ');
  services.notices.log.info(`attested by ${who.by}: ${names}`);
  done(vscode.l10n.t('Attested: {0}. The commit will carry it.', names), 8000);
}

interface Reviews {
  readonly byZone: ReadonlyMap<string, Review>;
  /** Absent where no zone asks for a signature. */
  readonly change?: SignableChange;
  /** Why no signature can be made now. What needs none can be attested all the same. */
  readonly problems: readonly string[];
}

/** The signatures that what is staged still needs. */
async function reviews({ repo, policy }: GitTree & PolicyTree, by: string): Promise<Reviews> {
  const byZone = new Map<string, Review>();
  // Most policies ask for none; to look takes several starts of git.
  if (policy.compiled.zones.every(({ attestation }) => attestation !== 'signed'))
    return { byZone, problems: [] };
  const tools = loadGateTools();
  const organization = outerPolicy();
  if (typeof organization === 'string') return { byZone, problems: [organization] };
  const change = await tools.signableChange(repo, undefined, organization);
  if (typeof change === 'string') return { byZone, problems: [change] };
  const left = await tools.openTransitions(change.change, { now: Date.now() });
  if (typeof left === 'string') return { byZone, problems: [left] };
  for (const signable of change.zones) {
    const { name, attestation } = signable.zone;
    if (signable.kind !== 'review@colophon' || attestation !== 'signed' || left.get(name)?.length === 0)
      continue;
    const signer = await tools.signingIdentity(repo, change.change, signable, emailOf(by));
    byZone.set(name, { signable, signer });
  }
  return { byZone, change, problems: [] };
}

/** The zones that the person has reviewed; the diff is open behind the list. */
async function review(
  services: AttestServices,
  { repo }: GitTree,
  change: Change,
  open: OpenZones,
  by: string,
): Promise<OpenZones | undefined> {
  await showChanges(
    services.virtualDocuments,
    repo,
    vscode.l10n.t('Staged changes to attest'),
    shownFiles(change, open),
  );
  const items = [...open].map(([name, zone]) => ({
    label: name,
    description: openText(zone),
    detail: [
      ...places(zone.files),
      ...(zone.files.length === 0 ? (zone.signing?.signable.transitions ?? []).map(({ path }) => path) : []),
    ].join(' · '),
    picked: true,
    name,
    zone,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Attest as {0}: review the AI lines, then confirm', by),
    placeHolder: vscode.l10n.t('Zones to attest to'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  return new Map(picked.map(({ name, zone }) => [name, zone]));
}

async function confirm(zones: OpenZones, others: readonly string[], by: string): Promise<boolean> {
  const { expiryOf } = loadGateTools();
  const now = Date.now();
  const expiresOf = (zone: CompiledZone) => expiryOf(zone, now);
  const { message, detail, yes } = attestQuestion(zones, others, by, expiresOf);
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, yes)) === yes;
}

/** The staged files with AI lines, and all that a signature would be about. */
function shownFiles(change: Change, open: OpenZones): ShownFile[] {
  const files = new Map<string, ShownFile>();
  for (const { signing } of open.values())
    for (const { path, from, to } of signing?.signable.transitions ?? [])
      files.set(path, { path, oldOid: oidOf(from), newOid: oidOf(to) });
  const paths = new Set([...open.values()].flatMap((zone) => zone.files.map(({ path }) => path)));
  for (const file of change.files)
    if (paths.has(file.path) && !files.has(file.path)) files.set(file.path, file);
  return [...files.values()];
}

function sayNothingToDo({ done, others }: Attestable): void {
  const said =
    done.length > 0
      ? vscode.l10n.t('Attested already: {0}.', done.join(', '))
      : vscode.l10n.t('No staged AI line needs your attestation.');
  inform([said, ...others].join(' '), {
    command: 'colophon.showProvenance',
    title: vscode.l10n.t('Show Provenance'),
  });
}
