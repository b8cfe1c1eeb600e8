import {
  type CountedOrigin,
  commitFigures,
  type Figures,
  figuresOf,
  type HostSignals,
  PACES,
  type PlayedAndJudged,
  SETTINGS,
  type Share,
} from './score';

const WORDS: Readonly<Record<CountedOrigin, string>> = {
  ai: 'AI (`ai` and `mixed`)',
  human: '`human`',
  pasted: '`pasted`',
  tool: '`tool`',
  unknown: '`unknown`',
};

const PACED: readonly (readonly [string, (figures: Figures) => Share])[] = [
  ['AI: precision', ({ origins }) => origins.ai.precision],
  ['AI: recall', ({ origins }) => origins.ai.recall],
  ['**false human**', ({ falseHuman }) => falseHuman],
  ['**false AI**', ({ falseAi }) => falseAi],
];

const UNKNOWN = ['called unknown', ({ unknown }: Figures) => unknown] as const;

/** What is printed and stands in the README: the figures of the sessions, and of those that are told apart. */
export function attributionTable(judged: readonly PlayedAndJudged[]): string {
  const main = judged.filter(({ session }) => session.apart === undefined);
  const figures = (setting: HostSignals): Figures => figuresOf(main.flatMap(({ lines }) => lines[setting]));
  const both = { auto: figures('auto'), off: figures('off') };
  const later = main.filter(({ session }) => session.heldOut === true);
  const laterFigures = (setting: HostSignals) => figuresOf(later.flatMap((one) => one.lines[setting]));
  const heldOut = { auto: laterFigures('auto'), off: laterFigures('off') };
  const laterLines = later.reduce((sum, one) => sum + one.lines.auto.length, 0);
  const pacedFigures = (setting: HostSignals) => figuresOf(main.flatMap((one) => one.paced[setting]));
  const paced = { auto: pacedFigures('auto'), off: pacedFigures('off') };
  const row = (title: string, of: (figures: Figures) => string) =>
    `| ${title} | ${SETTINGS.map((setting) => of(both[setting])).join(' | ')} |`;
  const lines = main.reduce((sum, one) => sum + one.lines.auto.length, 0);
  const hosts = [...new Set(judged.map(({ played }) => played.host))].join(', ');
  return [
    `${main.length} sessions with ${lines} new lines, recorded in ${hosts}; ${judged.length - main.length} more stand apart below.`,
    '',
    '| of the new lines | `hostSignals: auto` | `off`, as on a stock VS Code |',
    '|---|---|---|',
    ...(['ai', 'human', 'pasted', 'tool', 'unknown'] as const).flatMap((origin) => [
      row(`${WORDS[origin]}: precision`, ({ origins }) => rate(origins[origin].precision)),
      row(`${WORDS[origin]}: recall`, ({ origins }) => rate(origins[origin].recall)),
    ]),
    row('**false human**: AI or unknown lines called human', ({ falseHuman }) => rate(falseHuman)),
    row('**false AI**: other lines called AI', ({ falseAi }) => rate(falseAi)),
    row('called unknown, where no other process wrote', ({ unknown }) => rate(unknown)),
    row('AI lines whose assistant is named', ({ named }) => rate(named)),
    '',
    `| of these the ${later.length} sessions (${laterLines} lines) written after the last change to the classifier | \`auto\` | \`off\` |`,
    '|---|---|---|',
    ...[...PACED, UNKNOWN].map(
      ([title, of]) => `| ${title} | ${SETTINGS.map((setting) => rate(of(heldOut[setting]))).join(' | ')} |`,
    ),
    '',
    `| each session replayed at ${PACES} other paces | \`auto\` | \`off\` |`,
    '|---|---|---|',
    ...PACED.map(
      ([title, of]) => `| ${title} | ${SETTINGS.map((setting) => rate(of(paced[setting]))).join(' | ')} |`,
    ),
    '',
    '| of whole commits: “has AI text” | precision | recall |',
    '|---|---|---|',
    ...SETTINGS.map((setting) =>
      commitRow(`Colophon, \`${setting}\``, main, ({ lines }) =>
        lines[setting].some(({ record }) => record.origin === 'ai' || record.origin === 'mixed'),
      ),
    ),
    commitRow('VS Code, `git.addAICoAuthor: all`', main, ({ played }) => played.builtIn.trailer),
    commitRow('VS Code, `chatAndAgent`', main, ({ played }) => played.builtIn.chatAndAgent),
    '',
    '| told apart | lines | truly | called with `auto` | called with `off` |',
    '|---|---|---|---|---|',
    ...judged.filter(({ session }) => session.apart !== undefined).map(apartRow),
  ].join('\n');
}

function commitRow(
  title: string,
  judged: readonly PlayedAndJudged[],
  says: (one: PlayedAndJudged) => boolean,
): string {
  const { precision, recall } = commitFigures(judged, says);
  return `| ${title} | ${rate(precision)} | ${rate(recall)} |`;
}

function apartRow({ session, lines }: PlayedAndJudged): string {
  const origins = (of: readonly string[]) => [...new Set(of)].join(', ');
  const called = (setting: HostSignals) => origins(lines[setting].map(({ record }) => record.origin));
  const truth = origins(lines.auto.map((line) => line.truth));
  return `| ${session.what} | ${lines.auto.length} | ${truth} | ${called('auto')} | ${called('off')} |`;
}

/** `0.987 (78 of 79)`; of nothing there is no rate. */
function rate({ part, of }: Share): string {
  return of === 0 ? 'none' : `${(part / of).toFixed(3)} (${part} of ${of})`;
}

/** Each line that was not called what it is, for people. */
export function mistakes(judged: readonly PlayedAndJudged[]): string[] {
  return judged.flatMap(({ session, lines }) =>
    SETTINGS.flatMap((setting) =>
      lines[setting]
        .filter(({ truth, record }) => truth !== record.origin)
        .map(
          ({ file, line, text, truth, record }) =>
            `${setting.padEnd(4)} ${session.name}, ${file}:${line}: ${truth} called ${record.origin}: ${text}`,
        ),
    ),
  );
}

/** Each line that Colophon in the window of the recording called another thing than the replay does. */
export function disagreements(judged: readonly PlayedAndJudged[]): string[] {
  return judged.flatMap(({ session, played, lines }) =>
    lines.auto
      .filter(({ file, line, record }) => played.live[file]?.[line - 1] !== record.origin)
      .map(
        ({ file, line, record }) =>
          `${session.name}, ${file}:${line}: ${played.live[file]?.[line - 1]} in the window, ${record.origin} in the replay`,
      ),
  );
}
