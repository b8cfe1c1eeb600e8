#!/bin/sh
# git cat-file --batch: in a partial clone the first object that is elsewhere ends the answers for all that follow.
#
# Guess: git-cat-file(1), *Batch output*, says that an object which does not exist is answered by "<object> missing", and
# git(1) of GIT_NO_LAZY_FETCH that git does not fetch what is missing on demand; so with it set a partial clone answers
# "missing" for what it does not hold, and goes on to the next name.
# Seen, git 2.39.5 (Debian's package git 1:2.39.5-0+deb12u3): git stops with code 128 at the first such object, prints no
# line for it, and none for objects after it that are here; --batch-check does so too, though the tree gives the name.
# Without the variable and without a network it is the same. `rev-parse` names such a blob, and
# `--batch-check --batch-all-objects` lists what is here without fetching any.
# So a tool that reads many objects in one go must ask first what is here, or it loses what it could have read.
set -eu
version=1:2.39.5-0+deb12u3
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
cd "$T"
apt-get download -qq "git=$version" >/dev/null 2>&1 || { echo "Debian's git=$version cannot be had here; run apt-get update"; exit 2; }
dpkg-deb -x git_*.deb git
export GIT_EXEC_PATH="$T/git/usr/lib/git-core" GIT_CONFIG_NOSYSTEM=1 HOME="$T" LC_ALL=C
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=init.templateDir GIT_CONFIG_VALUE_0=
PATH="$T/git/usr/bin:$PATH"
git version
git init -q -b main there; cd there
git config user.name 'A Person'; git config user.email a@example.org
git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
echo one >a; git add a; git commit -qm One; old=$(git rev-parse HEAD:a)
echo two >>a; git commit -qam Two; new=$(git rev-parse HEAD:a)
cd ..
git clone -q --filter=blob:none "file://$T/there" here
mv there away; cd here
fail() { echo "changed: $*"; exit 1; }

# `new` is checked out, so it is here; `old` is not.
answers=$(printf '%s\n' "$new" "$old" "$new" | GIT_NO_LAZY_FETCH=1 git cat-file --batch-check 2>/dev/null) && fail 'git ended with code 0'
[ "$(printf '%s\n' "$answers" | grep -c "^$new blob")" = 1 ] || fail "what is here was answered again: $answers"
case $answers in *missing*) fail "git says missing: $answers" ;; esac
printf '%s\n' "$new" "$old" "$new" | git cat-file --batch >answers 2>/dev/null && fail 'without the variable git ended with code 0'
[ "$(grep -c "^$new blob" answers)" = 1 ] || fail 'without the variable the rest was answered'
echo "of three objects, the first and third of which are here, one was answered, and none was called missing"
[ "$(git rev-parse HEAD^:a)" = "$old" ] || fail 'rev-parse does not know its name'
here=$(git cat-file --batch-check='%(objectname)' --batch-all-objects --unordered)
case $here in *"$old"*) fail 'it is listed among what is here' ;; *"$new"*) ;; *) fail 'what is here is not listed' ;; esac
echo "rev-parse names the object, and --batch-all-objects lists those that are here"
