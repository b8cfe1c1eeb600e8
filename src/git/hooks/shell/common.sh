## Sets `colophon_common` to Colophon's folder in the common git directory, without starting git. A hook runs at the
## top of the working tree; git sets GIT_DIR unless it is `.git`; a linked worktree names the common directory in a
## file.
# shellcheck shell=sh disable=SC2034
# dulwich starts hooks in the git directory itself.
case ${GIT_DIR-}${1-/} in /*) [ -e .git ] || case $PWD in */.git) cd .. ;; esac ;; esac
colophon_common=${GIT_DIR:-.git}
if [ -f "$colophon_common/commondir" ]; then
  IFS= read -r colophon_line <"$colophon_common/commondir" || :
  case $colophon_line in
    /* | ?:*) colophon_common=$colophon_line ;;
    *) colophon_common=$colophon_common/$colophon_line ;;
  esac
fi
colophon_common=$colophon_common/colophon
