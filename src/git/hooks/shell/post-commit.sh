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
# Another tool's hook may have taken the place of those that look before.
if [ -e "$dir/looked" ]; then
  rm -f "$dir/looked"
  [ -z "$at" ] || echo "$at" >"$dir/seen"
fi
[ -e "$dir/missed" ] || [ -e "$dir/catching" ] || exit 0
# A commit of this person's that no hook saw: what somebody else made, or what has a record, is no concern of ours.
is_ours() {
  git log -2 --first-parent --no-show-signature --notes=@NOTES_REF@ --format='%ce|%<(1,trunc)%N' 2>/dev/null | {
    mine= theirs=
    # git puts an empty line behind a note.
    while IFS='|' read -r committer note; do
      if [ -z "$mine" ]; then mine=$committer; elif [ -n "$committer" ]; then theirs=$committer$note; fi
    done
    [ "$theirs" = "$mine " ]
  }
}
# It takes `catching` away when it has ended, and one that was killed is done again.
if [ -e "$dir/catching" ] || is_ours; then
  true 2>/dev/null >"$dir/catching"
  rm -f "$dir/missed"
  start colophon hook catch-up
else
  rm -f "$dir/missed"
fi
