/** One simple command of a line. */
export interface Segment {
  /** Unquoted; what is in `$( )` or backticks stays in its word as it stands there. */
  readonly words: readonly string[];
  /** Of `>` and the like. */
  readonly targets: readonly string[];
  /** What its here-documents and here-strings hold. */
  readonly documents: readonly string[];
  /** In `<( )`: another command reads what it says. */
  readonly isInput: boolean;
  /** One number for what is joined by pipes, loops and substitutions: there one command hands names to another. */
  readonly sentence: number;
}

/** A command, or what is in `$( )`, backticks, `<( )` or the brackets of an array, while it is read. */
interface Frame {
  readonly opener: '' | '$(' | '`' | '<(' | '>(' | '=(';
  /** Where its opener begins. */
  readonly start: number;
  quote: '' | "'" | '"' | "$'" | 'document';
  word: string | undefined;
  words: string[];
  targets: string[];
  documents: string[];
  /** What the next word is to a redirection. */
  redirect: '' | '>' | '<' | '<<<';
  /** Brackets and `case`s that are open in it; `((` is one of a pair, as of arithmetic, or within it. */
  readonly nest: ('(' | '((' | 'case')[];
  /** The next word may be a keyword. */
  isHead: boolean;
  isAfterPipe: boolean;
}

interface AwaitedDocument {
  readonly end: string;
  /** `<<-`: the end word may follow tabs. */
  readonly isIndented: boolean;
  /** Its end word is quoted: nothing in it is run. */
  readonly isQuoted: boolean;
  readonly documents: string[];
}

