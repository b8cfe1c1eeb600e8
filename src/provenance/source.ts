/** A line holds characters of several origins; `mixed` is one with some AI text, but less than half. */
export const lineOrigins = ['ai', 'mixed', 'human', 'pasted', 'tool', 'unknown'] as const;
export type LineOrigin = (typeof lineOrigins)[number];

/** Where a stretch of text came from. What was not observed is `unknown`, never `human`. */
export type Origin = Exclude<LineOrigin, 'mixed'>;

/** Why we believe it, strongest first; `declared` stands apart: a person said so. */
const evidences = ['reported', 'host', 'observed', 'inferred', 'declared'] as const;
export type Evidence = (typeof evidences)[number];

export function isLineOrigin(value: unknown): value is LineOrigin {
  return (lineOrigins as readonly unknown[]).includes(value);
}

export function isEvidence(value: unknown): value is Evidence {
  return (evidences as readonly unknown[]).includes(value);
}

/** What was seen, for *Explain This Line*: of text that was typed, accepted, written by a program, made by a command, or lost. */
export type Cause =
  | 'typed'
  | 'suggestion'
  | 'next-edit'
  | 'chat'
  | 'inline-chat'
  | 'agent'
  | 'tool-call'
  | 'paste'
  | 'completion'
  | 'snippet'
  | 'rename'
  | 'code-action'
  | 'line-endings'
  | 'format'
  | 'save'
  | 'move'
  | 'comment'
  | 'cut'
  | 'command'
  | 'edit'
  | 'disk'
  | 'unobserved'
  | 'undo'
  | 'redo'
  | 'missing';

/** What is known about one insertion. Compared by value, see `sameSource`. */
export interface Source {
  readonly origin: Origin;
  /** Absent only where nothing was seen (`unknown`). */
  readonly evidence?: Evidence;
  readonly cause?: Cause;
  /** Catalogue id of the assistant, for `ai`, where it was named. */
  readonly assistant?: string;
  readonly model?: string;
  readonly session?: string;
  /** Milliseconds since the epoch, of the first character. */
  readonly at?: number;
  /** For `declared`: who said so, `Name <email>`, and why. */
  readonly by?: string;
  readonly why?: string;
  /** For `declared`: the origin and evidence that the declaration stands over. */
  readonly was?: { readonly origin: Origin; readonly evidence?: Evidence };
  /** The commit that holds this text; `base` for text that was there before and was moved. Absent: not yet committed. */
  readonly commit?: string;
}

/** Law 8: what an agent reported or the host saw as AI's counts as that, whatever a person declared of it. */
export function isSeenAsAi({ origin, evidence, was }: Source): boolean {
  const seen = was ?? { origin, evidence };
  return seen.origin === 'ai' && (seen.evidence === 'reported' || seen.evidence === 'host');
}

/** Of the added lines of one file of a change. */
export interface LineRecord {
  /** 1-based, in the new file. */
  readonly line: number;
  readonly origin: LineOrigin;
  readonly evidence?: Evidence;
  /** Of `ai` and `mixed`: each assistant and model with text on the line. `assistant` absent where it was not named. */
  readonly by?: readonly {
    readonly assistant?: string;
    readonly model?: string;
    readonly session?: string;
  }[];
  /** The line rests on a declaration: whose, `Name <email>`, and of when, in milliseconds since the epoch. */
  readonly declared?: { readonly by?: string; readonly at?: number };
  /** Another program's record says so, and not one of ours. */
  readonly via?: 'git-ai';
}

export interface FileProvenance {
  /** POSIX, relative to the repository's root. */
  readonly path: string;
  /** The path in the base, for a rename or copy. */
  readonly from?: string;
  readonly lines: readonly LineRecord[];
}

/** `ai + mixed + human + pasted + tool + unknown = lines`; `declared` counts lines that are in one of those too. */
export interface Counts {
  lines: number;
  ai: number;
  mixed: number;
  human: number;
  pasted: number;
  tool: number;
  unknown: number;
  declared: number;
}

/** Lines with AI text, of which there may be less than half. */
export function aiLinesOf({ ai, mixed }: Pick<Counts, 'ai' | 'mixed'>): number {
  return ai + mixed;
}

/** Whether a line counts among those of `aiLinesOf`. */
export function isAi(origin: LineOrigin): origin is 'ai' | 'mixed' {
  return origin === 'ai' || origin === 'mixed';
}

/** What the trailers of one commit say; zones, evidence and vendors are lines of `ai + mixed`. */
export interface CommitSummary {
  readonly counts: Counts;
  /** One an assistant and model, most lines first. `assistant` is a catalogue id, `unknown` where it was not named. */
  readonly assisted: readonly {
    readonly assistant: string;
    readonly model?: string;
    readonly lines: number;
  }[];
  readonly zones: readonly (readonly [name: string, lines: number])[];
  readonly evidence: readonly (readonly [evidence: Evidence, lines: number])[];
  readonly vendors: readonly (readonly [id: string, lines: number])[];
  /** By `zone/vendor`, where there are several of both, so that it is known which vendor's lines are where. */
  readonly places?: readonly (readonly [place: string, lines: number])[];
  /** `Name <email>` of each person whose attestation covers this change. */
  readonly attestedBy: readonly string[];
}
