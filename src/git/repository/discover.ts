import { existsSync } from 'node:fs';
import * as l10n from '../../text/l10n';
import type { GitProblem, GitResult } from './git';
import { findBare, findRepository, type Repository } from './repository';

type DiscoverProblem = 'not-a-repository' | 'not-owned' | 'bare' | 'git-too-old' | GitProblem;

type Discovery =
  | { readonly kind: 'ok'; readonly repo: Repository }
  /** `message` says what happened and what to do next, in plain words. */
  | { readonly kind: 'problem'; readonly problem: DiscoverProblem; readonly message: string };

/** Finds the repository that `cwd` lies in; see `findRepository`. */
export async function discover(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Discovery> {
  const found = await findRepository(cwd, env);
  return 'repo' in found
    ? { kind: 'ok', repo: found.repo }
    : { kind: 'problem', ...explain(found.said, cwd) };
}

/** The same for who reads nothing but the history: a bare repository has one too, and auditors work on mirrors. */
export async function discoverHistory(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Discovery> {
  const found = await discover(cwd, env);
  if (found.kind === 'ok' || found.problem !== 'bare') return found;
  const repo = await findBare(cwd, env);
  return repo === undefined ? found : { kind: 'ok', repo };
}

function explain(result: GitResult, cwd: string): { problem: DiscoverProblem; message: string } {
  const { stderr } = result;
  if (result.problem === 'missing') {
    return { problem: 'missing', message: l10n.t('git was not found. Install it, or put it on the PATH.') };
  }
  if (result.problem === 'timeout') {
    return {
      problem: 'timeout',
      message: l10n.t('git did not answer in time. Try again; if it stays so, run `git status` here.'),
    };
  }
  if (result.problem !== undefined && !existsSync(cwd)) {
    return { problem: 'failed', message: l10n.t('The folder {0} does not exist.', cwd) };
  }
  if (result.problem !== undefined)
    return { problem: result.problem, message: l10n.t('git could not be run: {0}', stderr) };
  if (/dubious ownership|unsafe repository/.test(stderr)) {
    const folder = /(?:repository at|unsafe repository \() ?'([^'\n]*)'/.exec(stderr)?.[1] ?? cwd;
    return {
      problem: 'not-owned',
      message: l10n.t(
        'The repository {0} belongs to another user, so git refuses to read it. If you trust it, run: {1}',
        folder,
        `git config --global --add safe.directory '${folder}'`,
      ),
    };
  }
  if (/must be run in a work tree/.test(stderr)) {
    return {
      problem: 'bare',
      message: l10n.t('{0} is in a bare repository or inside .git; Colophon needs a working tree.', cwd),
    };
  }
  if (/not a git repository/i.test(stderr)) {
    return {
      problem: 'not-a-repository',
      message: l10n.t('{0} is not in a git repository. Run `git init` first.', cwd),
    };
  }
  if (/path-format/.test(stderr) || result.stdout.includes('--path-format')) {
    return {
      problem: 'git-too-old',
      message: l10n.t('This git is too old; Colophon needs git 2.31 or newer.'),
    };
  }
  return {
    problem: 'failed',
    message: l10n.t(
      'git could not read the repository at {0}: {1}',
      cwd,
      stderr.trim() || l10n.t('unexpected output'),
    ),
  };
}
