import { lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { gitIn, type Repository } from '../../git/repository/repository';
import { replaceFile } from '../../git/repository/system';
import { writeWhole } from '../../git/repository/writeWhole';
import * as l10n from '../../text/l10n';

/** One step of a plan, as data to be shown before it is done. */
export type InstallStep =
  | FileStep
  | { readonly do: 'set'; readonly key: string; readonly value: string }
  | { readonly do: 'unset'; readonly key: string };

/** A step that needs no repository. */
export type FileStep =
  /** Written whole or not at all, never through a symbolic link. `text` is bytes, one UTF-16 code unit each. */
  | { readonly do: 'write'; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly do: 'copy'; readonly path: string; readonly from: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  /** A file, or a folder that is empty by then. */
  | { readonly do: 'remove'; readonly path: string };

export type InstallPlan =
  | {
      readonly kind: 'ok';
      readonly steps: readonly InstallStep[];
      /** For the person: what else they should know or do. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Does a plan's steps in order. What is wrong comes back as one message; hooks that were moved away by then are
 * moved back.
 */
export async function applyPlan(repo: Repository, plan: InstallPlan): Promise<string | undefined> {
  if (plan.kind === 'problem') return plan.message;
  const undo: (() => void)[] = [];
  for (const step of plan.steps) {
    try {
      const problem = await applyStep(repo, step, undo);
      if (problem !== undefined) return problem;
    } catch (error) {
      for (const back of undo.reverse()) back();
      return `${explainFailure(step, error as NodeJS.ErrnoException)} ${l10n.t('The hooks are not installed.')}`;
    }
  }
  return undefined;
}

/** Does one step by itself; says what went wrong. */
export function applyFileStep(step: FileStep): string | undefined {
  try {
    doFileStep(step, []);
    return undefined;
  } catch (error) {
    return explainFailure(step, error as NodeJS.ErrnoException);
  }
}

/** One line a step, for the person to read before they say yes. */
export function describeStep(step: InstallStep): string {
  switch (step.do) {
    case 'write':
      return l10n.t('write   {0}', step.path);
    case 'copy':
      return l10n.t('copy    {0}', step.path);
    case 'rename':
      return l10n.t('rename  {0} to {1}', step.path, step.to);
    case 'remove':
      return l10n.t('remove  {0}', step.path);
    case 'set':
      return l10n.t("set     {0} in this repository's configuration", step.key);
    case 'unset':
      return l10n.t('unset   {0}', step.key);
  }
}

async function applyStep(
  repo: Repository,
  step: InstallStep,
  undo: (() => void)[],
): Promise<string | undefined> {
  if (step.do === 'set' || step.do === 'unset') {
    const args = step.do === 'set' ? ['--replace-all', step.key, step.value] : ['--remove-section', step.key];
    const result = await gitIn(repo, ['config', '--local', ...args]);
    return result.code === 0
      ? undefined
      : l10n.t('git could not change its configuration: {0}', result.stderr.trim());
  }
  doFileStep(step, undo);
  return undefined;
}

function doFileStep(step: FileStep, undo: (() => void)[]): void {
  const { path } = step;
  if (step.do === 'rename') {
    replaceFile(path, step.to);
    undo.push(() => replaceFile(step.to, path));
  } else if (step.do === 'remove') {
    if (lstatSync(path).isDirectory()) rmdirSync(path);
    else rmSync(path);
  } else {
    mkdirSync(dirname(path), { recursive: true });
    if (step.do === 'copy') writeWhole(path, readFileSync(step.from), { mode: 0o644 });
    else writeWhole(path, Buffer.from(step.text, 'latin1'), { mode: step.mode });
  }
}

function explainFailure(step: InstallStep, error: NodeJS.ErrnoException): string {
  const path = 'path' in step ? step.path : '';
  if (error.code === 'EBUSY')
    return l10n.t('{0} cannot be written: another program has it open. Close that, then try again.', path);
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS') {
    return l10n.t('{0} cannot be written: {1} is read-only for you.', path, dirname(path));
  }
  return l10n.t('{0} could not be written ({1}).', path, error.code ?? error.message);
}
