import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { git } from '../repository/git';
import type { Repository } from '../repository/repository';
import { nullDevice, thisSystem } from '../repository/system';
import { writeWhole } from '../repository/writeWhole';

type Cleanup = 'strip' | 'whitespace' | 'verbatim' | 'scissors';

/** How git will read the message file that a hook is given. */
export interface MessageForm {
  /** What a comment line begins with. */
  readonly comment: string;
  readonly cleanup: Cleanup;
  /** git opens an editor: comments and what is below the scissors are git's own. */
  readonly editor: boolean;
}

interface MessageConfig {
  /** `auto`: git chooses a character that begins no line of the message. */
  readonly commentString?: string;
  readonly commentChar?: string;
  readonly cleanup?: string;
}

/** git's own list for `core.commentChar=auto` (builtin/commit.c, adjust_comment_line_char). */
const autoComments = '#;@!$%^&|:';
const cut = ' ------------------------ >8 ------------------------';

export function messageConfig(config: ReadonlyMap<string, string>): MessageConfig {
  const commentString = config.get('core.commentstring');
  const commentChar = config.get('core.commentchar');
  const cleanup = config.get('commit.cleanup');
  return {
    ...(commentString && { commentString }),
    ...(commentChar && { commentChar }),
    ...(cleanup && { cleanup }),
  };
}

/** @param asked the `--cleanup` of the command line, where it is known */
export function messageForm(
  text: string,
  config: MessageConfig,
  editor: boolean,
  asked?: string,
): MessageForm {
  const wanted = asked ?? config.cleanup;
  const cleanup =
    wanted === 'strip' || wanted === 'whitespace' || wanted === 'verbatim'
      ? wanted
      : wanted === 'scissors'
        ? editor
          ? 'scissors'
          : 'whitespace'
        : editor
          ? 'strip'
          : 'whitespace';
  return { comment: commentOf(text, config), cleanup, editor };
}

/** git before 2.45 does not know `core.commentString`: what it wrote itself at the end of the file tells. */
function commentOf(text: string, { commentString, commentChar }: MessageConfig): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.endsWith(cut));
  const last = end === -1 ? lines.findLast((line) => line.trim() !== '') : lines[end];
  if (commentString && commentString !== 'auto' && last?.startsWith(commentString)) return commentString;
  if (commentChar === 'auto' || commentString === 'auto') {
    return last !== undefined && autoComments.includes(last[0]!) ? last[0]! : '#';
  }
  return commentChar ?? '#';
}

