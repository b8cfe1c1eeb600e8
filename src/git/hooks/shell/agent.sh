#!/bin/sh
## What the agents' hooks start: `agent <assistant>`, the payload on standard input. Without a runtime it says so and ends
## with 0: refusing every call of every tool would help nobody. Node takes its place, so that signals reach it.
# Made by "colophon agents install"; changes are lost.
folder=${0%/*} runtime= how=
give_up() {
  echo "colophon: $1, so this call is neither judged nor recorded. To mend it: colophon agents install" >&2
  # Without an answer Cline's extension stops.
  [ "$2" != cline ] || echo '{"cancel":false}'
  exit 0
}
[ -f "$folder/agent.cjs" ] || give_up "$folder/agent.cjs is missing" "${1-}"
if [ -f "$folder/runtime" ]; then
  { IFS= read -r runtime && IFS= read -r how; } <"$folder/runtime"
fi
if [ ! -f "$runtime" ] || [ ! -x "$runtime" ]; then
  how=
  runtime=$(command -v node) || give_up 'there is no Node to run the hook with' "${1-}"
fi
. ./bare-environment.sh
exec "$runtime" "$folder/agent.cjs" "$@"
