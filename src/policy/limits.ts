/** Against policies from strangers: what is larger is refused before it is read. */
export const limits = {
  fileBytes: 1024 * 1024,
  patternLength: 512,
  patterns: 10_000,
  /** Files that a policy extends, one after the other. */
  extended: 8,
  /** Collections inside of collections, in the YAML text. */
  nesting: 32,
  /** References (`*name`) in the YAML text. */
  aliases: 100,
  /** Problems reported of one policy. */
  problems: 100,
} as const;
