import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import type { Payload, Reply } from '../../src/assistants/agentEvent';
import { agents } from '../../src/assistants/agents';
import { captured, capturesOf, readCapture } from './captures';
import { expected } from './events.expected';

interface Row {
  readonly scenario: string;
  readonly hook: {
    readonly stdout?: unknown;
    readonly stderr?: string;
    readonly exit?: number;
    readonly throw?: string;
    readonly hangMs?: number;
    readonly signal?: string;
  };
  readonly hook_ran: boolean;
  readonly outcome: string;
  readonly model_was_told: string | null;
}

/** The reason that the hooks of the matrices gave. */
const reason = 'POLICY: training/ is restricted (zone training)';

/** What was answered and was heard, in time, of one form of an agent's events. */
function answered(folder: string, form: string): Row[] {
  const { rows }: { rows: Row[] } = JSON.parse(readCapture(folder, 'deny-matrix.json'));
  return rows.filter(
    ({ scenario, hook, hook_ran }) =>
      formOf(folder, scenario) === form && hook_ran && hook.hangMs === undefined && hook.signal === undefined,
  );
}

/** Copilot's forms, by how its fixtures and its scenarios begin. */
function formOf(folder: string, name: string): string {
  return folder === 'copilot-cli' ? (/^(?:pascal|claude-settings)-/.exec(name)?.[0] ?? 'camel-') : '';
}

/** What the hook of a row printed, byte for byte; any text on standard error is as good as another. */
function replyOf({ hook }: Row): Reply {
  // Our plugin of OpenCode throws what it is told to deny with.
  const stdout = hook.throw === undefined ? hook.stdout : { deny: hook.throw };
  return {
    stdout: stdout === undefined ? '' : typeof stdout === 'string' ? stdout : JSON.stringify(stdout),
    stderr: hook.stderr ? `${reason}\n` : '',
    exit: hook.exit ?? 0,
  };
}

function isSame(one: Reply, other: Reply): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function checkDenies(folder: string, form: string, reply: Reply, isToldWhy: boolean): void {
  const same = answered(folder, form).filter((row) => isSame(replyOf(row), reply));
  ok(same.length > 0, `never answered to ${folder} ${form}: ${JSON.stringify(reply)}`);
  deepStrictEqual(
    same.filter(({ outcome }) => outcome !== 'denied').map(({ scenario }) => scenario),
    [],
  );
  if (isToldWhy) ok(same.some(({ model_was_told }) => model_was_told?.includes(reason)));
}

describe('what we answer', () => {
  let checked = 0;
  for (const [folder, agent] of Object.entries(captured)) {
    for (const [name, payload] of capturesOf(folder)) {
      if (expected[folder]![name]!.phase !== 'before') continue;
      it(`to ${folder} was seen to deny: ${name}`, () => {
        const reply = agent.reply({ decision: 'deny', reason }, payload);
        // Cline ends its run, so that nobody is told.
        checkDenies(folder, formOf(folder, name), reply, folder !== 'cline');
        checked++;
      });
    }

    it(`to ${folder} was seen to deny where the payload cannot be read`, () => {
      const forms = folder === 'copilot-cli' ? ['camel-', 'pascal-', 'claude-settings-'] : [''];
      for (const form of forms)
        checkDenies(folder, form, agent.reply({ decision: 'deny', reason }, {}), false);
    });
  }

  it('was compared with every capture of a call to come', () => strictEqual(checked, 134));

  const askers: [folder: string, scenario: string, payload: Payload][] = [
    ['claude-code', 'ask', { hook_event_name: 'PreToolUse' }],
    ['qwen-code', 'ask', { hook_event_name: 'PreToolUse' }],
    ['copilot-cli', 'ask', { toolName: 'bash', toolArgs: {} }],
  ];
  for (const [folder, scenario, payload] of askers) {
    it(`to ${folder} asks as it was seen to ask`, () => {
      const row = answered(folder, formOf(folder, scenario)).find((one) => one.scenario === scenario)!;
      const [, words] = /permissionDecisionReason":"([^"]*)"/.exec(JSON.stringify(row.hook.stdout))!;
      const reply = captured[folder]!.reply({ decision: 'ask', reason: words! }, payload);
      deepStrictEqual(reply, replyOf(row));
    });
  }

  it('is nothing where the call may go on, or nobody can be asked', () => {
    const nothing: Reply = { stdout: '', stderr: '', exit: 0 };
    for (const agent of agents) {
      for (const payload of [{}, { hook_event_name: 'PreToolUse' }, { toolName: 'bash' }]) {
        deepStrictEqual(agent.reply({ decision: 'allow', reason }, payload), nothing);
        if (!agent.canAsk) deepStrictEqual(agent.reply({ decision: 'ask', reason }, payload), nothing);
      }
    }
    deepStrictEqual(
      agents.filter(({ canAsk }) => canAsk).map(({ assistant }) => assistant),
      ['claude-code', 'qwen-code', 'github-copilot', 'github-copilot'],
    );
  });

  it('to Codex has a reason, for without one the call goes on', () => {
    const empty = captured.codex!.reply({ decision: 'deny', reason: ' ' }, {});
    deepStrictEqual(empty, captured.codex!.reply({ decision: 'deny', reason: 'Not allowed here.' }, {}));
  });
});
