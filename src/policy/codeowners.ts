/** One rule of a CODEOWNERS file. */
export interface CodeownersRule {
  /** As in .gitignore, but never an exception. */
  readonly pattern: string;
  /** E-mail addresses and handles (`@acme/ml`) as they are written; empty where the file takes the owner away. */
  readonly owners: readonly string[];
}

/** What no person would read; such lines are passed over. */
const maxLine = 1000;
const section = /^\^?\[[^\]]+\](?:\[\d+\])?(?=\s|$)(.*)$/;

/** The rules of a CODEOWNERS file as GitHub, GitLab and Gitea read it: a stranger's text, so nothing in it is an error. */
export function readCodeowners(text: string): CodeownersRule[] {
  const rules: CodeownersRule[] = [];
  let usual: readonly string[] = [];
  for (const raw of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.length > maxLine) continue;
    // GitLab: its owners are those of each rule below it that names none.
    const header = section.exec(line);
    if (header) {
      usual = ownersIn(header[1]!);
      continue;
    }
    const [, written, rest] = /^((?:\\.|[^\s\\])+)(.*)$/.exec(line) ?? [];
    if (written === undefined) continue;
    const owners = ownersIn(rest!);
    const isException = written.startsWith('!');
    const pattern = written.replace(/^!/, '').replace(/\\ /g, ' ').trim();
    if (pattern !== '')
      rules.push({ pattern, owners: isException ? [] : owners.length > 0 ? owners : usual });
  }
  return rules;
}

/** Until a comment; what is neither a handle nor an address is none. */
function ownersIn(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const comment = words.findIndex((word) => word.startsWith('#'));
  return words
    .slice(0, comment < 0 ? undefined : comment)
    .filter((word) => /^@{1,2}[\w.-]+(?:\/[\w.-]+)*$/.test(word) || isAddress(word))
    .filter((word) => word.length <= 254 && !/[\p{Cc}\p{Cf}]/u.test(word));
}

/** A handle is none. */
export function isAddress(owner: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(owner);
}

/**
 * Whom a CODEOWNERS file names for a folder (`src/core`): the last rule that says it of the whole folder. Rules with
 * wildcards speak of some files in it, so they are not asked.
 */
export function ownersOfFolder(rules: readonly CodeownersRule[], folder: string): readonly string[] {
  for (let at = rules.length - 1; at >= 0; at--) {
    const rule = rules[at]!;
    if (covers(rule.pattern, folder)) return rule.owners;
  }
  return [];
}

function covers(pattern: string, folder: string): boolean {
  const path = pattern.replace(/(?:\/|\/\*\*\/?)$/, '');
  if (/^(?:\/?\*{1,2}|)$/.test(path)) return true;
  if (/[*?[\\]/.test(path)) return false;
  if (!path.includes('/')) return folder.split('/').includes(path);
  const anchored = path.replace(/^\//, '');
  return folder === anchored || folder.startsWith(`${anchored}/`);
}
