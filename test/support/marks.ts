import { concatRuns, mapSources, type Runs, runsOf } from '../../src/provenance/runs';
import type { Evidence, Origin, Source } from '../../src/provenance/source';

/**
 * Text and its sources in one line: `base «human|typed» «ai:claude-code/gpt|inserted»`. Text outside marks was in the
 * base. In front of `|` stand the origin, `:assistant`, `/model`, `~evidence` and `@commit`, each where there is one.
 */
export function fromMarks(marked: string): { text: string; runs: Runs } {
  let text = '';
  const parts: Runs[] = [];
  for (const match of marked.matchAll(/«([^|«»]*)\|([^«»]*)»|[^«»]+/g)) {
    const piece = match[1] === undefined ? match[0] : match[2]!;
    text += piece;
    parts.push(runsOf(piece.length, match[1] === undefined ? null : parseHead(match[1])));
  }
  return { text, runs: concatRuns(parts) };
}

function parseHead(head: string): Source {
  const m = /^([a-z]+)(?::([^/~@]+))?(?:\/([^~@]+))?(?:~([a-z]+))?(?:@(.+))?$/.exec(head);
  if (!m) throw new Error(`No mark: ${head}`);
  const [, origin, assistant, model, evidence, commit] = m;
  return {
    origin: origin as Origin,
    ...(evidence && { evidence: evidence as Evidence }),
    ...(assistant && { assistant }),
    ...(model && { model }),
    ...(commit && { commit }),
  };
}

/** Prints text with marks; `evidence: true` adds it. Times, causes and sessions are left out, and what then is the same is joined. */
export function toMarks(text: string, runs: Runs, options: { evidence?: boolean } = {}): string {
  let result = '';
  let at = 0;
  const shown = mapSources(runs, (source) => source && bare(source, options.evidence === true));
  for (const { length, source } of shown) {
    const piece = text.slice(at, at + length);
    result += source === null ? piece : `«${headOf(source)}|${piece}»`;
    at += length;
  }
  if (at === text.length) return result;
  // Runs that do not fit their text show, and so fail any comparison.
  return at < text.length
    ? `${result}⟨no runs|${text.slice(at)}⟩`
    : `${result}⟨${at - text.length} too long⟩`;
}

function bare(source: Source, evidence: boolean): Source {
  return {
    origin: source.origin,
    ...(evidence && source.evidence && { evidence: source.evidence }),
    ...(source.assistant && { assistant: source.assistant }),
    ...(source.model && { model: source.model }),
    ...(source.commit && { commit: source.commit }),
  };
}

function headOf(s: Source): string {
  return (
    s.origin +
    (s.assistant ? `:${s.assistant}` : '') +
    (s.model ? `/${s.model}` : '') +
    (s.evidence ? `~${s.evidence}` : '') +
    (s.commit ? `@${s.commit}` : '')
  );
}
