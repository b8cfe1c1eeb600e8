import { resolve } from 'node:path';
import type { Repository } from '../git/repository/repository';
import { storedOrganization } from '../workflow/policy/compiledPolicy';
import { type OuterPolicy, readOuterPolicy } from '../workflow/policy/treePolicy';
import { type SignableChange, signableChange } from '../workflow/verify/signOff';
import type { Io } from './io';

/** The policy that `--policy` names, which the commands that we recommend name in the same words. A string is what went wrong. */
export function givenOrganization(
  { cwd }: Pick<Io, 'cwd'>,
  given: string | undefined,
): OuterPolicy | string | undefined {
  if (given === undefined) return undefined;
  const read = readOuterPolicy(resolve(cwd, given));
  return typeof read === 'string' ? read : { ...read, given };
}

/**
 * What there is to sign, under the organisation's policy that is given, else the one that VS Code is set to: the commit
 * hooks judge by it, too. A string is what went wrong.
 */
export async function signableHere(
  repo: Repository,
  range: string | undefined,
  given: OuterPolicy | undefined,
): Promise<SignableChange | string> {
  const path = storedOrganization(repo.colophonDir);
  const organization = given ?? (path === undefined ? undefined : readOuterPolicy(path));
  return typeof organization === 'string' ? organization : signableChange(repo, range, organization);
}
