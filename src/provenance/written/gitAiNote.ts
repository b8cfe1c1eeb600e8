import { isRecord } from '../../text/isRecord';
import { parseJson } from '../../text/parseJson';
import type { LineRecord } from '../source';
import type { NoteFile } from './note';

/** What a note of git-ai says of one file: `refs/notes/ai`, schema `authorship/3.0.0`. */
export interface GitAiFile {
  readonly path: string;
  /** Lines of the commit's own version, 1-based, inclusive, and who wrote them; later entries win over earlier ones. */
  readonly ranges: readonly GitAiRange[];
}

interface GitAiRange {
  readonly start: number;
  readonly end: number;
  /** git-ai's name of the tool; absent where a person is named. */
  readonly tool?: string;
  readonly model?: string;
  /** `ai`, or `human` where git-ai knew a person to have typed them. */
  readonly by: 'ai' | 'human';
}

export const gitAiRef = 'refs/notes/ai';

/** A note beyond this was not written by a tool, in UTF-16 code units. */
const maxNote = 8_000_000;
const maxRanges = 20_000;
/** Lines that one file may have in such ranges. */
const maxLines = 2_000_000;

interface GitAiAgent {
  readonly tool?: string;
  readonly model?: string;
}

/** Reads a note. `undefined` where it is not of that form; entries that cannot be read are left out. Never throws. */
export function parseGitAiNote(text: string): GitAiFile[] | undefined {
  if (text.length > maxNote) return undefined;
  const divider = text.startsWith('---\n') ? 0 : text.indexOf('\n---\n') + 1;
  if (divider === 0 && !text.startsWith('---\n')) return undefined;
  const meta = parseJson(text.slice(divider + 4));
  if (!isRecord(meta) || !/^authorship\/3\./.test(String(meta.schema_version))) return undefined;
  return rangesOfRows(text.slice(0, divider).split('\n'), agentsOf(meta));
}

/** The agents of a note's metadata, by the key that its rows name them by. */
function agentsOf(meta: Readonly<Record<string, unknown>>): Map<string, GitAiAgent> {
  const agents = new Map<string, GitAiAgent>();
  for (const group of [meta.prompts, meta.sessions]) {
    for (const [key, value] of Object.entries(isRecord(group) ? group : {})) {
      const agent = isRecord(value) && isRecord(value.agent_id) ? value.agent_id : {};
      agents.set(key, {
        ...(typeof agent.tool === 'string' && { tool: agent.tool }),
        ...(typeof agent.model === 'string' && { model: agent.model }),
      });
    }
  }
  return agents;
}

function rangesOfRows(rows: readonly string[], agents: ReadonlyMap<string, GitAiAgent>): GitAiFile[] {
  const files: { path: string; ranges: GitAiRange[] }[] = [];
  let room = maxRanges;
  for (const row of rows) {
    if (row === '') continue;
    if (!row.startsWith('  ')) {
      files.push({ path: /^".*"$/.test(row) ? row.slice(1, -1) : row, ranges: [] });
      continue;
    }
    const [, key = '', list = ''] = /^ {2}(\S+) ([0-9,-]+)$/.exec(row) ?? [];
    const agent = agents.get(key) ?? agents.get(key.split('::')[0]!);
    const by = key.startsWith('h_') ? 'human' : 'ai';
    // Of a session that the note's head does not know, the assistant is unknown.
    if (agent === undefined && by === 'ai' && !/^(?:s_|[0-9a-f]{7,64}(?:::|$))/.test(key)) continue;
    for (const part of list.split(',')) {
      const [, from, to] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? [];
      if (from === undefined || room-- <= 0) continue;
      const [start, end] = [Number(from), Number(to ?? from)];
      if (start >= 1 && end >= start) files.at(-1)?.ranges.push({ start, end, by, ...agent });
    }
  }
  return files;
}

/**
 * What such a note says of lines, as records of ours: that another program saw an assistant write them. What it takes
 * for a person's is unknown to us, who have not seen a key.
 */
export function gitAiRecords({ ranges }: GitAiFile): LineRecord[] {
  const lines = new Map<number, LineRecord>();
  let room = maxLines;
  for (const { start, end, by, tool, model } of ranges) {
    const named = tool?.toLowerCase();
    // Its commonest name is no id of ours.
    const assistant = named === 'claude' ? 'claude-code' : named;
    const source = {
      ...(isName(assistant) && { assistant }),
      ...(isName(model) && { model }),
    };
    for (let line = start; line <= end && room > 0; line++, room--) {
      lines.delete(line);
      if (by === 'ai')
        lines.set(line, { line, origin: 'ai', evidence: 'inferred', by: [source], via: 'git-ai' });
    }
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

/** As values of trailers may be. */
function isName(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9._/+:@-]{0,63}$/.test(text);
}

interface GitAiHead {
  readonly commit: string;
  /** Of Colophon. */
  readonly version: string;
  /** SHA-256 as hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/**
 * What we know of a commit's lines in git-ai's form; `undefined` where nothing of it can be said there. The form knows
 * no `mixed` line, no evidence and no unknown one: what is not certainly an assistant's is left out, as its rules ask
 * (a gap is acceptable, a wrong author is not). So are paths that its lines cannot hold.
 */
export function formatGitAiNote(
  files: readonly NoteFile[],
  { commit, version, digest }: GitAiHead,
): string | undefined {
  const sessions: Record<string, object> = {};
  const rows: string[] = [];
  for (const { path, lines } of files) {
    if (/["\r\n]/.test(path)) continue;
    const byKey = new Map<string, number[]>();
    for (const { line, origin, by } of lines) {
      // One line has one author there; with two assistants none is named.
      if (origin !== 'ai' || by?.length !== 1) continue;
      const { assistant = 'unknown', model = 'unknown', session = commit } = by[0]!;
      const id = `s_${digest(`${assistant}:${session}`).slice(0, 14)}`;
      sessions[id] = { agent_id: { tool: assistant, id: session, model } };
      const key = `${id}::t_${digest(`${commit} ${id} ${model}`).slice(0, 14)}`;
      byKey.set(key, [...(byKey.get(key) ?? []), line]);
    }
    if (byKey.size === 0) continue;
    rows.push(/[ \t]/.test(path) ? `"${path}"` : path);
    for (const [key, numbers] of byKey) rows.push(`  ${key} ${rangesOf(numbers)}`);
  }
  if (rows.length === 0) return undefined;
  const meta = {
    schema_version: 'authorship/3.0.0',
    git_ai_version: `colophon-${version}`,
    base_commit_sha: commit,
    prompts: {},
    sessions,
  };
  return `${rows.join('\n')}\n---\n${JSON.stringify(meta, null, 2)}`;
}

/** `1-10,15`. @param numbers ascending */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([start, end]) => (start === end ? `${start}` : `${start}-${end}`)).join(',');
}
