import { deepStrictEqual } from 'node:assert';
import type { ActiveAssistant } from '../../../src/editor/window/assistants';
import { type FileRule, type StatusFacts, statusOf } from '../../../src/editor/zones/zoneStatus';

const core: FileRule = {
  zone: 'core',
  mode: 'attest',
  zones: ['core', 'all'],
  owners: ['ada@acme.dev'],
  signoff: { covers: 'all', threshold: 1 },
  attestedBy: 'author',
};
const training: FileRule = {
  ...core,
  zone: 'training',
  mode: 'restricted',
  zones: ['training'],
  reason: 'No outputs in training data.',
  escalation: '#ai-desk',
};
const open: FileRule = { ...core, zone: 'default', mode: 'eligible', zones: [] };
const copilot: ActiveAssistant = {
  name: 'GitHub Copilot',
  tier: 'enabled',
  words: 'GitHub Copilot is enabled for this file',
};
const claude: ActiveAssistant = {
  name: 'Claude Code',
  tier: 'terminal',
  words: 'Claude Code is running in a terminal',
};

function check(
  facts: Partial<StatusFacts>,
  expect: readonly [severity: string, text: string, ...lines: string[]],
) {
  const { severity, text, lines } = statusOf({
    active: [],
    aiLines: 0,
    signedOff: false,
    paused: false,
    trusted: true,
    ...facts,
  });
  deepStrictEqual([severity, text, ...lines], expect);
}

describe('the status bar says', () => {
  it('zone and mode of a file where nothing is to be done', () => {
    check({ rule: open, active: [copilot] }, [
      'none',
      '$(shield) default · eligible',
      'This file is in no zone; AI output may be committed.',
      'GitHub Copilot is enabled for this file.',
    ]);
    check({ rule: core, aiLines: 1 }, [
      'none',
      '$(shield) core · attest · 1 AI line',
      'AI output may be committed when a person states that they reviewed it.',
      'Also in: all.',
      'Answered for by ada@acme.dev.',
      '1 AI line of this file is in no commit.',
    ]);
  });

  it('in a restricted file, who is at work there', () => {
    const words = [
      'Every change here needs the sign-off of ada@acme.dev.',
      'Why: No outputs in training data.',
      'Ask: #ai-desk',
    ];
    check({ rule: training, active: [{ ...copilot, tier: 'activated' }] }, [
      'none',
      '$(shield) training · restricted',
      ...words,
      'GitHub Copilot is enabled for this file.',
    ]);
    check({ rule: training, active: [copilot] }, [
      'warning',
      '$(warning) training · restricted · GitHub Copilot is enabled here',
      ...words,
      'GitHub Copilot is enabled for this file.',
    ]);
    check({ rule: training, active: [claude, copilot] }, [
      'warning',
      '$(warning) training · restricted · Claude Code runs in a terminal +1',
      ...words,
      'Claude Code is running in a terminal.',
      'GitHub Copilot is enabled for this file.',
    ]);
  });

  it('that AI lines lack a sign-off, before who wrote them', () => {
    check({ rule: { ...training, signoff: { covers: 'ai', threshold: 2 } }, aiLines: 2, active: [copilot] }, [
      'error',
      '$(error) training · restricted · 2 AI lines not signed off',
      'AI output here needs the sign-off of 2 of ada@acme.dev.',
      'Why: No outputs in training data.',
      'Ask: #ai-desk',
      '2 AI lines of this file are in no commit.',
      'GitHub Copilot is enabled for this file.',
    ]);
  });

  it('that they have it, where what is staged is signed off', () => {
    check({ rule: training, aiLines: 1, signedOff: true }, [
      'none',
      '$(shield) training · restricted · 1 AI line signed off',
      'Every change here needs the sign-off of ada@acme.dev.',
      'Why: No outputs in training data.',
      'Ask: #ai-desk',
      '1 AI line of this file is in no commit.',
      'Its staged content is signed off.',
    ]);
  });

  it('that a policy is broken, and where', () => {
    check({ broken: '.ai-policy/policy.yaml:3:1: no' }, [
      'error',
      '$(error) policy error',
      'The policy cannot be used, so nothing is checked here.',
      '.ai-policy/policy.yaml:3:1: no',
    ]);
  });

  it('in Restricted Mode and where git fails, that nothing is recorded', () => {
    const needed = 'This file is in no zone; AI output may be committed.';
    check({ rule: open, trusted: false, unrecorded: 'git is missing.' }, [
      'none',
      '$(shield) default · eligible · Restricted Mode',
      needed,
      'Restricted Mode: the policy is read, but nothing is recorded and no hook is installed.',
    ]);
    check({ rule: open, unrecorded: 'git is missing.', paused: true }, [
      'none',
      '$(shield) default · eligible · paused',
      needed,
      'Inline suggestions are paused here.',
      'Not recorded: git is missing.',
    ]);
  });

  it('the same to those who hear it', () => {
    const { label } = statusOf({
      rule: training,
      active: [copilot],
      aiLines: 0,
      signedOff: false,
      paused: false,
      trusted: true,
    });
    deepStrictEqual(
      label,
      'Colophon: training, restricted, GitHub Copilot is enabled here. Every change here needs the sign-off of ada@acme.dev. Why: No outputs in training data. Ask: #ai-desk. GitHub Copilot is enabled for this file.',
    );
  });
});
