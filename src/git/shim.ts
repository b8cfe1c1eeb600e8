/** The hooks that Colophon installs. */
export const hookNames = ['prepare-commit-msg', 'commit-msg', 'post-commit'] as const;
export type HookName = (typeof hookNames)[number];

/** Stands in every hook file and block of ours; the number goes up when their text changes. */
export const hookMark = 'colophon-hook 1';

/** Suffix of a hook that was there before. */
export const chainedSuffix = '.colophon-chained';

/**
 * Sets `colophon_common` to Colophon's folder in the common git directory, without starting git. A hook runs at the
 * top of the working tree; git sets GIT_DIR unless it is `.git`; a linked worktree names the common directory in a
 * file.
 */
const findCommon = `colophon_common=\${GIT_DIR:-.git}
if [ -f "$colophon_common/commondir" ]; then
  IFS= read -r colophon_line <"$colophon_common/commondir" || :
  case $colophon_line in
    /* | ?:*) colophon_common=$colophon_line ;;
    *) colophon_common=$colophon_common/$colophon_line ;;
  esac
fi
colophon_common=$colophon_common/colophon
`;

/** The file in the hooks folder. It runs what was there before, then ours; without ours it is silent. */
export function hookFile(hook: HookName): string {
  return `#!/bin/sh
# ${hookMark}: "colophon hooks uninstall" removes it and brings back what was here before.
colophon_chained=\${0%/*}/${hook}${chainedSuffix}
if [ -f "$colophon_chained" ] && [ -x "$colophon_chained" ]; then
  "$colophon_chained" "$@" || exit $?
fi
${findCommon}if [ -f "$colophon_common/hooks/${hook}" ]; then
  . "$colophon_common/hooks/${hook}"
fi
exit 0
`;
}

export const blockBegin = `# >>> ${hookMark}: "colophon hooks uninstall" removes these lines.`;
export const blockEnd = '# <<< colophon-hook';

