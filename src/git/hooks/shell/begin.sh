## Leaves where there is no repository. Sets `git_dir`, `dir`: Colophon's folder in it, and `colophon_common`.
# shellcheck shell=sh disable=SC2034
git_dir=${GIT_DIR:-.git}
case $0 in */colophon/hooks/*) colophon_common=${0%/hooks/*} ;; esac
dir=$git_dir/colophon
[ -d "$dir" ] || dir=$(git rev-parse --git-path colophon 2>/dev/null) || exit 0
