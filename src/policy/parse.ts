import * as l10n from '../text/l10n';
import { checkLayer, checkPolicy, type Layer } from './check';
import { limits } from './limits';
import { mergePolicies, policyOf } from './merge';
import { nearest } from './nearest';
import type { Policy } from './policy';
import { type Fix, type Place, type Problem, problemAt } from './problem';
import { checkShape, type ShapeIssue } from './schema';
import { readYaml, type YamlDocument } from './yamlDocument';

export const policyFile = '.ai-policy/policy.yaml';

export interface ParseOptions {
  /** Of the file that `text` came from, POSIX, relative to the repository's root; `.ai-policy/policy.yaml` unless told. */
  readonly path?: string;
  readonly read?: ReadPolicyFile;
  /** A policy from outside the repository, which this one cannot loosen; it extends nothing. */
  readonly organization?: { readonly path: string; readonly text: string };
}

/**
 * The text of another file under `.ai-policy/` of the same commit or working tree, what is wrong with it (a sentence
 * or two), or undefined where there is none.
 */
export type ReadPolicyFile = (path: string) => string | { readonly problem: string } | undefined;

/** A pattern and where it stands; for lints and for the editor's counts. */
export interface PlacedPattern {
  readonly text: string;
  readonly zone: string;
  readonly place: Place;
}

/** The last day of a vendor's review and where it stands. */
export interface PlacedReview {
  readonly vendor: string;
  /** `YYYY-MM-DD`. */
  readonly expires: string;
  readonly place: Place;
}

interface ParsedPolicy {
  /** Absent when any problem is an error. */
  readonly policy?: Policy;
  readonly problems: readonly Problem[];
  readonly patterns: readonly PlacedPattern[];
  readonly reviews: readonly PlacedReview[];
}

/**
 * Reads a policy and what it extends, and checks all of it. Never throws, whatever the text.
 * Problems come in the order of files, then of lines.
 */
export function parsePolicy(text: string, options: ParseOptions = {}): ParsedPolicy {
  const { layers, problems } = readLayers(
    text,
    options.path ?? policyFile,
    options.read ?? (() => undefined),
  );
  if (options.organization) {
    const { path, text: outer } = options.organization;
    const above = readLayers(outer, path, () => ({
      problem: l10n.t('An organisation policy cannot extend another file.'),
    }));
    layers.push(...above.layers);
    problems.push(...above.problems);
  }
  // What is wrong in one file does not keep the others from being checked; what they mean together needs all.
  for (const layer of layers) problems.push(...checkLayer(layer));
  const policy = layers
    .map(({ file }) => policyOf(file))
    .reduceRight<Policy | undefined>(
      (extended, own) => (extended ? mergePolicies(extended, own) : own),
      undefined,
    );
  if (policy !== undefined && problems.every(({ severity }) => severity !== 'error')) {
    problems.push(...checkPolicy(policy, layers));
  }
  const sorted = inOrder(problems, layers);
  const usable = policy !== undefined && sorted.every(({ severity }) => severity !== 'error');
  return {
    ...(usable ? { policy } : {}),
    problems: sorted,
    patterns: layers.flatMap(patternsOf),
    reviews: layers.flatMap(reviewsOf),
  };
}

/** The file itself first, then what it extends, and so on. */
function readLayers(
  text: string,
  path: string,
  read: ReadPolicyFile,
): { layers: Layer[]; problems: Problem[] } {
  const layers: Layer[] = [];
  const problems: Problem[] = [];
  const seen = new Set([path]);
  let next: { text: string; path: string } | undefined = { text, path };
  while (next !== undefined) {
    const result = readLayer(next.text, next.path);
    problems.push(...result.problems);
    const layer: Layer | undefined = result.layer;
    next = undefined;
    if (layer === undefined) break;
    layers.push(layer);
    const { extends: wanted } = layer.file;
    if (wanted === undefined) break;
    const found = follow(wanted, layer.path, seen, read);
    if (typeof found === 'string') {
      problems.push(problemAt(layer.document.place(['extends']), 'error', found));
    } else next = found;
  }
  return { layers, problems };
}

function readLayer(text: string, path: string): { layer?: Layer; problems: readonly Problem[] } {
  const yaml = readYaml(text, path);
  if ('problems' in yaml) return yaml;
  const checked = checkShape(yaml.document.value);
  if ('file' in checked)
    return { layer: { path, file: checked.file, document: yaml.document }, problems: [] };
  return { problems: checked.issues.map((issue) => explain(issue, yaml.document)) };
}

/** The file that `extends` names, or what is wrong with it. */
function follow(
  wanted: string,
  from: string,
  seen: Set<string>,
  read: ReadPolicyFile,
): { text: string; path: string } | string {
  const path = extendedPath(wanted, from);
  if (path === undefined)
    return l10n.t(
      '`extends` must name a file under .ai-policy/, such as base.yaml; {0} is not one.',
      quoted(wanted),
    );
  if (seen.has(path))
    return l10n.t('{0} extends itself, directly or through others. Take one of the `extends` out.', path);
  if (seen.size >= limits.extended)
    return l10n.t('More than {0} files extend each other. Put them together.', limits.extended);
  seen.add(path);
  const text = read(path);
  if (text === undefined) return l10n.t('{0} does not exist. Add it, or take `extends` out.', path);
  return typeof text === 'string' ? { text, path } : text.problem;
}

