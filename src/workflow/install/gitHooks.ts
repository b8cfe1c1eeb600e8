import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type HookPlaces, hookPlaces, readHook } from '../../git/hooks/hookPlaces';
import {
  chainedSuffix,
  type HookName,
  hookBlock,
  hookCommand,
  hookFile,
  hookNames,
  shim,
} from '../../git/hooks/shim';
import { headCommit } from '../../git/objects/headFiles';
import { gitIn, type Repository } from '../../git/repository/repository';
import { mayBeRun } from '../../git/repository/system';
import { preparedNames } from '../../git/store/prepared';
import * as l10n from '../../text/l10n';
import { bundleFolderSteps, type FolderText, type InstallOptions, readBytes } from './bundleFolder';
import type { InstallPlan, InstallStep } from './installPlan';

export type HookState = 'installed' | 'outdated' | 'missing' | 'overwritten';

export interface HooksStatus {
  readonly hooks: Readonly<Record<HookName, HookState>>;
  /** All are `installed`, and what they start is there. */
  readonly ok: boolean;
}

const bundleNames = [
  'hook.cjs',
  'rewrite.cjs',
  'colophon.cjs',
  'policyTools.cjs',
  'gate.cjs',
  'notes.cjs',
  'mcp.cjs',
  'report.cjs',
] as const;

/** Everything that has to be written so that the hooks run; no step where they do already. Writes nothing. */
export async function planInstall(repo: Repository, options: InstallOptions): Promise<InstallPlan> {
  const places = await hookPlaces(repo);
  if (places === undefined) return problem(l10n.t('git could not say where its hooks are.'));
  const own = ownFolderSteps(repo, options);
  if (typeof own === 'string') return problem(own);
  // One way only, or they would run twice; files that are there already serve an older git on this machine too.
  const byFiles = !places.configured || hookNames.some((hook) => isThere(fileState(places, hook)));
  const hooks = byFiles ? fileSteps(places) : await configSteps(repo);
  if (typeof hooks === 'string') return problem(hooks);
  const other = byFiles ? await unsetSteps(repo) : [];
  const folders = changeableFolders(repo, places).filter((folder) => !byFiles || folder !== places.folder);
  const left = folders.map(removalSteps);
  return {
    kind: 'ok',
    steps: [
      ...own,
      ...(await seenSteps(repo)),
      ...hooks.steps,
      ...other,
      ...left.flatMap(({ steps }) => steps),
    ],
    notes: [...hooks.notes, ...left.flatMap(({ notes }) => notes)],
  };
}

/** Commits from before are none that the hooks missed. */
async function seenSteps(repo: Repository): Promise<InstallStep[]> {
  const path = join(repo.colophonDir, 'seen');
  const head = lstatSync(path, { throwIfNoEntry: false }) ? undefined : await headCommit(repo);
  return head === undefined ? [] : [{ do: 'write', path, text: `${head}\n`, mode: 0o644 }];
}

function problem(message: string): InstallPlan {
  return { kind: 'problem', message };
}

/** Only what lies in git's own folder for Colophon: to be brought up to date where the hooks are installed. */
export function planRefresh(repo: Repository, options: InstallOptions): InstallPlan {
  const steps = ownFolderSteps(repo, options);
  return typeof steps === 'string' ? problem(steps) : { kind: 'ok', steps, notes: [] };
}

/** Puts back what was there before. The ledger stays: it is the record, not the hooks. */
export async function planUninstall(repo: Repository): Promise<InstallPlan> {
  const places = await hookPlaces(repo);
  if (places === undefined) return problem(l10n.t('git could not say where its hooks are.'));
  const steps = await unsetSteps(repo);
  const notes: string[] = [];
  for (const folder of changeableFolders(repo, places)) {
    const removal = removalSteps(folder);
    steps.push(...removal.steps);
    notes.push(...removal.notes);
  }
  if (isByHand(places) && hookNames.some((hook) => isThere(fileState(places, hook)))) {
    notes.push(
      l10n.t(
        "Colophon's lines in the hooks of {0} stay; they do nothing in a repository without Colophon. Remove them there if no repository needs them.",
        places.folder,
      ),
    );
  }
  const common = join(repo.commonDir, 'colophon');
  const files = [
    ...hookNames.map((hook) => join('hooks', hook)),
    'hooks',
    'runtime',
    'noted',
    ...bundleNames,
  ];
  const ours = [
    ...files.map((name) => join(common, name)),
    ...[
      ...preparedNames,
      'catching',
      'last',
      'looked',
      'missed',
      'orig',
      'picked',
      'rewrites',
      'seen',
      'settled',
      'unread',
    ].map((name) => join(repo.colophonDir, name)),
  ];
  for (const path of ours) if (lstatSync(path, { throwIfNoEntry: false })) steps.push({ do: 'remove', path });
  return { kind: 'ok', steps, notes };
}

