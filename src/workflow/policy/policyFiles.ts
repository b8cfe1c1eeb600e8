import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../policy/limits';
import * as l10n from '../../text/l10n';

/** The folder of the policy in the working tree. */
export const policyFolder = '.ai-policy';

/** One file that a policy came from. */
export interface PolicyInput {
  /** POSIX, relative to the repository's root. */
  readonly path: string;
  /** Hexadecimal, of the bytes. */
  readonly sha256: string;
}

type PolicyBytes =
  | { readonly kind: 'ok'; readonly bytes: Buffer }
  /** Neither the file nor its folder is there. */
  | { readonly kind: 'none' }
  /** It is there, but not as a plain file that can be read; `message` says what to do. */
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Reads a file of the policy's folder without ever following a symbolic link: what the link leads to would not be
 * what is committed. A name in another case is refused too, since it is the same file on some systems only.
 * @param path POSIX, relative to `root`, below `.ai-policy/`.
 */
export function readPolicyBytes(root: string, path: string, maxBytes: number): PolicyBytes {
  const names = path.split('/');
  let folder = root;
  let shown = '';
  try {
    for (const [index, name] of names.entries()) {
      const entries = readdirSync(folder);
      shown = shown === '' ? name : `${shown}/${name}`;
      const variant = entries.find((entry) => entry !== name && sameName(entry, name));
      if (variant !== undefined)
        return {
          kind: 'refused',
          message: l10n.t('{0} must be named {1}, in this case. Rename it.', JSON.stringify(variant), shown),
        };
      if (!entries.includes(name)) return { kind: 'none' };
      const wrong = wrongKind(join(folder, name), shown, index === names.length - 1);
      if (wrong !== undefined) return { kind: 'refused', message: wrong };
      folder = join(folder, name);
    }
    return readPlainFile(folder, shown, maxBytes);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return {
      kind: 'refused',
      message: l10n.t(
        '{0} cannot be read ({1}). Check its permissions.',
        shown || l10n.t('The repository'),
        code || String(error),
      ),
    };
  }
}

/** Reads policy files as they are being written, else as they are on the disk; for a policy's `extends`. */
export function policyReader(
  root: string,
  typed: ReadonlyMap<string, string>,
): (path: string) => string | undefined {
  return (path) => {
    const text = typed.get(path);
    if (text !== undefined) return text;
    const found = readPolicyBytes(root, path, limits.fileBytes);
    return found.kind === 'ok' ? found.bytes.toString('utf8') : undefined;
  };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function wrongKind(path: string, shown: string, last: boolean): string | undefined {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink())
    return l10n.t(
      '{0} is a symbolic link. Replace it by what it points to; links are never followed here.',
      shown,
    );
  if (last) {
    if (stat.isDirectory()) return l10n.t('{0} is a folder, but must be a file.', shown);
    return stat.isFile() ? undefined : l10n.t('{0} is not a plain file.', shown);
  }
  if (!stat.isDirectory())
    return l10n.t('{0} is not a folder. The policy is {1}/policy.yaml.', shown, policyFolder);
  const isSubmodule = lstatSync(join(path, '.git'), { throwIfNoEntry: false }) !== undefined;
  return isSubmodule
    ? l10n.t('{0} is a repository of its own (a submodule). The policy must be in this one.', shown)
    : undefined;
}

function readPlainFile(path: string, shown: string, maxBytes: number): PolicyBytes {
  // A link put in its place since the look above is not followed, a pipe not waited for.
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: 'refused', message: l10n.t('{0} is not a plain file.', shown) };
    if (stat.size > maxBytes) {
      const mib = Math.floor(maxBytes / 1024 / 1024);
      return {
        kind: 'refused',
        message: l10n.t(
          '{0} is larger than {1} MiB and was not read. Put what is not policy elsewhere.',
          shown,
          mib,
        ),
      };
    }
    return { kind: 'ok', bytes: readFileSync(file) };
  } finally {
    closeSync(file);
  }
}

function sameName(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}