/** Lines for a hook of someone else's, after its first. In a shell of its own, so that neither disturbs the other. */
export function hookBlock(hook: HookName): string {
  return `${blockBegin}
( ${findCommon.trimEnd()}
  if [ -f "$colophon_common/hooks/${hook}" ]; then sh "$colophon_common/hooks/${hook}" "$@"; fi ) || exit $?
${blockEnd}
`;
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

/** Leaves for good on the opt-out for one commit, and where there is no policy. Sets `dir`. */
const begin = `[ "\${COLOPHON-}" = off ] && exit 0
git_dir=\${GIT_DIR:-.git}
case $0 in */colophon/hooks/*) colophon_common=\${0%/hooks/*} ;; esac
dir=$git_dir/colophon
[ -d "$dir" ] || dir=$(git rev-parse --git-path colophon 2>/dev/null) || exit 0
`;

/** `start hook [arguments]`: whatever becomes of Node, the commit goes on. */
const start = `start() {
  runtime= how=
  if [ -f "$colophon_common/runtime" ]; then
    { IFS= read -r runtime && IFS= read -r how; } <"$colophon_common/runtime"
  fi
  if [ ! -f "$runtime" ] || [ ! -x "$runtime" ]; then
    how=
    runtime=$(command -v node) || {
      echo 'colophon: no Node to run the hook with; the commit goes on without trailers. Open the folder in the editor once, or put node on the PATH.' >&2
      return 0
    }
  fi
  # What others set for their Node; reading certificates alone takes longer than all of the hook.
  unset NODE_EXTRA_CA_CERTS NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE VSCODE_INSPECTOR_OPTIONS ELECTRON_RUN_AS_NODE ELECTRON_NO_ATTACH_CONSOLE
  if [ "$how" = electron ]; then
    ELECTRON_RUN_AS_NODE=1
    export ELECTRON_RUN_AS_NODE
  fi
  "$runtime" "$colophon_common/hook.cjs" "$@" || echo "colophon: the hook ended with code $?; the commit goes on." >&2
  return 0
}
`;

const prepare = `# What an earlier commit left that was never made.
if [ -e "$dir/prepared.json" ] || [ -e "$dir/prepared" ] || [ -e "$dir/blocked" ] || [ -e "$dir/prepared.parents" ]; then
  rm -f "$dir/prepared.json" "$dir/prepared" "$dir/blocked" "$dir/prepared.parents"
fi
[ -e .ai-policy ] || exit 0

# A commit that is made again keeps what it has.
if [ -e "$git_dir/CHERRY_PICK_HEAD" ] || [ -e "$git_dir/REVERT_HEAD" ] || [ -e "$git_dir/rebase-apply" ]; then exit 0; fi
case \${GIT_REFLOG_ACTION-} in rebase* | cherry-pick* | revert*) exit 0 ;; esac
# How git was called, where the system tells; the arguments run together.
call=
if [ -r "/proc/$PPID/comm" ]; then
  IFS= read -r name <"/proc/$PPID/comm"
  # Another program's arguments may hold anything.
  case $name in
    git | git-*) while IFS= read -r line || [ -n "$line" ]; do call="$call $line"; done <"/proc/$PPID/cmdline" ;;
  esac
fi
if [ -n "$call" ]; then
  case $call in *commit* | *merge* | *pull*) ;; *) exit 0 ;; esac
elif [ -e "$git_dir/rebase-merge" ]; then
  exit 0
fi

# Reasons to look closer.
need=
[ -e "$dir/pending" ] && need=1
if [ -z "$need" ] && [ -f "$dir/policy.json" ] && [ -f "$dir/strict" ]; then
  for file in .ai-policy .ai-policy/*; do
    if [ "$file" -nt "$dir/policy.json" ]; then need=1; fi
  done
else
  need=1
fi
if [ -z "$need" ]; then
  # An amend may have to change the trailers that are there; with -m nothing but the call or the author's date tells.
  case \${2-} in
    commit) need=1 ;;
    message)
      if [ -n "$call" ]; then
        case $call in *--am*) need=1 ;; esac
      else
        [ "@$(git log -1 --no-show-signature --date=raw --format=%ad 2>/dev/null)" = "\${GIT_AUTHOR_DATE-}" ] && need=1
      fi
      ;;
  esac
fi
if [ -z "$need" ] && [ -s "$dir/strict" ]; then
  git -c core.quotePath=true -c core.fsmonitor=false diff --cached --name-only --no-renames --no-ext-diff \\
    --ignore-submodules=none 2>/dev/null | LC_ALL=C grep -qiEf "$dir/strict" && need=1
fi
[ -n "$need" ] || exit 0
start prepare-commit-msg "$@"
exit 0
`;

const commit = `if [ -e "$dir/prepared.json" ]; then
  need=
  if [ -e "$dir/prepared" ]; then
    if [ "\${GIT_EDITOR-}" = : ]; then
      # No person has edited it: trailers that are there already need no second start of Node.
      newline='
'
      message=$newline$(cat "$1")$newline
      while IFS= read -r line; do
        case $message in *"$newline$line$newline"*) ;; *) need=1 ;; esac
      done <"$dir/prepared"
    else
      need=1
    fi
  fi
  [ -z "$need" ] || start commit-msg "$@"
  if [ -s "$dir/blocked" ]; then
    cat "$dir/blocked" >&2
    exit 1
  fi
fi
exit 0
`;

const finish = `if [ -e "$dir/prepared.json" ]; then
  GIT_NO_REPLACE_OBJECTS=1
  export GIT_NO_REPLACE_OBJECTS
  # The commit, then its parents: a record of another commit is none of this one.
  set -- $(git rev-parse HEAD 'HEAD^@' 2>/dev/null)
  oid=\${1-}
  [ $# -eq 0 ] || shift
  parents=
  IFS= read -r parents <"$dir/prepared.parents" || :
  if [ -n "$oid" ] && [ "$*" = "$parents" ]; then
    [ -d "$dir/commits" ] || mkdir "$dir/commits"
    mv -f "$dir/prepared.json" "$dir/commits/$oid.json"
    if [ -e "$dir/prepared" ]; then
      { echo "$oid"; cat "$dir/prepared"; } >"$dir/last.tmp" && mv -f "$dir/last.tmp" "$dir/last"
    fi
  fi
  rm -f "$dir/prepared.json" "$dir/prepared" "$dir/blocked" "$dir/prepared.parents"
fi
exit 0
`;

/** What the hook does before Node is started, if it is at all: `<common git directory>/colophon/hooks/<hook>`. */
export function shim(hook: HookName): string {
  const name = `# ${hook} of Colophon. Made by "colophon hooks install"; changes are lost.\n`;
  if (hook === 'post-commit') return name + begin + finish;
  return name + begin + start + (hook === 'commit-msg' ? commit : prepare);
}
