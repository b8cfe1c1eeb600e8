# shellcheck shell=sh
# commit-msg of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./need.sh
. ./seen.sh
[ -e .ai-policy ] && [ -d "$dir" ] || exit 0
look_before
# Whether `prepare-commit-msg` was asked for this very commit. A commit that was given up leaves what it found, and
# programs that commit by themselves ask early, for another message, or not at all.
asked=
[ -n "${GIT_INDEX_FILE-}" ] && [ -f "$dir/asked" ] && {
  { IFS= read -r pid && IFS= read -r file && IFS= read -r index; } <"$dir/asked"
  find_asker
  [ "$pid" = "$asker" ] && [ "$file" = "$1" ] && [ "$index" = "$GIT_INDEX_FILE" ] && asked=asked
}
need=
if [ -n "$asked" ]; then
  if [ -e "$dir/prepared.json" ] && [ -e "$dir/prepared" ]; then
    if [ "${GIT_EDITOR-}" = : ]; then
      # No person has edited it: trailers that are there already need no second start of Node, unless another hook has
      # named an assistant in words of its own.
      newline='
'
      message=$newline$(cat "$1")$newline ours=$newline
      while IFS= read -r line; do
        ours=$ours$line$newline
        case $message in *"$newline$line$newline"*) ;; *) need=1 ;; esac
      done <"$dir/prepared"
      while IFS= read -r line; do
        case $line in [Aa]ssisted-[Bb]y:*) case $ours in *"$newline$line$newline"*) ;; *) need=1 ;; esac ;; esac
      done <"$1"
    else
      need=1
    fi
  fi
else
  if [ ! -e "$dir/prepared.json" ]; then
    # A commit that is made again keeps what it has.
    for state in CHERRY_PICK_HEAD REVERT_HEAD; do
      if under_way $state; then exit 0; fi
    done
    if [ -e "$git_dir/rebase-apply" ] || [ -e "$git_dir/rebase-merge" ]; then exit 0; fi
    case ${GIT_REFLOG_ACTION-} in rebase* | cherry-pick* | revert* | am*) exit 0 ;; esac
  fi
  look_closer
  [ -e "$dir/prepared.json" ] && need=1
  [ -n "$need" ] || touch_strict
fi
[ -z "$need" ] || start hook commit-msg "$1" "$asked"
[ -e "$dir/prepared.json" ] || exit 0
[ -n "$need" ] || rm -f "$dir/unwritten"
if [ -s "$dir/blocked" ]; then
  cat "$dir/blocked" >&2
  exit 1
fi
exit 0
