import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '../../text/l10n';
import { endsWhole, splitNul } from '../repository/git';
import { gitIn, type Repository } from '../repository/repository';
import { inOwnStore } from './ownStore';
import { said } from './range';
import type { TreeEntry } from './tree';

const timeoutMs = 120_000;
const asked = ['text', 'crlf', 'eol', 'working-tree-encoding', 'ident', 'filter'] as const;

/**
 * The paths that git would check out as other bytes under one set of `.gitattributes` than under another, with the
 * configuration that git has by itself. It is git that reads them, in each case, since systems take pattern and name for
 * the same in different ways. A string is what went wrong.
 */
export async function checkedOutOtherwise(
  repo: Repository,
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
  paths: readonly string[],
): Promise<readonly string[] | string> {
  if (paths.length === 0) return [];
  return inOwnStore(repo, async (own, folder) => {
    const found = new Set<string>();
    for (const ignoreCase of ['false', 'true']) {
      const sides: string[][] = [];
      for (const [index, files] of [before, after].entries()) {
        const apart = emptyRepository(
          own,
          join(folder, `${index}-${ignoreCase}`),
          files[0]?.oid.length === 64,
        );
        const conversions = await conversionsOf(apart, files, paths, ignoreCase);
        if (typeof conversions === 'string') return conversions;
        sides.push(conversions);
      }
      for (const [index, path] of paths.entries()) if (sides[0]![index] !== sides[1]![index]) found.add(path);
    }
    return [...found];
  });
}

/** With the objects of `repo`, and without its configuration, its `info/attributes` and whatever is checked out. */
function emptyRepository(repo: Repository, folder: string, isSha256: boolean): Repository {
  const gitDir = join(folder, 'git');
  const root = join(folder, 'tree');
  for (const name of [join(gitDir, 'refs'), root]) mkdirSync(name, { recursive: true });
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  const format = isSha256 ? '1\n[extensions]\n\tobjectFormat = sha256\n' : '0\n';
  writeFileSync(join(gitDir, 'config'), `[core]\n\trepositoryFormatVersion = ${format}`);
  const places = { GIT_DIR: gitDir, GIT_WORK_TREE: root, GIT_INDEX_FILE: join(folder, 'index') };
  return {
    ...repo,
    root,
    gitDir,
    commonDir: gitDir,
    env: { ...repo.env, ...places, GIT_ATTR_NOSYSTEM: '1' },
  };
}

/** In the order of the paths. A string is what went wrong. */
async function conversionsOf(
  repo: Repository,
  files: readonly TreeEntry[],
  paths: readonly string[],
  ignoreCase: string,
): Promise<string[] | string> {
  const index = files.map(({ mode, oid, path }) => `${mode} ${oid}\t${canonical(path)}\0`).join('');
  const failed = l10n.t('git could not read .gitattributes');
  const added = await gitIn(repo, ['update-index', '-z', '--index-info'], { input: index, timeoutMs });
  if (added.code !== 0) return said(failed, added);
  const settings = ['-c', 'core.attributesFile=/dev/null', '-c', `core.ignoreCase=${ignoreCase}`];
  const result = await gitIn(repo, [...settings, 'check-attr', '--cached', '-z', '--stdin', ...asked], {
    input: `${paths.join('\0')}\0`,
    timeoutMs,
    maxBytes: Number.POSITIVE_INFINITY,
  });
  const fields = splitNul(result.stdout).map((field) => field.toString('utf8'));
  if (result.code !== 0 || !endsWhole(result.stdout) || fields.length !== 3 * asked.length * paths.length)
    return said(failed, result);
  return paths.map((_, at) => {
    const own = fields.slice(3 * asked.length * at, 3 * asked.length * (at + 1));
    return conversion(Object.fromEntries(asked.map((name, i) => [name, own[3 * i + 2]!])));
  });
}

/** A name that a system takes for `.gitattributes`, as the one that git looks for. */
function canonical(path: string): string {
  return path.replace(/[^/]*$/, '.gitattributes');
}

/** What happens to a blob on its way to the disk; gitattributes(5). Without a setting of the user's, `text` alone does nothing. */
function conversion(of: Readonly<Record<string, string>>): string {
  const { text, crlf, eol, ident, filter } = of;
  const encoding = of['working-tree-encoding']!;
  const isSet = (value: string | undefined) => value !== undefined && !/^(?:unspecified|unset)$/.test(value);
  const kind = text === 'unspecified' ? crlf : text;
  const ends = kind !== 'unset' && kind !== 'input' && eol === 'crlf' ? 'crlf' : '';
  const recoded = isSet(encoding) && !/^(?:set|utf-?8)$/i.test(encoding) ? encoding : '';
  return JSON.stringify([ends, recoded, ident === 'set', isSet(filter) ? filter : '']);
}
