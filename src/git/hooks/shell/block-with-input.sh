## As block.sh, for a hook that reads lines from git on its standard input.
# shellcheck shell=sh
# >>> @MARK@: "colophon hooks uninstall" removes these lines.
colophon_input=$(cat)
( . ./common.sh
  if [ -f "$colophon_common/hooks/@HOOK@" ]; then printf "%s\n" "$colophon_input" | sh "$colophon_common/hooks/@HOOK@" "$@"; fi ) || exit $?
exec <<COLOPHON_INPUT
$colophon_input
COLOPHON_INPUT
# <<< colophon-hook