/** How deep the text of a substitution is kept in its word, and here-documents are read in each other. */
const maxDepth = 4;
const documentEnd = /(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;|&()<>"'\\`])+)/y;

/**
 * The simple commands of a text, those in substitutions before the one they stand in. Takes time in proportion to its length.
 * @param isDocument the text of a here-document: only its substitutions are code
 */
export function segmentsOf(code: string, isDocument = false, depth = 0): Segment[] {
  const segments: Segment[] = [];
  const ends = new DocumentEnds(code);
  const outer: Frame[] = [];
  let frame = frameOf('', 0, isDocument ? 'document' : '');
  let awaited: AwaitedDocument[] = [];
  let sentence = 0;
  /** Loops, conditions and groups of the outermost frame. */
  let open = 0;
  let at = 0;

  const add = (text: string) => {
    frame.word = (frame.word ?? '') + text;
  };
  const endWord = () => {
    const { word, redirect } = frame;
    if (word === undefined) return;
    frame.word = undefined;
    frame.redirect = '';
    if (redirect === '') {
      frame.words.push(word);
      readKeyword(word);
    } else if (redirect === '<<<') frame.documents.push(word);
    else if (redirect === '>' && !/^(?:&[\d-]|[<>]\(|\/dev\/(?:null|stdout|stderr|tty)$)/.test(word))
      frame.targets.push(word);
  };
  const readKeyword = (word: string) => {
    frame.isAfterPipe = false;
    if (!frame.isHead) return;
    if (outer.length === 0 && /^(?:if|while|until|for|select)$/.test(word)) open++;
    if (outer.length === 0 && /^(?:done|fi)$/.test(word)) open = Math.max(0, open - 1);
    if (word === 'case') frame.nest.push('case');
    if (word === 'esac' && frame.nest.at(-1) === 'case') frame.nest.pop();
    frame.isHead = /^(?:if|then|elif|else|while|until|do|!|time)$/.test(word);
  };
  const endSegment = () => {
    endWord();
    const { words, targets, documents } = frame;
    const isEmpty = words.length + targets.length + documents.length === 0;
    const isCode = frame.opener !== '=(' && frame.quote !== 'document';
    if (!isEmpty && isCode)
      segments.push({ words, targets, documents, isInput: frame.opener === '<(', sentence });
    frame.words = [];
    frame.targets = [];
    frame.documents = [];
    frame.isHead = true;
  };
  const endSentence = () => {
    endSegment();
    if (outer.length === 0 && open === 0 && frame.nest.length === 0) sentence++;
  };
  const enter = (opener: Exclude<Frame['opener'], ''>) => {
    outer.push(frame);
    frame = frameOf(opener, at, '');
    if (/^[$<>]/.test(opener)) at++;
  };
  const leave = () => {
    endSegment();
    const { start, opener } = frame;
    frame = outer.pop()!;
    add(outer.length < maxDepth ? code.slice(start, at + 1) : `${opener})`);
  };
  const readDocuments = () => {
    for (const { end, isIndented, isQuoted, documents } of awaited) {
      const found = ends.after(end, isIndented, at);
      // No document, then: what follows is read as code, and nothing can hide in it.
      if (found === undefined) continue;
      const body = code.slice(at + 1, found.from);
      documents.push(body);
      if (!isQuoted && depth < maxDepth) {
        for (const inner of segmentsOf(body, true, depth + 1)) segments.push({ ...inner, sentence });
      }
      at = found.to;
    }
    awaited = [];
  };
  const readInput = () => {
    if (/^\d$/.test(frame.word ?? '')) frame.word = undefined;
    endWord();
    if (code.startsWith('<<<', at)) {
      at += 2;
      frame.redirect = '<<<';
    } else if (code[at + 1] === '<') {
      at++;
      // `1 << n` in arithmetic.
      if (frame.nest.at(-1) === '((') return;
      documentEnd.lastIndex = at + 1;
      const [, indent, word] = documentEnd.exec(code) ?? [];
      if (word === undefined) return;
      const end = word.replace(/["'\\]/g, '');
      awaited.push({ end, isIndented: indent !== '', isQuoted: end !== word, documents: frame.documents });
      at = documentEnd.lastIndex - 1;
    } else {
      frame.redirect = code[at + 1] === '>' ? '>' : '<';
      if (/[>&]/.test(code[at + 1] ?? '')) at++;
    }
  };
  const readOutput = () => {
    // `2>`, `&>`: what stands before is no word.
    if (/^\d$/.test(frame.word ?? '')) frame.word = undefined;
    endWord();
    if (code[at + 1] === '>' || code[at + 1] === '|') at++;
    frame.redirect = '>';
    if (code[at + 1] !== '&') return;
    at++;
    // `>&2`, but `>& file`.
    if (/[\d-]/.test(code[at + 1] ?? '')) frame.word = '&';
  };
  const readQuoted = (character: string) => {
    const { quote } = frame;
    if (character === quote || (quote === "$'" && character === "'")) frame.quote = '';
    else if (quote === "'") add(character);
    else if (character === '\\' && at + 1 < code.length) {
      const { text, length } = quote === "$'" ? escaped(code, at) : { text: code[at + 1]!, length: 2 };
      if (quote !== 'document' && text !== '\n') add(text);
      at += length - 1;
    } else if (quote === "$'") add(character);
    else if (character === '`') enter('`');
    else if (character === '$' && code[at + 1] === '(') enter('$(');
    else if (quote !== 'document') add(character);
  };
  const readBracket = (character: string) => {
    const innermost = frame.nest.at(-1);
    if (character === '(') {
      if (frame.word?.endsWith('=')) return enter('=(');
      endSegment();
      const isDouble = code[at + 1] === '(' || code[at - 1] === '(' || innermost === '((';
      frame.nest.push(isDouble ? '((' : '(');
    } else if (innermost === undefined && /\($/.test(frame.opener)) leave();
    else {
      endSegment();
      if (innermost !== 'case') frame.nest.pop();
    }
  };
  const readSeparator = (character: string) => {
    const next = code[at + 1];
    if (character === '&' && next === '>') return endWord();
    if (character === '|' && next !== '|') {
      endSegment();
      frame.isAfterPipe = true;
      if (next === '&') at++;
      return;
    }
    if (next === character && character !== '\n') at++;
    if (character === '\n' && frame.isAfterPipe) endSegment();
    else endSentence();
    if (character === '\n') readDocuments();
  };

  for (; at < code.length; at++) {
    const character = code[at]!;
    const next = code[at + 1];
    if (frame.opener === '`' && character === '`' && frame.quote !== "'") leave();
    else if (frame.quote !== '') readQuoted(character);
    else if (character === '"' || character === "'") {
      frame.quote = character;
      add('');
    } else if (character === '$' && (next === "'" || next === '"')) {
      at++;
      frame.quote = next === '"' ? next : "$'";
      add('');
    } else if (character === '\\') {
      at++;
      if (next !== '\n') add(next ?? '');
    } else if (character === '`') enter('`');
    else if (next === '(' && /[$<>]/.test(character)) enter(`${character}(` as '$(');
    else if (character === '>') readOutput();
    else if (character === '<') readInput();
    else if (character === '#' && frame.word === undefined) {
      while (at + 1 < code.length && code[at + 1] !== '\n' && !(frame.opener === '`' && code[at + 1] === '`'))
        at++;
    } else if (character === '(' || character === ')') readBracket(character);
    else if (/[\n;|&]/.test(character)) readSeparator(character);
    else if (
      frame.word === undefined &&
      (character === '}' || (character === '{' && /\s|^$/.test(next ?? '')))
    ) {
      endSegment();
      if (outer.length === 0) open = Math.max(0, open + (character === '{' ? 1 : -1));
    } else if (/\s/.test(character)) endWord();
    else add(character);
  }
  while (outer.length > 0) leave();
  endSegment();
  return segments;
}

function frameOf(opener: Frame['opener'], start: number, quote: Frame['quote']): Frame {
  return {
    opener,
    start,
    quote,
    word: undefined,
    words: [],
    targets: [],
    documents: [],
    redirect: '',
    nest: [],
    isHead: true,
    isAfterPipe: false,
  };
}

/** A backslash in `$'…'`: the characters that it stands for, and how many it takes. */
function escaped(code: string, at: number): { text: string; length: number } {
  const [, octal, hex] =
    /^\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|u[\da-fA-F]{1,4})/.exec(code.slice(at, at + 6)) ?? [];
  if (octal !== undefined) return { text: String.fromCharCode(parseInt(octal, 8)), length: octal.length + 1 };
  if (hex !== undefined) return { text: String.fromCharCode(parseInt(hex, 16)), length: hex.length + 2 };
  return { text: code[at + 1]!, length: 2 };
}

/** Where the lines are that may end a here-document; asked for places that only grow. */
class DocumentEnds {
  readonly #code: string;
  #lines: Map<string, number[]> | undefined;

  constructor(code: string) {
    this.#code = code;
  }

  /** The first line of that text after a place: where it begins, and where the next one's line feed is. */
  after(text: string, isIndented: boolean, place: number): { from: number; to: number } | undefined {
    const starts = (this.#lines ??= this.#read()).get((isIndented ? '\t' : '') + text);
    while (starts?.length && starts.at(-1)! <= place) starts.pop();
    const from = starts?.at(-1);
    if (from === undefined) return undefined;
    const to = this.#code.indexOf('\n', from);
    return { from, to: to < 0 ? this.#code.length : to };
  }

  /** Of each line as it is, and of each with its tabs made one, the places, the last one first. */
  #read(): Map<string, number[]> {
    const lines = new Map<string, number[]>();
    const note = (text: string, from: number) => {
      const known = lines.get(text);
      if (known) known.push(from);
      else lines.set(text, [from]);
    };
    let end = this.#code.length;
    while (end >= 0) {
      const from = end === 0 ? 0 : this.#code.lastIndexOf('\n', end - 1) + 1;
      const text = this.#code.slice(from, end);
      note(text, from);
      note(text.replace(/^\t*/, '\t'), from);
      end = from - 1;
    }
    return lines;
  }
}
