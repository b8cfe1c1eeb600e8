import type { Member } from '../text/jsonText';
import * as l10n from '../text/l10n';
import { type AgentHome, agentHomes } from './agentHomes';
import { openCodePlugin } from './openCodePlugin';

/** Stands in every command of ours, of any version: what is recognised, and taken out again. */
const marks = ['/colophon/agent"', '/colophon/agent.cjs"', '/colophon/agent.cmd"'];

/** As they stand in JSON and elsewhere alike: before the quote. */
const escapedMark = /\/colophon\/agent(?:\.cjs|\.cmd)?(?=\\?")/g;

export function holdsMark(text: string): boolean {
  return marks.some((mark) => text.includes(mark));
}

/** How many of our commands stand in a text of JSON. */
export function countMarks(json: string): number {
  return json.match(escapedMark)?.length ?? 0;
}

/** Stands in every file that is nothing but ours. */
export const ownMark = '"colophon agents uninstall" removes it';

/** The folder for the user's data, as the shell reads it; `workflow/agentHooks` finds the same. */
const dataHome = `\${LOCALAPPDATA:-\${XDG_DATA_HOME:-$HOME/.local/share}}`;

/**
 * What an agent runs at each call of a tool. The same text in every place, since Claude Code runs equal commands once.
 * Where Colophon is not, it ends with 0: a project's configuration reaches people who do not have it, and Gemini CLI and
 * Copilot CLI refuse every call whose hook ends with 127.
 */
export function hookCommand(assistant: string): string {
  return `sh -c 'f="${dataHome}/colophon/agent"; [ -x "$f" ] || exit 0; exec "$f" ${assistant}'`;
}

/** What an agent's hook starts on Windows, and what is there to start it. Paths have slashes, which every shell takes. */
export interface WindowsLaunch {
  readonly node: string;
  readonly isElectron: boolean;
  readonly script: string;
  /** Git's shell is there, which Claude Code's hooks run in then. */
  readonly hasBash: boolean;
}

/**
 * The command in the shell that each agent has there. Some have `cmd` in one version and PowerShell in another: `set x=;` is
 * one command in both, of no effect, and lets `& "…"` be the next one.
 */
function windowsFields(assistant: string, launch: WindowsLaunch): Readonly<Record<string, string>> {
  const { node, isElectron, script, hasBash } = launch;
  const call = `"${node}" "${script}" ${assistant}`;
  const variable = 'ELECTRON_RUN_AS_NODE=1';
  const powershell = isElectron ? `$env:${variable}; & ${call}` : `& ${call}`;
  const either = isElectron ? `set ${variable}; ${powershell}` : `set colophon_agent=; ${powershell}`;
  switch (assistant) {
    case 'claude-code':
      if (!hasBash) return { command: powershell, shell: 'powershell' };
      return { command: isElectron ? `${variable} ${call}` : call };
    case 'github-copilot':
      return { powershell };
    case 'qwen-code':
      return { command: isElectron ? either : call };
    case 'codex':
      return { command: either, commandWindows: either };
    default:
      return { command: either };
  }
}

/** A connection's file as it is written for a user of Windows. */
export function forWindows(file: ConnectionFile, assistant: string, launch: WindowsLaunch): ConnectionFile {
  if (file.kind === 'own') return file;
  const handler = (value: unknown): unknown => {
    const { command: _, bash: __, powershell: ___, ...rest } = value as Readonly<Record<string, unknown>>;
    return { ...rest, ...windowsFields(assistant, launch) };
  };
  const members = file.members.map((member) => {
    const { hooks } = member.value as { readonly hooks?: readonly unknown[] };
    const value = hooks ? { ...(member.value as object), hooks: hooks.map(handler) } : handler(member.value);
    return { ...member, value };
  });
  return { ...file, members };
}

/** One file that makes an agent call Colophon. */
export type ConnectionFile =
  /** Settings, which may hold other things too. `head` are the keys that a new file begins with. */
  | {
      readonly kind: 'settings';
      readonly path: string;
      readonly members: readonly Member[];
      readonly head: Readonly<Record<string, unknown>>;
    }
  /** A file that is nothing but ours. */
  | { readonly kind: 'own'; readonly path: string; readonly text: string; readonly mode: number };

/** How one agent is connected. Paths have slashes and start at `home`, or at the root of the working tree. */
export interface Connection {
  /** Catalogue id, and the argument of `colophon agent`. */
  readonly assistant: string;
  readonly home: AgentHome;
  readonly programs: readonly string[];
  readonly user: readonly ConnectionFile[];
  readonly project: readonly ConnectionFile[];
  /** What in those settings switches all hooks off; `alsoIn` is one more file of the working tree. */
  readonly off?: { readonly key: string; readonly value: boolean; readonly alsoIn?: string };
  /** Where, from `home`, it writes its sessions, and how those files' paths end. `fromData`: from the user's data folder. */
  readonly sessions?: {
    readonly folder: string;
    readonly files: RegExp;
    readonly depth: number;
    readonly fromData?: true;
  };
  /** What a person has to do yet, or should know. */
  readonly afterwards: () => readonly string[];
}

/** Seconds; an agent lets a call pass whose hook takes longer. */
const limit = 20;

const restart = () => l10n.t('Sessions that run already do not call it: start a new one.');

/** The settings of Claude Code and of those that follow it. */
function claudeLike(
  path: string,
  assistant: string,
  events: Readonly<Record<string, string | undefined>>,
  handler: Readonly<Record<string, unknown>> = { timeout: limit },
  last = false,
): ConnectionFile {
  const { timeout, ...first } = handler;
  const hook = { ...first, type: 'command', command: hookCommand(assistant), timeout };
  const members = Object.entries(events).map(([event, matcher]) => ({
    path: ['hooks', event],
    value: { ...(matcher !== undefined && { matcher }), hooks: [hook] },
    last,
  }));
  return { kind: 'settings', path, members, head: {} };
}

function claude(path: string): ConnectionFile {
  // What a hook answers to a change of the settings can keep the hooks on; that event knows no matcher.
  const events = { PreToolUse: '*', PostToolUse: '*', PostToolUseFailure: '*', ConfigChange: undefined };
  return claudeLike(path, 'claude-code', events);
}

/** Behind those that are there: a person's trust in a hook names its place in the list. */
function codex(path: string): ConnectionFile {
  return claudeLike(path, 'codex', { PreToolUse: '*', PostToolUse: '*' }, undefined, true);
}

/** In milliseconds. Its name is what a person sees who is asked for trust. */
function gemini(path: string): ConnectionFile {
  const handler = { name: 'colophon', timeout: limit * 1000 };
  return claudeLike(path, 'gemini-cli', { BeforeTool: '.*', AfterTool: '.*' }, handler);
}

function qwen(path: string): ConnectionFile {
  const events = { PreToolUse: '*', PostToolUse: '*', PostToolUseFailure: '*' };
  return claudeLike(path, 'qwen-code', events, { name: 'colophon', timeout: limit });
}

/**
 * Copilot CLI's own form, which VS Code reads too: it takes `preToolUse` for `PreToolUse`, and `bash` for what runs on
 * Linux and macOS. With VS Code's form beside it Copilot CLI would run both.
 */
function copilot(path: string): ConnectionFile {
  const value = {
    type: 'command',
    bash: hookCommand('github-copilot'),
    // Without Colophon it ends with 0, as the other does.
    powershell: `$f = "$env:LOCALAPPDATA/colophon/agent.cmd"; if (Test-Path $f) { & $f github-copilot }`,
    timeoutSec: limit,
  };
  return flat(path, ['preToolUse', 'postToolUse', 'postToolUseFailure'], value);
}

function cursor(path: string): ConnectionFile {
  const value = { command: hookCommand('cursor'), timeout: limit };
  return flat(path, ['preToolUse', 'postToolUse', 'afterTabFileEdit'], value);
}

/** Handlers without groups. */
function flat(path: string, events: readonly string[], value: unknown): ConnectionFile {
  const members = events.map((event) => ({ path: ['hooks', event], value }));
  return { kind: 'settings', path, members, head: { version: 1 } };
}

/** One file an event; without an answer the extension stops the task. */
function cline(folder: string): ConnectionFile[] {
  const text = `#!/bin/sh
# Colophon: ${ownMark}.
f="${dataHome}/colophon/agent"
[ -x "$f" ] || { echo '{"cancel":false}'; exit 0; }
exec "$f" cline
`;
  return ['PreToolUse', 'PostToolUse'].map((event) => {
    return { kind: 'own', path: `${folder}/${event}`, text, mode: 0o755 };
  });
}

function openCode(path: string): ConnectionFile {
  return { kind: 'own', path, text: openCodePlugin(ownMark), mode: 0o644 };
}

/**
 * The forms are those of `test/fixtures/agents`, which worked with the real command lines; Cursor's was only read of.
 */
export const connections: readonly Connection[] = [
  {
    assistant: 'claude-code',
    home: agentHomes['claude-code'],
    programs: ['claude'],
    user: [claude('settings.json')],
    project: [claude('.claude/settings.json')],
    off: { key: 'disableAllHooks', value: true, alsoIn: '.claude/settings.local.json' },
    sessions: { folder: 'projects', files: /\.jsonl$/, depth: 2 },
    afterwards: () => [restart()],
  },
  {
    assistant: 'codex',
    home: agentHomes.codex,
    programs: ['codex'],
    user: [codex('hooks.json')],
    project: [codex('.codex/hooks.json')],
    sessions: { folder: 'sessions', files: /\.jsonl$/, depth: 4 },
    afterwards: () => [
      l10n.t(
        'Codex skips it, and says nothing, until you trust it: start codex and enter /hooks. In a project the project must be trusted too.',
      ),
      l10n.t('Each later change of it has to be trusted again.'),
      restart(),
    ],
  },
  {
    assistant: 'gemini-cli',
    home: agentHomes['gemini-cli'],
    programs: ['gemini'],
    user: [gemini('settings.json')],
    project: [gemini('.gemini/settings.json')],
    off: { key: 'hooksConfig.enabled', value: false },
    sessions: { folder: 'tmp', files: /\/chats\/[^/]+$/, depth: 3 },
    afterwards: () => [
      l10n.t(
        'A project’s hooks run only in a trusted folder. With --skip-trust the tools run and those hooks do not.',
      ),
      restart(),
    ],
  },
  {
    assistant: 'qwen-code',
    home: agentHomes['qwen-code'],
    programs: ['qwen'],
    user: [qwen('settings.json')],
    project: [qwen('.qwen/settings.json')],
    off: { key: 'disableAllHooks', value: true },
    sessions: { folder: 'projects', files: /\/chats\/[^/]+\.jsonl$/, depth: 3 },
    afterwards: () => [restart()],
  },
  {
    assistant: 'github-copilot',
    home: agentHomes['github-copilot'],
    programs: ['copilot'],
    user: [copilot('hooks/colophon.json')],
    project: [copilot('.github/hooks/colophon.json')],
    sessions: { folder: 'session-state', files: /\/events\.jsonl$/, depth: 2 },
    afterwards: () => [
      l10n.t('A project’s hooks run only in a trusted folder; with copilot -p that takes --trust-folder.'),
      l10n.t('VS Code’s agent reads the same file; an organisation can switch its hooks off.'),
      restart(),
    ],
  },
  {
    assistant: 'cursor',
    home: agentHomes.cursor,
    programs: ['cursor-agent', 'cursor'],
    user: [cursor('hooks.json')],
    project: [cursor('.cursor/hooks.json')],
    afterwards: () => [
      l10n.t(
        'A project’s hooks run only in a trusted workspace. This connection was never seen to work: look at the Hooks page of Cursor’s settings.',
      ),
      l10n.t('Restart Cursor.'),
    ],
  },
  {
    assistant: 'cline',
    home: agentHomes.cline,
    programs: ['cline'],
    user: cline('Hooks'),
    project: cline('.clinerules/hooks'),
    afterwards: () => [l10n.t('Hooks must be enabled in Cline’s settings.'), restart()],
  },
  {
    assistant: 'opencode',
    home: agentHomes.opencode,
    programs: ['opencode'],
    user: [openCode('plugins/colophon.js')],
    project: [openCode('.opencode/plugins/colophon.js')],
    sessions: {
      folder: 'opencode',
      files: /\/storage\/.*\.json$|\/opencode\.db(?:-wal)?$/,
      depth: 4,
      fromData: true,
    },
    afterwards: () => [l10n.t('OpenCode reads plugins at its start: restart it. With --pure it reads none.')],
  },
];
