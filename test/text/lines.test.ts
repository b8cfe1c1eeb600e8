import { strict as assert } from 'node:assert';
import { linesOf } from '../../src/text/lines';

/** `text` with each line as `(content|line break)`. */
function check(text: string, expected: string): void {
  const shown = linesOf(text).map((l) => `(${text.slice(l.start, l.end)}|${text.slice(l.end, l.next)})`);
  assert.equal(JSON.stringify(shown.join('')), JSON.stringify(expected));
}

describe('linesOf: lines as git counts them', () => {
  const cases: [name: string, text: string, lines: string][] = [
    ['an empty text has none', '', ''],
    ['a line break alone is a line', '\n', '(|\n)'],
    ['an unfinished last line counts', 'a\nb', '(a|\n)(b|)'],
    ['nothing after the last break does not', 'a\nb\n', '(a|\n)(b|\n)'],
    ['CRLF is one line break', 'a\r\n\r\nb\r\n', '(a|\r\n)(|\r\n)(b|\r\n)'],
    ['a lone CR is text, as for git', 'a\rb\n\rc', '(a\rb|\n)(\rc|)'],
    ['CR CR LF keeps the first CR', 'a\r\r\n', '(a\r|\r\n)'],
    ['other separators are text', 'a\u2028b\u0085\vc\n', '(a\u2028b\u0085\vc|\n)'],
  ];
  for (const [name, text, lines] of cases) it(name, () => check(text, lines));
});
