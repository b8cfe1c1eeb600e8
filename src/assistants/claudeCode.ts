import type { Agent, AgentEdit, AgentEvent, Answer, Payload, Reply } from './agentEvent';
import { silence } from './agentEvent';
import { holdsPatch, readPatch } from './applyPatch';
import { field, isRecord, modelName, parsePayload, phaseOf, record, text, textsIn } from './payload';

/** Claude Code, as captured from 2.1.330. Its shape of payload is also that of Codex, Qwen Code and VS Code. */
export const claudeCode: Agent = {
  assistant: 'claude-code',
  canAsk: true,
  read: (payload) => readClaudeLike('claude-code', payload),
  reply: replyClaudeLike,
  // The line of the call is there when its result is told; a subagent's is in a file of its own.
  modelIn: ({ call, transcript }, tail) =>
    call === null || transcript === null ? null : modelOfCall(tail(transcript), call),
};

/** The model of the message that made this call. */
function modelOfCall(transcript: string, call: string): string | null {
  for (const line of transcript.split('\n').reverse()) {
    if (!line.includes(call)) continue;
    const message = record(parsePayload(line) ?? {}, 'message');
    const content = field(message, 'content');
    const made =
      Array.isArray(content) &&
      content.some((one) => isRecord(one) && field(one, 'type') === 'tool_use' && field(one, 'id') === call);
    if (made) return modelName(field(message, 'model'));
  }
  return null;
}

const tools: Readonly<Record<string, AgentEvent['kind']>> = {
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
};

/**
 * Reads `{ session_id, cwd, hook_event_name, tool_name, tool_input, tool_use_id }`, in both spellings, with any tool's
 * names for its paths and texts.
 * @param kinds of tools that only this agent has, by their name in lower case
 */
export function readClaudeLike(
  assistant: string,
  payload: Payload,
  kinds: Readonly<Record<string, AgentEvent['kind']>> = {},
): AgentEvent {
  const event = text(payload, 'hook_event_name', 'hookEventName');
  const tool = text(payload, 'tool_name', 'toolName');
  const given = field(payload, 'tool_input', 'toolInput', 'toolArgs');
  const hasResult = ['tool_response', 'tool_result', 'toolResult', 'toolResponse'].some((name) =>
    Object.hasOwn(payload, name),
  );
  const name = tool?.toLowerCase().replace(/^functions\./, '') ?? '';
  const kind = Object.hasOwn(kinds, name)
    ? kinds[name]!
    : Object.hasOwn(tools, name)
      ? tools[name]!
      : 'other';
  const phase = phaseOf(event, tool !== null || given !== undefined, hasResult);
  const edits = kind === 'edit' ? readEdits(given) : [];
  const session = text(payload, 'session_id', 'sessionId');
  const cwd = text(payload, 'cwd');
  return {
    assistant,
    session,
    model: modelName(field(payload, 'model')),
    call: text(payload, 'tool_use_id', 'toolUseId'),
    phase,
    kind,
    cwd,
    paths: kind === 'edit' ? edits.map(({ path }) => path) : pathsIn(given),
    edits,
    commands: kind === 'shell' || kind === 'other' ? commandsIn(given) : [],
    transcript: text(payload, 'transcript_path', 'transcriptPath'),
    isDoubtful:
      event === null ||
      tool === null ||
      cwd === null ||
      given === undefined ||
      (kind === 'edit' && edits.length === 0) ||
      (kind === 'shell' && commandsIn(given).length === 0),
  };
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
export function readEdits(given: unknown): AgentEdit[] {
  if (typeof given === 'string') {
    if (holdsPatch(given)) return readPatch(given);
    const parsed = parsePayload(given);
    return parsed === undefined ? [] : readEdits(parsed);
  }
  if (!isRecord(given)) return [];
  const patch = textsIn(given).find(holdsPatch);
  const path = text(given, ...pathFields);
  if (path === null) {
    if (patch !== undefined) return readPatch(patch);
    const several = field(given, 'files', 'edits', 'replacements');
    return Array.isArray(several)
      ? several.flatMap((one) => readEdits(typeof one === 'string' ? { path: one } : one))
      : [];
  }
  const several = field(given, 'edits', 'replacements');
  const pieces = (Array.isArray(several) ? several.filter(isRecord) : [given]).map(pieceIn);
  const isNotebook = text(given, 'notebook_path', 'notebookPath') !== null || /\.ipynb$/i.test(path);
  const known = pieces.flatMap((piece) => piece ?? []);
  return [{ path, replaced: isNotebook || known.length < pieces.length ? null : known }];
}

function pieceIn(given: Payload): { old: string; text: string } | undefined {
  const content = field(
    given,
    'content',
    'file_text',
    'new_string',
    'newString',
    'new_str',
    'new_text',
    'newText',
  );
  if (typeof content !== 'string') return undefined;
  const old = field(given, 'old_string', 'oldString', 'old_str', 'old_text', 'oldText');
  return { old: typeof old === 'string' ? old : '', text: content };
}

function pathsIn(given: unknown): string[] {
  if (!isRecord(given)) return [];
  const several = field(given, 'files', 'paths');
  return [text(given, ...pathFields), ...(Array.isArray(several) ? several : [])].filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
}

function commandsIn(given: unknown): string[] {
  return textsIn(given).filter((one) => one !== '');
}

/** `hookSpecificOutput`, which Claude Code, Codex, Qwen Code, VS Code and Copilot CLI take. */
export function replyClaudeLike({ decision, reason }: Answer): Reply {
  if (decision === 'allow') return silence;
  const hookSpecificOutput = {
    hookEventName: 'PreToolUse',
    permissionDecision: decision,
    permissionDecisionReason: reason,
  };
  return { ...silence, stdout: JSON.stringify({ hookSpecificOutput }) };
}
