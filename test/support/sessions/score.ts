import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineRecord } from '../../../src/provenance/source';
import { Random } from '../random';
import { hasOutsideWriter, parseSession, type Session, type TrueOrigin } from './format';
import { type PlayedSession, replaySession } from './replay';

const folder = join(__dirname, '../../fixtures/sessions');
/** What is named as the assistant of the sessions; the host gives its extension. */
const ASSISTANT = 'colophon-test.sample-assistant';

export const SETTINGS = ['auto', 'off'] as const;
export type HostSignals = (typeof SETTINGS)[number];

/** One line of a session with its true origin and what it was called. */
export interface JudgedLine {
  readonly session: Session;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly truth: TrueOrigin;
  readonly record: LineRecord;
}

export interface PlayedAndJudged {
  readonly session: Session;
  readonly played: PlayedSession;
  readonly lines: Readonly<Record<HostSignals, readonly JudgedLine[]>>;
  /** The same at other paces, one after the other. */
  readonly paced: Readonly<Record<HostSignals, readonly JudgedLine[]>>;
  /** The lines that were there before. */
  readonly old: readonly JudgedLine[];
}

/** How often each session is replayed at another pace for the table. */
export const PACES = 20;

/** Whether the recording is of the session as it stands. */
export function isUpToDate({ session, played }: PlayedAndJudged): boolean {
  const source = readFileSync(join(folder, `${session.name}.yaml`));
  return played.of === createHash('sha256').update(source).digest('hex').slice(0, 16);
}

export function sessionNames(): string[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []));
}

/** Reads a session, replays its recording both ways, and puts truth and record side by side. */
export async function judge(name: string, paces = PACES): Promise<PlayedAndJudged> {
  const session = parseSession(name, readFileSync(join(folder, `${name}.yaml`), 'utf8'));
  const played = JSON.parse(readFileSync(join(folder, 'recorded', `${name}.json`), 'utf8')) as PlayedSession;
  const replayed = async (setting: HostSignals, pace?: (ms: number) => number): Promise<JudgedLine[]> =>
    linesOf(session, await replaySession(played, { host: setting === 'auto', ...(pace && { pace }) }));
  const paced: Record<HostSignals, JudgedLine[]> = { auto: [], off: [] };
  for (let seed = 1; seed <= paces; seed++) {
    for (const setting of SETTINGS)
      paced[setting].push(...(await replayed(setting, anyPace(new Random(seed)))).filter(isNew));
  }
  const [auto, off] = [await replayed('auto'), await replayed('off')];
  const old = [...auto, ...off].filter((line) => !isNew(line));
  return { session, played, lines: { auto: auto.filter(isNew), off: off.filter(isNew) }, paced, old };
}

const isNew = ({ truth }: JudgedLine): boolean => truth !== 'base';

/** Each pause by half to twice as long: a faster machine or person, or a slower one. */
function anyPace(random: Random): (ms: number) => number {
  return (ms) => ms * 2 ** (2 * random.next() - 1);
}

function linesOf(session: Session, records: Readonly<Record<string, readonly LineRecord[]>>): JudgedLine[] {
  return Object.entries(session.truth).flatMap(([file, lines]) =>
    lines.map(({ origin, text }, i) => {
      const record = records[file]?.[i] ?? { line: i + 1, origin: 'unknown' as const };
      return { session, file, line: i + 1, text, truth: origin, record };
    }),
  );
}

/** `part` of `of`. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

export interface Figures {
  /** Of `ai`, lines with some AI text count as well: `mixed` is told apart in the lists alone. */
  readonly origins: Readonly<Record<CountedOrigin, { readonly precision: Share; readonly recall: Share }>>;
  readonly falseHuman: Share;
  readonly falseAi: Share;
  readonly unknown: Share;
  readonly named: Share;
}

export const COUNTED = ['human', 'ai', 'pasted', 'tool', 'unknown'] as const;
export type CountedOrigin = (typeof COUNTED)[number];

/** The figures of the lines; law: each line is counted once on each side. */
export function figuresOf(lines: readonly JudgedLine[]): Figures {
  const counted = (origin: LineRecord['origin'] | TrueOrigin) => (origin === 'mixed' ? 'ai' : origin);
  const share = (among: readonly JudgedLine[], part: (line: JudgedLine) => boolean): Share => ({
    part: among.filter(part).length,
    of: among.length,
  });
  const truly = (line: JudgedLine) => counted(line.truth);
  const called = (line: JudgedLine) => counted(line.record.origin);
  const isRight = (line: JudgedLine) => truly(line) === called(line);
  const of = (origin: CountedOrigin) => ({
    precision: share(
      lines.filter((line) => called(line) === origin),
      isRight,
    ),
    recall: share(
      lines.filter((line) => truly(line) === origin),
      isRight,
    ),
  });
  const inside = lines.filter(({ session }) => !hasOutsideWriter(session));
  return {
    origins: Object.fromEntries(COUNTED.map((origin) => [origin, of(origin)])) as Figures['origins'],
    falseHuman: share(
      lines.filter((line) => ['ai', 'unknown'].includes(truly(line))),
      (line) => called(line) === 'human',
    ),
    falseAi: share(
      lines.filter((line) => truly(line) !== 'ai'),
      (line) => called(line) === 'ai',
    ),
    unknown: share(inside, (line) => called(line) === 'unknown'),
    named: share(
      lines.filter((line) => truly(line) === 'ai' && called(line) === 'ai'),
      ({ record }) =>
        record.by?.every(({ assistant }) => assistant === ASSISTANT) === true && record.by.length > 0,
    ),
  };
}

/** Of whole commits, one a session: has it AI text, and was that said? */
export function commitFigures(
  judged: readonly PlayedAndJudged[],
  says: (one: PlayedAndJudged) => boolean,
): { precision: Share; recall: Share } {
  const holds = ({ lines }: PlayedAndJudged) =>
    lines.auto.some(({ truth }) => truth === 'ai' || truth === 'mixed');
  const said = judged.filter(says);
  const true_ = judged.filter(holds);
  return {
    precision: { part: said.filter(holds).length, of: said.length },
    recall: { part: true_.filter(says).length, of: true_.length },
  };
}
