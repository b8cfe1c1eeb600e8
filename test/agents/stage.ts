import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from '../../src/assistants/agentEvent';
import { windowsShells } from '../../src/cli/shells';
import type { System } from '../../src/git/repository/system';
import { readLedger } from '../../src/git/store/ledgerReader';
import type { Version } from '../../src/provenance/ledger';
import type { Source } from '../../src/provenance/source';
import { answerTo } from '../../src/workflow/agents/handleCall';
import { recordCall } from '../../src/workflow/agents/recordCall';
import { loadWorkingPolicy } from '../../src/workflow/policy/loadPolicy';
import { TestRepo } from '../support/repo';

/** `training` allows no vendor; `secret` only Claude Code's; `core` asks for an attestation. */
export const policy = `version: 1
contacts:
  escalation: https://acme.dev/ai-desk
policyOwners: [luis@acme.dev]
zones:
  - name: training
    mode: restricted
    paths: [/training/, "*.manifest.jsonl"]
    owners: [ada@acme.dev]
    reason: No output may reach training data.
    vendors: none
  - name: secret
    mode: restricted
    paths: [/secret/]
    owners: [ada@acme.dev]
    vendors: [claude-team]
  - name: core
    mode: attest
    paths: [/src/core/]
vendors:
  - id: claude-team
    product: Claude Code
    tier: Team
    assistants: [claude-code]
    status: approved
`;

export interface Heard extends Reply {
  /** Lines said on standard error besides. */
  readonly said: readonly string[];
  /** By what `stdout` holds, whichever form. */
  readonly decision: 'silent' | 'ask' | 'deny';
}

/** A repository with a policy, and a home, in which agents are at work. Hooks are heard in this process. */
export class Stage {
  private constructor(readonly repo: TestRepo) {}

  static create(more: Readonly<Record<string, string>> = {}): Stage {
    const repo = TestRepo.create();
    repo.commit({
      '.ai-policy/policy.yaml': policy,
      'src/app.ts': 'export const a = 1;\nexport const b = 2;\n',
      'src/core/rank.ts': 'export const rank = 1;\n',
      'training/data.ts': 'secret\n',
      'secret/key.ts': 'key\n',
      ...more,
    });
    return new Stage(repo);
  }

  get home(): string {
    return join(this.repo.base, 'home');
  }

  async hear(
    assistant: string,
    payload: unknown,
    { cwd = this.repo.root, env = {}, tail = () => '', system }: HearOptions = {},
  ): Promise<Heard> {
    const said: string[] = [];
    const input = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const reply = await answerTo(assistant, input, {
      env,
      cwd,
      home: this.home,
      ...(system && { system }),
      now: Date.now(),
      policyOf: async ({ root }) => {
        const loaded = loadWorkingPolicy(root, undefined);
        return loaded.kind === 'ok' ? loaded.compiled : loaded.kind === 'none' ? 'none' : 'broken';
      },
      windowsShells: () => windowsShells,
      record: recordCall,
      tail,
      say: (line) => said.push(line),
    });
    return { ...reply, said, decision: decisionOf(reply) };
  }

  /** Claude Code's call of a tool, before or after it. */
  claude(
    phase: 'before' | 'after' | 'failed',
    tool: string,
    input: unknown,
    { call = 'toolu_1', session = 's1', cwd = this.repo.root, ...options }: HearOptions & CallOptions = {},
  ): Promise<Heard> {
    const events = { before: 'PreToolUse', after: 'PostToolUse', failed: 'PostToolUseFailure' } as const;
    const payload = {
      session_id: session,
      transcript_path: '/home/dev/.claude/projects/-repo/s1.jsonl',
      cwd,
      hook_event_name: events[phase],
      tool_name: tool,
      tool_input: input,
      tool_use_id: call,
    };
    return this.hear('claude-code', payload, options);
  }

  /** Each stretch of the newest text of a path that is not base text: `claude-code|x = 1\n`. */
  async known(path: string): Promise<string[]> {
    const version = await this.#newest(path);
    let at = 0;
    return (version?.runs ?? []).flatMap(({ length, source }) => {
      const text = version!.text.slice(at, (at += length));
      return source === null ? [] : [`${source.assistant ?? source.origin}|${text}`];
    });
  }

  async sources(path: string): Promise<(Source | null)[]> {
    return ((await this.#newest(path))?.runs ?? []).map(({ source }) => source);
  }

  async #newest(path: string): Promise<Version | undefined> {
    const { colophonDir } = await this.repo.open();
    return readLedger(colophonDir).files.get(path)?.versions[0];
  }

  folder(name: string): string {
    mkdirSync(this.repo.path(name), { recursive: true });
    return this.repo.path(name);
  }

  remove(): void {
    this.repo.remove();
  }
}

export interface HearOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly tail?: (file: string) => string;
  /** The rules of another one. */
  readonly system?: System;
}

interface CallOptions {
  readonly call?: string;
  readonly session?: string;
}

function decisionOf({ stdout, exit }: Reply): Heard['decision'] {
  if (/"(?:deny|block)"|"cancel":true/.test(stdout) || exit !== 0) return 'deny';
  if (/"ask"/.test(stdout)) return 'ask';
  if (stdout === '' || stdout === '{"cancel":false}') return 'silent';
  throw new Error(`no answer that is known: ${stdout}`);
}
