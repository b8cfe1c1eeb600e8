#!/bin/sh
## The file in the hooks folder. It runs what was there before, then ours; without ours it is silent.
# @MARK@: "colophon hooks uninstall" removes it and brings back what was here before.
colophon_chained=${0%/*}/@HOOK@@CHAINED@
if [ -f "$colophon_chained" ] && [ -x "$colophon_chained" ]; then
  "$colophon_chained" "$@" || exit $?
fi
. ./common.sh
if [ -f "$colophon_common/hooks/@HOOK@" ]; then
  # shellcheck source=/dev/null
  . "$colophon_common/hooks/@HOOK@"
fi
exit 0
