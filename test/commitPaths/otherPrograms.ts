import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { shippedBundles } from '../support/bundles';
import { runTool, unpackedDebian } from '../support/debian';
import { newGit } from '../support/newGit';
import type { Ran } from '../support/repo';
import type { Made, Outcome, Stage } from './stage';

/** A program that commits, and is not the git of this machine. */
export interface ProgramPath {
  /** What the person does, as the table says it. */
  readonly name: string;
  /** Where it is from, and which. */
  readonly version: () => string;
  readonly run: (stage: Stage) => Promise<Made | readonly Made[]>;
  readonly note?: string;
}

/** What was seen of it when it was run last: `npm run test:tools`. */
export interface Seen {
  readonly name: string;
  readonly version: string;
  readonly outcome: Outcome;
  /** Of its AI lines, how many `colophon blame` knows. */
  readonly known: string;
}

const root = resolve(__dirname, '..', '..');
const own = (stage: Stage): Made => ({ commit: stage.head(), from: [] });

function must({ code, stdout, stderr }: Ran): Ran {
  if (code !== 0) throw new Error(`${code}\n${stdout}${stderr}`);
  return { code, stdout, stderr };
}

/** Two commits with AI lines, then something that makes both again. */
const again =
  (rewrite: (stage: Stage, a: string, b: string) => void | Promise<void>) =>
  async (stage: Stage): Promise<readonly Made[]> => {
    const a = await stage.commit('A', 'a.txt');
    const b = await stage.commit('B', 'b.txt', ['ai', 'ai', 'human']);
    await rewrite(stage, a, b);
    return [
      { commit: stage.head('HEAD^'), from: [a] },
      { commit: stage.head(), from: [b] },
    ];
  };

// Debian's programs.

