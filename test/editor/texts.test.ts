import { deepStrictEqual } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const src = join(__dirname, '../../src');
const quoted = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const literal = String.raw`${quoted}|\`(?:[^\`\\]|\\.)*\``;

/** By name; without comments, which stand on lines of their own. */
function sourcesIn(folder: string): [name: string, code: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => [name, withoutComments(readFileSync(join(folder, name), 'utf8'))]);
}

function withoutComments(source: string): string {
  return source.replace(/^\s*(?:\/\*|\*|\/\/).*$/gm, '');
}

/** Uses of `l10n` that the extractor does not see through: `const { t } = vscode.l10n`, `import { t } from './l10n'`. */
function otherUses(code: string): string[] {
  const plain =
    /^import \* as l10n from '[./]+(?:\/text)?\/l10n';$|\bl10n\.t\(|\bl10n\.inEnglish\(|\bvscode\.l10n\.bundle\b/gm;
  return code
    .replace(plain, '')
    .split('\n')
    .filter((line) => /\bl10n\b/.test(line));
}

/** What reads like words for people (several, or one with a capital) and is neither translated nor for the log. */
function plainTexts(code: string): string[] {
  const known = new RegExp(
    `\\bl10n\\.t\\(\\s*(?:${quoted})|\\blog(?:\\.\\w+)?\\(\\s*(?:${literal})|^import .*$`,
    'gm',
  );
  return [...code.replace(known, '').matchAll(new RegExp(literal, 'g'))]
    .map(([text]) => text.slice(1, -1).replace(/\$\{[^}]*\}/g, '…'))
    .filter((text) => {
      const words = text.replace('Colophon', '');
      return /\p{L}{2} \p{L}/u.test(words) || /(?:^|\s)\p{Lu}\p{L}*\p{Ll}/u.test(words);
    });
}

describe('what people are shown', () => {
  it('goes to the translators by calls that their tool can read', () => {
    const sources = sourcesIn(src).filter(([name]) => name !== join('text', 'l10n.ts'));
    deepStrictEqual(
      sources.flatMap(([name, code]) => otherUses(code).map((line) => `${name}: ${line}`)),
      [],
    );
    deepStrictEqual(sources.filter(([, code]) => /\bl10n\.t\(/.test(code)).length > 40, true);
  });

  it('is in no text of the editor’s room that is English alone', () => {
    const plain = sourcesIn(join(src, 'editor')).flatMap(([, code]) => plainTexts(code));
    deepStrictEqual(
      [...new Set(plain)].sort(),
      [
        // Typed by people as it stands.
        'colophon attest <base>..<head>',
        'git config --unset colophon.hooks',
        'git config user.email',
        // Said to agents.
        'Give 1 to … paths, each of at most … characters.',
        '…: in no repository of this window.',
        // A word of the code.
        'git and policy',
      ].sort(),
    );
  });

  it('is found where it is not', () => {
    const code = withoutComments(`
import * as l10n from '../text/l10n';
import { t } from './l10n';
/** A text: 'Not shown'. */
const { t } = vscode.l10n;
const item = { label: 'Changes', title: l10n.t('Go There'), tooltip: \`\${lines} in no commit\` };
item.detail = vscode.l10n.t(
  'In {0}',
  'no zone',
);
log.info(\`looked at \${item}\`);
run('git', \`$(law) \${l10n.t('Ask')}\`, 'colophon.signOff', isOne ? 'One line' : "two lines");
`);
    deepStrictEqual(otherUses(code), ["import { t } from './l10n';", 'const { t } = vscode.l10n;']);
    deepStrictEqual(plainTexts(code), ['Changes', '… in no commit', 'no zone', 'One line', 'two lines']);
  });
});
