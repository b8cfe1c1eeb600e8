import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitNul } from '../../git/repository/git';
import { gitIn, type Repository } from '../../git/repository/repository';
import { type CodeownersRule, isAddress, ownersOfFolder, readCodeowners } from '../../policy/codeowners';
import { limits } from '../../policy/limits';
import { readPattern } from '../../policy/pattern';

/** Paths that a new policy may name, with whom CODEOWNERS names for them. */
export interface PathChoice {
  readonly pattern: string;
  /** E-mail addresses. */
  readonly owners: readonly string[];
  /** Such as `@acme/ml`; a handle is no address, and none is made of it. */
  readonly handles: readonly string[];
  /** Tracked files in the folder, where it is one. */
  readonly files?: number;
  /** The mode that its name speaks for, if any. */
  readonly mode?: 'restricted' | 'attest';
}

export interface InitSuggestions {
  /** Those whose names speak for a mode first, then what CODEOWNERS names, then other folders. */
  readonly paths: readonly PathChoice[];
  /** E-mail addresses in CODEOWNERS, the most frequent first. */
  readonly people: readonly string[];
}

/** Names of folders by what they often hold. It orders suggestions; a person decides. */
const telling = [
  {
    mode: 'restricted',
    names:
      /^(?:(?:pre)?train(?:ing)?|fine-?tun(?:e|ing)|data|datasets?|corp(?:us|ora)|licen[cs](?:e|es|ing))$/,
  },
  {
    mode: 'attest',
    names: /^(?:core|kernel|engine|crypto(?:graphy)?|auth|security|payments?|billing|secrets)$/,
  },
] as const;
/** What lies in these is somebody else's, or made. */
const foreign =
  /^(?:node_modules|vendor|third[_-]party|external|test|tests|testing|__tests__|fixtures|testdata|examples?|docs?|dist|build|out|\..+)$/;

/** Where GitHub, GitLab and Gitea look, in their order. */
const places = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
  '.gitea/CODEOWNERS',
];
const maxDepth = 3;
const maxTold = 20;
const maxPaths = 500;
const maxPeople = 20;

/** What CODEOWNERS and the tree of folders speak for. Never rejects; where nothing can be read, there is nothing. */
export async function initSuggestions(repo: Repository): Promise<InitSuggestions> {
  const rules = readRules(repo.root);
  const folders = await folderSizes(repo);
  const told = [...folders.keys()]
    .flatMap((folder) => {
      const mode = modeFor(folder);
      return mode === undefined ? [] : [{ folder, mode }];
    })
    .sort((a, b) => depth(a.folder) - depth(b.folder) || compare(a.folder, b.folder));
  // One in another that is suggested says nothing more.
  const outer = told.filter(({ folder }) => !told.some((other) => folder.startsWith(`${other.folder}/`)));
  const choices = new Map<string, PathChoice>();
  const add = (choice: PathChoice | undefined) => {
    if (choice && choices.size < maxPaths && !choices.has(choice.pattern))
      choices.set(choice.pattern, choice);
  };
  const ofFolder = (folder: string) => folderChoice(folder, rules, folders.get(folder));
  for (const { folder, mode } of outer.slice(0, maxTold)) {
    const choice = ofFolder(folder);
    add(choice && { ...choice, mode });
  }
  for (const { pattern, owners } of rules) {
    if (owners.length === 0 || /^\/?\*{0,2}$/.test(pattern)) continue;
    const folder = pattern.replace(/^\/|\/(?:\*\*)?$/g, '');
    if (folders.has(folder)) add(ofFolder(folder));
    else if (!('bad' in readPattern(pattern))) add({ pattern, ...parted(owners) });
  }
  for (const folder of [...folders.keys()].sort((a, b) => depth(a) - depth(b) || compare(a, b))) {
    if (depth(folder) < maxDepth && folder !== '.ai-policy') add(ofFolder(folder));
  }
  return { paths: [...choices.values()], people: peopleIn(rules) };
}

/** Those that speak for `mode` first; the order is kept otherwise. */
export function forMode(paths: readonly PathChoice[], mode: 'restricted' | 'attest'): PathChoice[] {
  const rank = (choice: PathChoice) => (choice.mode === mode ? 0 : choice.mode === undefined ? 2 : 1);
  return [...paths].sort((a, b) => rank(a) - rank(b));
}

function readRules(root: string): CodeownersRule[] {
  for (const place of places) {
    try {
      const file = join(root, place);
      const found = lstatSync(file);
      // A link may lead anywhere.
      if (found.isFile() && found.size <= limits.fileBytes) return readCodeowners(readFileSync(file, 'utf8'));
    } catch {
      // The next place.
    }
  }
  return [];
}

/** Tracked files by folder, some levels deep; folders that are not tracked yet have none. */
async function folderSizes(repo: Repository): Promise<Map<string, number>> {
  const [tracked, untracked] = await Promise.all([
    gitIn(repo, ['ls-files', '-z', '--cached']),
    gitIn(repo, ['ls-files', '-z', '--others', '--directory', '--exclude-standard']),
  ]);
  const sizes = new Map<string, number>();
  const count = (path: string, files: number) => {
    const names = path.split('/').slice(0, -1).slice(0, maxDepth);
    for (let end = 1; end <= names.length; end++) {
      const folder = names.slice(0, end).join('/');
      sizes.set(folder, (sizes.get(folder) ?? 0) + files);
    }
  };
  for (const [{ code, stdout }, files] of [
    [tracked, 1],
    [untracked, 0],
  ] as const)
    if (code === 0) for (const path of splitNul(stdout)) count(path.toString('utf8'), files);
  return sizes;
}

function modeFor(folder: string): PathChoice['mode'] {
  const names = folder.toLowerCase().split('/');
  if (names.some((name) => foreign.test(name))) return undefined;
  return telling.find(({ names: known }) => known.test(names.at(-1)!))?.mode;
}

function folderChoice(
  folder: string,
  rules: readonly CodeownersRule[],
  files: number | undefined,
): PathChoice | undefined {
  // A name that git does not give as UTF-8 is no pattern.
  if (folder.includes('\ufffd')) return undefined;
  const pattern = folderPattern(folder);
  if ('bad' in readPattern(pattern)) return undefined;
  return { pattern, ...parted(ownersOfFolder(rules, folder)), ...(files !== undefined && { files }) };
}

/** A folder as a pattern that matches it and nothing else. */
function folderPattern(folder: string): string {
  return `/${folder.replace(/[\\*?[\]]/g, '\\$&')}/`;
}

function parted(all: readonly string[]): Pick<PathChoice, 'owners' | 'handles'> {
  const owners = all.filter(isAddress);
  return { owners, handles: all.filter((one) => !owners.includes(one)) };
}

function peopleIn(rules: readonly CodeownersRule[]): string[] {
  const counts = new Map<string, number>();
  for (const { owners } of rules)
    for (const owner of owners) if (isAddress(owner)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, maxPeople)
    .map(([owner]) => owner);
}

function depth(folder: string): number {
  return folder.split('/').length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
