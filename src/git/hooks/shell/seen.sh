## `look_before` marks that HEAD is another commit than the one that our hooks saw last, and `look_after` has it caught
## up with: programs that run no hooks made it, if it was made here. Where nothing was missed no program is started.
# shellcheck shell=sh disable=SC2154
look_before() {
  [ -s "$dir/ledger.jsonl" ] || [ -s "$dir/snapshot.jsonl" ] || return 0
  seen=
  head_oid
  [ ! -f "$dir/seen" ] || IFS= read -r seen <"$dir/seen"
  [ -z "$at" ] || [ "$at" = "$seen" ] || : >"$dir/missed"
}

look_after() {
  [ -d "$dir" ] || return 0
  head_oid
  [ -z "$at" ] || echo "$at" >"$dir/seen"
  [ -e "$dir/missed" ] || return 0
  rm -f "$dir/missed"
  # What somebody else made, or has a record, is no concern of ours.
  git log -2 --first-parent --no-show-signature --notes=@NOTES_REF@ --format='%ce|%<(1,trunc)%N' 2>/dev/null | {
    mine= theirs=
    # git puts an empty line behind a note.
    while IFS='|' read -r committer note; do
      if [ -z "$mine" ]; then mine=$committer; elif [ -n "$committer" ]; then theirs=$committer$note; fi
    done
    [ "$theirs" = "$mine " ]
  } && start colophon hook catch-up
}

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
