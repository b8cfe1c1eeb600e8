import {
  CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import * as l10n from '../text/l10n';
import { limits } from './limits';
import { type Fix, fileStart, type Place, type Problem, problemAt } from './problem';

/** The way to a value: keys, and places in lists. */
export type Steps = readonly (string | number)[];

/** The YAML text of one policy file, with the way back from a value to its place. */
export interface YamlDocument {
  readonly value: unknown;
  /** The value that `path` leads to, or the nearest thing around it; of `key`, the key itself in the mapping at `path`. */
  place(path: Steps, key?: string): Place;
}

/** Reads a text of at most `limits.fileBytes`. Never throws. */
export function readYaml(
  text: string,
  path: string,
): { readonly document: YamlDocument } | { readonly problems: readonly Problem[] } {
  const fail = (message: string) => ({ problems: [problemAt(fileStart(path), 'error', message)] });
  if (isTooLarge(text)) {
    return fail(
      l10n.t('This policy is larger than 1 MiB and was not read. Put what is not policy elsewhere.'),
    );
  }
  const hostile = complexityProblem(text);
  if (hostile !== undefined) return fail(hostile);
  try {
    return parse(text, path);
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n', 1)[0] : '';
    return fail(l10n.t('This policy could not be read as YAML: {0}', String(detail)));
  }
}

/** Equal keys are looked for below: `yaml` compares each with each, which takes seconds for many. */
export const yamlOptions = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: false,
  prettyErrors: false,
  stringKeys: true,
  logLevel: 'error',
} as const;

export function isTooLarge(text: string): boolean {
  return text.length > limits.fileBytes || new TextEncoder().encode(text).length > limits.fileBytes;
}

/**
 * A cheap look over the tokens. `yaml` takes quadratic time for deep nesting, and 16 KiB of `{` make it end the whole
 * process, which no `catch` can stop; so nothing of the kind reaches it.
 */
export function complexityProblem(text: string): string | undefined {
  let tokens = 0;
  let flow = 0;
  let inline = 0;
  let aliases = 0;
  let previous: string | null = 'newline';
  for (const token of new Lexer().lex(text)) {
    if (++tokens > 200_000)
      return l10n.t('This policy has too many values to be read. Split it, or use broader patterns.');
    const type = CST.tokenType(token);
    switch (type) {
      case 'flow-seq-start':
      case 'flow-map-start':
        flow++;
        break;
      case 'flow-seq-end':
      case 'flow-map-end':
        flow--;
        break;
      case 'seq-item-ind':
      case 'explicit-key-ind':
      case 'map-value-ind':
        if (flow <= 0) inline++;
        break;
      case 'newline':
        inline = 0;
        break;
      case 'alias':
        // Each is looked up in the whole document.
        if (++aliases > limits.aliases)
          return l10n.t('This policy has too many references (*name) to be read.');
        break;
      case 'space':
        if (flow <= 0 && previous === 'newline' && token.length > 8 * limits.nesting)
          inline = limits.nesting + 1;
        break;
      default:
    }
    if (flow > limits.nesting || inline > limits.nesting) {
      return l10n.t('This policy is nested too deeply to be read.');
    }
    previous = type;
  }
  return undefined;
}

function parse(
  text: string,
  path: string,
): { readonly document: YamlDocument } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const yaml: Document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
  const at = (start: number, end: number): Place => placeOf(lines, path, start, Math.max(start, end));
  const problems = yaml.errors
    .slice(0, limits.problems)
    .map(({ code, pos, message }) =>
      problemAt(
        at(...pos),
        'error',
        code === 'MULTIPLE_DOCS'
          ? l10n.t(
              'This file holds more than one YAML document. Keep one, and take out the `---` between them.',
            )
          : l10n.t('This is not YAML: {0}', message),
      ),
    );
  if (problems.length === 0) problems.push(...misreadings(text, yaml, at));
  if (problems.length > 0) return { problems };
  if (!isNode(yaml.contents) || (isScalar(yaml.contents) && yaml.contents.value === null)) {
    return {
      problems: [
        problemAt(
          fileStart(path),
          'error',
          l10n.t('This policy is empty. Start it with `version: 1`, or run `colophon init`.'),
        ),
      ],
    };
  }
  if (!isMap(yaml.contents)) {
    return {
      problems: [
        problemAt(
          fileStart(path),
          'error',
          l10n.t('A policy is a mapping of keys to values. Start it with `version: 1`.'),
        ),
      ],
    };
  }
  const value: unknown = yaml.toJS({ maxAliasCount: limits.aliases });
  const pairOf = createPairLookup();
  return { document: { value, place: (steps, key) => find(yaml, at, pairOf, steps, key) } };
}

