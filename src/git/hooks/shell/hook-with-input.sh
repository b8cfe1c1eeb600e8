#!/bin/sh
## As hook.sh, for a hook that reads lines from git on its standard input, which two cannot both do.
# @MARK@: "colophon hooks uninstall" removes it and brings back what was here before.
colophon_input=$(cat)
colophon_chained=${0%/*}/@HOOK@@CHAINED@
if [ -f "$colophon_chained" ] && [ -x "$colophon_chained" ]; then
  printf "%s\n" "$colophon_input" | "$colophon_chained" "$@" || exit $?
fi
. ./common.sh
if [ -f "$colophon_common/hooks/@HOOK@" ]; then
  # shellcheck source=/dev/null
  . "$colophon_common/hooks/@HOOK@"
fi
exit 0
