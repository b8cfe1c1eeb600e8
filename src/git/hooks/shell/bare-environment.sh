## The environment that Node is started with; `how` is `electron` where an editor stands in for it.
# shellcheck shell=sh disable=SC2154
# What others set for their Node; reading certificates alone takes longer than all of the hook.
unset NODE_EXTRA_CA_CERTS NODE_OPTIONS NODE_PATH NODE_REPL_EXTERNAL_MODULE VSCODE_INSPECTOR_OPTIONS ELECTRON_RUN_AS_NODE ELECTRON_NO_ATTACH_CONSOLE
if [ "$how" = electron ]; then
  ELECTRON_RUN_AS_NODE=1
  export ELECTRON_RUN_AS_NODE
fi
