import { isRecord } from '../text/isRecord';
import { shellWord } from '../text/shellWord';
import type { AgentEdit, AgentEvent, Answer, Payload, Reply } from './agentEvent';
import { printed, silence } from './agentEvent';
import { holdsPatch, readPatch } from './applyPatch';
import { field, modelName, parsePayload, phaseOf, text, textsIn } from './payload';

export type Kinds = Readonly<Record<string, AgentEvent['kind']>>;

const tools: Kinds = {
  write: 'edit',
  edit: 'edit',
  multiedit: 'edit',
  notebookedit: 'edit',
  apply_patch: 'edit',
  bash: 'shell',
  powershell: 'shell',
  read: 'read',
  glob: 'read',
  grep: 'read',
  ls: 'read',
  notebookread: 'read',
  websearch: 'read',
  webfetch: 'read',
  todowrite: 'read',
  // What these start has calls of its own.
  task: 'read',
  agent: 'read',
  skill: 'read',
  taskcreate: 'read',
  taskupdate: 'read',
  slashcommand: 'read',
  lsp: 'read',
  readlints: 'read',
  semanticsearch: 'read',
  // A question or a plan is a text that may have any word.
  askuserquestion: 'read',
  ask_user: 'read',
  ask_followup_question: 'read',
  update_plan: 'read',
  manage_todo_list: 'read',
};

/**
 * Reads `{ session_id, cwd, hook_event_name, tool_name, tool_input, tool_use_id }`, in both spellings, with any tool's
 * names for its paths and texts: Claude Code's form, which others share, or put theirs into.
 * @param kinds of tools that only this agent has, by their name in lower case
 */
export function readClaudeLike(assistant: string, payload: Payload, kinds: Kinds = {}): AgentEvent {
  const event = text(payload, 'hook_event_name', 'hookEventName');
  const tool = text(payload, 'tool_name', 'toolName');
  const given = parsed(field(payload, 'tool_input', 'toolInput', 'toolArgs'));
  const hasResult = ['tool_response', 'tool_result', 'toolResult', 'toolResponse'].some((name) =>
    Object.hasOwn(payload, name),
  );
  const name = tool?.toLowerCase().replace(/^functions\./, '') ?? '';
  const kind =
    [kinds, tools].find((one) => Object.hasOwn(one, name))?.[name] ?? kindByInput(tool ?? '', given);
  const phase = phaseOf(event, tool !== null || given !== undefined, hasResult);
  const commands = kind === 'shell' ? commandsIn(given) : kind === 'other' ? textsIn(given) : [];
  const edits = kind === 'edit' ? readEdits(given) : commands.filter(holdsPatch).flatMap(readPatch);
  const cwd = text(payload, 'cwd');
  const folder = kind === 'shell' && isRecord(given) ? text(given, ...folderFields) : null;
  return {
    assistant,
    session: text(payload, 'session_id', 'sessionId'),
    model: modelName(field(payload, 'model')),
    call: text(payload, 'tool_use_id', 'toolUseId'),
    phase,
    kind,
    cwd,
    ...(folder !== null && folder !== cwd && { folder }),
    ...(kind === 'shell' && shellOf(assistant, name)),
    paths: [...new Set([...(kind === 'edit' ? [] : pathsIn(given)), ...edits.map(({ path }) => path)])],
    edits: byFile(edits),
    commands,
    transcript: text(payload, 'transcript_path', 'transcriptPath'),
    isDoubtful:
      event === null ||
      (phase !== 'other' &&
        (tool === null ||
          cwd === null ||
          given === undefined ||
          (kind === 'edit' && edits.length === 0) ||
          (kind === 'shell' && (!isRecord(given) || commands.length === 0)))),
  };
}

/** Codex and OpenCode call their tool for a shell `bash` whatever it runs; these two have one of each kind. */
function shellOf(assistant: string, tool: string): Pick<AgentEvent, 'shell'> {
  if (/^(?:powershell|pwsh)$/.test(tool)) return { shell: 'powershell' };
  if (tool === 'cmd') return { shell: 'cmd' };
  return tool === 'bash' && /^(?:claude-code|github-copilot)$/.test(assistant) ? { shell: 'posix' } : {};
}

/** Our own tool, under whatever name of a server an agent puts before it: who asks first must not be refused for that. */
const ownTool = /(?:^|[_-])colophon_policy$/;

