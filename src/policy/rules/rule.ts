import type { Enforce } from '../policy';
import type { Subjects } from './subjects';

/** What a rule says of what it was handed. As printed by `--json`, so fields may be added, never renamed. */
export interface Judgement {
  readonly severity: Enforce;
  /** `default` where no zone has to do with it. */
  readonly zone: string;
  readonly path?: string;
  readonly commit?: string;
  /** 1-based. */
  readonly line?: number;
  /** What is wrong, where, and who can mend it. */
  readonly message: string;
  /** The command that mends it; empty where there is none. */
  readonly mend: string;
}

declare global {
  /**
   * `true` in the bundles that git's hooks start, where esbuild then leaves out what judges ranges and open files: no
   * hook asks for it, and each of them would read it at every start. Elsewhere there is no such variable.
   */
  var COLOPHON_STAGED_ONLY: true | undefined;
}

/** One rule, as a file of this folder has it. Plain functions of facts that others have gathered. */
export interface PolicyRule {
  /** What is wrong, in words: of the SARIF output and of the documentation. */
  readonly meaning: string;
  /** What makes it right, in Markdown. */
  readonly remedy: string;
  /** By the kind of what is judged. */
  readonly judges: {
    readonly [Kind in keyof Subjects]?: (subject: Subjects[Kind]) => readonly Judgement[];
  };
}
