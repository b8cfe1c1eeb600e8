# shellcheck shell=sh
# prepare-commit-msg of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./finish.sh
. ./move.sh
# What an earlier commit left: one that was made after all, and whose hook was ended, has its record still.
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
if [ -z "$need" ] && [ -s "$dir/strict" ]; then
  # It takes everything, a commit of nothing too.
  IFS= read -r line <"$dir/strict"
  [ "$line" = . ] && need=1
fi
if [ -z "$need" ] && [ -s "$dir/strict" ]; then
  git -c core.quotePath=true -c core.fsmonitor=false diff --cached --name-only --no-renames --no-ext-diff \
    --ignore-submodules=none 2>/dev/null | LC_ALL=C grep -qiEf "$dir/strict" && need=1
fi
[ -n "$need" ] || exit 0
start hook prepare-commit-msg "$@"
exit 0
