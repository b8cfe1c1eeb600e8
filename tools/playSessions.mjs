// Plays the sessions of `test/fixtures/sessions` in a real VS Code and records what an extension sees of them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleSuites } from './bundle.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = (name) => join(root, 'test/fixtures', name);

const policy =
  'version: 1\npolicyOwners: [ada@acme.dev]\nzones:\n  - { name: core, mode: attest, paths: [/core/] }\n';

/** The workspace: a repository with a policy, so that Colophon records, and a project that TypeScript understands. */
function prepare(workspace) {
  mkdirSync(join(workspace, '.ai-policy'));
  writeFileSync(join(workspace, '.ai-policy/policy.yaml'), policy);
  writeFileSync(join(workspace, 'warm.ts'), 'export const warm = 1;\nwar\n');
  writeFileSync(join(workspace, 'tsconfig.json'), '{"compilerOptions":{"target":"es2022","strict":true}}\n');
  const git = (...args) => execFileSync('git', args, { cwd: workspace });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada Dev');
  git('config', 'user.email', 'ada@acme.dev');
  git('add', '.');
  git('commit', '-qm', 'The policy');
}

/** Those whose name has one of `parts` in it; all where there is none. Answers `{ passed, failed }`. */
export async function playSessions(parts) {
  require('tsx/cjs');
  const { removing } = require('../test/support/host/closing.ts');
  const { runFolder, stageExtension } = require('../test/support/host/stage.ts');
  const { runSuite } = require('../test/support/host/suites.ts');
  execFileSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, stdio: 'inherit' });
  const remove = removing(runFolder());
  stageExtension(join(runFolder(), 'extension'));
  await bundleSuites(join(runFolder(), 'suites'));
  const result = await runSuite(
    {
      title: 'sessions',
      prepare,
      timeoutMs: 30 * 60_000,
      host: {
        extensionDir: join(runFolder(), 'extension'),
        extensions: ['recorder', 'sample-assistant', 'plain-extension'].map(fixture),
        testEntry: join(runFolder(), 'suites/sessions.suite.js'),
        userSettings: {
          'git.addAICoAuthor': 'all',
          'colophon.hooks': 'never',
          'colophon.assistants': {
            sample: { name: 'Sample', extensions: ['colophon-test.sample-assistant'] },
          },
        },
        env: { COLOPHON_SESSIONS: fixture('sessions'), COLOPHON_WANTED: parts.join(',') },
        report: console.log,
      },
    },
    console.log,
  );
  await remove();
  return result;
}
