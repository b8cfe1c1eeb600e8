import { strict as assert } from 'node:assert';
import type { BlameLine } from '../../src/workflow/read/blame';
import type { TestRepo } from '../support/repo';
import {
  type AddedFile,
  addedBy,
  type LineOrigin,
  type Lines,
  originNames,
  restricted,
  type Sight,
} from './model';

/** What a commit's message must say, by the commit path that it was made on. */
export type Expected =
  /** Of the lines that it adds, as far as the tree's editor saw them. */
  | { readonly as: 'fresh'; readonly sight: Sight }
  /** Made again: these trailers and no others. */
  | { readonly as: 'same'; readonly trailers: readonly string[] }
  /** Its content is that of another: the same accounts, and each assistant once. */
  | { readonly as: 'kept'; readonly trailers: readonly string[] }
  /** Several in one: what each said, and perhaps more. */
  | { readonly as: 'combined'; readonly provenance: readonly string[] }
  /** git made it by itself: nothing, or what is true. */
  | { readonly as: 'none-or-fresh'; readonly sight: Sight }
  /** An amend that no hook could know of: nothing that is not true, whatever the counts add up to. */
  | { readonly as: 'no-more' }
  /** Another program wrote the message, and none of our hooks saw it. */
  | { readonly as: 'theirs'; readonly trailers: readonly string[] };

/** What was really checked, so that nothing passes by checking nothing. */
export class Checked {
  /** Commits, by commit path. */
  readonly commits = new Map<string, number>();
  /** Lines that a message had to know and counted, those that a note says something of, and those that blame does, by origin. */
  readonly counted = new Map<LineOrigin, number>();
  readonly noted = new Map<LineOrigin, number>();
  readonly blamed = new Map<LineOrigin, number>();
  /** AI lines that an editor saw and that blame says `unknown` of in the end, by the commit path that they came on. */
  readonly unknown = new Map<string, number>();

  static add<T>(to: Map<T, number>, key: T, count = 1): void {
    to.set(key, (to.get(key) ?? 0) + count);
  }
}

export interface Judged {
  readonly checked: Checked;
  readonly repo: TestRepo;
  readonly lines: Lines;
  readonly when: 'always' | 'zones';
}

type Counts = Record<LineOrigin, number>;

export function checkCommit(judged: Judged, commit: string, expected: Expected): void {
  const { repo } = judged;
  const message = repo.message(commit);
  const found = ourTrailers(message);
  const added = addedBy(repo, commit);
  switch (expected.as) {
    case 'same':
      assert.deepEqual(found, expected.trailers, 'a commit made again carries the trailers that it had');
      break;
    case 'kept':
      assert.deepEqual(
        oncePerAssistant(found),
        oncePerAssistant(expected.trailers),
        'an amended message keeps what was said of its lines',
      );
      break;
    case 'combined':
      assert.deepEqual(
        missingFrom(provenanceOf(found), expected.provenance),
        [],
        'a squash says what each of its parts said',
      );
      break;
    case 'none-or-fresh':
      if (found.length > 0) checkFresh(judged, added, commit, found, expected.sight);
      break;
    case 'no-more':
      for (const value of provenanceOf(found).map(readProvenance))
        isNoMore(value, countAll(judged, added), found);
      break;
    case 'theirs':
      assert.deepEqual(found, expected.trailers, 'nobody writes to a commit that another program made');
      break;
    case 'fresh':
      checkFresh(judged, added, commit, found, expected.sight);
  }
  checkNote(judged, added, commit);
}

/** Our trailers wherever they stand in a message, without their indentation. */
export function ourTrailers(message: string): string[] {
  return message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:Assisted-by|AI-Provenance|AI-Detail|AI-Attested-by): /.test(line));
}

export function provenanceOf(trailers: readonly string[]): string[] {
  return trailers.filter((line) => line.startsWith('AI-Provenance: '));
}

function oncePerAssistant(trailers: readonly string[]): string[] {
  return trailers.filter((line, i) => !line.startsWith('Assisted-by: ') || trailers.indexOf(line) === i);
}

