import * as l10n from '../../text/l10n';
import type { Steps } from '../yamlDocument';
import { keyAt, shapeOf } from './policyKeys';
import { describeKey } from './policyKeyText';
import { joinNames, namesIn, type PolicyNames } from './policyNames';
import { reviewState } from './vendorReview';
import { itemsAt, type TreeNode, textsAt, valueAt, wordAt } from './yamlTree';

interface PolicyHover {
  readonly start: number;
  readonly end: number;
  /** Markdown; what comes from the file stands in code spans. */
  readonly parts: readonly string[];
  /** Patterns, where the number of tracked files that they match belongs to it. */
  readonly patterns?: readonly string[];
}

interface HoverFacts {
  readonly others: PolicyNames;
  readonly assistantName: (id: string) => string | undefined;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** What there is to say of the word at an offset. */
export function hoverAt(
  tree: TreeNode | undefined,
  offset: number,
  facts: HoverFacts,
): PolicyHover | undefined {
  const word = wordAt(tree, offset);
  if (word === undefined || tree === undefined) return undefined;
  const { node, steps, role } = word;
  const { start, end, text } = node;
  const key = keyAt(steps);
  const shape = shapeOf(steps);
  const place = { start, end };
  if (role === 'key') {
    if (key === undefined) return undefined;
    // The keys of a record are names.
    if (shape === 'plan.*') return { ...place, parts: [assistant(text, facts)] };
    return { ...place, parts: [describeKey(text, key)] };
  }
  switch (shape) {
    case 'zones[].name':
      return { ...place, parts: [l10n.t('Zone {0}', code(text))], patterns: patternsOf(tree, steps) };
    case 'zones[].paths[]':
      return {
        ...place,
        parts: [l10n.t('Pattern {0} of the zone {1}', code(text), code(zoneName(tree, steps)))],
        patterns: [text],
      };
    case 'plan.*':
    case 'zones[].vendors[]':
    case 'vendors[].id': {
      const vendor = joinNames([namesIn(tree), facts.others]).vendors.find(({ id }) => id === text);
      const said = vendor
        ? l10n.t('Vendor {0}: {1}.', code(text), reviewState(vendor, facts.today))
        : l10n.t('Vendor {0}: not in the list of vendors.', code(text));
      return { ...place, parts: [said] };
    }
    case 'vendors[].assistants[]':
      return { ...place, parts: [assistant(text, facts)] };
    default: {
      const name = [...steps].reverse().find((step) => typeof step === 'string');
      const holder = key?.about ? key : keyAt(steps.slice(0, -1));
      return holder && name !== undefined
        ? { ...place, parts: [describeKey(String(name), holder)] }
        : undefined;
    }
  }
}

function assistant(id: string, { assistantName }: HoverFacts): string {
  const name = assistantName(id);
  return name === undefined
    ? l10n.t(
        '{0} is no assistant that Colophon knows. The setting `colophon.assistants` can add it.',
        code(id),
      )
    : l10n.t('Assistant {0}: {1}', code(id), name);
}

function zoneOf(tree: TreeNode, steps: Steps): TreeNode | undefined {
  return itemsAt(valueAt(tree, 'zones'))[Number(steps[1])];
}

function patternsOf(tree: TreeNode, steps: Steps): string[] {
  return textsAt(valueAt(zoneOf(tree, steps), 'paths'));
}

function zoneName(tree: TreeNode, steps: Steps): string {
  const name = valueAt(zoneOf(tree, steps), 'name');
  return name?.kind === 'scalar' ? name.text : '?';
}

/** Nothing in it is taken for Markdown. */
function code(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return `\`${short.replace(/[`\r\n]/g, ' ')}\``;
}
