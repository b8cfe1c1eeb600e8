# shellcheck shell=sh
# post-rewrite of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./move.sh
[ -e .ai-policy ] || exit 0
[ -n "${colophon_input-}" ] || colophon_input=$(cat)
if [ "${1-}" = amend ]; then
  # What a rebase amends on its way moves when it is done: git tells then what became of each commit before that.
  if [ -e "$git_dir/rebase-merge" ]; then
    [ ! -d "$dir" ] || printf '%s\n' "$colophon_input" >>"$dir/rewrites"
    exit 0
  fi
  # A commit with a record of its own needs no other's, unless that could not be read.
  if [ ! -e "$dir/unread" ]; then
    git notes --ref=@NOTES_REF@ list "$(echo "$colophon_input" | cut -d ' ' -f 2)" >/dev/null 2>&1 && exit 0
  fi
fi
[ -d "$dir" ] || mkdir "$dir"
printf '%s\n' "$colophon_input" >>"$dir/rewrites"
move
exit 0