/** Of a tool that nobody knows: what is told a command runs it, and what is told a path and a text writes it. */
function kindByInput(name: string, given: unknown): AgentEvent['kind'] {
  if (ownTool.test(name.toLowerCase())) return 'read';
  if (!isRecord(given)) return typeof given === 'string' && holdsPatch(given) ? 'edit' : 'other';
  if (field(given, ...commandFields) !== undefined) return 'shell';
  // `server__getThing`, `server-get_thing`
  const words = (name.split('__').at(-1) ?? '').replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  const isWriting = /(?:^|[_-])(?:replace|write|save|edit|create|update|delete)(?:[_-]|$)/.test(words);
  if (
    !isWriting &&
    /(?:^|-)(?:read|get|list|search|find|fetch|view|query|describe|glob|grep)(?:_|$)/.test(words)
  )
    return 'read';
  const writes = textsIn(given).some(holdsPatch) || field(given, ...newTexts) !== undefined;
  return writes && readEdits(given).length > 0 ? 'edit' : 'other';
}

/** `hookSpecificOutput`, which Claude Code, Codex, Qwen Code, VS Code and Copilot CLI take. */
export function replyClaudeLike({ decision, reason }: Answer): Reply {
  if (decision === 'allow') return silence;
  const hookSpecificOutput = {
    hookEventName: 'PreToolUse',
    permissionDecision: decision,
    permissionDecisionReason: reason,
  };
  return printed({ hookSpecificOutput });
}

/** Older agents send the JSON of an object as text. */
function parsed(given: unknown): unknown {
  return typeof given === 'string' ? (parsePayload(given) ?? given) : given;
}

const pathFields = [
  'file_path',
  'filePath',
  'path',
  'notebook_path',
  'notebookPath',
  'fsPath',
  'absolute_path',
];

/** What an editing tool was told to write, whatever it calls it; a text may be a patch. */
function readEdits(given: unknown, depth = 4): AgentEdit[] {
  if (typeof given === 'string') return readPatch(given);
  if (!isRecord(given) || depth === 0) return [];
  const path = text(given, ...pathFields);
  const several = field(given, 'edits', 'replacements');
  if (path === null) {
    const patch = textsIn(given).find(holdsPatch);
    if (patch !== undefined) return readPatch(patch);
    const files = field(given, 'files') ?? several;
    return Array.isArray(files)
      ? files.flatMap((one) => readEdits(typeof one === 'string' ? { path: one } : one, depth - 1))
      : [];
  }
  const pieces = (Array.isArray(several) ? several.filter(isRecord) : [given]).map(pieceIn);
  const isNotebook = text(given, 'notebook_path', 'notebookPath') !== null || /\.ipynb$/i.test(path);
  const known = pieces.flatMap((piece) => piece ?? []);
  return [{ path, replaced: isNotebook || known.length < pieces.length ? null : known }];
}

const newTexts = ['content', 'file_text', 'new_string', 'newString', 'new_str', 'new_text', 'newText'];
const oldTexts = ['old_string', 'oldString', 'old_str', 'old_text', 'oldText'];

function pieceIn(given: Payload): { old: string; text: string } | undefined {
  const content = field(given, ...newTexts);
  if (typeof content !== 'string') return undefined;
  const old = field(given, ...oldTexts);
  return { old: typeof old === 'string' ? old : '', text: content };
}

function byFile(edits: readonly AgentEdit[]): AgentEdit[] {
  const files = new Map<string, AgentEdit[]>();
  for (const edit of edits) {
    const before = files.get(edit.path);
    if (before) before.push(edit);
    else files.set(edit.path, [edit]);
  }
  return [...files].map(([path, of]) => ({
    path,
    replaced: of.some(({ replaced }) => replaced === null)
      ? null
      : of.flatMap(({ replaced }) => replaced ?? []),
  }));
}

function pathsIn(given: unknown): string[] {
  if (!isRecord(given)) return [];
  const several = field(given, 'files', 'paths');
  return [given, ...(Array.isArray(several) ? several : [])].flatMap((one) =>
    typeof one === 'string' ? one || [] : isRecord(one) ? (text(one, ...pathFields) ?? []) : [],
  );
}

const folderFields = ['cwd', 'workdir', 'working_directory', 'workingDirectory', 'dir_path', 'directory'];
const commandFields = ['command', 'commands', 'cmd', 'command_line', 'script'];

/** What a shell runs, without the words that describe it; of a program and its arguments the whole line too. */
function commandsIn(given: unknown): string[] {
  const told = isRecord(given) ? field(given, ...commandFields) : given;
  const more = isRecord(given) ? field(given, 'args', 'arguments') : undefined;
  const [program, ...args] = [...textsIn(told), ...(Array.isArray(more) ? textsIn(more) : [])];
  const isLine =
    args.length > 0 && (!Array.isArray(told) || /^[\w.+-]+$/.test(program!)) && !/sh$/.test(program!);
  const line = isLine ? [`${program} ${args.map(shellWord).join(' ')}`] : [];
  return [...textsIn(told), ...line].filter((one) => one.trim() !== '');
}
