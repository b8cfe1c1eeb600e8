import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../support/host/cache';
import { editorSettings, newRepository, signingRepository } from '../support/host/editorRuns';
import { until } from '../support/host/keyboard';
import { runFolder } from '../support/host/stage';
import { type Desk, suggestions } from './desk';
import { developerScenes } from './developer';
import { newUserScenes } from './newUser';
import { ownerScenes } from './owner';
import { placesScenes } from './places';
import type { ScenesRun } from './play';
import type { Scene } from './scene';
import { viewScenes } from './view';

/** Where each scene begins. */
const first = 'first';

const host = (hooks: 'ask' | 'always'): ScenesRun['host'] => ({
  extensionDir: join(runFolder(), 'extension'),
  extensions: [join(projectRoot, 'test/fixtures/sample-assistant')],
  userSettings: {
    ...editorSettings,
    'colophon.hooks': hooks,
    'sampleAssistant.suggestions': suggestions,
    // Questions and menus of the page's own, on a desktop too.
    'window.dialogStyle': 'custom',
    'window.menuStyle': 'custom',
    // What the language offers takes the same keys as ghost text.
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    'editor.wordBasedSuggestions': 'off',
  },
});

/** All that a person does with Colophon, by keys alone; a window each. */
export function keyboardRuns(): ScenesRun[] {
  return [
    {
      title: 'by keys alone, from no policy',
      prepare: newRepository,
      host: host('ask'),
      tidy: leaveAll,
      scenes: newUserScenes,
    },
    withPolicy('with a policy', [...developerScenes, ...placesScenes]),
    withPolicy('with a policy, by its owner and in the view', [...ownerScenes, ...viewScenes]),
  ];
}

function withPolicy(title: string, scenes: readonly Scene[]): ScenesRun {
  return {
    title: `by keys alone, ${title}`,
    prepare: (workspace) => {
      signingRepository(workspace);
      for (const args of [
        ['branch', '-M', 'main'],
        ['tag', first],
      ])
        execFileSync('git', args, { cwd: workspace, timeout: 10_000 });
    },
    host: host('always'),
    tidy: startAnew,
    scenes,
  };
}

/** Out of whatever the scene before left open. */
async function leaveAll(desk: Desk): Promise<void> {
  for (let times = 0; times < 3; times++) await desk.press('Escape');
  await desk.closeAll();
  if (await desk.isTold()) await desk.clearNotifications();
}

/** The same, and back to the first commits. */
async function startAnew(desk: Desk): Promise<void> {
  await leaveAll(desk);
  await until('the hooks', () => desk.has('.git/hooks/commit-msg'));
  desk.git('checkout', '-q', '-f', 'main');
  desk.git('reset', '-q', '--hard', first);
  desk.git('clean', '-fdq');
}