/** What git will take for the message: git-commit(1), `--cleanup`. */
export function cleanMessage(text: string, form: MessageForm): string {
  if (form.cleanup === 'verbatim') return text;
  const above = form.editor ? aboveScissors(text, form) : text;
  const lines = above
    .split('\n')
    .filter((line) => form.cleanup !== 'strip' || !line.startsWith(form.comment))
    .map((line) => line.trimEnd());
  return lines
    .filter((line, i) => line !== '' || lines[i - 1] !== '')
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** git refuses a message of nothing but blank lines and sign-offs (builtin/commit.c, rest_is_empty). */
export function isEmptyMessage(cleaned: string): boolean {
  return cleaned.split('\n').every((line) => line.trim() === '' || line.startsWith('Signed-off-by: '));
}

/** With lines for the person to read in the editor, where git is sure to drop them; else as it was. */
export function showInEditor(text: string, form: MessageForm, lines: readonly string[]): string {
  if (!form.editor || (form.cleanup !== 'strip' && form.cleanup !== 'scissors')) return text;
  const at = scissorsAt(text, form);
  // Below the cut everything is dropped, above it only what `strip` takes for a comment.
  if (form.cleanup === 'scissors' && at === -1) return text;
  const block = lines.map((line) => `${form.comment}${line === '' ? '' : ` ${line}`}\n`).join('');
  if (form.cleanup === 'strip') {
    const head = at === -1 ? text : text.slice(0, at);
    return `${head}${head === '' || head.endsWith('\n') ? '' : '\n'}${block}${at === -1 ? '' : text.slice(at)}`;
  }
  const below = text.indexOf('\n', at) + 1;
  return below === 0 ? `${text}\n${block}` : text.slice(0, below) + block + text.slice(below);
}

/**
 * Adds trailers to a message file with git's own rules: into the block that is there, above comments and scissors. They
 * stand above other people's, in the order given: git and other tools compare what they add with the last trailer, and
 * a sign-off stays the last line. Two commits of a squash may have said the very same: what is there already is added
 * all the same.
 * @param file absolute
 * @returns what went wrong, or `undefined`
 */
export async function addTrailers(
  repo: Repository,
  file: string,
  trailers: readonly string[],
  form: MessageForm,
): Promise<string | undefined> {
  if (trailers.length === 0) return undefined;
  // Bytes, one UTF-16 code unit each: a message may be in any encoding.
  const text = readFileSync(file, 'latin1');
  const at = titleAt(text, form);
  const kept = form.cleanup === 'verbatim' || form.cleanup === 'whitespace';
  // Where git keeps comments, a `#12` at the end of the message is text, not a comment to stay above of.
  const comment = kept ? '\u0001' : form.comment;
  const result = await git(
    repo.colophonDir,
    [
      '-c',
      `core.${comment.length === 1 ? 'commentChar' : 'commentString'}=${comment}`,
      'interpret-trailers',
      // A `---` is part of a commit's message, not the end of it.
      '--no-divider',
      '--where=start',
      '--if-exists=add',
      '--if-missing=add',
      // Each comes to stand above the one before it.
      ...trailers.map((trailer) => `--trailer=${trailer}`).reverse(),
    ],
    {
      env: { ...withoutConfig, GIT_CEILING_DIRECTORIES: dirname(repo.colophonDir) },
      input: Buffer.from(endedLine(text.slice(at)), 'latin1'),
    },
  );
  if (result.code !== 0) return result.stderr.trim() || 'git interpret-trailers failed';
  writeMessage(file, text.slice(0, at) + result.stdout.toString('latin1'));
  return undefined;
}

/** Whole or not at all: git would take what is left of it for the message. */
export function writeMessage(file: string, bytes: string): void {
  writeWhole(file, Buffer.from(bytes, 'latin1'));
}

/**
 * Where the title begins. git knows it for what stands before the first blank line: of what it drops, blank lines and
 * comments, it would know nothing, and `feat: x` below one would be a trailer. The title of `amend!` is the next one's.
 */
function titleAt(text: string, form: MessageForm): number {
  const isDropped = (line: string) =>
    line.trim() === '' || (form.editor && form.cleanup === 'strip' && line.startsWith(form.comment));
  let at = 0;
  let mayAmend = true;
  while (at < text.length) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    const line = text.slice(at, end);
    const amends = mayAmend && /^amend! /.test(line);
    if (!amends && !isDropped(line)) return at;
    if (amends) mayAmend = false;
    at = end;
  }
  return 0;
}

/** As `git merge -m` leaves it, without an end: git would put a trailer right below, as part of its text. */
function endedLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * A user's `trailer.*` settings change which paragraph is a block and where a trailer goes. With these, and a
 * ceiling that hides the repository, git reads no settings at all.
 */
const withoutConfig: NodeJS.ProcessEnv = {
  GIT_CONFIG_GLOBAL: nullDevice(thisSystem()),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '0',
};

function aboveScissors(text: string, form: MessageForm): string {
  const at = scissorsAt(text, form);
  return at === -1 ? text : text.slice(0, at);
}

/** Where the line of git's scissors begins; -1 without. */
function scissorsAt(text: string, form: MessageForm): number {
  const line = `${form.comment}${cut}\n`;
  if (text.startsWith(line)) return 0;
  const at = text.indexOf(`\n${line}`);
  return at === -1 ? -1 : at + 1;
}
