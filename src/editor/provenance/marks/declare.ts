import type { Runs } from '../../../provenance/runs';
import { isSeenAsAi, type Origin, type Source } from '../../../provenance/source';

/** What a person says of a stretch of text. */
export interface Declaration {
  readonly origin: Origin;
  /** Of `ai`: a catalogue id. */
  readonly assistant?: string;
  /** `Name <email>`. */
  readonly by: string;
  readonly why?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Law 8: who says that text was not AI which was reported or seen as such by the host, says why. */
export function needsReason(runs: Runs, origin: Origin): boolean {
  return origin !== 'ai' && runs.some(({ source }) => source !== null && isSeenAsAi(source));
}

/** The source of text under a declaration: it stays visible as one, with what it stands over. */
export function declared(declaration: Declaration): (source: Source | null) => Source {
  const { origin, assistant, by, why, at } = declaration;
  return (source) => {
    const was = source && wasBefore(source);
    // Text that is committed stays so: a declaration makes no insertion.
    const commit = source === null ? 'base' : source.commit;
    // It still counts as whose it was seen to be.
    const seen = source && isSeenAsAi(source) ? assistantOf(source) : {};
    return {
      ...seen,
      origin,
      evidence: 'declared',
      by,
      at,
      ...(assistant !== undefined && { assistant }),
      ...(why !== undefined && { why }),
      ...(was && { was }),
      ...(commit !== undefined && { commit }),
    };
  };
}

/** What a text was before it was declared for the first time. */
function wasBefore({ origin, evidence, was }: Source): Source['was'] {
  if (evidence === 'declared') return was;
  return { origin, ...(evidence && { evidence }) };
}

function assistantOf({ assistant, model, session }: Source): Pick<Source, 'assistant' | 'model' | 'session'> {
  return {
    ...(assistant !== undefined && { assistant }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
  };
}
