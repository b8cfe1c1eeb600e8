import { readAllowedSigners } from '../../attestation/allowedSigners';
import { joinNames, namesIn, type PolicyNames } from '../../policy/editing/policyNames';
import { readTree, textAt, valueAt } from '../../policy/editing/yamlTree';
import { limits } from '../../policy/limits';
import { extendedPath, policyFile } from '../../policy/parse';
import { signersFile } from './policyCheck';

/** What is known around a policy file that is being written. */
interface PolicySurroundings {
  /** Of the files that it extends, and of the policy that may extend it. */
  readonly others: PolicyNames;
  /** Who has a key. */
  readonly signers: readonly string[];
}

/** @param file POSIX, from the root; `read` gives the text of it and of others, as they are being written. */
export function policySurroundings(
  file: string,
  read: (path: string) => string | undefined,
): PolicySurroundings {
  const around = new Map<string, PolicyNames>();
  for (const start of [file, policyFile]) {
    let next: string | undefined = start;
    for (let depth = 0; next !== undefined && depth <= limits.extended; depth++) {
      if (around.has(next)) break;
      const text: string = read(next) ?? '';
      // Its own names are known; a tree of it is made only where it leads on.
      const tree = next === file && !text.includes('extends') ? undefined : readTree(text);
      around.set(next, namesIn(tree));
      const wanted = textAt(valueAt(tree, 'extends'));
      next = wanted === undefined ? undefined : extendedPath(wanted, next);
    }
  }
  around.delete(file);
  const { signers } = readAllowedSigners(read(signersFile) ?? '');
  return {
    others: joinNames([...around.values()]),
    signers: [...new Set(signers.map(({ principal }) => principal))],
  };
}
