## `look_closer` and `touch_strict` set `need` where a commit may have something to say: only then Node is started.
# shellcheck shell=sh disable=SC2154
look_closer() {
  # After a reset, AI lines that were committed may be so no more: then they are pending again.
  need=
  if [ "$git_dir/ORIG_HEAD" -nt "$dir/settled" ] && [ -e "$dir/settled" ]; then : >"$dir/pending"; fi
  [ -e "$dir/pending" ] && need=1
  if [ -z "$need" ] && [ -f "$dir/policy.json" ] && [ -f "$dir/strict" ]; then
    for file in .ai-policy .ai-policy/*; do
      if [ "$file" -nt "$dir/policy.json" ]; then need=1; fi
    done
  else
    need=1
  fi
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