/** What YAML takes in a way that a writer of patterns does not mean, and keys that stand twice. */
function misreadings(text: string, yaml: Document, at: (start: number, end: number) => Place): Problem[] {
  const problems: Problem[] = [];
  const add = ({ range, tag }: Node, message: string, ...fixes: Fix[]) => {
    const [start, end] = range ?? [0, 0];
    // The range of a node begins behind its tag.
    const from = tag?.startsWith('!') ? Math.max(0, text.lastIndexOf(tag, start)) : start;
    if (problems.length < limits.problems)
      problems.push(problemAt(at(from, end), 'error', message, ...fixes));
  };
  visit(yaml, {
    Alias(_, node) {
      if (node.resolve(yaml) === undefined) {
        add(
          node,
          l10n.t(
            'Put quotes around "{0}": without them, YAML takes a leading * for a reference.',
            `*${node.source}`,
          ),
          { kind: 'quote' },
        );
      }
    },
    Node(_, node) {
      // `tag` is kept only where it was written; the core schema's own begin with tag:yaml.org.
      if (!isAlias(node) && node.tag?.startsWith('!')) {
        add(
          node,
          l10n.t(
            'Put quotes around this: YAML takes the leading ! of {0} for a tag, not for an exception.',
            node.tag,
          ),
          { kind: 'quote' },
        );
      }
    },
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name) && isNode(key))
          add(key, l10n.t('`{0}` stands here twice. Keep one of them.', String(name)), { kind: 'remove' });
        seen.add(name);
      }
    },
  });
  return problems;
}

type PairLookup = (node: unknown, key: string) => Pair | undefined;

function find(
  yaml: Document,
  at: (start: number, end: number) => Place,
  pairOf: PairLookup,
  steps: readonly (string | number)[],
  key: string | undefined,
): Place {
  let node: unknown = yaml.contents;
  let best = firstOf(node);
  for (const step of steps) {
    const pair = pairOf(node, String(step));
    node = pair === undefined ? child(node, step) : pair.value;
    // A whole list or mapping would underline half of the file; its key says where it is.
    best = (pair !== undefined && !isScalar(node) ? asNode(pair.key) : firstOf(node)) ?? best;
    if (isAlias(node)) node = node.resolve(yaml);
    if (!isNode(node)) break;
  }
  const named = key === undefined ? undefined : asNode(pairOf(node, key)?.key);
  const [start, end] = (named ?? best)?.range ?? [0, 0];
  return at(start, end);
}

function firstOf(node: unknown): Node | undefined {
  return (isMap(node) ? asNode(node.items[0]?.key) : undefined) ?? asNode(node);
}

function asNode(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
}

function child(node: unknown, step: string | number): unknown {
  return isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
}

/** By key; a mapping with thousands of keys is gone through once. */
function createPairLookup(): PairLookup {
  const known = new Map<YAMLMap, Map<string, Pair>>();
  return (node, key) => {
    if (!isMap(node)) return undefined;
    let pairs = known.get(node);
    if (pairs === undefined) {
      pairs = new Map(
        node.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]),
      );
      known.set(node, pairs);
    }
    return pairs.get(key);
  };
}

function placeOf(lines: LineCounter, path: string, start: number, end: number): Place {
  const from = lines.linePos(start);
  const to = lines.linePos(end);
  return {
    path,
    line: Math.max(1, from.line),
    column: Math.max(1, from.col),
    endLine: Math.max(1, to.line),
    endColumn: Math.max(1, to.col),
  };
}
