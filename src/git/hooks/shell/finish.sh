## `finish`: the record of a commit that was made becomes its note, and what could not be written before comes along.
## A record is one commit's only if that has the parents and the tree which it was made for, and is not what HEAD was
## before. Where another commit was made instead, its record is made from what it holds. Each step leaves what the next
## `finish` needs to do it again: a hook may be ended between any two, and a rename refused.
# shellcheck shell=sh disable=SC2154
finish() {
  picked=
  set -- "$dir"/commits/*
  [ -e "$dir/prepared.json" ] || [ -e "$dir/picked" ] || [ -f "$1" ] || return 0
  look
  if [ -e "$dir/prepared.json" ]; then
    of= before= staged= noted= again= left=
    { IFS= read -r of && IFS= read -r before && IFS= read -r staged; } <"$dir/prepared.parents" || :
    if [ -n "$oid" ] && [ "$oid" != "$before" ]; then
      if [ "$parents" = "$of" ] && [ "$tree" = "$staged" ]; then
        if [ -e "$dir/prepared.note" ]; then
          [ -d "$dir/commits" ] || mkdir "$dir/commits"
          mv -f "$dir/prepared.note" "$dir/commits/$oid" || left=1
          noted=1
        fi
        if [ -e "$dir/prepared" ]; then
          { echo "$oid"; cat "$dir/prepared"; } >"$dir/last.tmp" && mv -f "$dir/last.tmp" "$dir/last"
        fi
        if [ -e "$dir/unwritten" ]; then
          echo 'colophon: this commit carries no trailers, since --no-verify skipped them or its message is empty. To add them: git commit --amend' >&2
        fi
        # An amend of the message, of which `post-rewrite` may never be told; what a rebase amends comes again when it
        # is done.
        case " $of " in
          *" $before "*) ;;
          *) [ -n "$noted" ] || [ -z "$before" ] || [ -e "$git_dir/rebase-merge" ] || echo "$before $oid" >>"$dir/rewrites" ;;
        esac
      else
        again=1
      fi
    fi
    [ -n "$left" ] || rm -f @PREPARED@ "$dir"/prepared.*.tmp
    [ -z "$again" ] || start colophon hook catch-up
  fi
  if [ -e "$dir/picked" ]; then
    before=
    { IFS= read -r picked && IFS= read -r before; } <"$dir/picked" || :
    if [ -n "$oid" ] && [ "$parents" = "$before" ] && git notes --ref=@NOTES_REF@ list "$picked" >/dev/null 2>&1; then
      echo "$picked $oid" >>"$dir/rewrites"
    fi
    rm -f "$dir/picked"
  fi
  keep
}

# The commit that HEAD names, its tree, parents and committer; the tip of the notes.
look() {
  oid= tree= parents= who= tip=
  while IFS='|' read -r name id holds of by; do
    case $name in
      HEAD) oid=$id tree=$holds parents=$of who=$by ;;
      ?*) tip=$id ;;
    esac
  done <<COLOPHON_LOG
$(GIT_NO_REPLACE_OBJECTS=1 git log --no-walk=unsorted --ignore-missing --no-show-signature --encoding=UTF-8 --date=raw \
    --format='%S|%H|%T|%P|%cn <%ce> %cd' HEAD @NOTES_REF@ -- 2>/dev/null)
COLOPHON_LOG
}

# `git notes add` takes no heed of what somebody else adds in the same moment; `git fast-import` does.
keep() {
  for file in "$dir"/commits/*; do
    [ -f "$file" ] || return 0
    [ "${file##*/}" = "$oid" ] || git cat-file -e "${file##*/}" 2>/dev/null || rm -f "$file"
  done
  set -- "$dir"/commits/*
  [ -f "$1" ] && [ -n "$who" ] || return 0
  while :; do
    {
      printf 'commit @NOTES_REF@\ncommitter %s\ndata <<.\nNotes added by colophon\n.\n' "$who"
      [ -z "$tip" ] || echo "from $tip"
      for file in "$@"; do
        printf 'N inline %s\ndata <<COLOPHON_NOTE\n' "${file##*/}"
        cat "$file"
        echo COLOPHON_NOTE
      done
      echo 'done'
    } | git fast-import --quiet --done >/dev/null 2>&1 && rm -f "$@" && return 0
    before=$tip
    look
    [ "$tip" != "$before" ] || break
  done
  # A git that was ended leaves its lock, and nobody would ever be told.
  find "${colophon_common%/colophon}/@NOTES_REF@.lock" -mmin +10 -exec rm -f {} + 2>/dev/null
}
