## `start <bundle> <hook> [arguments]`: whatever becomes of Node, git goes on.
# shellcheck shell=sh disable=SC2154
start() {
  bundle=$1 runtime= how=
  shift
  if [ -f "$colophon_common/runtime" ]; then
    { IFS= read -r runtime && IFS= read -r how; } <"$colophon_common/runtime"
  fi
  if [ ! -f "$runtime" ] || [ ! -x "$runtime" ]; then
    how=
    runtime=$(command -v node) || {
      echo 'colophon: no Node to run the hook with; the commit goes on without trailers. Open the folder in the editor once, or put node on the PATH.' >&2
      return 0
    }
  fi
  . ./bare-environment.sh
  "$runtime" "$colophon_common/$bundle.cjs" "$@" || echo "colophon: the hook ended with code $?; the commit goes on." >&2
  return 0
}
