# shellcheck shell=sh
# commit-msg of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
if [ -e "$dir/prepared.json" ]; then
  need=
  if [ -e "$dir/prepared" ]; then
    if [ "${GIT_EDITOR-}" = : ]; then
      # No person has edited it: trailers that are there already need no second start of Node.
      newline='
'
      message=$newline$(cat "$1")$newline
      while IFS= read -r line; do
        case $message in *"$newline$line$newline"*) ;; *) need=1 ;; esac
      done <"$dir/prepared"
    else
      need=1
    fi
  fi
  if [ -n "$need" ]; then
    start hook commit-msg "$@"
  elif [ -e "$dir/unwritten" ]; then
    rm -f "$dir/unwritten"
  fi
  if [ -s "$dir/blocked" ]; then
    cat "$dir/blocked" >&2
    exit 1
  fi
fi
exit 0
