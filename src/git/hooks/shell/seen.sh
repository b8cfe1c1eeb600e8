## `head_oid`: the commit that HEAD names, as `at`, without a program being started for it.
# shellcheck shell=sh disable=SC2034,SC2154
# Of a branch whose ref was packed nothing is told: then no commit was made on it since.
head_oid() {
  at=
  IFS= read -r at <"$git_dir/HEAD"
  case $at in
    'ref: refs/heads/.invalid') at=$(git rev-parse -q --verify HEAD) ;;
    'ref: '*)
      ref=${colophon_common%/colophon}/${at#ref: }
      at=
      [ ! -f "$ref" ] || IFS= read -r at <"$ref"
      ;;
  esac
}
