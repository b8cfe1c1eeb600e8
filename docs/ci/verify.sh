#!/bin/sh
# The gate, for any CI: checks Colophon by its digest, then judges one range. POSIX sh.
#
# All it is told comes in the environment, so that no name of a branch or a person becomes a part of a script:
#   COLOPHON_PACKAGE    path of colophon.vsix, which a trusted place has brought here
#   COLOPHON_SHA256     its SHA-256, written down in the pipeline's own, protected definition
#   COLOPHON_RANGE      <base>..<head>: the tip of the protected branch, and the commit that would be merged
#   COLOPHON_LOGIN      who submits, from the forge's authenticated event; empty for a push to the default branch
#   COLOPHON_SUBMITTERS a file outside of the change, lines of `login principal`, such as `octo-ada ada@acme.dev`
#   COLOPHON_FORM       --github, --json or --sarif; text without it
#
# Exit: 0 nothing blocks, 1 a finding blocks, 2 it could not be verified.
set -u
LC_ALL=C
export LC_ALL
unset NODE_OPTIONS NODE_PATH

stop() {
  printf 'verify.sh: %s\n' "$1" >&2
  exit 2
}

for tool in git ssh-keygen node sha256sum unzip awk; do
  command -v "$tool" >/dev/null 2>&1 || stop "$tool is missing on this runner."
done
package=${COLOPHON_PACKAGE:-}
digest=${COLOPHON_SHA256:-}
range=${COLOPHON_RANGE:-}
login=${COLOPHON_LOGIN:-}
[ -f "$package" ] || stop 'COLOPHON_PACKAGE names no file.'
[ -n "$range" ] || stop 'COLOPHON_RANGE is empty.'
case $range in -*) stop 'COLOPHON_RANGE is no range.' ;; esac

folder=$(mktemp -d) || stop 'There is no room for a temporary folder.'
trap 'rm -rf "$folder"' EXIT
trap 'exit 2' HUP INT TERM

# A copy is checked, and the same copy is run: nobody can change it in between.
cp -- "$package" "$folder/colophon.vsix" || stop 'The package cannot be read.'
found=$(sha256sum <"$folder/colophon.vsix" | cut -d ' ' -f 1)
[ "${#digest}" -eq 64 ] && [ "$found" = "$digest" ] ||
  stop "The package is not the pinned one: its SHA-256 is $found. It was not run."
unzip -q "$folder/colophon.vsix" 'extension/dist/*' -d "$folder" || stop 'The package cannot be unpacked.'

set -- verify "$range"
if [ -n "$login" ]; then
  [ -f "${COLOPHON_SUBMITTERS:-}" ] || stop 'COLOPHON_SUBMITTERS names no file.'
  principal=$(login=$login awk '
    { sub(/\r$/, "") }
    $1 !~ /^#/ && NF == 2 && tolower($1) == tolower(ENVIRON["login"]) { print $2; exit }
  ' "$COLOPHON_SUBMITTERS") || stop 'COLOPHON_SUBMITTERS cannot be read.'
  [ -n "$principal" ] || stop "$login is not in the list of submitters. A maintainer can add a line to it: $login <principal>"
  set -- "$@" --strict --submitter "$principal"
fi
case ${COLOPHON_FORM:-} in
  '') ;;
  --github | --json | --sarif) set -- "$@" "$COLOPHON_FORM" ;;
  *) stop 'COLOPHON_FORM is --github, --json or --sarif.' ;;
esac

node "$folder/extension/dist/colophon.cjs" "$@"
code=$?
# Whatever else it is (a signal, no memory), it is no verdict.
[ "$code" -le 1 ] || exit 2
exit "$code"
