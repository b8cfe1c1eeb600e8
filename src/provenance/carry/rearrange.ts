import type { Edit } from '../../text/edit';
import { linesOf } from '../../text/lines';
import { concatRuns, mapSources, type Runs, runsOf, sliceRuns } from '../runs';
import type { Source } from '../source';
import { alignIgnoringBlanks } from './alignIgnoringBlanks';
import { ends, tokens } from './alignSeen';
import { align, carry, type Grain } from './carry';

/** Text that was in the base and now stands elsewhere: no insertion, but no longer where git knows it. */
const MOVED: Source = { origin: 'tool', evidence: 'observed', cause: 'move', commit: 'base' };

/** Text of the base that now stands here too: new here, and nothing is known of it. */
const COPIED: Source = { origin: 'unknown', cause: 'paste' };

/** A stretch of text with its sources. */
export interface Sourced {
  readonly text: string;
  readonly runs: Runs;
}

/** The sources of text that is taken to another place: what was base there is marked as moved. */
export function moved(runs: Runs): Runs {
  return mapSources(runs, (source) => source ?? MOVED);
}

/** The sources of text that stays, and now stands in another place too: there it is in no commit yet. */
export function copied(runs: Runs): Runs {
  return mapSources(runs, (source) => {
    if (source === null || source.commit === 'base') return COPIED;
    const { commit: _, ...rest } = source;
    return rest;
  });
}

/** The runs of `to` in the place of `from`: what both share keeps its sources, the rest gets `source`. */
export function replacedRuns({ text, runs }: Sourced, to: string, source: Source, grain: Grain): Runs {
  if (text === '') return runsOf(to.length, source);
  return text.includes('\n') && to.includes('\n')
    ? carry(text, runs, to, source, grain)
    : align(text, runs, to, source, grain);
}

/** The runs of pasted texts, one a cursor: those of what was copied here, else `source`. */
export function pastedRuns(texts: readonly string[], clip: Sourced | undefined, source: Source): Runs[] {
  const each = texts.map((text) => clip && respaced(clip, text));
  const all = clip && texts.length > 1 && each.includes(undefined) ? spread(texts, clip) : undefined;
  return all ?? each.map((runs, i) => runs ?? runsOf(texts[i]!.length, source));
}

/** Lines that were copied in one go and pasted at as many cursors, one each. */
function spread(texts: readonly string[], clip: Sourced): Runs[] | undefined {
  const runs = respaced(clip, texts.join('\n'));
  let at = 0;
  return (
    runs &&
    texts.map((text) => {
      const own = sliceRuns(runs, at, at + text.length);
      at += text.length + 1;
      return own;
    })
  );
}

/** The editor may change the indentation and the line ends of what it pastes. */
function respaced({ text, runs }: Sourced, to: string): Runs | undefined {
  return text === to
    ? runs
    : alignIgnoringBlanks(text, runs, to, { origin: 'tool', evidence: 'inferred', cause: 'paste' });
}

/**
 * The runs of an edit by which the editor rearranged text: formatted, moved, sorted, renamed, commented.
 * What was removed anywhere in the edit takes its sources along; `source` is for what is new.
 * `twins[i]` is the text beside replacement `i` that it doubles, if it does.
 */
export function keptRuns(
  edit: Edit,
  removed: readonly Sourced[],
  twins: readonly (Sourced | undefined)[],
  source: Source,
): Runs[] {
  const lines = linesByContent(removed);
  return edit.map(({ text }, i) => {
    const old = removed[i]!;
    if (text === '') return [];
    const twin = twins[i];
    if (twin) return replacedRuns({ text: twin.text, runs: copied(twin.runs) }, text, source, ends);
    if (old.text === '') return movedRuns(removed, text, source);
    if (old.text.length === text.length && old.text.toLowerCase() === text.toLowerCase())
      return moved(old.runs);
    const kept = replacedRuns(old, text, source, tokens);
    // A renamed word is as old as the word it replaced.
    const single = old.runs.length === 1 ? old.runs[0]!.source : null;
    if (source.cause === 'rename' && single) return runsOf(text.length, single);
    return fillMovedLines({ text, runs: kept }, lines, source);
  });
}

/** Text that came where nothing was: it may have been removed elsewhere in the same edit. */
function movedRuns(removed: readonly Sourced[], text: string, source: Source): Runs {
  for (const old of removed) {
    const runs =
      old.text.trim() === '' ? undefined : alignIgnoringBlanks(old.text, moved(old.runs), text, source);
    if (runs) return runs;
  }
  return runsOf(text.length, source);
}

function linesByContent(removed: readonly Sourced[]): ReadonlyMap<string, Sourced> {
  const lines = new Map<string, Sourced>();
  for (const { text, runs } of removed) {
    for (const { start, end } of linesOf(text)) {
      const line = text.slice(start, end);
      if (line.trim() !== '')
        lines.set(line.trim(), { text: line, runs: moved(sliceRuns(runs, start, end)) });
    }
  }
  return lines;
}

/** Sorted lines: one that has come to stand elsewhere keeps its sources. */
function fillMovedLines({ text, runs }: Sourced, lines: ReadonlyMap<string, Sourced>, source: Source): Runs {
  if (!hasText(text, runs, source)) return runs;
  return concatRuns(
    linesOf(text).map(({ start, end, next }) => {
      const own = sliceRuns(runs, start, end);
      const line = text.slice(start, end);
      const old = hasText(line, own, source) ? lines.get(line.trim()) : undefined;
      const found = old && alignIgnoringBlanks(old.text, old.runs, line, source);
      return concatRuns([found ?? own, sliceRuns(runs, end, next)]);
    }),
  );
}

/** Whether some of what is not blank is of `source`. */
function hasText(text: string, runs: Runs, source: Source): boolean {
  let at = 0;
  return runs.some((run) => {
    const piece = text.slice(at, (at += run.length));
    return run.source === source && piece.trim() !== '';
  });
}
