# shellcheck shell=sh
# post-merge of Colophon. Made by "colophon hooks install"; changes are lost.
[ "${COLOPHON-}" = off ] && exit 0
. ./begin.sh
. ./start.sh
. ./finish.sh
finish
exit 0
