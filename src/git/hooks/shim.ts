import { notesRef } from '../../provenance/written/note';
import { preparedNames } from '../store/prepared';
import { shellText } from './shellTexts';

/** The hooks that Colophon installs. */
export const hookNames = [
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-merge',
  'post-rewrite',
] as const;
export type HookName = (typeof hookNames)[number];

/** Stands in every hook file and block of ours; the number goes up when their text changes. */
const hookMark = 'colophon-hook 1';

/** Suffix of a hook that was there before. */
export const chainedSuffix = '.colophon-chained';

/** The file in the hooks folder. */
export function hookFile(hook: HookName): string {
  return shellScript(readsInput(hook) ? 'hook-with-input.sh' : 'hook.sh', hook);
}

/** Lines for a hook of someone else's. */
export function hookBlock(hook: HookName): string {
  return shellScript(readsInput(hook) ? 'block-with-input.sh' : 'block.sh', hook);
}

/** git gives it lines on standard input, which two hooks cannot both read. */
function readsInput(hook: HookName): boolean {
  return hook === 'post-rewrite';
}

/** For `hook.<name>.command` of git 2.54 and later, which appends the hook's arguments by itself. */
export function hookCommand(hook: HookName): string {
  return [
    `: ${hookMark}; d=\${GIT_DIR:-.git}`,
    'if [ -f "$d/commondir" ]; then IFS= read -r l <"$d/commondir"; case $l in /* | ?:*) d=$l ;; *) d=$d/$l ;; esac; fi',
    `[ -f "$d/colophon/hooks/${hook}" ] || exit 0`,
    `sh "$d/colophon/hooks/${hook}"`,
  ].join('; ');
}

/** What the hook does before Node is started, if it is at all: `<common git directory>/colophon/hooks/<hook>`. */
export function shim(hook: HookName): string {
  return shellScript(`${hook}.sh`, hook);
}

/** What the agents' hooks start. */
export function agentShim(): string {
  return shellScript('agent.sh');
}

/** The same for Windows, where there need be no POSIX shell. */
export function agentCommandFile(): string {
  return shellText('agent.cmd').replace(/\r?\n/g, '\r\n');
}

/**
 * A script as it is installed: in one piece, with what it needs of us in the place of `@NAME@`. Lines that begin with `##`
 * are for who reads it here, and those for shellcheck stay behind as well.
 */
function shellScript(name: string, hook = ''): string {
  const values: Readonly<Record<string, string>> = {
    HOOK: hook,
    MARK: hookMark,
    CHAINED: chainedSuffix,
    NOTES_REF: notesRef,
    PREPARED: preparedNames.map((name) => `"$dir/${name}"`).join(' '),
  };
  return shellText(name)
    .replace(/^ *(?:##|# shellcheck) .*\n/gm, '')
    .replace(/^(\( )?( *)\. \.\/([\w-]+\.sh)\n/gm, (_, open = '', indent: string, part: string) => {
      return open + shellScript(part, hook).replace(/^(?=.)/gm, indent);
    })
    .replace(/@([A-Z_]+)@/g, (_, value: string) => values[value]!);
}
