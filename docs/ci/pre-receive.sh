#!/bin/sh
# The gate as a pre-receive hook, for a git server of one's own: what would change a protected branch is judged before it
# is there. Lies as hooks/pre-receive in the bare repository; verify.sh and what it needs lie where GATE says. POSIX sh.
#
#   GATE             folder with verify.sh, colophon.vsix and submitters.txt; /opt/gate without it
#   COLOPHON_SHA256  of colophon.vsix, set in the server's own configuration
#   COLOPHON_BRANCH  the protected branch; refs/heads/main without it
#
# Who pushes is what the server has authenticated: GL_USER (Gitolite), GL_USERNAME (GitLab), REMOTE_USER (HTTP). Where it
# sets none of them nobody can push to that branch.
set -u
gate=${GATE:-/opt/gate}
branch=${COLOPHON_BRANCH:-refs/heads/main}
login=${GL_USER:-${GL_USERNAME:-${REMOTE_USER:-}}}

refuse() {
  printf 'colophon: %s\n' "$1" >&2
  exit 1
}

while read -r old new ref; do
  [ "$ref" = "$branch" ] || continue
  [ -n "$login" ] || refuse 'the server does not say who pushes.'
  case $new in *[!0]*) ;; *) refuse "$branch cannot be deleted." ;; esac
  case $old in *[!0]*) ;; *) refuse "$branch is made by an administrator, with the first policy." ;; esac
  [ "$(git merge-base "$old" "$new")" = "$old" ] || refuse "$branch only goes on. Rebase or merge, and push again."
  COLOPHON_LOGIN=$login COLOPHON_RANGE="$old..$new" COLOPHON_PACKAGE="$gate/colophon.vsix" \
    COLOPHON_SUBMITTERS="$gate/submitters.txt" sh "$gate/verify.sh" >&2 </dev/null || exit 1
done
