import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFull } from '../effort';
import { projectRoot } from './cache';
import { editorRuns } from './editorRuns';
import { runFolder } from './stage';
import type { SuiteRun } from './suites';

const fixture = (name: string): string => join(projectRoot, 'test/fixtures', name);

/** Where `tools/bundle.mjs` puts `test/host/<name>.suite.ts`. */
export const suiteFile = (name: string): string => join(runFolder(), 'suites', `${name}.suite.js`);

/** A suite with Colophon itself in the window, beside the sample assistant. */
export function colophonRun(
  name: string,
  title: string,
  more: Partial<SuiteRun['host']> & Pick<SuiteRun, 'prepare' | 'timeoutMs' | 'windows'> = {},
): SuiteRun {
  const { prepare, timeoutMs, windows, ...host } = more;
  return {
    title,
    ...(prepare === undefined ? {} : { prepare }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(windows === undefined ? {} : { windows }),
    host: {
      extensionDir: join(runFolder(), 'extension'),
      extensions: [fixture('sample-assistant')],
      testEntry: suiteFile(name),
      ...host,
    },
  };
}

/**
 * Colophon's suites once with the host's own change reasons and once without, as on a stock VS Code. `depending`: those
 * of its tests that have to do with it; without the reasons, `npm test` runs these alone. Default all.
 */
export function withAndWithoutHostSignals(
  name: string,
  more: Parameters<typeof colophonRun>[2] = {},
  depending?: readonly string[],
): SuiteRun[] {
  const some = isFull ? undefined : depending;
  const modes = some?.length === 0 ? (['auto'] as const) : (['auto', 'off'] as const);
  return modes.map((hostSignals) =>
    colophonRun(name, `${name}, colophon.hostSignals: ${hostSignals}`, {
      ...more,
      userSettings: { ...more.userSettings, 'colophon.hostSignals': hostSignals },
      env: {
        ...more.env,
        COLOPHON_HOST_SIGNALS: hostSignals,
        ...(some && hostSignals === 'off' && { COLOPHON_GREP: `/${some.join('|')}/` }),
      },
    }),
  );
}

/** The sample assistant under a name of its own. */
const sample = {
  'colophon.hooks': 'never',
  'colophon.assistants': { sample: { name: 'Sample', extensions: ['colophon-test.sample-assistant'] } },
};

/** A repository with one commit and a policy, as a person who starts to work finds it. */
function policyRepository(workspace: string): void {
  mkdirSync(join(workspace, '.ai-policy'));
  writeFileSync(
    join(workspace, '.ai-policy/policy.yaml'),
    'version: 1\npolicyOwners: [ada@acme.dev]\nzones:\n  - { name: core, mode: attest, paths: [/core/] }\n',
  );
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace });
  git('init', '-q');
  git('config', 'user.name', 'Ada Dev');
  git('config', 'user.email', 'ada@acme.dev');
  git('add', '.');
  git('commit', '-qm', 'The policy');
}

/** With files for two windows. */
function sharedRepository(workspace: string): void {
  for (const file of ['own1.txt', 'own2.txt', 'shared.txt']) writeFileSync(join(workspace, file), '');
  policyRepository(workspace);
}

/** What `npm test` runs in the real VS Code, a window each. */
export function hostRuns(): SuiteRun[] {
  const smoke: SuiteRun = {
    title: 'smoke',
    host: {
      extensionDir: fixture('recorder'),
      extensions: [fixture('sample-assistant')],
      testEntry: suiteFile('smoke'),
    },
  };
  return [
    smoke,
    ...withAndWithoutHostSignals('signals', { prepare: policyRepository, userSettings: sample }),
    colophonRun('crash', 'crash', { prepare: policyRepository, userSettings: sample }),
    colophonRun('windows', 'two windows', {
      prepare: sharedRepository,
      userSettings: { ...sample, 'colophon.hooks': 'always' },
      windows: 2,
    }),
    ...editorRuns(),
  ];
}

/** Suites that are no tests: tools run them, to record what happens in a window or to measure it. */
export const otherSuites = ['activation', 'sessions', 'streams'];
