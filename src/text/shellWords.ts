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

interface ShellDialect {
  /**
   * A backslash stands for itself, as in `C:\bin`, unless a blank or a quote follows: so cmd, PowerShell and POSIX shells are
   * read alike, none of them exactly.
   */
  readonly hasPaths?: boolean;
}

/**
 * The simple commands of a text, those in substitutions before the one they stand in. Takes time in proportion to its length.
 */
export function segmentsOf(code: string, dialect: ShellDialect = {}): Segment[] {
  return new SegmentReader(code, dialect, false, 0).read();
}

/** Reads a text character by character, from its first to its last. */
class SegmentReader {
  readonly #code: string;
  readonly #dialect: ShellDialect;
  readonly #depth: number;
  readonly #ends: DocumentEnds;
  readonly #segments: Segment[] = [];
  /** The frames around the one that is read. */
  readonly #outer: Frame[] = [];
  #frame: Frame;
  #awaited: AwaitedDocument[] = [];
  #sentence = 0;
  /** Loops, conditions and groups of the outermost frame. */
  #open = 0;
  #at = 0;

  /** @param isDocument the text of a here-document: only its substitutions are code */
  constructor(code: string, dialect: ShellDialect, isDocument: boolean, depth: number) {
    this.#code = code;
    this.#dialect = dialect;
    this.#depth = depth;
    this.#ends = new DocumentEnds(code);
    this.#frame = frameOf('', 0, isDocument ? 'document' : '');
  }

