import { exactly, until } from '../support/host/keyboard';
import type { Desk } from './desk';
import type { Scene } from './scene';

const page = 'src/page.ts';
const restricted = 'pipelines/train/load.py';

/** What is no menu's: quick fixes, hovers, lenses, the status bar and notifications. */
export const placesScenes: readonly Scene[] = [
  {
    title: 'takes the quick fixes of an attest zone',
    ways: [],
    play: async (desk) => {
      await desk.assisted('best');
      await fix(desk, 'Mark as…');
      await desk.asked('Mark line 4 as…');
      await desk.press('Escape');
      await fix(desk, 'Attest staged changes…');
      await desk.asked('Attest as Ada Park <ada@acme.dev>');
      await desk.press('Escape');
      // The diff of what would be attested to is in front.
      await desk.open('src/core/rank.ts');
      await fix(desk, 'Remove the insertion');
      await desk.removed('best');
    },
  },
  {
    title: 'undoes from the warning what came into a restricted zone',
    ways: [],
    play: async (desk) => {
      await desk.takeSuggestion(restricted, 'def save(path, rows):');
      await desk.notified('was inserted into training-pipeline', 'Undo');
      await desk.saveWithout('writelines', restricted, 'def save(path, rows):');
    },
  },
  {
    title: 'takes the quick fixes of a restricted zone',
    ways: [],
    play: async (desk) => {
      await desk.takeSuggestion(restricted, 'def save(path, rows):');
      await desk.save(restricted, 'writelines');
      desk.git('add', '.');
      await fix(desk, 'Request sign-off…');
      await desk.shown('Sign-off request for training-pipeline.diff', 'To: ada@acme.dev');
      await desk.open(restricted);
      await desk.press('Control+End');
      await fix(desk, 'Look up the policy of this file');
      await desk.shown('Policy of load.py.md', 'restricted');
    },
  },
  {
    title: 'follows the links of a hover',
    ways: [],
    play: async (desk) => {
      await desk.assisted('worst', page);
      await hover(desk, 'Explain This Line');
      await desk.asked('Line 2 counts as ai (host)');
      await desk.press('Escape');
      await hover(desk, 'Mark As…');
      await desk.asked('Mark line 2 as…');
      await desk.press('Escape');
      await hover(desk, 'Remove Insertion');
      await desk.removed('worst', page);
    },
  },
  {
    title: 'lists the files of a zone from its lens',
    ways: [],
    play: async (desk) => {
      const policy = '.ai-policy/policy.yaml';
      const line = desk.textOf(policy).split('\n').indexOf('  - name: training-pipeline') + 1;
      await desk.open(policy);
      await desk.seen('.codelens-decoration', '1 tracked file');
      await desk.press('Control+G');
      await desk.type(`${line}`);
      await desk.press('Enter');
      await desk.done(`Ln ${line}, Col 1`);
      await desk.command('Show CodeLens Commands for Current Line');
      await desk.choose('1 tracked file · ada@acme.dev');
      await desk.asked('training-pipeline: 1 tracked file');
      await desk.choose(restricted);
      await desk.shown('load.py', 'def load(path):');
    },
  },
  {
    title: 'has the actions of the file from the status bar, and its provenance from the language status',
    ways: [],
    play: async (desk) => {
      await desk.assisted('upper');
      await statusItem(desk, /^Colophon: core, attest/);
      await desk.asked('core · attest · 1 AI line', 'Attest Staged Changes', 'Pause Suggestions Here');
      await desk.choose('Look Up Policy');
      await desk.shown('Policy of rank.ts.md', 'attest');
      await desk.open('src/core/rank.ts');
      await statusItem(desk, /^Editor Language Status: Colophon/);
      await desk.walkTo(exactly('Show Provenance'));
      await desk.press('Enter');
      await desk.asked('not yet committed: 1 line: 1 ai');
    },
  },
  {
    title: 'goes to the problems of a broken policy, from its row and from the status bar',
    ways: [],
    play: async (desk) => {
      const file = '.ai-policy/policy.yaml';
      await desk.open('src/core/rank.ts');
      desk.stage(file, desk.textOf(file).replace('zones:', 'zonez:'));
      await desk.row('The policy has mistakes');
      await desk.press('Enter');
      await desk.seen('.markers-panel', '"zonez" is not a key of the policy');
      await desk.command('View: Toggle Panel Visibility');
      await statusItem(desk, /^Colophon: policy error/);
      await desk.choose('Show Problems of the Policy');
      await desk.seen('.markers-panel', '"zonez" is not a key of the policy');
    },
  },
];

/** Takes a quick fix at the cursor. */
async function fix(desk: Desk, wanted: string): Promise<void> {
  await desk.seen('.squiggly-warning', '');
  for (let tries = 0; ; tries++) {
    await desk.press('Control+.');
    const isListed = await until(
      wanted,
      async () => (await desk.texts('.action-widget')).join().includes(wanted),
      2500,
    ).catch(() => false);
    if (isListed) break;
    if (tries === 5) throw new Error(`there is no quick fix ${wanted}`);
    await desk.press('Escape');
  }
  await desk.arrowTo('.action-widget', exactly(wanted));
  await desk.press('Enter');
}

/** Follows a link of the hover at the start of the line. */
async function hover(desk: Desk, link: string): Promise<void> {
  await desk.press('Home');
  await desk.press('Control+K Control+I');
  await desk.seen('.monaco-hover', link);
  // Again, to go into it; not while it is still being filled.
  const isIn = async (): Promise<boolean> => (await desk.focused()).includes(link);
  for (let tries = 0; !(await isIn()) && tries < 5; tries++) {
    await desk.press('Control+K Control+I');
    await until('the focus', isIn, 1000).catch(() => {});
  }
  await desk.walkTo(exactly(link));
  await desk.press('Enter');
}

async function statusItem(desk: Desk, label: RegExp): Promise<void> {
  for (let tries = 0; ; tries++) {
    await desk.command('View: Focus Status Bar');
    // A message that goes away takes the focus with it.
    const problem = await desk.walkTo(label, 'ArrowRight').catch((error: unknown) => error);
    if (problem === undefined) break;
    if (tries === 3) throw problem;
  }
  await desk.press('Enter');
}
