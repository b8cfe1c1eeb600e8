import { parse } from 'yaml';
import * as z from 'zod';
import { applyEdit, type Edit } from '../../../src/text/edit';

/** Where each line of the final text came from in truth; `base`: it was there before, and is not judged. */
const ORIGINS = ['base', 'human', 'ai', 'mixed', 'pasted', 'tool', 'unknown'] as const;
export type TrueOrigin = (typeof ORIGINS)[number];

export interface TrueLine {
  readonly origin: TrueOrigin;
  readonly text: string;
}

const file = z.string().regex(/^[\w.-]+$/, 'a file name');
const place = z.string().describe('text around ¦, which is the place; it stands once in the file');

/** An edit by a program: `at` a place, `over` a text, or the whole of the file. */
const edited = {
  file: file.optional(),
  at: place.optional(),
  over: z.string().optional(),
  text: z.string(),
};

const STEP = z.union([
  /** Ctrl+S, and the wait until it is saved. */
  z.enum(['save', 'undo', 'redo', 'copy', 'cut', 'paste', 'close', 'reload']),
  z.strictObject({ type: z.string() }).describe('real keys, 30 ms apart'),
  z.strictObject({ burst: z.string() }).describe('real keys without pauses'),
  z.strictObject({ compose: z.string() }).describe('text of an input method'),
  z.strictObject({ press: z.string() }).describe('keys, one after the other'),
  z.strictObject({ ghost: z.string(), from: z.literal('line').optional() }).describe('offered as ghost text'),
  z.strictObject({ nextEdit: z.strictObject({ over: z.string(), text: z.string() }) }),
  z.strictObject({ accept: z.enum(['whole', 'word', 'line', 'next edit']) }),
  z
    .strictObject({ suggest: z.string(), by: z.string().optional() })
    .describe('types the start of a word, waits for IntelliSense to show the item, accepts it'),
  z.strictObject({ clipboard: z.string() }).describe('another program puts text on the clipboard'),
  z.strictObject({ cursor: place }),
  z.strictObject({ select: z.string() }).describe('⟦…⟧ around what is selected'),
  z.strictObject({ drag: z.string(), to: place }).describe('the selection, by the mouse'),
  z.strictObject({ run: z.string(), with: z.unknown().optional() }).describe('a command of the editor'),
  z.strictObject({ rename: z.string() }).describe('F2, the new name, Enter'),
  z.strictObject({ fix: z.string() }).describe('Ctrl+. on a diagnostic and the action of this title'),
  z.strictObject({ refactor: z.string() }).describe('Ctrl+Shift+R and the action of this title'),
  z
    .strictObject({
      agent: z.strictObject({ ...edited, by: z.enum(['edit', 'editor', 'stream', 'fs']).optional() }),
    })
    .describe(
      'the assistant’s extension: workspace.applyEdit, TextEditor.edit, piece by piece, workspace.fs',
    ),
  z
    .strictObject({
      extension: z.strictObject({ ...edited, by: z.enum(['edit', 'editor', 'snippet', 'type']).optional() }),
    })
    .describe('an extension without AI'),
  z.strictObject({ process: z.strictObject(edited) }).describe('another process writes the file'),
  z.strictObject({ git: z.string() }).describe('git on the command line, words parted by blanks'),
  z.strictObject({ merge: z.string() }).describe('git merge, which ends in a conflict'),
  z.strictObject({ open: file }),
  z.strictObject({ expect: z.string() }).describe('waits until the file has this text'),
  z.strictObject({ pause: z.number() }).describe('milliseconds of thinking'),
]);

export type Step = z.infer<typeof STEP>;
export type ProgramEdit = z.infer<z.ZodObject<typeof edited>>;

/**
 * Sessions whose lines cannot count for or against the others: an extension that sends `type`, one that emulates keys,
 * two programs whose edits look the same in every signal, and an agent that writes to the disk as any process does.
 */
const APART = ['spoof', 'key emulation', 'twin', 'agent on disk'] as const;

