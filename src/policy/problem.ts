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
  /** What would mend it, the likeliest first, for editors; not part of what is printed. */
  readonly fixes?: readonly Fix[];
}

/** A change of the text at a problem's place that would mend it. */
export type Fix =
  /** Puts other words in its place. `certain`: nothing else can have been meant. */
  | { readonly kind: 'replace'; readonly by: string; readonly certain?: true }
  /** Puts quotes around it. */
  | { readonly kind: 'quote' }
  /** Takes it out: a key with its value, an item of a list. */
  | { readonly kind: 'remove' }
  /** Adds a key to the mapping that begins there. */
  | { readonly kind: 'insert'; readonly key: string }
  /** Adds a vendor to the list of vendors. */
  | { readonly kind: 'vendor'; readonly id: string };

export function fileStart(path: string): Place {
  return { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

export function problemAt(
  place: Place,
  severity: Problem['severity'],
  message: string,
  ...fixes: readonly Fix[]
): Problem {
  return { severity, message, ...place, ...(fixes.length > 0 && { fixes }) };
}
