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
[ -e .ai-policy ] && [ -d "$dir" ] || exit 0
head_oid
[ -z "$at" ] || echo "$at" >"$dir/seen"
[ -e "$dir/missed" ] || exit 0
rm -f "$dir/missed"
# A commit of this person's that no hook saw: what somebody else made, or what has a record, is no concern of ours.
git log -2 --first-parent --no-show-signature --notes=@NOTES_REF@ --format='%ce|%<(1,trunc)%N' 2>/dev/null | {
  mine= theirs=
  # git puts an empty line behind a note.
  while IFS='|' read -r committer note; do
    if [ -z "$mine" ]; then mine=$committer; elif [ -n "$committer" ]; then theirs=$committer$note; fi
  done
  [ "$theirs" = "$mine " ]
} && start colophon hook catch-up
exit 0
