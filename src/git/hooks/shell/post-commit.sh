## That nothing was written to the last commit is as the person wants it: nobody says that it lacks trailers. No hook is
## told that its commit is a cherry-pick; `prepare-commit-msg` has noted it. An amend is for `post-rewrite`.
# shellcheck shell=sh
# post-commit of Colophon. Made by "colophon hooks install"; changes are lost.
. ./begin.sh
if [ "${COLOPHON-}" = off ]; then
  [ ! -d "$dir" ] || git rev-parse -q --verify HEAD | tee "$dir/seen" >"$dir/last"
  exit 0
fi
. ./start.sh
. ./finish.sh
. ./move.sh
. ./seen.sh
finish
[ -z "$picked" ] || move
[ ! -e .ai-policy ] || look_after
exit 0
