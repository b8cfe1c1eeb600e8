import { isRecord } from '../text/isRecord';
import type { AgentEvent, Payload } from './agentEvent';

/** Raw control characters inside of strings, which some agents send, are no JSON; they are read as what they are. */
export function parsePayload(text: string): Payload | undefined {
  const bare = text.replace(/^\uFEFF/, '');
  for (const spelling of [() => bare, () => escapeControls(bare)]) {
    try {
      const value: unknown = JSON.parse(spelling());
      return isRecord(value) ? value : undefined;
    } catch {
      // The other spelling may do.
    }
  }
  return undefined;
}

function escapeControls(text: string): string {
  let inString = false;
  return text.replace(/\\[\s\S]|"|[\u0000-\u001f]+/g, (found) => {
    if (found === '"') inString = !inString;
    return inString && found < ' ' ? JSON.stringify(found).slice(1, -1) : found;
  });
}

/** An own field under the first of its spellings that is there. */
export function field(record: Payload, ...names: readonly string[]): unknown {
  const name = names.find((one) => Object.hasOwn(record, one) && record[one] !== null);
  return name === undefined ? undefined : record[name];
}

/** A field that is text, and not empty. */
export function text(record: Payload, ...names: readonly string[]): string | null {
  const value = field(record, ...names);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A field that is an object, or the JSON of one; else an empty one. */
export function record(from: Payload, ...names: readonly string[]): Payload {
  const value = field(from, ...names);
  if (isRecord(value)) return value;
  return (typeof value === 'string' ? parsePayload(value) : undefined) ?? {};
}

/** Every text in a value, at any depth that is not absurd. */
export function textsIn(value: unknown, depth = 6): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.values(value).flatMap((one) => textsIn(one, depth - 1));
}

/** A folder as a tool was given it, from where it starts. */
export function within(cwd: string | null, folder: string | null): string | null {
  if (folder === null) return cwd;
  return cwd === null || /^(?:[\\/]|[a-z]:)/i.test(folder) ? folder : `${cwd}/${folder}`;
}

/** A model's name as an agent gives it, or `null` where it is none. */
export function modelName(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 200 && value.trim() !== '' ? value.trim() : null;
}

const before = /^(?:pre_?tool_?use|before_?tool|tool_call|pre)$/i;
const after = /^(?:post_?tool_?use|after_?tool|tool_result|post)$/i;
const failed = /^post_?tool_?use_?failure$/i;

/**
 * The phase that an event's name tells. A payload that names a tool and no event, or one that nobody knows, is read as
 * a call that is still to come, unless it holds what only a result has.
 */
export function phaseOf(name: string | null, namesTool: boolean, hasResult: boolean): AgentEvent['phase'] {
  if (name !== null && before.test(name)) return 'before';
  if (name !== null && after.test(name)) return 'after';
  if (name !== null && failed.test(name)) return 'failed';
  if (!namesTool || (name !== null && otherEvents.test(name))) return 'other';
  return hasResult ? 'after' : 'before';
}

/** Events that name a tool, or hold its input, and ask for nothing. */
const otherEvents =
  /^(?:permission_?request|session_?start|session_?end|stop|subagent_?st(?:art|op)|agent_?stop|user_?prompt_?submit(?:ted)?|post_?tool_?batch|config_?change|file_?changed|notification|pre_?compact|pre_?compress|before_?agent|after_?agent|before_?model|after_?model|before_?tool_?selection|task_?(?:start|complete)|agent_?(?:start|end))$/i;
