import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import { writeNew } from '../../git/repository/writeWhole';
import { isAddress } from '../../policy/codeowners';
import { parsePolicy, policyFile } from '../../policy/parse';
import { readPattern } from '../../policy/pattern';
import * as l10n from '../../text/l10n';
import type { PathChoice } from './initSuggestions';
import { loadWorkingPolicy } from './loadPolicy';
import { policyFolder } from './policyFiles';

export interface Person {
  readonly name?: string;
  readonly email: string;
}

export interface InitAnswers {
  readonly engineering: Person;
  readonly legal: Person;
  /** URL, e-mail address or channel. */
  readonly escalation: string;
  readonly restricted: readonly PathChoice[];
  readonly attest: readonly PathChoice[];
  /** Assistants in use, by their ids in the catalogue. */
  readonly assistants: readonly { readonly id: string; readonly name: string }[];
  /** Their terms were reviewed and approved, says the person; else they are unreviewed. */
  readonly approved: boolean;
}

/** Whom git takes for the author of a commit; `undefined` where it knows no e-mail address. */
export async function personOfGit(repo: Repository): Promise<Person | undefined> {
  const config = await readConfig(repo, /^user\.(?:name|email)$/);
  const email = config.get('user.email')?.trim() ?? '';
  const name = config.get('user.name')?.trim() ?? '';
  return isEmail(email) ? { ...(name === '' ? {} : { name }), email } : undefined;
}

/** What `--yes` takes: everybody is the person that git knows, and no path is restricted yet. */
export async function defaultAnswers(repo: Repository): Promise<InitAnswers | { readonly message: string }> {
  const person = await personOfGit(repo);
  if (person === undefined) {
    return {
      message:
        'git does not know your e-mail address, which the policy needs for its owner. Set it: git config user.email …',
    };
  }
  const people = { engineering: person, legal: person, escalation: person.email };
  return { ...people, restricted: [], attest: [], assistants: [], approved: false };
}

export function isEmail(text: string): boolean {
  return isAddress(text) && text.length <= 254;
}

/** `training, /src/core` as patterns, or what is wrong with one of them. A bare name is a folder at the root. */
export function patternsOf(answer: string): string[] | { readonly message: string } {
  const patterns: string[] = [];
  for (const part of answer.split(',').map((text) => text.trim())) {
    if (part === '') continue;
    const pattern = /[*?[\]!#\\]/.test(part) ? part : `/${part.replace(/^(?:\.?\/)+|\/+$/g, '')}/`;
    const read = readPattern(pattern);
    if ('bad' in read) return { message: read.bad(part) };
    patterns.push(pattern);
  }
  return patterns;
}

/** Paths that a person wrote, with what is known of those that were suggested. */
export function chosenPaths(patterns: readonly string[], known: readonly PathChoice[]): PathChoice[] {
  return [...new Set(patterns)].map(
    (pattern) => known.find((one) => one.pattern === pattern) ?? { pattern, owners: [], handles: [] },
  );
}

type InitResult =
  | { readonly kind: 'written'; readonly path: string }
  /** Nothing was written; `message` says why and what to do. */
  | { readonly kind: 'problem'; readonly message: string };

/** Writes the policy whole or not at all, and never over another. */
export function writePolicy(root: string, text: string): InitResult {
  const existing = loadWorkingPolicy(root);
  if (existing.kind === 'ok')
    return problem(l10n.t('This repository has a policy already: {0}. Nothing was written.', policyFile));
  if (existing.kind === 'broken') {
    const [first] = existing.problems;
    return problem(
      l10n.t(
        'There is a policy here already, and it is broken: {0}: {1} Nothing was written.',
        first?.path ?? '',
        first?.message ?? '',
      ),
    );
  }
  const [wrong] = parsePolicy(text).problems.filter(({ severity }) => severity === 'error');
  if (wrong !== undefined)
    return problem(l10n.t('The answers do not make a policy: {0} Nothing was written.', wrong.message));
  const path = join(root, ...policyFile.split('/'));
  try {
    mkdirSync(join(root, policyFolder), { recursive: true });
    writeNew(path, text);
    return { kind: 'written', path: policyFile };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return problem(
      code === 'EEXIST'
        ? l10n.t('{0} is there already. Nothing was written.', policyFile)
        : l10n.t('{0} could not be written: {1}', policyFile, message),
    );
  }
}

function problem(message: string): InitResult {
  return { kind: 'problem', message };
}
