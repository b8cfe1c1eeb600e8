@echo off
rem Made by "colophon agents install"; changes are lost.
rem What a project's hooks start on Windows: agent.cmd <assistant>, the payload on standard input.
setlocal DisableDelayedExpansion
set "colophon_node="
set "colophon_how="
if exist "%~dp0runtime" for /f "usebackq delims=" %%a in ("%~dp0runtime") do if defined colophon_node (set "colophon_how=%%a") else set "colophon_node=%%a"
if not exist "%colophon_node%" set "colophon_how="
if not exist "%colophon_node%" set "colophon_node=node"
set "NODE_OPTIONS="
set "NODE_PATH="
set "NODE_EXTRA_CA_CERTS="
set "ELECTRON_RUN_AS_NODE="
if "%colophon_how%"=="electron" set "ELECTRON_RUN_AS_NODE=1"
"%colophon_node%" "%~dp0agent.cjs" %*
