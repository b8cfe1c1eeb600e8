# shellcheck shell=sh
# prepare-commit-msg of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./finish.sh
. ./move.sh
. ./need.sh
. ./seen.sh
# What an earlier commit left: one that was made after all, and whose hook was ended, has its record still.
finish
[ -e .ai-policy ] || exit 0
look_before
# For which commit this was asked: `commit-msg` believes what is found now for no other.
[ -d "$dir" ] && find_asker && printf '%s\n' "$asker" "$1" "${GIT_INDEX_FILE-}" >"$dir/asked"
[ -e "$git_dir/rebase-merge" ] || move

# git drops the message of a fixup, and what it says of its lines.
if [ -e "$git_dir/rebase-merge/current-fixups" ]; then
  picked=
  while read -r word oid rest || [ -n "$word" ]; do picked=$oid; done <"$git_dir/rebase-merge/current-fixups"
  git log --no-walk --format=%B "$picked" HEAD 2>/dev/null | grep -q ': v1; lines=' && start rewrite fixup "$1" "$picked"
  exit 0
fi
# A commit that is made again keeps what it has.
if under_way CHERRY_PICK_HEAD; then
  [ -e "$git_dir/rebase-merge" ] || [ ! -d "$dir" ] || git rev-parse CHERRY_PICK_HEAD HEAD >"$dir/picked"
  exit 0
fi
if under_way REVERT_HEAD || [ -e "$git_dir/rebase-apply" ]; then exit 0; fi
case ${GIT_REFLOG_ACTION-} in rebase* | cherry-pick* | revert*) exit 0 ;; esac
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

look_closer
if [ -z "$need" ]; then
  # An amend may have to change the trailers that are there; with -m nothing but the call or the author's date tells.
  case ${2-} in
    commit) need=1 ;;
    message)
      if [ -n "$call" ]; then
        case $call in *--am*) need=1 ;; esac
      else
        [ "@$(git log -1 --no-show-signature --date=raw --format=%ad 2>/dev/null)" = "${GIT_AUTHOR_DATE-}" ] && need=1
      fi
      ;;
  esac
fi
[ -n "$need" ] || touch_strict
[ -n "$need" ] || exit 0
start hook prepare-commit-msg "$@"
exit 0