  read(): Segment[] {
    for (; this.#at < this.#code.length; this.#at++) {
      const character = this.#code[this.#at]!;
      if (this.#frame.opener === '`' && character === '`' && this.#frame.quote !== "'") this.#leave();
      else if (this.#frame.quote !== '') this.#readQuoted(character);
      else if (!this.#beginsQuote(character)) this.#readBare(character);
    }
    while (this.#outer.length > 0) this.#leave();
    this.#endSegment();
    return this.#segments;
  }

  #beginsQuote(character: string): boolean {
    const isDollar = character === '$';
    const quote = isDollar ? this.#code[this.#at + 1] : character;
    if (quote !== '"' && quote !== "'") return false;
    if (isDollar) this.#at++;
    this.#frame.quote = isDollar && quote === "'" ? "$'" : quote;
    this.#add('');
    return true;
  }

  /** A character outside of quotes that begins none. */
  #readBare(character: string): void {
    const next = this.#code[this.#at + 1];
    if (character === '\\' && (!this.#dialect.hasPaths || /[\s"']/.test(next ?? ''))) {
      this.#at++;
      if (next !== '\n') this.#add(next ?? '');
    } else if (character === '`') this.#enter('`');
    else if (next === '(' && /[$<>]/.test(character)) this.#enter(`${character}(` as '$(');
    else if (character === '>') this.#readOutput();
    else if (character === '<') this.#readInput();
    else if (character === '#' && this.#frame.word === undefined) this.#passComment();
    else if (character === '(' || character === ')') this.#readBracket(character);
    else if (/[\n;|&]/.test(character)) this.#readSeparator(character);
    else if (this.#isGroup(character)) {
      this.#endSegment();
      if (this.#outer.length === 0) this.#open = Math.max(0, this.#open + (character === '{' ? 1 : -1));
    } else if (/\s/.test(character)) this.#endWord();
    else this.#add(character);
  }

  #isGroup(character: string): boolean {
    if (this.#frame.word !== undefined) return false;
    return character === '}' || (character === '{' && /\s|^$/.test(this.#code[this.#at + 1] ?? ''));
  }

  #passComment(): void {
    const isEnd = (next: string | undefined) =>
      next === undefined || next === '\n' || (next === '`' && this.#frame.opener === '`');
    while (!isEnd(this.#code[this.#at + 1])) this.#at++;
  }

  #add(text: string): void {
    this.#frame.word = (this.#frame.word ?? '') + text;
  }

  #endWord(): void {
    const { word, redirect } = this.#frame;
    if (word === undefined) return;
    this.#frame.word = undefined;
    this.#frame.redirect = '';
    if (redirect === '') {
      this.#frame.words.push(word);
      this.#readKeyword(word);
    } else if (redirect === '<<<') this.#frame.documents.push(word);
    else if (redirect === '>' && !/^(?:&[\d-]|[<>]\(|\/dev\/(?:null|stdout|stderr|tty)$)/.test(word))
      this.#frame.targets.push(word);
  }

  #readKeyword(word: string): void {
    this.#frame.isAfterPipe = false;
    if (!this.#frame.isHead) return;
    if (this.#outer.length === 0 && /^(?:if|while|until|for|select)$/.test(word)) this.#open++;
    if (this.#outer.length === 0 && /^(?:done|fi)$/.test(word)) this.#open = Math.max(0, this.#open - 1);
    if (word === 'case') this.#frame.nest.push('case');
    if (word === 'esac' && this.#frame.nest.at(-1) === 'case') this.#frame.nest.pop();
    this.#frame.isHead = /^(?:if|then|elif|else|while|until|do|!|time)$/.test(word);
  }

  #endSegment(): void {
    this.#endWord();
    const { words, targets, documents } = this.#frame;
    const isEmpty = words.length + targets.length + documents.length === 0;
    const isCode = this.#frame.opener !== '=(' && this.#frame.quote !== 'document';
    if (!isEmpty && isCode)
      this.#segments.push({
        words,
        targets,
        documents,
        isInput: this.#frame.opener === '<(',
        sentence: this.#sentence,
      });
    this.#frame.words = [];
    this.#frame.targets = [];
    this.#frame.documents = [];
    this.#frame.isHead = true;
  }

  #endSentence(): void {
    this.#endSegment();
    if (this.#outer.length === 0 && this.#open === 0 && this.#frame.nest.length === 0) this.#sentence++;
  }

  #enter(opener: Exclude<Frame['opener'], ''>): void {
    this.#outer.push(this.#frame);
    this.#frame = frameOf(opener, this.#at, '');
    if (/^[$<>]/.test(opener)) this.#at++;
  }

  #leave(): void {
    this.#endSegment();
    const { start, opener } = this.#frame;
    this.#frame = this.#outer.pop()!;
    this.#add(this.#outer.length < maxDepth ? this.#code.slice(start, this.#at + 1) : `${opener})`);
  }

  #readDocuments(): void {
    for (const { end, isIndented, isQuoted, documents } of this.#awaited) {
      const found = this.#ends.after(end, isIndented, this.#at);
      // No document, then: what follows is read as code, and nothing can hide in it.
      if (found === undefined) continue;
      const body = this.#code.slice(this.#at + 1, found.from);
      documents.push(body);
      if (!isQuoted && this.#depth < maxDepth) {
        const inner = new SegmentReader(body, this.#dialect, true, this.#depth + 1).read();
        for (const segment of inner) this.#segments.push({ ...segment, sentence: this.#sentence });
      }
      this.#at = found.to;
    }
    this.#awaited = [];
  }

  #readInput(): void {
    if (/^\d$/.test(this.#frame.word ?? '')) this.#frame.word = undefined;
    this.#endWord();
    if (this.#code.startsWith('<<<', this.#at)) {
      this.#at += 2;
      this.#frame.redirect = '<<<';
    } else if (this.#code[this.#at + 1] === '<') {
      this.#at++;
      // `1 << n` in arithmetic.
      if (this.#frame.nest.at(-1) === '((') return;
      documentEnd.lastIndex = this.#at + 1;
      const [, indent, word] = documentEnd.exec(this.#code) ?? [];
      if (word === undefined) return;
      const end = word.replace(/["'\\]/g, '');
      this.#awaited.push({
        end,
        isIndented: indent !== '',
        isQuoted: end !== word,
        documents: this.#frame.documents,
      });
      this.#at = documentEnd.lastIndex - 1;
    } else {
      this.#frame.redirect = this.#code[this.#at + 1] === '>' ? '>' : '<';
      if (/[>&]/.test(this.#code[this.#at + 1] ?? '')) this.#at++;
    }
  }

  #readOutput(): void {
    // `2>`, `&>`: what stands before is no word.
    if (/^\d$/.test(this.#frame.word ?? '')) this.#frame.word = undefined;
    this.#endWord();
    if (this.#code[this.#at + 1] === '>' || this.#code[this.#at + 1] === '|') this.#at++;
    this.#frame.redirect = '>';
    if (this.#code[this.#at + 1] !== '&') return;
    this.#at++;
    // `>&2`, but `>& file`.
    if (/[\d-]/.test(this.#code[this.#at + 1] ?? '')) this.#frame.word = '&';
  }

  #readQuoted(character: string): void {
    const { quote } = this.#frame;
    if (character === quote || (quote === "$'" && character === "'")) this.#frame.quote = '';
    else if (quote === "'") this.#add(character);
    else if (character === '\\' && this.#escapes(quote)) {
      const { text, length } =
        quote === "$'" ? escaped(this.#code, this.#at) : { text: this.#code[this.#at + 1]!, length: 2 };
      if (quote !== 'document' && text !== '\n') this.#add(text);
      this.#at += length - 1;
    } else if (quote === "$'") this.#add(character);
    else if (character === '`') this.#enter('`');
    else if (character === '$' && this.#code[this.#at + 1] === '(') this.#enter('$(');
    else if (quote !== 'document') this.#add(character);
  }

  /** In double quotes a backslash stands for itself, but before what would count there. */
  #escapes(quote: Frame['quote']): boolean {
    const next = this.#code[this.#at + 1];
    if (quote !== '"') return next !== undefined;
    return this.#dialect.hasPaths ? next === '"' : next !== undefined && /[$`"\\\n]/.test(next);
  }

  #readBracket(character: string): void {
    const innermost = this.#frame.nest.at(-1);
    if (character === '(') {
      if (this.#frame.word?.endsWith('=')) return this.#enter('=(');
      this.#endSegment();
      const isDouble =
        this.#code[this.#at + 1] === '(' || this.#code[this.#at - 1] === '(' || innermost === '((';
      this.#frame.nest.push(isDouble ? '((' : '(');
    } else if (innermost === undefined && /\($/.test(this.#frame.opener)) this.#leave();
    else {
      this.#endSegment();
      if (innermost !== 'case') this.#frame.nest.pop();
    }
  }

  #readSeparator(character: string): void {
    const next = this.#code[this.#at + 1];
    if (character === '&' && next === '>') return this.#endWord();
    if (character === '|' && next !== '|') {
      this.#endSegment();
      this.#frame.isAfterPipe = true;
      if (next === '&') this.#at++;
      return;
    }
    if (next === character && character !== '\n') this.#at++;
    if (character === '\n' && this.#frame.isAfterPipe) this.#endSegment();
    else this.#endSentence();
    if (character === '\n') this.#readDocuments();
  }
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
