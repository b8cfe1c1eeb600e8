import { deepStrictEqual, ok } from 'node:assert';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { effort } from '../support/effort';
import { Random } from '../support/random';
import { type Heard, Stage } from './stage';

const count = Number(process.env.MUTATIONS ?? effort(2_000, 10_000));
const firstSeed = Number(process.env.SEED ?? 1);
const fixtures = join(__dirname, '../fixtures/agents');
const assistants: Readonly<Record<string, string>> = { 'copilot-cli': 'github-copilot' };

interface Call {
  readonly name: string;
  readonly assistant: string;
  readonly text: string;
}

/** Every captured call that writes, as one into the restricted zone. */
function calls(root: string): Call[] {
  return readdirSync(fixtures).flatMap((folder) =>
    readdirSync(join(fixtures, folder))
      .filter((file) => /pre_?tool|before/i.test(file) && !/read|view|agent|task|model/i.test(file))
      .map((file) => {
        const raw = readFileSync(join(fixtures, folder, file), 'utf8');
        const moved = raw.replaceAll('/repo', root).replaceAll(/(?<![.\w])(?:src|SRC)(?=[/" ])/g, 'training');
        const text = folder === 'opencode' ? openCode(file, moved, root) : moved;
        return { name: `${folder}/${file}`, assistant: assistants[folder] ?? folder, text };
      }),
  );
}

/** As our plugin sends what it was given. */
function openCode(file: string, raw: string, directory: string): string {
  const [hook] = /^tool\.execute\.(?:before|after)/.exec(file) ?? [];
  return JSON.stringify({ hook, ...(JSON.parse(raw) as object), directory, model: null });
}

type Path = readonly (string | number)[];

/** Places of values that say where the call writes: what changes there may be another call. */
const telling =
  /^(?:file_path|filePath|path|notebook_path|command|commands|input|patchText|patch|dir_path|workdir|cwd|directory|parameters|toolArgs|tool_input|args)$/;

interface Mutated {
  readonly text: string;
  readonly how: string;
  /** What it says where the call writes may be another place. */
  readonly elsewhere: boolean;
}

function mutate(text: string, random: Random): Mutated {
  if (random.below(12) === 0) {
    const at = 1 + random.below(text.length - 2);
    return { text: text.slice(0, at), how: `cut at ${at}`, elsewhere: false };
  }
  const payload = JSON.parse(text) as Record<string, unknown>;
  const places = placesOf(payload);
  const path = random.pick(places);
  const kind = random.pick(['drop', 'rename', 'retype', 'cut', 'huge', 'add', 'control'] as const);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], payload) as Record<
    string,
    unknown
  >;
  const key = path.at(-1) as string;
  const value = parent[key];
  let elsewhere = false;
  if (kind === 'drop') delete parent[key];
  else if (kind === 'rename') {
    delete parent[key];
    parent[random.pick([`${key}_`, key.toUpperCase(), `x${key}`, '__proto__x'])] = value;
  } else if (kind === 'retype') parent[key] = random.pick([null, 7, true, [], {}, [value], { value }, '']);
  else if (kind === 'cut' && typeof value === 'string') {
    parent[key] = value.slice(0, random.below(value.length + 1));
    elsewhere = path.some((one) => telling.test(String(one)));
  } else if (kind === 'huge') {
    parent[key] = random.pick(['x'.repeat(200_000), Array.from({ length: 5_000 }, (_, i) => i), deep(300)]);
    // A program of that name, and nothing for it to write to.
    elsewhere = /^commands?$/.test(key) || typeof key === 'number';
  } else if (kind === 'control' && typeof value === 'string') {
    const raw = JSON.stringify(payload).replace(
      JSON.stringify(value),
      `"\u0001\n${JSON.stringify(value).slice(1)}`,
    );
    return {
      text: raw,
      how: `control ${path.join('.')}`,
      elsewhere: path.some((one) => telling.test(String(one))),
    };
  } else
    parent[random.pick(['more', 'tool_response2', '__proto__y', 'constructor'])] = random.pick([
      1,
      'x',
      {},
      [null],
    ]);
  // Without it, the shell runs where the session does.
  elsewhere ||= /^(?:dir_path|workdir)$/.test(key);
  return { text: JSON.stringify(payload), how: `${kind} ${path.join('.')}`, elsewhere };
}

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = { value };
  return value;
}