const python = (file: string, args: readonly string[]) => (stage: Stage) => {
  const folder = pythonFolder();
  const env = { PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages'), GIT_EDITOR: 'true' };
  const name = file.startsWith('/') ? file : join(folder, 'usr/bin', file);
  const ran = must(stage.repo.run('/usr/bin/python3', [name, ...args], { env }));
  stage.said += ran.stderr;
};

function pythonFolder(): string {
  const packages = 'stgit git-revise git-filter-repo python3-git python3-gitdb python3-smmap python3-dulwich';
  return unpackedDebian('python', [...packages.split(' '), 'python3-urllib3', 'python3-six']);
}

/** Staged AI lines, then this script. */
const scripted = (text: string) => async (stage: Stage) => {
  await stage.stage();
  writeFileSync(stage.repo.path('../commit.py'), text);
  python(stage.repo.path('../commit.py'), [])(stage);
  return own(stage);
};

const debianVersion = (name: string) => () => {
  const row = runTool('apt-cache', ['policy', name]);
  return `Debian ${/Candidate: (?:\d+:)?([^-+\s]+)/.exec(row)?.[1] ?? 'unknown'}`;
};

function jgit(stage: Stage, ...args: string[]): void {
  const packages =
    'jgit-cli libjgit-java libargs4j-java libcommons-compress-java libjavaewah-java libjsch-java libslf4j-java libgoogle-gson-java libhttpclient-java libhttpcore-java';
  const folder = unpackedDebian('jgit', packages.split(' '));
  const home = `-Duser.home=${join(stage.repo.base, 'home')}`;
  const main = [home, '-cp', join(folder, 'usr/share/java/*'), 'org.eclipse.jgit.pgm.Main', ...args];
  stage.said += must(stage.repo.run('java', main)).stderr;
}

function gitAbsorb(stage: Stage): void {
  const packages =
    'git-absorb libgit2-1.5 libhttp-parser2.9 libmbedcrypto7 libmbedtls14 libmbedx509-1 libssh2-1';
  const folder = unpackedDebian('git-absorb', packages.split(' '));
  const libraries = readdirSync(join(folder, 'usr/lib')).find((name) => name.includes('linux-gnu'));
  const env = {
    LD_LIBRARY_PATH: join(folder, 'usr/lib', libraries ?? ''),
    GIT_SEQUENCE_EDITOR: ':',
    GIT_EDITOR: ':',
  };
  const program = join(folder, 'usr/lib/git-core/git-absorb');
  stage.said += must(stage.repo.run(program, ['--and-rebase', '--base', 'HEAD~2'], { env })).stderr;
}

// npm's programs.

const npmPrograms = { 'isomorphic-git': '1.44.19', 'lint-staged': '17.6.1' };

function npmFolder(): string {
  const folder = join(root, '.vscode-test', 'npm-programs');
  const wanted = Object.entries(npmPrograms).map(([name, version]) => `${name}@${version}`);
  const mark = join(folder, wanted.join('+'));
  if (existsSync(mark)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  runTool('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...wanted], folder);
  writeFileSync(mark, '');
  return folder;
}

const npmVersion = (name: keyof typeof npmPrograms) => () => `npm ${npmPrograms[name]}`;

// Another git.

function withNewGit(stage: Stage, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): void {
  const path = [newGit(), process.env.PATH].join(delimiter);
  const program = join(newGit(), 'git');
  stage.said += must(stage.repo.run(program, args, { env: { ...env, PATH: path }, input })).stderr;
}

const newGitVersion = () => runTool(join(newGit(), 'git'), ['version']).trim();

export const programPaths: readonly ProgramPath[] = [
  {
    name: 'JGit: `jgit commit`',
    version: debianVersion('jgit-cli'),
    run: async (stage) => {
      await stage.write('file.txt');
      jgit(stage, 'add', 'file.txt');
      jgit(stage, 'commit', '-m', 'By JGit');
      return own(stage);
    },
  },
  {
    name: 'JGit: `jgit commit --amend`',
    version: debianVersion('jgit-cli'),
    note: 'it takes the message over, and the trailers with it: `colophon status` says where they speak of fewer AI lines',
    run: async (stage) => {
      const first = await stage.commit('First', 'file.txt');
      await stage.write('file.txt');
      jgit(stage, 'add', 'file.txt');
      jgit(stage, 'commit', '--amend', '-m', stage.repo.message());
      return { commit: stage.head(), from: [first] };
    },
  },
  {
    name: 'GitPython: `repo.index.commit`',
    version: debianVersion('python3-git'),
    run: scripted(`import git\ngit.Repo('.').index.commit('By GitPython')\n`),
  },
  {
    name: 'dulwich: `porcelain.commit`',
    version: debianVersion('python3-dulwich'),
    run: scripted(`from dulwich import porcelain\nporcelain.commit('.', message=b'By dulwich')\n`),
  },
  {
    name: 'StGit: `stg new`, `stg refresh`',
    version: debianVersion('stgit'),
    note: 'a patch begins empty, and its message stays as it was then',
    run: async (stage) => {
      python('stg', ['init'])(stage);
      python('stg', ['new', '-m', 'By StGit', 'patch'])(stage);
      await stage.stage();
      python('stg', ['refresh', '--index'])(stage);
      return own(stage);
    },
  },
  {
    name: 'StGit: `stg uncommit`, `stg pop` and `stg push`',
    version: debianVersion('stgit'),
    run: again(async (stage) => {
      python('stg', ['init'])(stage);
      python('stg', ['uncommit', '-n', '2'])(stage);
      python('stg', ['pop', '-a'])(stage);
      await stage.repo.commit({ 'other.txt': 'other\n' });
      python('stg', ['repair'])(stage);
      python('stg', ['push', '-a'])(stage);
    }),
  },
  {
    name: 'git-absorb: `git absorb --and-rebase`',
    version: debianVersion('git-absorb'),
    note: 'its fixups have no trailers, so the sum lacks their lines; the record has them',
    run: async (stage) => {
      const a = await stage.commit('A', 'a.txt');
      const b = await stage.commit('B', 'b.txt', ['ai', 'ai', 'human']);
      await stage.stage('a.txt', ['ai']);
      gitAbsorb(stage);
      return [
        { commit: stage.head('HEAD^'), from: [a] },
        { commit: stage.head(), from: [b] },
      ];
    },
  },
  {
    name: 'git-revise: `git revise <commit> -m`',
    version: debianVersion('git-revise'),
    note: 'the message is given anew; the record is found by the files',
    run: again((stage, a) => python('git-revise', ['--no-index', '-m', stage.repo.message(a), a])(stage)),
  },
  {
    name: 'git-revise: `git revise <commit>` of what is staged',
    version: debianVersion('git-revise'),
    run: again(async (stage, a) => {
      await stage.stage('a.txt', ['human']);
      python('git-revise', ['--no-gpg-sign', a])(stage);
    }),
  },
  {
    name: 'git-filter-repo: a new author',
    version: debianVersion('git-filter-repo'),
    run: again((stage) => {
      const args = ['--force', '--name-callback', 'return name + b" Jr"', '--partial'];
      python('git-filter-repo', args)(stage);
    }),
  },
  {
    name: 'isomorphic-git: `git.commit`',
    version: npmVersion('isomorphic-git'),
    run: async (stage) => {
      await stage.stage();
      const script = `const git = require('isomorphic-git'); const fs = require('fs');
git.commit({ fs, dir: '.', message: 'By isomorphic-git', author: { name: 'Ada', email: 'ada@acme.dev' } });`;
      const env = { NODE_PATH: join(npmFolder(), 'node_modules') };
      must(stage.repo.run(process.execPath, ['-e', script], { env }));
      return own(stage);
    },
  },
  {
    name: 'lint-staged, with a formatter, in `pre-commit`',
    version: npmVersion('lint-staged'),
    run: async (stage) => {
      const format = stage.script('format', `sed -i 's/$/;/' "$@"`);
      stage.repo.write('.lintstagedrc.json', JSON.stringify({ 'file.txt': format.slice(1, -1) }));
      const program = join(npmFolder(), 'node_modules/lint-staged/bin/lint-staged.js');
      stage.script('hook', `exec '${process.execPath}' '${program}' --quiet`);
      copyFileSync(stage.repo.path('../hook'), stage.repo.path('.git/hooks/pre-commit'));
      await stage.stage();
      stage.git('commit', '-q', '-m', 'Formatted');
      if (!/^ai \d+;$/m.test(stage.repo.git('show', 'HEAD:file.txt')))
        throw new Error('it was not formatted');
      return own(stage);
    },
  },
  {
    name: '`git history reword`',
    version: newGitVersion,
    run: again((stage, a) => {
      const editor = stage.script('editor', `sed -i '1s/$/, reworded/' "$1"`);
      withNewGit(stage, ['history', 'reword', a], { GIT_EDITOR: editor });
    }),
  },
  {
    name: '`git history fixup`',
    version: newGitVersion,
    note: 'the fixed commit’s message stays, whatever was added to it',
    run: again(async (stage, a) => {
      await stage.stage('a.txt', ['human']);
      withNewGit(stage, ['history', 'fixup', a]);
    }),
  },
  {
    name: '`git history split`',
    version: newGitVersion,
    note: 'both halves have the whole message; `colophon pr` counts the lines that each adds',
    run: async (stage) => {
      await stage.stage('a.txt');
      await stage.stage('b.txt', ['ai', 'ai', 'human']);
      const both = stage.git('commit', '-q', '-m', 'Both');
      const editor = stage.script(
        'editor',
        `printf '%s\\n\\n%s\\n' First "$(git log -1 --format=%b ${both})" >"$1"`,
      );
      withNewGit(stage, ['history', 'split', both, '--', 'a.txt'], { GIT_EDITOR: editor }, 'y\n');
      return [
        { commit: stage.head('HEAD^'), from: [both] },
        { commit: stage.head(), from: [both] },
      ];
    },
  },
  {
    name: '`git replay --onto`',
    version: newGitVersion,
    run: async (stage) => {
      const base = stage.head();
      stage.git('switch', '-q', '-c', 'work');
      const made = await again(() => {})(stage);
      stage.git('switch', '-q', 'main');
      await stage.commit('Main', 'main.txt', ['human']);
      withNewGit(stage, ['replay', '--onto', 'main', `${base}..work`]);
      stage.git('switch', '-q', 'work');
      return made.map(({ commit }, i) => ({
        commit: stage.head(i === 0 ? 'HEAD^' : 'HEAD'),
        from: [commit],
      }));
    },
  },
  {
    name: 'hooks in git’s configuration, and a commit by an older git',
    version: () => `${newGitVersion()}, and 2.39`,
    note: 'an older git does not read hooks there; `colophon status` says what it left out',
    run: async (stage) => {
      const path = process.env.PATH;
      process.env.PATH = [newGit(), path].join(delimiter);
      try {
        const found = await stage.repo.open();
        for (const name of readdirSync(stage.repo.path('.git/hooks')))
          stage.repo.run('rm', [stage.repo.path('.git/hooks', name)]);
        stage.repo.git('config', 'hook.theirs.command', 'true');
        stage.repo.git('config', 'hook.theirs.event', 'commit-msg');
        const runtime = { program: process.execPath, electron: false };
        const plan = await planInstall(found, { bundles: await shippedBundles(), runtime });
        const problem = await applyPlan(found, plan);
        if (problem !== undefined) throw new Error(problem);
      } finally {
        process.env.PATH = path;
      }
      await stage.stage();
      stage.git('commit', '-q', '-m', 'By an older git');
      return own(stage);
    },
  },
];

/** Programs that neither npm nor Debian has, or that need a screen: what is known of them without having run them. */
export const untried: readonly { readonly name: string; readonly note: string }[] = [
  {
    name: 'jj',
    note: 'neither npm nor Debian has it. It runs no hooks: see *a program that runs no hooks*; what it makes again is found by the files, as after `git history`',
  },
  { name: 'git gui', note: 'needs a screen: see *a window that asks when it opens*' },
];
