import * as l10n from '../../text/l10n';
import type { PolicyKey } from './policyKeys';
import { yamlLine } from './yamlText';

/** What a key means, in Markdown: for hovers, and beside what is offered. */
export function describeKey(name: string, key: PolicyKey): string {
  const { about, required, default: usual, words } = key;
  const facts = [
    ...(required ? [l10n.t('Required.')] : []),
    ...(usual === undefined ? [] : [l10n.t('Default: {0}.', `\`${yamlLine(usual)}\``)]),
    ...(words.length > 1
      ? [
          key.kind === 'list'
            ? l10n.t('A list, or one of {0}.', listed(words))
            : l10n.t('One of {0}.', listed(words)),
        ]
      : []),
  ];
  const example = key.example === undefined ? [] : [`\`\`\`yaml\n${exampleOf(name, key)}\n\`\`\``];
  return [l10n.t(about), facts.join(' '), ...example].filter((part) => part !== '').join('\n\n');
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** One item a line, where the items are mappings. */
function exampleOf(name: string, { example }: PolicyKey): string {
  const isBlock = Array.isArray(example) && typeof example[0] === 'object';
  return isBlock
    ? [`${name}:`, ...example.map((item) => `  - ${yamlLine(item)}`)].join('\n')
    : `${name}: ${yamlLine(example)}`;
}
