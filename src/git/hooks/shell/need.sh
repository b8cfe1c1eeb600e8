## `look_closer` and `touch_strict` set `need` where a commit may have something to say: only then Node is started.
# shellcheck shell=sh disable=SC2034,SC2154
look_closer() {
  # After a reset, AI lines that were committed may be so no more: then they are pending again.
  need=
  if [ -e "$dir/settled" ]; then
    if [ -e "$git_dir/reftable" ]; then
      before= now=$(git rev-parse -q --verify ORIG_HEAD)
      [ ! -e "$dir/orig" ] || IFS= read -r before <"$dir/orig"
      [ "$now" = "$before" ] || { true 2>/dev/null >"$dir/pending" && echo "$now" >"$dir/orig"; }
    elif [ "$git_dir/ORIG_HEAD" -nt "$dir/settled" ]; then
      true 2>/dev/null >"$dir/pending"
    fi
  fi
  [ -e "$dir/pending" ] && need=1
  if [ -z "$need" ] && [ -f "$dir/policy.json" ] && [ -f "$dir/strict" ]; then
    for file in .ai-policy .ai-policy/*; do
      if [ "$file" -nt "$dir/policy.json" ]; then need=1; fi
    done
  else
    need=1
  fi
}

# Whether git is at work with what such a ref names, which is a file, but where refs are kept in tables.
under_way() {
  [ -e "$git_dir/$1" ] || { [ -e "$git_dir/reftable" ] && git rev-parse -q --verify "$1" >/dev/null 2>&1; }
}

# Whether a strict zone may be touched by what is staged.
touch_strict() {
  if [ -s "$dir/strict" ]; then
    # It takes everything, a commit of nothing too.
    IFS= read -r line <"$dir/strict"
    [ "$line" = . ] && need=1
  fi
  if [ -z "$need" ] && [ -s "$dir/strict" ]; then
    git -c core.quotePath=true -c core.fsmonitor=false diff --cached --name-only --no-renames --no-ext-diff \
      --ignore-submodules=none 2>/dev/null | LC_ALL=C grep -qiEf "$dir/strict" && need=1
  fi
}

# The process of the git that makes the commit, where the system tells; other tools' shells stand between it and us.
find_asker() {
  asker=$PPID
  above=$PPID
  for _ in 1 2 3 4 5 6 7 8; do
    [ -r "/proc/$above/stat" ] || return 0
    IFS= read -r stat <"/proc/$above/stat" || return 0
    case $stat in
      *'(git)'* | *'(git-'*) asker=$above && return 0 ;;
    esac
    # After the name, which may hold anything: state and parent.
    stat=${stat##*) }
    stat=${stat#? }
    above=${stat%% *}
  done
}

# Marks that HEAD is another commit than the one that our hooks saw last: `post-commit` catches up with it.
look_before() {
  # Not `:`, of which a redirection that fails ends the shell.
  [ -d "$dir" ] && true 2>/dev/null >"$dir/looked" || return 0
  [ -s "$dir/ledger.jsonl" ] || [ -s "$dir/snapshot.jsonl" ] || return 0
  seen=
  head_oid
  [ ! -f "$dir/seen" ] || IFS= read -r seen <"$dir/seen"
  [ -z "$at" ] || [ "$at" = "$seen" ] || true 2>/dev/null >"$dir/missed"
}
