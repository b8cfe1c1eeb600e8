import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pseudoLanguage, pseudoTranslate } from './pseudo';
import { colophonRun, withAndWithoutHostSignals } from './runs';
import { runFolder } from './stage';
import type { SuiteRun } from './suites';

const policy = `version: 1
contacts:
  engineering: { name: Ada Park, email: ada@acme.dev }
  legal: { name: Luis Ortega, email: luis@acme.dev }
  escalation: https://acme.dev/ai-desk
policyOwners: [luis@acme.dev, ada@acme.dev]
plan: { sample: sample-team }
zones:
  - name: training-pipeline
    mode: restricted
    paths: [/pipelines/train/]
    destination: training
    owners: [ada@acme.dev]
    reason: Outputs of these assistants may not reach training data.
    vendors: none
  - name: core
    mode: attest
    paths: [/src/core/]
    owners: [ada@acme.dev]
    vendors: [sample-team]
vendors:
  - id: sample-team
    product: Sample
    tier: Team
    assistants: [sample]
    status: approved
`;

const files: Readonly<Record<string, string>> = {
  '.ai-policy/policy.yaml': policy,
  'README.md': '# Acme\n',
  'pipelines/train/load.py': 'def load(path):\n    return open(path).read()\n',
  'src/core/rank.ts': 'export function rank(a: number, b: number): number {\n  return a - b;\n}\n',
  'src/page.ts': 'export const page = 1;\n',
};

/** A repository with a zone of each mode, all committed. */
export function zonesRepository(workspace: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, timeout: 10_000 });
  git('init', '-q');
  git('config', 'user.name', 'Ada Park');
  git('config', 'user.email', 'ada@acme.dev');
  git('add', '.');
  git('commit', '-qm', 'The first commit');
}

/** Ada's key, which git signs with; nothing of it is committed but what may be. */
export const adaKey = (workspace: string): string => join(workspace, '.git/ada');

/** The same with the key of Ada, who owns the restricted zone, and a zone whose attestations are signed. */
export function signingRepository(workspace: string): void {
  zonesRepository(workspace);
  const key = adaKey(workspace);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key], { timeout: 20_000 });
  const billing = '  - { name: billing, mode: attest, paths: [/src/billing/], attestation: signed }\n';
  writeFileSync(
    join(workspace, '.ai-policy/policy.yaml'),
    policy.replace('vendors:\n  - id', `${billing}vendors:\n  - id`),
  );
  writeFileSync(
    join(workspace, '.ai-policy/allowed_signers'),
    `ada@acme.dev ${readFileSync(`${key}.pub`, 'utf8')}`,
  );
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, timeout: 10_000 });
  git('config', 'user.signingkey', key);
  git('add', '.');
  git('commit', '-qm', 'Who may sign');
}

/** The same with commits that have what tools leave. */
export function reportRepository(workspace: string): void {
  zonesRepository(workspace);
  const commit = (path: string, text: string, message: string, date: string) => {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
    const env = { ...process.env, GIT_AUTHOR_DATE: date };
    const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, env, timeout: 10_000 });
    git('add', '.');
    git('commit', '-qm', message);
  };
  const claude = 'Co-Authored-By: Claude <noreply@anthropic.com>';
  commit(
    'pipelines/train/clean.py',
    'def clean(rows):\n    return rows\n',
    `Clean\n\n${claude}`,
    '2026-03-02T12:00:00Z',
  );
  commit(
    'src/core/sort.ts',
    'export const sort = 1;\nexport const sorted = 2;\n',
    'Sort\n\nAssisted-by: Sample\nAI-Provenance: v1; lines=2; ai=1; human=1\nAI-Detail: zones=core:1; evidence=host:1; vendors=sample-team:1',
    '2026-03-01T12:00:00Z',
  );
  commit('src/page.ts', 'export const page = 2;\n', 'Two', '2026-03-03T12:00:00Z');
}

