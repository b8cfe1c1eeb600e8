import { isRecord } from '../text/isRecord';

/** Something in the setting `colophon.assistants` that was left out, and why. `path` is `<id>` or `<id>.<key>`. */
export interface CatalogueProblem {
  readonly path: string;
  readonly message: string;
}

export interface AssistantEntry {
  readonly id: string;
  readonly name: string;
  readonly extensions: readonly string[];
  readonly commands: readonly string[];
  readonly emails: readonly string[];
}

const most = 100;
const keys = ['name', 'extensions', 'commands', 'emails'];

/**
 * The entries of `colophon.assistants`: `{ "<id>": { name, extensions, commands, emails } }`, every key optional. By
 * hand and not by zod, for a hook may load it. An entry with a fault in one key keeps its other keys.
 */
export function readAssistantsSetting(setting: unknown, problems: CatalogueProblem[]): AssistantEntry[] {
  if (setting === undefined || setting === null) return [];
  const entries = isRecord(setting) ? Object.entries(setting) : [];
  if (!isRecord(setting) || entries.length > most) {
    problems.push({
      path: '',
      message: `This must be an object of at most ${most} assistants by their ids.`,
    });
  }
  return entries.slice(0, most).flatMap(([id, value]) => {
    const report = (key: string, message: string) => {
      problems.push({ path: `${id.slice(0, 64)}${key && '.'}${key.slice(0, 64)}`, message });
    };
    if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) {
      report('', 'An id is made of a-z, 0-9, dot, underscore and hyphen, at most 64 of them.');
    } else if (!isRecord(value)) {
      report('', `An assistant is an object with ${keys.join(', ')}.`);
    } else return [readEntry(id, value, report)];
    return [];
  });
}

function readEntry(
  id: string,
  value: Record<string, unknown>,
  report: (key: string, message: string) => void,
): AssistantEntry {
  const list = (key: string): string[] => {
    const items = value[key] ?? [];
    if (Array.isArray(items) && items.length <= most && items.every(isText)) {
      return items.map((item) => item.trim().toLowerCase());
    }
    report(key, `This must be a list of at most ${most} short texts.`);
    return [];
  };
  for (const key of Object.keys(value)) if (!keys.includes(key)) report(key, 'This key is not known.');
  const name = value.name ?? id;
  if (!isText(name)) report('name', 'This must be a short text.');
  return {
    id,
    name: isText(name) ? name.trim() : id,
    extensions: list('extensions'),
    commands: list('commands'),
    emails: list('emails'),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 200 && /^\P{C}*\S\P{C}*$/u.test(value);
}