function missingFrom(there: readonly string[], wanted: readonly string[]): string[] {
  const left = [...there];
  return wanted.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function checkFresh(
  { repo, lines, when, checked }: Judged,
  added: readonly AddedFile[],
  commit: string,
  found: readonly string[],
  sight: Sight,
): void {
  const all = counts();
  /** Those that the record cannot but know. */
  const seen = counts();
  const aiByZone: Record<string, number> = {};
  for (const file of added) {
    for (const line of file.added.values()) {
      const origin = lines.originOf(line);
      const zone = zoneOf(file.path);
      all[origin]++;
      if (origin === 'unknown' || sight.knows(file, line)) seen[origin]++;
      if (origin === 'ai' || origin === 'mixed') aiByZone[zone] = (aiByZone[zone] ?? 0) + 1;
    }
  }
  const total = originNames.reduce((sum, origin) => sum + all[origin], 0);
  const isSure = originNames.every((origin) => all[origin] === seen[origin]);
  const strict = added.some(({ path, from }) => [path, from].some((name) => name?.startsWith(restricted)));

  const [value, ...others] = provenanceOf(found).map(readProvenance);
  if (value === undefined) {
    assert.deepEqual(
      { found, mustBeWritten: when === 'always' || strict || seen.ai + seen.mixed > 0 },
      { found: [], mustBeWritten: false },
      `no AI-Provenance for ${show(all)}, of which seen ${show(seen)}`,
    );
    return;
  }
  assert.deepEqual(others, [], 'one AI-Provenance');
  const { lines: claimed, tool, ...said } = value;
  // The asymmetry: unknown may be more than it need be, everything else never.
  isNoMore(said, all, found);
  assert.equal(tool, 0, 'nothing was made by a tool');
  const sum = originNames.reduce((s, origin) => s + said[origin], 0);
  assert.deepEqual({ claimed, sum }, { claimed: total, sum: total }, 'the counts add up to the added lines');
  if (isSure) assert.deepEqual(said, all, `every line was seen, ${found.join(' | ')}`);
  for (const origin of originNames) {
    if (origin === 'unknown') continue;
    assert.ok(said[origin] >= seen[origin], `${origin}=${said[origin]}, but ${seen[origin]} were seen`);
  }
  for (const origin of originNames) Checked.add(checked.counted, origin, seen[origin]);
  const ai = said.ai + said.mixed;
  assert.ok(ai > 0 || when === 'always' || strict, 'trailers that trailers.when does not ask for');
  const details = found.filter((line) => line.startsWith('AI-Detail: '));
  const expected = [
    ...(ai > 0 ? ['Assisted-by: GitHub-Copilot:gpt-5.2'] : []),
    ...provenanceOf(found),
    ...details,
  ];
  assert.deepEqual(found, expected, 'Assisted-by where there are AI lines, and our trailers in their order');
  // Counts that do not fit into their line stand in the details too.
  if (ai === 0) assert.ok(!details.some((line) => line.includes('zones=')), 'zones of no AI lines');
  else assert.ok(details.length > 0, 'AI-Detail where there are AI lines');
  if (isSure && ai > 0) {
    const whole = details.map((line) => line.replace('AI-Detail: ', '')).join('; ');
    const zones = /zones=([^;]*); evidence=host:(\d+); vendors=copilot-business:(\d+)$/.exec(whole);
    assert.deepEqual(
      [
        Object.fromEntries((zones?.[1] ?? '').split(',').map((zone) => zone.split(/:(?=\d+$)/))),
        zones?.[2],
        zones?.[3],
      ],
      [Object.fromEntries(Object.entries(aiByZone).map(([zone, n]) => [zone, `${n}`])), `${ai}`, `${ai}`],
      'AI-Detail',
    );
  }
  const parsed = repo.git('log', '-1', '--format=%(trailers:only,unfold)', commit).split('\n');
  assert.deepEqual(missingFrom(parsed, found), [], 'git itself reads them as trailers');
}

function isNoMore(said: Counts, all: Counts, found: readonly string[]): void {
  for (const origin of originNames) {
    if (origin === 'unknown') continue;
    assert.ok(
      said[origin] <= all[origin],
      `NO RECORD SAYS MORE THAN WAS SEEN: ${origin}=${said[origin]} of ${all[origin]}; ${found.join(' | ')}; true is ${show(all)}`,
    );
  }
}

function countAll({ lines }: Judged, added: readonly AddedFile[]): Counts {
  const all = counts();
  for (const line of added.flatMap((file) => [...file.added.values()])) all[lines.originOf(line)]++;
  return all;
}

/**
 * The line-level record. It may know less than is true of a line, and never anything else; nor anything of a line that
 * the commit does not add.
 */
export function checkNote(
  { repo, lines, checked }: Pick<Judged, 'repo' | 'lines' | 'checked'>,
  added: readonly AddedFile[],
  commit: string,
): void {
  const note = repo.note(commit);
  const wrong: string[] = [];
  for (const [path, records] of Object.entries(note ?? {})) {
    const file = added.find((one) => one.path === path);
    for (const record of records) {
      const [line, origin] = record.split(' ');
      const content = file?.added.get(Number(line));
      const truth = content === undefined ? 'not added' : lines.originOf(content);
      if (truth === 'not added' || (origin !== 'unknown' && origin !== truth))
        wrong.push(`${path}:${line} ${origin}, but ${truth}`);
      else Checked.add(checked.noted, origin as LineOrigin);
    }
  }
  assert.deepEqual(wrong, [], 'NO RECORD SAYS MORE THAN WAS SEEN: the note');
}

export function checkBlame(
  path: string,
  text: string,
  blamed: readonly BlameLine[],
  lines: Lines,
  checked: Checked,
): void {
  const contents = text.split('\n');
  const wrong: string[] = [];
  for (const { line, origin } of blamed) {
    const truth = lines.originOf(contents[line - 1]!);
    if (origin !== 'unknown' && origin !== truth) wrong.push(`${path}:${line} ${origin}, but ${truth}`);
    else Checked.add(checked.blamed, origin as LineOrigin);
  }
  assert.deepEqual(wrong, [], 'NO RECORD SAYS MORE THAN WAS SEEN: blame');
}

function counts(): Counts {
  return { human: 0, ai: 0, mixed: 0, pasted: 0, unknown: 0 };
}

function show(some: Counts): string {
  return originNames.map((origin) => `${origin}=${some[origin]}`).join(' ');
}

function zoneOf(path: string): string {
  if (path.startsWith(restricted)) return 'train';
  return path.startsWith('open/') ? 'open' : 'default';
}

function readProvenance(line: string): Counts & { lines: number; tool: number } {
  const [version, ...fields] = line.slice('AI-Provenance: '.length).split('; ');
  const given = fields.map((field) => [field.split('=')[0]!, Number(field.split('=')[1])] as const);
  const keys = given.map(([key]) => key);
  const order = ['lines', 'ai', 'mixed', 'human', 'pasted', 'tool', 'unknown'].filter((key) =>
    keys.includes(key),
  );
  assert.deepEqual([version, keys.slice(0, 2), keys], ['v1', ['lines', 'ai'], order], line);
  return { ...counts(), tool: 0, lines: 0, ...Object.fromEntries(given) };
}
