import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clipboard, Observer } from '../../src/provenance/observe/observer';
import type { HostReason, Signal } from '../../src/provenance/observe/signals';
import { type Runs, runsOf } from '../../src/provenance/runs';
import { fromMarks, toMarks } from './marks';

/** A session of a real VS Code, recorded by `test/fixtures/recorder`: see `test/host/record`. */
export interface Recording {
  readonly name: string;
  readonly what: string;
  readonly before: Record<string, { text: string; isDirty: boolean }>;
  readonly after: Record<string, { text: string; isDirty: boolean }>;
  readonly events: readonly RecordedEvent[];
}

/** See `test/fixtures/streams/README.md`; positions as `line, character`. */
export type RecordedEvent = { readonly at: number; readonly file: string } & (
  | {
      readonly event: 'change';
      readonly isDirty: boolean;
      readonly diskMoved?: boolean;
      readonly active: boolean;
      readonly reason?: 1 | 2;
      readonly detailedReason?: HostReason;
      readonly changes: readonly {
        readonly range: readonly [number, number, number, number];
        readonly rangeOffset: number;
        readonly rangeLength: number;
        readonly text: string;
      }[];
    }
  | { readonly event: 'dirty'; readonly isDirty: boolean }
  | {
      readonly event: 'selection';
      readonly kind?: 1 | 2 | 3;
      readonly selections: readonly (readonly [number, number, number, number])[];
    }
  | {
      readonly event: 'inline';
      readonly position: readonly [number, number];
      readonly triggerKind: 0 | 1;
      readonly selectedCompletionInfo?: { readonly text: string };
    }
  | { readonly event: 'paste'; readonly text: string }
  | { readonly event: 'copy'; readonly ranges: readonly (readonly [number, number, number, number])[] }
  | { readonly event: 'actions' | 'willSave' | 'save' | 'open' | 'close' | 'active' | 'drop' }
);

export function recordings(): Recording[] {
  const dir = path.join(__dirname, '../fixtures/streams');
  return fs
    .readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(fs.readFileSync(path.join(dir, name), 'utf8')) as Recording);
}

/**
 * Replays a recording: the marked text, with evidence, of each file that was open before. `host: false` hides the
 * host's own change reasons; `before` gives files as marks, where not all of them was in the base.
 */
export function replay(
  recording: Recording,
  { host, before = {} }: { host: boolean; before?: Readonly<Record<string, string>> },
): Record<string, string> {
  const clipboard: Clipboard = {};
  const observers = new Map<string, Observer>();
  for (const [file, { text }] of Object.entries(recording.before)) {
    const marked = before[file] === undefined ? undefined : fromMarks(before[file]);
    if (marked && marked.text !== text) throw new Error(`${recording.name}: not the text of ${file}`);
    const runs: Runs = marked?.runs ?? runsOf(text.length, null);
    observers.set(
      file,
      new Observer(text, runs, {
        nameAssistant: (id) => id,
        clipboard,
        lookUp: () => undefined,
        record: () => {},
      }),
    );
  }
  let now = 0;
  for (const event of recording.events) {
    // Time passes between the events: the extension has a timer, the replay asks.
    for (const observer of observers.values()) {
      while (observer.deadline !== undefined && observer.deadline < event.at)
        observer.tick(observer.deadline);
    }
    now = event.at;
    const observer = observers.get(event.file);
    if (observer) for (const signal of toSignals(event, host, observer.text)) observer.feed(signal);
  }
  const result: Record<string, string> = {};
  for (const [file, observer] of observers) {
    observer.tick(now + 10_000);
    const after = recording.after[file]?.text;
    if (after !== undefined && after !== observer.text)
      throw new Error(`${recording.name}: ${file} should end as ${JSON.stringify(after)}`);
    result[file] = toMarks(observer.text, observer.runs, { evidence: true });
  }
  return result;
}

const KINDS = { 1: 'keyboard', 2: 'mouse', 3: 'command' } as const;

export function toSignals(e: RecordedEvent, host: boolean, text: string): Signal[] {
  const { at } = e;
  switch (e.event) {
    case 'change':
      return [
        {
          kind: 'change',
          at,
          dirty: e.isDirty,
          ...(e.diskMoved && { diskMoved: true }),
          active: e.active,
          ...(e.reason && { reason: e.reason === 1 ? 'undo' : 'redo' }),
          ...(host && e.detailedReason && { host: e.detailedReason }),
          changes: e.changes.map((c) => ({
            start: c.rangeOffset,
            end: c.rangeOffset + c.rangeLength,
            text: c.text,
            line: c.range[0],
            character: c.range[1],
          })),
        },
      ];
    case 'dirty':
      return [{ kind: 'dirty', at, dirty: e.isDirty }];
    case 'selection':
      return [
        {
          kind: 'selection',
          at,
          ...(e.kind && { by: KINDS[e.kind] }),
          cursors: e.selections.map(([al, ac, l, c]) => ({
            line: l,
            character: c,
            empty: al === l && ac === c,
          })),
        },
      ];
    case 'inline':
      return [
        {
          kind: 'suggestion',
          at,
          line: e.position[0],
          character: e.position[1],
          automatic: e.triggerKind === 1,
          ...(e.selectedCompletionInfo && { selected: e.selectedCompletionInfo.text }),
        },
      ];
    case 'actions':
      return [{ kind: 'actions', at }];
    case 'willSave':
      return [{ kind: 'willSave', at }];
    case 'save':
      return [{ kind: 'saved', at }];
    case 'paste':
      return [{ kind: 'paste', at, text: e.text }];
    case 'copy':
      return [{ kind: 'copy', at, ranges: e.ranges.map((r) => copiedRange(text, r)) }];
    default:
      return [];
  }
}

/** Copying with nothing selected takes the whole line. */
function copiedRange(
  text: string,
  [l1, c1, l2, c2]: readonly [number, number, number, number],
): { start: number; end: number } {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  if (l1 === l2 && c1 === c2) return { start: starts[l1]!, end: starts[l1 + 1] ?? text.length };
  // As the editor does with positions that the text has no more.
  const offset = (line: number, character: number) =>
    Math.min((starts[line] ?? text.length) + character, (starts[line + 1] ?? text.length + 1) - 1);
  return { start: offset(l1, c1), end: offset(l2, c2) };
}
