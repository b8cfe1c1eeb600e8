import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, until } from '../support/host/keyboard';
import type { Desk } from './desk';
import type { Scene } from './scene';

const policy = '.ai-policy/policy.yaml';

/** From a repository without a policy to agents that are connected, each scene where the one before it ended. */
export const newUserScenes: readonly Scene[] = [
  {
    title: 'walks the first steps, which the welcome leads to',
    ways: [
      'welcome colophon.createPolicy',
      'walkthrough colophon.createPolicy',
      'walkthrough colophon.lookUpPolicy',
      'walkthrough colophon.installHooks',
      'walkthrough colophon.connectAgents',
    ],
    play: async (desk) => {
      await welcome(desk);
      await desk.button('welcome', 'colophon.createPolicy');
      await desk.asked('Create Policy: Restricted Folders');
      await desk.press('Escape');
      await welcome(desk);
      await desk.walkTo(exactly('First Steps'));
      await desk.press('Enter');
      await desk.seen('.getting-started-step', 'Write the policy');
      await desk.button('walkthrough', 'colophon.createPolicy');
      await desk.asked('Create Policy: Restricted Folders');
      await desk.press('Escape');
      await step(desk, 'See a zone');
      await desk.button('walkthrough', 'colophon.lookUpPolicy');
      await until('the answer', () => desk.isTold());
      await step(desk, 'Install the commit hooks');
      await desk.button('walkthrough', 'colophon.installHooks');
      await desk.leave('Install the commit hooks?');
      await desk.button('walkthrough', 'colophon.connectAgents');
      await stays(desk, 'They call Colophon before and after each of their tools.');
      await desk.press('Enter');
      await desk.leave('Connect the agents?');
      await desk.notified('Open the file whose policy you want to look up.');
    },
  },
  {
    title: 'writes the policy, and is asked about the hooks',
    ways: ['palette colophon.createPolicy'],
    play: async (desk) => {
      await desk.palette('colophon.createPolicy');
      await desk.asked('Create Policy: Restricted Folders');
      await desk.check('/train/');
      await desk.asked('Create Policy: Folders to Attest');
      await desk.check('/src/core/');
      await desk.asked('Create Policy: Assistants', 'Sample');
      await desk.press('Enter');
      await desk.asked('Create Policy: Their Terms');
      await desk.choose('Yes: approved');
      await desk.asked('Create Policy: Owner');
      await desk.choose('ada@acme.dev');
      await desk.asked('Create Policy: Legal Contact');
      await desk.type('luis@acme.dev');
      await desk.choose('luis@acme.dev');
      await desk.shown('policy.yaml', 'policyOwners');
      const { code, text } = desk.colophon('policy', 'check');
      assert.equal(code, 0, text);
      assert.match(desk.textOf(policy), /mode: restricted.*\/train\/.*mode: attest.*\/src\/core\//s);
      await desk.notified('can write provenance into the commit messages', 'Install…');
      await desk.leave('Install the commit hooks?');
    },
  },
  {
    title: 'shows provenance from the last of the steps',
    ways: ['walkthrough colophon.showProvenance'],
    play: async (desk) => {
      desk.git('add', '.ai-policy');
      await step(desk, 'Commit, and read the trailers');
      await desk.button('walkthrough', 'colophon.showProvenance');
      await stays(desk, 'not yet committed');
      await desk.choose('policy.yaml');
      await desk.shown('policy.yaml', 'policyOwners');
    },
  },
  {
    title: 'installs the commit hooks',
    ways: ['palette colophon.installHooks'],
    play: async (desk) => {
      await desk.row('Commit hooks are not installed');
      await desk.press('Enter');
      await desk.leave('Install the commit hooks?');
      assert.equal(desk.has('.git/hooks/commit-msg'), false);
      await desk.palette('colophon.installHooks');
      await desk.answer('Install the commit hooks?', 'Install');
      await desk.done('The commit hooks are installed');
      const { code, text } = desk.colophon('hooks', 'status');
      assert.equal(code, 0, text);
    },
  },
  {
    title: 'connects agents, one after a look at the changes',
    ways: ['palette colophon.connectAgents'],
    play: async (desk) => {
      await desk.palette('colophon.connectAgents');
      await desk.asked('Connect Agents', 'Claude Code');
      await desk.press('Enter');
      await desk.answer('Connect the agents?', 'Show Changes');
      await desk.shown('agents.diff', 'PreToolUse');
      await desk.notified('Connect the agents?', 'Connect');
      await desk.shown('agents.md', 'Claude Code');
      assert.match(readFileSync(join(desk.home, '.claude/settings.json'), 'utf8'), /PreToolUse.*colophon/s);

      mkdirSync(join(desk.home, '.codex'));
      await desk.palette('colophon.connectAgents');
      await desk.asked('Connect Agents', 'Codex');
      await desk.press('Enter');
      await desk.answer('Connect the agents?', 'Connect');
      await desk.shown('agents.md', 'Codex');
      assert.match(readFileSync(join(desk.home, '.codex/hooks.json'), 'utf8'), /colophon/);
    },
  },
];

async function welcome(desk: Desk): Promise<void> {
  await desk.command('Source Control: Focus on AI Provenance View');
  await desk.seen('.welcome-view-content', 'has no policy yet');
}

/** Waits for a list, and for it to be there still when the page has taken the focus back, as it does after a press. */
async function stays(desk: Desk, text: string): Promise<void> {
  await desk.asked(text);
  await sleep(500);
  await desk.asked(text);
}

/** Opens a step of the walkthrough. A page that has just come is drawn once more, with its first step open. */
async function step(desk: Desk, title: string): Promise<void> {
  const isThere = async (which: string): Promise<boolean> =>
    (await desk.texts(`.getting-started-step${which}`)).some((text) => text.includes(title));
  for (let tries = 0; tries < 4; tries++) {
    if (tries > 0 || !(await isThere(''))) await walkthrough(desk);
    if (await isThere('.expanded')) return;
    await desk.walkTo(new RegExp(`^${title}`));
    await desk.press('Enter');
    if (await until(title, () => isThere('.expanded'), 2000).catch(() => false)) return;
  }
}

async function walkthrough(desk: Desk): Promise<void> {
  await desk.command('Welcome: Open Walkthrough...');
  await desk.choose('First Steps with Colophon');
  await desk.seen('.getting-started-step', 'Write the policy');
}
