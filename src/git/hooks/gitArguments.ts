/** How git was called: what it is to do, and the configuration that was given on the way. */
export interface GitArguments {
  /** `commit`, `merge`, `rebase`, …; empty where none was given. */
  readonly command: string;
  /** What follows the command. */
  readonly args: readonly string[];
  /** Of `-c` and `--config-env`: `<name>`, `<name>=<value>` or `<name>=<variable>`. */
  readonly settings: readonly string[];
}

/**
 * git's own options whose value may be the next argument: `handle_options` in git.c, from 2.39 up to 2.54. The others
 * take none, or one after `=` alone (`--exec-path=`, `--list-cmds=`).
 */
const takesNext = new Set(
  '-C -c --config-env --git-dir --work-tree --namespace --super-prefix --attr-source --shallow-file'.split(
    ' ',
  ),
);

/**
 * Reads the arguments of `git` itself. An option that git does not know, and with which it would not run, is passed
 * over, so that nothing hides behind it.
 */
export function readGitArguments(argv: readonly string[]): GitArguments {
  const settings: string[] = [];
  let at = 0;
  for (; argv[at]?.startsWith('-'); at++) {
    const option = argv[at]!;
    const value = takesNext.has(option) ? argv[++at] : /^(?:-c|--config-env=)(.+)$/s.exec(option)?.[1];
    if (value !== undefined && /^(?:-c|--config-env)/.test(option)) settings.push(value);
  }
  return { command: argv[at] ?? '', args: argv.slice(at + 1), settings };
}