const SESSION = z.strictObject({
  what: z.string(),
  apart: z.enum(APART).optional(),
  /** Written, and first played, after the last change to the classifier: what it finds is reported and not tuned to. */
  heldOut: z.literal(true).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  /** The files before, committed; the first is opened, `¦` in it is the cursor. Those of `later` are not there yet. */
  text: z.record(file, z.string()),
  steps: z.array(STEP).min(1),
  /** Of each file that is judged, each line as `<origin> |<text>`; `tab` may be written as `\t`. */
  truth: z.record(file, z.string()),
});

export interface Session extends Omit<z.infer<typeof SESSION>, 'truth'> {
  readonly name: string;
  readonly truth: Readonly<Record<string, readonly TrueLine[]>>;
}

/** Reads a session's file. Throws with its name and what is wrong with it. */
export function parseSession(name: string, source: string): Session {
  const result = SESSION.safeParse(parse(source));
  if (!result.success) throw new Error(`${name}: ${z.prettifyError(result.error)}`);
  const truth = Object.entries(result.data.truth).map(([path, lines]) => [path, trueLines(name, lines)]);
  // A cursor alone on the last line is the end of the file: the block of YAML adds a line break of its own.
  const text = Object.entries(result.data.text).map(([path, one]) => [path, one.replace(/^¦\n$/m, '¦')]);
  return { ...result.data, name, text: Object.fromEntries(text), truth: Object.fromEntries(truth) };
}

function trueLines(name: string, lines: string): TrueLine[] {
  return lines
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const match = /^(\w+) *\|(.*)$/.exec(line);
      const origin = ORIGINS.find((one) => one === match?.[1]);
      if (!match || !origin) throw new Error(`${name}: not a line of truth: ${line}`);
      return { origin, text: match[2]!.replaceAll('\\t', '\t') };
    });
}

/** The final text that the truth describes: each line with its break. The last of a file may come without one. */
export function textOf(truth: readonly TrueLine[]): string {
  return truth.map((line) => `${line.text}\n`).join('');
}

/** Whether a program other than the editor and its extensions writes files: the disk, a checkout. */
export function hasOutsideWriter({ steps }: Session): boolean {
  const quiet = /^(?:add|commit|config|status)\b/;
  return steps.some(
    (step) => typeof step === 'object' && ('process' in step || ('git' in step && !quiet.test(step.git))),
  );
}

/** Offsets of the one place that `¦` marks. Throws where the text around it is not there exactly once. */
export function placeOf(text: string, around: string): number {
  const at = around.indexOf('¦');
  if (at < 0) throw new Error(`no ¦ in ${around}`);
  return onlyPlaceOf(text, around.replace('¦', '')) + at;
}

/** Offsets of the one stretch in `⟦…⟧`. */
export function stretchOf(text: string, marked: string): { start: number; end: number } {
  const [before, inside] = [marked.indexOf('⟦'), marked.indexOf('⟧') - marked.indexOf('⟦') - 1];
  if (before < 0 || inside < 0) throw new Error(`no ⟦…⟧ in ${marked}`);
  const start = onlyPlaceOf(text, marked.replace(/[⟦⟧]/g, '')) + before;
  return { start, end: start + inside };
}

/** What a program's edit replaces in `text`. */
export function editOf(text: string, { at, over, text: added }: ProgramEdit): Edit {
  if (at !== undefined) {
    const start = placeOf(text, at);
    return [{ start, end: start, text: added }];
  }
  if (over === undefined) return [{ start: 0, end: text.length, text: added }];
  const start = onlyPlaceOf(text, over);
  return [{ start, end: start + over.length, text: added }];
}

export function withEdit(text: string, edit: ProgramEdit): string {
  return applyEdit(text, editOf(text, edit));
}

function onlyPlaceOf(text: string, part: string): number {
  const at = text.indexOf(part);
  if (at < 0 || text.indexOf(part, at + 1) >= 0)
    throw new Error(`${JSON.stringify(part)} should stand once in ${JSON.stringify(text)}`);
  return at;
}
