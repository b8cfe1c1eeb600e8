import { notesRef } from '../../provenance/written/note';
import { preparedNames } from '../store/prepared';

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
  const pipe = readsInput(hook) ? 'printf "%s\\n" "$colophon_input" | ' : '';
  return `#!/bin/sh
# ${hookMark}: "colophon hooks uninstall" removes it and brings back what was here before.
${readsInput(hook) ? 'colophon_input=$(cat)\n' : ''}colophon_chained=\${0%/*}/${hook}${chainedSuffix}
if [ -f "$colophon_chained" ] && [ -x "$colophon_chained" ]; then
  ${pipe}"$colophon_chained" "$@" || exit $?
fi
${findCommon}if [ -f "$colophon_common/hooks/${hook}" ]; then
  . "$colophon_common/hooks/${hook}"
fi
exit 0
`;
}

/** git gives it lines on standard input, which two hooks cannot both read. */
function readsInput(hook: HookName): boolean {
  return hook === 'post-rewrite';
}

export const blockBegin = `# >>> ${hookMark}: "colophon hooks uninstall" removes these lines.`;
export const blockEnd = '# <<< colophon-hook';

/** Lines for a hook of someone else's, after its first. In a shell of its own, so that neither disturbs the other. */
export function hookBlock(hook: HookName): string {
  const [before, pipe, after] = readsInput(hook)
    ? [
        'colophon_input=$(cat)\n',
        'printf "%s\\n" "$colophon_input" | ',
        'exec <<COLOPHON_INPUT\n$colophon_input\nCOLOPHON_INPUT\n',
      ]
    : ['', '', ''];
  return `${blockBegin}
${before}( ${findCommon.trimEnd()}
  if [ -f "$colophon_common/hooks/${hook}" ]; then ${pipe}sh "$colophon_common/hooks/${hook}" "$@"; fi ) || exit $?
${after}${blockEnd}
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

/** Leaves on the opt-out for one commit. */
const optOut = `[ "\${COLOPHON-}" = off ] && exit 0
`;

/** Leaves where there is no repository. Sets `dir`. */
const begin = `git_dir=\${GIT_DIR:-.git}
case $0 in */colophon/hooks/*) colophon_common=\${0%/hooks/*} ;; esac
dir=$git_dir/colophon
[ -d "$dir" ] || dir=$(git rev-parse --git-path colophon 2>/dev/null) || exit 0
`;

/** That nothing was written to the last commit is as the person wants it: nobody says that it lacks trailers. */
const noteOptOut = `if [ "\${COLOPHON-}" = off ]; then
  [ ! -d "$dir" ] || git rev-parse -q --verify HEAD >"$dir/last"
  exit 0
fi
`;

/** `start <bundle> <hook> [arguments]`: whatever becomes of Node, git goes on. */
const start = `start() {
  bundle=$1 runtime= how=
  shift
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
  "$runtime" "$colophon_common/$bundle.cjs" "$@" || echo "colophon: the hook ended with code $?; the commit goes on." >&2
  return 0
}
`;

/**
 * `finish`: the record of a commit that was made becomes its note, and what could not be written before comes along.
 * A record is one commit's only if that has the parents which it was made for, and is not what HEAD was before. Each
 * step leaves what the next `finish` needs to do it again: a hook may be ended between any two.
 */
const finish = `finish() {
  picked=
  set -- "$dir"/commits/*
  [ -e "$dir/prepared.json" ] || [ -e "$dir/picked" ] || [ -f "$1" ] || return 0
  look
  if [ -e "$dir/prepared.json" ]; then
    of= before= noted=
    { IFS= read -r of && IFS= read -r before; } <"$dir/prepared.parents" || :
    if [ -n "$oid" ] && [ "$parents" = "$of" ] && [ "$oid" != "$before" ]; then
      if [ -e "$dir/prepared.note" ]; then
        [ -d "$dir/commits" ] || mkdir "$dir/commits"
        mv -f "$dir/prepared.note" "$dir/commits/$oid"
        noted=1
      fi
      if [ -e "$dir/prepared" ]; then
        { echo "$oid"; cat "$dir/prepared"; } >"$dir/last.tmp" && mv -f "$dir/last.tmp" "$dir/last"
      fi
      if [ -e "$dir/unwritten" ]; then
        echo 'colophon: this commit carries no trailers, since --no-verify skipped them or its message is empty. To add them: git commit --amend' >&2
      fi
      # An amend of the message, of which \`post-rewrite\` may never be told; what a rebase amends comes again when it
      # is done.
      case " $of " in
        *" $before "*) ;;
        *) [ -n "$noted" ] || [ -z "$before" ] || [ -e "$git_dir/rebase-merge" ] || echo "$before $oid" >>"$dir/rewrites" ;;
      esac
    fi
    rm -f ${preparedNames.map((name) => `"$dir/${name}"`).join(' ')} "$dir"/prepared.*.tmp
  fi
  if [ -e "$dir/picked" ]; then
    before=
    { IFS= read -r picked && IFS= read -r before; } <"$dir/picked" || :
    if [ -n "$oid" ] && [ "$parents" = "$before" ] && git notes --ref=${notesRef} list "$picked" >/dev/null 2>&1; then
      echo "$picked $oid" >>"$dir/rewrites"
    fi
    rm -f "$dir/picked"
  fi
  keep
}

# The commit that HEAD names, its parents and its committer; the tip of the notes.
look() {
  oid= parents= who= tip=
  while IFS='|' read -r name id of by; do
    case $name in
      HEAD) oid=$id parents=$of who=$by ;;
      ?*) tip=$id ;;
    esac
  done <<COLOPHON_LOG
$(GIT_NO_REPLACE_OBJECTS=1 git log --no-walk=unsorted --ignore-missing --no-show-signature --encoding=UTF-8 --date=raw \\
    --format='%S|%H|%P|%cn <%ce> %cd' HEAD ${notesRef} -- 2>/dev/null)
COLOPHON_LOG
}

# \`git notes add\` takes no heed of what somebody else adds in the same moment; \`git fast-import\` does.
keep() {
  for file in "$dir"/commits/*; do
    [ -f "$file" ] || return 0
    [ "\${file##*/}" = "$oid" ] || git cat-file -e "\${file##*/}" 2>/dev/null || rm -f "$file"
  done
  set -- "$dir"/commits/*
  [ -f "$1" ] && [ -n "$who" ] || return 0
  while :; do
    {
      printf 'commit ${notesRef}\\ncommitter %s\\ndata <<.\\nNotes added by colophon\\n.\\n' "$who"
      [ -z "$tip" ] || echo "from $tip"
      for file in "$@"; do
        printf 'N inline %s\\ndata <<COLOPHON_NOTE\\n' "\${file##*/}"
        cat "$file"
        echo COLOPHON_NOTE
      done
      echo done
    } | git fast-import --quiet --done >/dev/null 2>&1 && rm -f "$@" && return 0
    before=$tip
    look
    [ "$tip" != "$before" ] || break
  done
  # A git that was ended leaves its lock, and nobody would ever be told.
  find "\${colophon_common%/colophon}/${notesRef}.lock" -mmin +10 -exec rm -f {} + 2>/dev/null
}
`;

/** What was made again is on disk until its records have moved. */
const move = `move() {
  [ -s "$dir/rewrites" ] || return 0
  if git rev-parse -q --verify ${notesRef} >/dev/null 2>&1; then
    start rewrite post-rewrite
  else
    rm -f "$dir/rewrites"
  fi
}
`;

const prepare = `# What an earlier commit left: one that was made after all, and whose hook was ended, has its record still.
finish
[ -e .ai-policy ] || exit 0
move

# git drops the message of a fixup, and what it says of its lines.
if [ -e "$git_dir/rebase-merge/current-fixups" ]; then
  picked=
  while read -r word oid rest || [ -n "$word" ]; do picked=$oid; done <"$git_dir/rebase-merge/current-fixups"
  git log --no-walk --format=%B "$picked" HEAD 2>/dev/null | grep -q ': v1; lines=' && start rewrite fixup "$1" "$picked"
  exit 0
fi
# A commit that is made again keeps what it has.
if [ -e "$git_dir/CHERRY_PICK_HEAD" ]; then
  [ -e "$git_dir/rebase-merge" ] || [ ! -d "$dir" ] ||
    { cat "$git_dir/CHERRY_PICK_HEAD"; git rev-parse -q --verify HEAD; } >"$dir/picked"
  exit 0
fi
if [ -e "$git_dir/REVERT_HEAD" ] || [ -e "$git_dir/rebase-apply" ]; then exit 0; fi
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
fi

# Reasons to look closer. After a reset, AI lines that were committed may be so no more: then they are pending again.
need=
if [ "$git_dir/ORIG_HEAD" -nt "$dir/settled" ] && [ -e "$dir/settled" ]; then : >"$dir/pending"; fi
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
  # It takes everything, a commit of nothing too.
  IFS= read -r line <"$dir/strict"
  [ "$line" = . ] && need=1
fi
if [ -z "$need" ] && [ -s "$dir/strict" ]; then
  git -c core.quotePath=true -c core.fsmonitor=false diff --cached --name-only --no-renames --no-ext-diff \\
    --ignore-submodules=none 2>/dev/null | LC_ALL=C grep -qiEf "$dir/strict" && need=1
fi
[ -n "$need" ] || exit 0
start hook prepare-commit-msg "$@"
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
  if [ -n "$need" ]; then
    start hook commit-msg "$@"
  elif [ -e "$dir/unwritten" ]; then
    rm -f "$dir/unwritten"
  fi
  if [ -s "$dir/blocked" ]; then
    cat "$dir/blocked" >&2
    exit 1
  fi
fi
exit 0
`;

/** No hook is told that its commit is a cherry-pick; `prepare` has noted it. An amend is for `post-rewrite`. */
const afterCommit = `finish
[ -z "$picked" ] || move
exit 0
`;

const rewrite = `[ -e .ai-policy ] || exit 0
[ -n "\${colophon_input-}" ] || colophon_input=$(cat)
if [ "\${1-}" = amend ]; then
  # What a rebase amends on its way comes again when it is done.
  [ -e "$git_dir/rebase-merge" ] && exit 0
  # A commit with a record of its own needs no other's.
  git notes --ref=${notesRef} list "$(echo "$colophon_input" | cut -d ' ' -f 2)" >/dev/null 2>&1 && exit 0
fi
[ -d "$dir" ] || mkdir "$dir"
printf '%s\\n' "$colophon_input" >>"$dir/rewrites"
move
exit 0
`;

const bodies: Readonly<Record<HookName, string>> = {
  'prepare-commit-msg': start + finish + move + prepare,
  'commit-msg': start + commit,
  'post-commit': noteOptOut + start + finish + move + afterCommit,
  'post-merge': `${finish}finish\nexit 0\n`,
  'post-rewrite': start + move + rewrite,
};

/** What the hook does before Node is started, if it is at all: `<common git directory>/colophon/hooks/<hook>`. */
export function shim(hook: HookName): string {
  return `# ${hook} of Colophon. Made by "colophon hooks install"; changes are lost.\n${hook === 'post-commit' ? '' : optOut}${begin}${bodies[hook]}`;
}