/** Relative to the extending file's folder, or to the root when it starts with `.ai-policy/`. */
export function extendedPath(wanted: string, from: string): string | undefined {
  if (/^[/\\]|[\\\x00-\x1f]|^[A-Za-z]:/.test(wanted)) return undefined;
  const folder = wanted.startsWith('.ai-policy/') ? [] : from.split('/').slice(0, -1);
  const path: string[] = [];
  for (const part of [...folder, ...wanted.split('/')]) {
    if (part === '..' && path.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') path.push(part);
  }
  return path[0] === '.ai-policy' && path.length > 1 && !wanted.endsWith('/') ? path.join('/') : undefined;
}

function explain(
  { path, key, known, words = [], notText, message }: ShapeIssue,
  document: YamlDocument,
): Problem {
  const place = document.place(path, key);
  const said = (subject: string) => message.replace('{0}', () => subject);
  if (key !== undefined && known !== undefined) {
    const meant = nearest(key, known);
    const wrong = l10n.t('{0} is not a key of {1}.', quoted(key), nameOf(path));
    const hint =
      meant === undefined
        ? l10n.t('Known here: {0}.', known.join(', '))
        : l10n.t('Did you mean {0}?', `\`${meant}\``);
    const rename: Fix[] = meant === undefined ? [] : [{ kind: 'replace', by: meant, certain: true }];
    return problemAt(place, 'error', `${wrong} ${hint}`, ...rename, { kind: 'remove' });
  }
  if (key !== undefined)
    return problemAt(place, 'error', said(l10n.t('The key {0} of {1}', quoted(key), nameOf(path))));
  const reached = reach(document.value, path);
  if (reached === undefined) {
    const name = String(path.at(-1));
    const missing = l10n.t('{0} is missing in {1}.', `\`${name}\``, nameOf(path.slice(0, -1)));
    return problemAt(place, 'error', `${missing} ${said(l10n.t('It'))}`, { kind: 'insert', key: name });
  }
  const { value } = reached;
  const fixes = typeof value === 'object' ? [] : wordFixes(String(value), words, notText);
  return problemAt(place, 'error', said(nameOf(path)), ...fixes);
}

/** Of a wrong word: the nearest first; the others are what else it can be. */
function wordFixes(value: string, words: readonly string[], notText: boolean | undefined): Fix[] {
  if (notText) return [{ kind: 'quote' }];
  const meant = nearest(value, words);
  const others = words.filter((word) => word !== meant).slice(0, 6);
  return [
    ...(meant === undefined ? [] : [likely(meant, value)]),
    ...others.map((by) => ({ kind: 'replace', by }) as const),
  ];
}

/** Of one or two characters, any word is near. */
function likely(by: string, value: string): Fix {
  return { kind: 'replace', by, ...(value.length > 2 && { certain: true as const }) };
}

/** What `path` leads to; nothing where it leads nowhere. */
function reach(value: unknown, path: readonly (string | number)[]): { readonly value: unknown } | undefined {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return { value: at };
}

/** `zones[2].signoff`, counted from 1 as people do. */
function nameOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return l10n.t('the policy');
  const name = path.map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${step}`)).join('');
  return `\`${name.slice(1)}\``;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function inOrder(problems: readonly Problem[], layers: readonly Layer[]): Problem[] {
  const files = layers.map(({ path }) => path);
  const rank = ({ path }: Problem) => (files.includes(path) ? files.indexOf(path) : files.length);
  const sorted = [...problems].sort(
    (a, b) =>
      rank(a) - rank(b) || a.line - b.line || a.column - b.column || (a.severity < b.severity ? -1 : 1),
  );
  const [last] = sorted.slice(limits.problems);
  if (last === undefined) return sorted;
  const more = sorted.length - limits.problems;
  const severity = sorted.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  return [
    ...sorted.slice(0, limits.problems),
    { ...last, severity, message: l10n.t('And {0} more problems like these.', more) },
  ];
}

function patternsOf({ file, document }: Layer): PlacedPattern[] {
  return file.zones.flatMap(({ name, paths }, zone) =>
    paths.map((text, index) => ({
      text,
      zone: name,
      place: document.place(['zones', zone, 'paths', index]),
    })),
  );
}

function reviewsOf({ file, document }: Layer): PlacedReview[] {
  return (file.vendors ?? []).flatMap(({ id, reviewed }, vendor) => {
    const expires = reviewed?.expires;
    if (expires === undefined) return [];
    return [{ vendor: id, expires, place: document.place(['vendors', vendor, 'reviewed', 'expires']) }];
  });
}
