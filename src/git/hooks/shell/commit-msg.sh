# shellcheck shell=sh
# commit-msg of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./need.sh
[ -e .ai-policy ] && [ -d "$dir" ] || exit 0
# Whether `prepare-commit-msg` was asked for this very commit. A commit that was given up leaves what it found, and
# programs that commit by themselves ask early, for another message, or not at all.
asked=
[ -n "${GIT_INDEX_FILE-}" ] && [ -f "$dir/asked" ] && {
  { IFS= read -r pid && IFS= read -r file && IFS= read -r index; } <"$dir/asked"
  [ "$pid" = "$PPID" ] && [ "$file" = "$1" ] && [ "$index" = "$GIT_INDEX_FILE" ] && asked=asked
}
need=
if [ -n "$asked" ]; then
  if [ -e "$dir/prepared.json" ] && [ -e "$dir/prepared" ]; then
    # A message that nobody has changed since has its trailers, and needs no second start of Node.
    [ "${GIT_EDITOR-}" = : ] && cmp -s "$1" "$dir/prepared.left" || need=1
  fi
else
  if [ ! -e "$dir/prepared.json" ]; then
    # A commit that is made again keeps what it has.
    for state in CHERRY_PICK_HEAD REVERT_HEAD rebase-apply rebase-merge; do
      [ ! -e "$git_dir/$state" ] || exit 0
    done
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
