import { printable } from '../text/printable';

/** Text that is HTML already. Only `html` makes it, so that nothing gets into a page unescaped. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML with whatever is put into it escaped, in text and in quoted attributes alike. What cannot be seen is spelt out. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((text, string, i) => `${text}${written(parts[i - 1])}${string}`));
}

/**
 * A text for translators as HTML: its `{0}`, `{1}` … are the parts, its `<strong>` and `<em>` are tags, and nothing else
 * in it is HTML.
 */
export function tagged(text: string, ...parts: readonly HtmlPart[]): Html {
  const pieces = text.split(/(\{\d\}|<\/?(?:strong|em)>)/).map((piece, i) => {
    if (i % 2 === 0) return written(piece);
    return piece.startsWith('{') ? written(parts[Number(piece[1])]) : piece;
  });
  return new Html(pieces.join(''));
}

function written(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(written).join('');
  return printable(String(part)).replace(/[&<>"']/g, (character) => entities[character]!);
}