export async function hooksStatus(repo: Repository): Promise<HooksStatus | undefined> {
  const places = await hookPlaces(repo);
  if (places === undefined) return undefined;
  const common = join(repo.commonDir, 'colophon');
  const states = await Promise.all(
    hookNames.map(async (hook): Promise<readonly [HookName, HookState]> => {
      const command = places.configured ? await configValue(repo, commandKey(hook)) : undefined;
      const state =
        command === undefined
          ? fileState(places, hook)
          : command === hookCommand(hook)
            ? 'installed'
            : 'outdated';
      const current = readBytes(join(common, 'hooks', hook)) === shim(hook);
      return [hook, state === 'installed' && !current ? 'outdated' : state];
    }),
  );
  const ok =
    states.every(([, state]) => state === 'installed') &&
    bundleNames.every((name) => existsSync(join(common, name)));
  return { hooks: Object.fromEntries(states) as Record<HookName, HookState>, ok };
}

function ownFolderSteps(repo: Repository, options: InstallOptions): InstallStep[] | string {
  const texts = hookNames.map((hook): FolderText => [join('hooks', hook), shim(hook), 0o644]);
  return bundleFolderSteps(join(repo.commonDir, 'colophon'), bundleNames, texts, options);
}

/**
 * The folders whose hooks are Colophon's to change: where git looks, and git's own, where they may lie since before
 * another tool set core.hooksPath.
 */
function changeableFolders(repo: Repository, places: HookPlaces): string[] {
  const own = join(realpathSync(repo.commonDir), 'hooks');
  const folders = isByHand(places) || places.whose === 'none' ? [] : [places.folder];
  if (lstatSync(own, { throwIfNoEntry: false })?.isDirectory()) folders.push(own);
  return [...new Set(folders)];
}

/** Nothing is changed there but by a person. */
function isByHand({ whose }: HookPlaces): boolean {
  return whose === 'tracked' || whose === 'outside';
}

/** What was there before Colophon comes back, in one folder. */
function removalSteps(folder: string): { steps: InstallStep[]; notes: string[] } {
  const steps: InstallStep[] = [];
  const notes: string[] = [];
  for (const hook of hookNames) {
    const path = join(folder, hook);
    const chained = path + chainedSuffix;
    const there = readHook(path);
    const isFree = there.kind === 'none' || isOurs(there);
    steps.push(...removal(path, isFree ? chained : undefined));
    const moved = movedSteps(path);
    steps.push(...moved);
    if (!isFree && !takes(moved, chained) && readHook(chained).kind !== 'none') {
      notes.push(
        l10n.t(
          '{0} was replaced after Colophon kept the hook before it as {1}; look which you need.',
          path,
          chained,
        ),
      );
    }
  }
  return { steps, notes };
}

/** Takes ours out of one file; `chained`, if it exists, comes back in its place. */
function removal(path: string, chained?: string): InstallStep[] {
  const there = readHook(path);
  if (there.kind === 'file' && isBlock(there.text)) {
    return [{ do: 'write', path, text: withoutBlock(there.text), mode: there.mode }];
  }
  if (there.kind !== 'none' && !isOurs(there)) return [];
  if (chained !== undefined && readHook(chained).kind !== 'none') {
    return [{ do: 'rename', path: chained, to: path }];
  }
  return there.kind === 'none' ? [] : [{ do: 'remove', path }];
}

/** How other tools name a hook that they found: lefthook, which no longer calls it, and pre-commit, which does. */
const movedSuffixes = ['.old', '.legacy'];

/** Where another tool moved ours away, what ours had moved away takes its place: it is as if ours had not been there. */
function movedSteps(path: string): InstallStep[] {
  const there = readHook(path);
  let chained = there.kind === 'none' || isOurs(there) ? undefined : path + chainedSuffix;
  return movedSuffixes.flatMap((suffix) => {
    if (readHook(path + suffix).kind === 'none') return [];
    const steps = removal(path + suffix, chained);
    if (chained !== undefined && takes(steps, chained)) chained = undefined;
    return steps;
  });
}

function takes(steps: readonly InstallStep[], chained: string): boolean {
  return steps.some((step) => step.do === 'rename' && step.path === chained);
}

async function unsetSteps(repo: Repository): Promise<InstallStep[]> {
  const steps: InstallStep[] = [];
  for (const hook of hookNames) {
    if ((await configValue(repo, commandKey(hook))) !== undefined) {
      steps.push({ do: 'unset', key: `hook.${configName(hook)}` });
    }
  }
  return steps;
}

async function configSteps(repo: Repository): Promise<{ steps: InstallStep[]; notes: string[] }> {
  const steps: InstallStep[] = [];
  for (const hook of hookNames) {
    const wanted = [
      [commandKey(hook), hookCommand(hook)],
      [`hook.${configName(hook)}.event`, hook],
    ] as const;
    for (const [key, value] of wanted) {
      if ((await configValue(repo, key)) !== value) steps.push({ do: 'set', key, value });
    }
  }
  return { steps, notes: [] };
}

/** The name must not be that of an event. */
function configName(hook: HookName): string {
  return `colophon-${hook}`;
}

function commandKey(hook: HookName): string {
  return `hook.${configName(hook)}.command`;
}

