/** A place in a file: 1-based lines and columns, the end behind the last character. */
export interface Place {
  /** POSIX, as the file was asked for: `.ai-policy/policy.yaml`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What is wrong with a policy, where, and what to do about it. An `error` makes the policy unusable. */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export function fileStart(path: string): Place {
  return { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

export function problemAt(place: Place, severity: Problem['severity'], message: string): Problem {
  return { severity, message, ...place };
}
