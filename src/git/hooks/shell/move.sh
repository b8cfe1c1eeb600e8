## `move`: what was made again is on disk until its records have moved.
# shellcheck shell=sh disable=SC2154
move() {
  [ -s "$dir/rewrites" ] || return 0
  if git rev-parse -q --verify @NOTES_REF@ >/dev/null 2>&1; then
    start rewrite post-rewrite
  else
    rm -f "$dir/rewrites"
  fi
}