export const editorSettings = {
  'colophon.assistants': {
    sample: { name: 'Sample', extensions: ['colophon-test.sample-assistant'], commands: ['sample-agent'] },
  },
};

const withHooks = { ...editorSettings, 'colophon.hooks': 'always' };

/** A repository of somebody who has not met Colophon yet. */
export function newRepository(workspace: string): void {
  const own = {
    '.github/CODEOWNERS': '* @acme/all\n/train/ @acme/ml\n/src/core/ core@acme.dev # the core\n',
    'train/load.py': 'def load(path):\n    return open(path).read()\n',
    'src/core/rank.ts': 'one();\n',
    'src/page.ts': 'export const page = 1;\n',
  };
  for (const [path, text] of Object.entries(own)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, timeout: 10_000 });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada Park');
  git('config', 'user.email', 'ada@acme.dev');
  git('add', '.');
  git('commit', '-qm', 'The first commit');
}

/** A new user's windows: an empty folder, a repository without a policy, and one with a policy. */
function firstSteps(): SuiteRun[] {
  const starts = [
    ['an empty folder', undefined, 'ask'],
    ['a repository', newRepository, 'ask'],
    ['a policy', zonesRepository, 'never'],
  ] as const;
  return starts.map(([start, prepare, hooks]) =>
    colophonRun('firstSteps', `first steps, from ${start}`, {
      ...(prepare && { prepare }),
      userSettings: { ...editorSettings, 'colophon.hooks': hooks },
      env: { COLOPHON_FIRST_STEPS: start },
    }),
  );
}

/** A window in another language. */
function language(): SuiteRun {
  const extensionDir = join(runFolder(), 'translated');
  return colophonRun('language', 'another language', {
    prepare(workspace) {
      reportRepository(workspace);
      cpSync(join(runFolder(), 'extension'), extensionDir, { recursive: true });
      pseudoTranslate(extensionDir);
    },
    extensionDir,
    language: pseudoLanguage,
    userSettings: { ...editorSettings, 'colophon.hooks': 'never' },
  });
}

/** The suites over what a person sees of Colophon. */
export function editorRuns(): SuiteRun[] {
  return [
    ...withAndWithoutHostSignals('editor', { prepare: zonesRepository, userSettings: editorSettings }, [
      // The window is at rest after these.
      'writes no hook before',
      'says zone and mode',
      'warns of AI text',
      'counts AI lines',
      'explains the line',
      'keeps what a person declares',
      'takes the sources along',
    ]),
    ...withAndWithoutHostSignals('commit', { prepare: zonesRepository, userSettings: withHooks }, [
      'from a terminal',
      'without any hook',
      'is shown before it is made',
    ]),
    // What an agent's hook reports is known whatever the host says.
    ...withAndWithoutHostSignals('agents', { prepare: zonesRepository, userSettings: withHooks }, []),
    ...withAndWithoutHostSignals('views', { prepare: zonesRepository, userSettings: withHooks }, [
      'marks what an assistant wrote',
      'says in a hover',
      'says of a committed line',
      'names every need',
      'shows the change by zone',
      'annotates the line',
    ]),
    colophonRun('report', 'report', {
      prepare: reportRepository,
      userSettings: { ...editorSettings, 'colophon.hooks': 'never' },
    }),
    colophonRun('signoff', 'signoff', {
      prepare: signingRepository,
      userSettings: { ...editorSettings, 'colophon.hooks': 'never' },
    }),
    ...firstSteps(),
    colophonRun('policyEditing', 'policy editing', {
      prepare: zonesRepository,
      userSettings: { ...editorSettings, 'colophon.hooks': 'never' },
    }),
    language(),
    colophonRun('editorUntrusted', 'editor, Restricted Mode', {
      prepare: zonesRepository,
      userSettings: { ...editorSettings, 'security.workspace.trust.startupPrompt': 'never' },
      trust: false,
    }),
  ];
}
