/**
 * Variables that point git at one repository, one index or one object store (`git rev-parse --local-env-vars`).
 * In a hook they are the truth. Elsewhere they may be left over from whoever started the process (an editor
 * opened by `git commit` inherits them) and would turn every question to the wrong repository.
 */
const repositoryVariable =
  /^GIT_(?:ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|CONFIG|CONFIG_PARAMETERS|DIR|GRAFT_FILE|IMPLICIT_WORK_TREE|INDEX_FILE|NAMESPACE|OBJECT_DIRECTORY|PREFIX|QUARANTINE_PATH|SHALLOW_FILE|WORK_TREE)$/;

/** Variables that change what git prints or where, and how it reads paths; never wanted. */
const disturbing =
  /^GIT_(?:TRACE.*|REDIRECT_.*|EXTERNAL_DIFF|DIFF_OPTS|(?:NO)?GLOB_PATHSPECS|ICASE_PATHSPECS|REPLACE_REF_BASE)$/;

const forced: Readonly<Record<string, string>> = {
  // Messages are matched ("dubious ownership"), so they must be in English.
  LC_ALL: 'C',
  LANGUAGE: 'C',
  // A question would wait for an answer that nobody sees.
  GIT_TERMINAL_PROMPT: '0',
  // Law 3: a replaced object would let a commit show other lines than it holds.
  GIT_NO_REPLACE_OBJECTS: '1',
  // Reading must never take index.lock from under the user's own command.
  GIT_OPTIONAL_LOCKS: '0',
  // Into a pipe git would write commit by commit, each a chunk of its own for us to take.
  GIT_FLUSH: '0',
};

/** Forced too, unless a caller says otherwise. */
const usual: Readonly<Record<string, string>> = {
  // A file named `*.ts` or `:(top)` is that file. `check-ignore` refuses it.
  GIT_LITERAL_PATHSPECS: '1',
};

/** For a git that asks no other machine for an object of a partial clone. */
export const withoutFetching = { GIT_NO_LAZY_FETCH: '1' } as const;

/** The variables of `env` that say which repository and index are meant: what a hook was started with. */
export function repositoryEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => repositoryVariable.test(key)));
}

/** The environment of a child git: `base` without what disturbs, then what is usual, `extra`, and what is forced. */
export function childEnvironment(base: NodeJS.ProcessEnv, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([key]) => !repositoryVariable.test(key));
  const all = [...kept, ...Object.entries({ ...usual, ...extra })].filter(([key]) => !disturbing.test(key));
  return { ...Object.fromEntries(all), ...forced };
}
