import { createHash } from 'node:crypto';
import { formatNote } from '../../src/provenance/written/note';
import { Random } from './random';

/** What a commit of the made history carries. */
export type Carries =
  | 'nothing'
  | 'note'
  | 'trailer'
  | 'none'
  | 'claude'
  | 'copilot'
  | 'cursor'
  | 'bot'
  | 'aider'
  | 'generated-by'
  | 'assisted-by'
  | 'session';

const kinds: readonly (readonly [Carries, weight: number])[] = [
  ['nothing', 60],
  ['note', 4],
  ['trailer', 6],
  ['none', 3],
  ['claude', 10],
  ['copilot', 6],
  ['cursor', 3],
  ['bot', 2],
  ['aider', 1],
  ['generated-by', 1],
  ['assisted-by', 2],
  ['session', 2],
];

export const historyPolicy = (expires: string): string => `version: 1
contacts:
  legal: { name: Luis Ortega, email: luis@acme.dev }
policyOwners: [luis@acme.dev, ada@acme.dev]
plan: { claude-code: claude-team, github-copilot: copilot-business }
zones:
  - name: training-pipeline
    mode: restricted
    paths: [/pipelines/train/]
    destination: training
    owners: [ada@acme.dev]
    vendors: none
  - name: core
    mode: attest
    paths: [/src/core/]
    destination: proprietary
    vendors: [copilot-business, claude-team]
  - name: sdk
    mode: eligible
    paths: [/sdk/]
    destination: public
vendors:
  - id: copilot-business
    product: GitHub Copilot
    tier: Business
    assistants: [github-copilot]
    status: approved
    terms: { version: 2026-03 }
    outputTraining: no-competing
    reviewed: { by: luis@acme.dev, on: 2026-05-01, expires: ${expires} }
  - id: claude-team
    product: Claude
    tier: Team
    assistants: [claude-code]
    status: approved
    terms: { version: 2026-01 }
    outputTraining: no-competing
    reviewed: { by: luis@acme.dev, on: 2026-02-01, expires: 2027-02-01 }
`;

const folders = [
  'src/core',
  'src/web',
  'src/api',
  'sdk/js',
  'sdk/py',
  'docs/guide',
  'pipelines/train',
  'tools',
];

export interface MadeHistory {
  /** For `git fast-import`. */
  readonly stream: string;
  /** By commit, in order. */
  readonly carries: readonly Carries[];
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/**
 * A history on `main` with commits that carry what Colophon and other tools leave, over five years; one in twenty is a
 * merge. The first commit has a policy, and so has one in the middle.
 */
export function markedHistory(commits: number, { files = 3, lines = 20, seed = 1 } = {}): MadeHistory {
  const random = new Random(seed);
  const parts: string[] = [];
  const notes: string[] = [];
  const carries: Carries[] = [];
  const total = kinds.reduce((sum, [, weight]) => sum + weight, 0);
  const [from, to] = [1_640_000_000, 1_795_000_000];
  for (let i = 0; i < commits; i++) {
    let at = random.below(total);
    const kind = i === 0 ? 'nothing' : (kinds.find(([, weight]) => (at -= weight) < 0)?.[0] ?? 'nothing');
    // Merges of this history bring nothing of their own.
    const isMerge = i % 20 === 15;
    const carried = isMerge ? 'nothing' : kind;
    carries.push(carried);
    const date = `${Math.round(from + ((to - from) * i) / commits)} +0000`;
    const body = () => Array.from({ length: lines }, () => `line ${random.below(1e9)} of ${i};\n`).join('');
    const changed = new Map<string, string>();
    for (let f = 0; f < files && !isMerge; f++) {
      // Little goes to where nothing may.
      const folder = folders[random.below(10) === 0 ? 6 : random.below(folders.length)]!;
      changed.set(`${folder}/file${random.below(400)}.ts`, body());
    }
    if (i === 0) changed.set('.ai-policy/policy.yaml', historyPolicy('2026-06-01'));
    if (i === Math.floor(commits / 2)) changed.set('.ai-policy/policy.yaml', historyPolicy('2026-11-01'));
    const ours = [...changed.keys()].filter((path) => !path.startsWith('.ai-policy')).length;
    const author =
      carried === 'bot'
        ? 'copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>'
        : 'Bob Dev <bob@acme.dev>';
    const who = carried === 'aider' ? 'Bob Dev (aider) <bob@acme.dev>' : author;
    parts.push(
      `commit refs/heads/main\nmark :${i + 1}\nauthor ${who} ${date}\ncommitter Bob Dev <bob@acme.dev> ${date}\n${data(messageOf(carried, i, ours * lines, random))}${i === 0 ? '' : `from :${i}\n`}${isMerge ? `merge :${i - 10}\n` : ''}${[...changed].map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`).join('')}`,
    );
    if (carried === 'note') notes.push(`N inline :${i + 1}\n${data(noteOf(changed, i, lines))}`);
  }
  const noteCommit = `commit refs/notes/colophon\ncommitter Colophon <c@acme.dev> ${to} +0000\n${data('notes')}${notes.join('')}`;
  return { stream: `${parts.join('')}${notes.length > 0 ? noteCommit : ''}`, carries };
}

function messageOf(carried: Carries, i: number, lines: number, random: Random): string {
  const subject = `Change ${i}`;
  const ai = Math.max(1, Math.floor(lines / 2));
  switch (carried) {
    case 'note':
    case 'trailer':
      return `${subject}\n\nAssisted-by: ${random.below(2) ? 'GitHub-Copilot:gpt-5.2' : 'Claude-Code:claude-opus-4-5'}\nAI-Provenance: v1; lines=${lines}; ai=${ai}; human=${lines - ai}\nAI-Detail: zones=default:${ai}; evidence=host:${ai}\n`;
    case 'none':
      return `${subject}\n\nAI-Provenance: v1; lines=${lines}; ai=0; human=${lines}\n`;
    case 'claude':
      return `${subject}\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude Opus 4.5 <noreply@anthropic.com>\n`;
    case 'copilot':
      return `${subject}\n\nCo-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>\n`;
    case 'cursor':
      return `${subject}\n\nMade with Cursor\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n`;
    case 'generated-by':
      return `${subject}\n\nGenerated-by: ChatGPT v5\n`;
    case 'assisted-by':
      return `${subject}\n\nAssisted-by: Claude:claude-3-opus coccinelle sparse\n`;
    case 'session':
      return `${subject}\n\nClaude-Session: https://claude.ai/code/session_${i}\n`;
    default:
      return `${subject}\n\nBy hand or not, nobody says.\n`;
  }
}

/** Half of each file is an agent's, the other half was typed. */
function noteOf(changed: ReadonlyMap<string, string>, i: number, lines: number): string {
  const half = Math.floor(lines / 2);
  const files = [...changed].map(([path, text]) => ({
    path,
    blob: blobOid(text),
    lines: Array.from({ length: lines }, (_, line) =>
      line < half
        ? {
            line: line + 1,
            origin: 'ai' as const,
            evidence: 'reported' as const,
            by: [{ assistant: 'claude-code', model: 'claude-opus-4-5' }],
          }
        : { line: line + 1, origin: 'human' as const, evidence: 'observed' as const },
    ),
  }));
  return formatNote(files, { id: '00000000-0000-4000-8000-000000000000', at: i });
}

/** As git names a blob. */
export function blobOid(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}
