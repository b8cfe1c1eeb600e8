## Lines for a hook of someone else's, after its first. In a shell of its own, so that neither disturbs the other.
# shellcheck shell=sh
# >>> @MARK@: "colophon hooks uninstall" removes these lines.
( . ./common.sh
  if [ -f "$colophon_common/hooks/@HOOK@" ]; then sh "$colophon_common/hooks/@HOOK@" "$@"; fi ) || exit $?
# <<< colophon-hook