function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [[...path, key], ...placesOf(one, [...path, key])]);
}

/** Nothing, or one object in a form that an agent takes for an answer. */
function isAnswer({ stdout, exit }: Heard): boolean {
  if (stdout === '') return exit === 0 || exit === 2;
  const keys = Object.keys(JSON.parse(stdout) as object)
    .sort()
    .join();
  const forms = [
    'hookSpecificOutput',
    'permissionDecision,permissionDecisionReason',
    'decision,reason',
    'cancel,errorMessage',
    'deny',
    'agent_message,decision,permission,reason,user_message',
  ];
  return forms.includes(keys) && exit === 0;
}

describe('Any payload', function () {
  this.timeout(600_000);
  let stage: Stage;
  before(() => {
    stage = Stage.create();
    symlinkSync('training', stage.repo.path('link-to-training'));
  });
  after(() => stage.remove());

  it(`never lets a write into a restricted zone pass, and never makes anything but an answer (${count})`, async () => {
    const all = calls(stage.repo.root);
    const writing: Call[] = [];
    for (const call of all)
      if ((await stage.hear(call.assistant, call.text)).decision === 'deny') writing.push(call);
    // Of each agent there is something that writes; those that do not were looked at.
    const passed = all.filter((call) => !writing.includes(call)).map(({ name }) => name);
    deepStrictEqual(passed, harmless);
    ok(
      new Set(writing.map(({ assistant }) => assistant)).size === 7 && writing.length > 60,
      `${writing.length}`,
    );
    let ran = 0;
    let judged = 0;
    const wrong: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const random = new Random(seed);
      const call = random.pick(writing);
      const { text, how, elsewhere } = mutate(call.text, random);
      const heard = await stage.hear(call.assistant, text);
      const told = `SEED=${seed} ${call.name}: ${how}`;
      if (!isAnswer(heard)) wrong.push(`${told} printed ${heard.stdout.slice(0, 200)}`);
      if (!elsewhere && heard.decision !== 'deny') wrong.push(`${told} passed: ${text.slice(0, 1000)}`);
      if (!elsewhere) judged++;
      ran++;
    }
    deepStrictEqual(wrong.slice(0, 20), []);
    deepStrictEqual([ran, judged > count * 0.8], [count, true]);
  });
});

/** Calls that do not write into the zone, however they are moved: what they name is elsewhere, or nothing is written. */
const harmless: readonly string[] = [
  'claude-code/PreToolUse-Bash-exit3.json',
  'claude-code/PreToolUse-NotebookEdit.json',
  // A folder of the name `file:`.
  'claude-code/PreToolUse-Write-path-file-uri.json',
  'claude-code/PreToolUse-Write-path-tilde.json',
  'claude-code/PreToolUse-Write-path-unicode-crlf.json',
  'cline/PreToolUse-run_commands-exit3.json',
  'codex/PreToolUse-Bash-exit3.json',
  'codex/PreToolUse-apply_patch-path-outside-repo.json',
  'copilot-cli/camel-preToolUse-bash-exit3.json',
  // Copilot's shells do not move its other tools.
  'copilot-cli/camel-preToolUse-create-path-relative-after-cd.json',
  'copilot-cli/camel-preToolUse-create-path-tilde-fails.json',
  'copilot-cli/camel-preToolUse-create-path-unicode-crlf.json',
  'copilot-cli/claude-settings-PreToolUse-Bash.json',
  'gemini-cli/BeforeTool-run_shell_command-exit3.json',
  'gemini-cli/BeforeTool-write_file-path-tilde.json',
  'gemini-cli/BeforeTool-write_file-path-unicode-crlf.json',
  'opencode/tool.execute.before-bash-exit3.json',
  'opencode/tool.execute.before-write-path-tilde.json',
  'opencode/tool.execute.before-write-path-unicode-crlf.json',
];