async function configValue(repo: Repository, key: string): Promise<string | undefined> {
  const result = await gitIn(repo, ['config', '--local', '-z', '--get', key]);
  return result.code === 0 ? result.stdout.toString('utf8').replace(/\0$/, '') : undefined;
}

function fileSteps(places: HookPlaces): { steps: InstallStep[]; notes: string[] } | string {
  const { folder, whose, hooksPath } = places;
  if (whose === 'none')
    return l10n.t('core.hooksPath is {0}, which is no folder: hooks are turned off here.', String(hooksPath));
  if (isByHand(places)) {
    const lacking = hookNames.filter((hook) => fileState(places, hook) !== 'installed');
    if (lacking.length === 0) return { steps: [], notes: [] };
    if (hookNames.some((hook) => isThere(fileState(places, hook)))) {
      const note = l10n.t(
        'The hooks in {0} lack the lines that `colophon hooks show` prints, or have older ones: {1}.',
        folder,
        lacking.join(', '),
      );
      return { steps: [], notes: [note] };
    }
  }
  if (whose === 'tracked') {
    return `${l10n.t("core.hooksPath is {0}, a folder of this repository's files; Colophon does not change those.", String(hooksPath))} ${addByHand()}`;
  }
  if (whose === 'outside') {
    return `${l10n.t('core.hooksPath is {0}, which other repositories may use too; Colophon does not change it.', String(hooksPath))} ${addByHand()}`;
  }
  const steps: InstallStep[] = [];
  const notes: string[] = [];
  for (const hook of hookNames) {
    const result = hookSteps(folder, hook);
    if (typeof result === 'string') return result;
    steps.push(...result);
  }
  if (whose === 'ignored' && steps.length > 0) {
    notes.push(
      l10n.t(
        "{0} is made anew by the tool that set core.hooksPath (husky does so at npm install); Colophon's lines are lost then and have to be installed again.",
        folder,
      ),
    );
  }
  return { steps, notes };
}

function addByHand(): string {
  return l10n.t(
    'Add the lines that `colophon hooks show` prints to your hooks there and install again, or use git 2.54 or newer.',
  );
}

function hookSteps(folder: string, hook: HookName): InstallStep[] | string {
  const path = join(folder, hook);
  const there = readHook(path);
  const wanted: InstallStep = { do: 'write', path, text: hookFile(hook), mode: 0o755 };
  if (there.kind === 'none') return [wanted];
  if (there.kind === 'other') return l10n.t('{0} is no file; remove it, then install again.', path);
  const moved = movedSteps(path);
  if (isOurs(there)) {
    return there.text === wanted.text && mayBeRun(there.mode) ? moved : [...moved, wanted];
  }
  if (there.mustStay || isBlock(there.text)) {
    if (!there.shell) {
      return l10n.t(
        '{0} looks at its own name, so it cannot be moved aside, and is no shell script to add a line to. Add the lines that `colophon hooks show` prints to it.',
        path,
      );
    }
    const text = withBlock(withoutBlock(there.text), hook);
    return text === there.text ? moved : [...moved, { do: 'write', path, text, mode: there.mode }];
  }
  const chained = path + chainedSuffix;
  const older = readHook(chained);
  const aside: InstallStep[] =
    older.kind === 'file' && older.text !== there.text && !takes(moved, chained)
      ? [{ do: 'rename', path: chained, to: free(`${chained}-old`) }]
      : [];
  return [...moved, ...aside, { do: 'rename', path, to: chained }, wanted];
}

function fileState({ folder }: HookPlaces, hook: HookName): HookState {
  const path = join(folder, hook);
  const there = readHook(path);
  const replaced = readHook(path + chainedSuffix).kind !== 'none' ? 'overwritten' : 'missing';
  if (there.kind !== 'file') return replaced;
  if (isOurs(there)) return there.text === hookFile(hook) && mayBeRun(there.mode) ? 'installed' : 'outdated';
  if (!isBlock(there.text)) return replaced;
  return withBlock(withoutBlock(there.text), hook) === there.text ? 'installed' : 'outdated';
}

function isThere(state: HookState): boolean {
  return state === 'installed' || state === 'outdated';
}

function isOurs(hook: ReturnType<typeof readHook>): boolean {
  return hook.kind === 'file' && hook.text.startsWith('#!/bin/sh\n# colophon-hook ');
}

const block = /^# >>> colophon-hook [\s\S]*?^# <<< colophon-hook\n/m;

function isBlock(text: string): boolean {
  return block.test(text);
}

function withoutBlock(text: string): string {
  return text.replace(block, '');
}

/** After the first line, before anything that may end the script. */
function withBlock(text: string, hook: HookName): string {
  const at = text.indexOf('\n') + 1;
  const lines = hookBlock(hook);
  return at === 0 ? `${text}\n${lines}` : text.slice(0, at) + lines + text.slice(at);
}

function free(path: string): string {
  let name = path;
  for (let i = 2; lstatSync(name, { throwIfNoEntry: false }); i++) name = `${path}-${i}`;
  return name;
}
