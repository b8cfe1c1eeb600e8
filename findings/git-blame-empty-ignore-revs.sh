#!/bin/sh
# git blame: an empty name does not reset the list of blame.ignoreRevsFile.
#
# Guess: git-config(1), blame.ignoreRevsFile, says that empty file names reset the list, and git-blame(1) of
# `--ignore-revs-file` that an empty name clears it; so `-c blame.ignoreRevsFile=` behind a configured name turns it off,
# as for other settings that may stand several times, and neither cares whether the configured file is there.
# Seen, git 2.39.5 (Debian's package git 1:2.39.5-0+deb12u3): the names of the settings are kept sorted, so that the
# empty one comes first and resets nothing: a configured list still moves lines to other commits. The option resets the
# list, but only once the files before it were read: a configured file that is missing still stops git with "could not
# open object name list". Only `--no-ignore-revs-file` makes git forget the setting.
# So a tool that wants git's plain blame has to pass --no-ignore-revs-file.
set -eu
version=1:2.39.5-0+deb12u3
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
apt-get download -qq "git=$version" >/dev/null 2>&1 || { echo "Debian's git=$version cannot be had here; run apt-get update"; exit 2; }
dpkg-deb -x git_*.deb git
export GIT_EXEC_PATH="$T/git/usr/lib/git-core" GIT_CONFIG_NOSYSTEM=1 HOME="$T" LC_ALL=C
git=$T/git/usr/bin/git
"$git" version
"$git" init -q r; cd r
"$git" config user.name 'A Person'; "$git" config user.email a@example.org
echo one >a; "$git" add a; "$git" commit -qm One; first=$("$git" rev-parse HEAD)
echo One >a; "$git" commit -qam Two; second=$("$git" rev-parse HEAD)
echo "$second" >ignored
blamed() { "$git" "$@" 2>&1 | head -1 | cut -c1-40; }
fail() { echo "changed: $*"; exit 1; }

"$git" config blame.ignoreRevsFile ignored
[ "$(blamed -c blame.ignoreRevsFile= blame --porcelain a)" = "$first" ] || fail 'an empty setting resets the list'
[ "$(blamed blame --ignore-revs-file= --porcelain a)" = "$second" ] || fail 'an empty option resets nothing'
[ "$(blamed blame --no-ignore-revs-file --porcelain a)" = "$second" ] || fail '--no-ignore-revs-file resets nothing'
echo "an empty name in the settings left the list in force: the line is still $first, not $second"

"$git" config blame.ignoreRevsFile missing
for reset in '-c blame.ignoreRevsFile= blame' 'blame --ignore-revs-file='; do
  # shellcheck disable=SC2086
  case $(blamed $reset --porcelain a) in
    *'could not open object name'*) echo "git $reset: a missing file still stopped git" ;;
    *) fail "a missing file does not stop git $reset" ;;
  esac
done
[ "$(blamed blame --no-ignore-revs-file --porcelain a)" = "$second" ] || fail 'a missing file stops git all the same'
