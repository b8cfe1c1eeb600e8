import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { discover } from '../../src/git/repository/discover';
import type { Repository } from '../../src/git/repository/repository';
import { parseNote } from '../../src/provenance/written/readNote';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

const project = resolve(__dirname, '..', '..');

/**
 * A temporary repository with the real git, apart from this machine's configuration and from this project: the one
 * way to make one in a test. Dates go on by a second with each call of git, so that runs are the same.
 */
export class TestRepo {
  private seconds = 1_700_000_000;

  private constructor(
    /** Holds the working tree, the home folder, and nothing else. */
    readonly base: string,
    readonly root: string,
  ) {}

  static create(options: { name?: string; args?: readonly string[] } = {}): TestRepo {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'colophon-test-')));
    if (!relative(project, base).startsWith('..')) throw new Error(`${base} lies in the project`);
    const root = join(base, options.name ?? 'repo');
    for (const folder of ['hooks', 'info'])
      mkdirSync(join(base, 'home/template', folder), { recursive: true });
    mkdirSync(root);
    // Without git's dozen of sample hooks: half of what a new repository costs.
    writeFileSync(
      join(base, 'home', '.gitconfig'),
      '[user]\n\tname = Ada Dev\n\temail = ada@acme.dev\n[init]\n\tdefaultBranch = main\n\ttemplateDir = ~/template\n[advice]\n\tdetachedHead = false\n[maintenance]\n\tauto = false\n',
    );
    const repo = new TestRepo(base, root);
    repo.git('init', '-q', ...(options.args ?? []));
    return repo;
  }

  /** A clone that lies beside this one. */
  at(name: string): TestRepo {
    return new TestRepo(this.base, join(this.base, name));
  }

  /** The environment of a person who has no configuration but `home/.gitconfig`. */
  env(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(
      ([key]) => !/^(?:GIT_|COLOPHON|VSCODE_|ELECTRON_|NODE_OPTIONS)/.test(key),
    );
    this.seconds++;
    return {
      ...Object.fromEntries(kept),
      HOME: join(this.base, 'home'),
      XDG_CONFIG_HOME: join(this.base, 'home', '.config'),
      GIT_CONFIG_GLOBAL: join(this.base, 'home', '.gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_EDITOR: 'false',
      GIT_AUTHOR_DATE: `@${this.seconds} +0000`,
      GIT_COMMITTER_DATE: `@${this.seconds} +0000`,
      LC_ALL: 'C',
      ...extra,
    };
  }

  /** git's standard output; an exit code other than 0 is an error of the test. */
  git(...args: string[]): string {
    const result = this.tryGit(args);
    if (result.code !== 0)
      throw new Error(`git ${args.join(' ')}: ${result.code}\n${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  tryGit(args: readonly string[], options: RunOptions = {}): Ran {
    return this.run('git', args, options);
  }

  run(program: string, args: readonly string[], { input, env, cwd = this.root }: RunOptions = {}): Ran {
    if (!resolve(cwd).startsWith(this.base)) throw new Error(`${cwd} is not of this test`);
    const result = spawnSync(program, args, {
      cwd,
      env: this.env(env),
      input: input ?? '',
      timeout: 60_000,
      maxBuffer: 1 << 28,
    });
    if (result.error) throw result.error;
    return {
      code: result.status ?? -1,
      stdout: result.stdout.toString('utf8'),
      stderr: result.stderr.toString('utf8'),
    };
  }

  path(...names: string[]): string {
    return join(this.root, ...names);
  }

  write(name: string, content: string | Buffer): void {
    const file = this.path(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  readBytes(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Writes the files, stages and commits them without any hook. */
  commit(files: Readonly<Record<string, string | Buffer>>, message = 'base'): string {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
    this.git('add', '-A');
    this.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** The last commit's message. */
  message(revision = 'HEAD'): string {
    return this.git('log', '-1', '--format=%B', revision).replace(/\n$/, '');
  }

  /** By path, what our note of a commit says of each line; `undefined` without a note. */
  note(revision = 'HEAD'): Record<string, string[]> | undefined {
    const shown = this.tryGit(['notes', '--ref=colophon', 'show', revision]);
    if (shown.code !== 0) return undefined;
    const files = parseNote(shown.stdout);
    if (!files) throw new Error(`no note of ours: ${shown.stdout}`);
    return Object.fromEntries(
      files.map(({ path, lines }) => [path, lines.map(({ line, origin }) => `${line} ${origin}`)]),
    );
  }

  /** As the code under test finds it. */
  async open(env: NodeJS.ProcessEnv = {}): Promise<Repository> {
    const found = await discover(this.root, env);
    if (found.kind !== 'ok') throw new Error(found.message);
    return found.repo;
  }

  remove(): void {
    // A child of a test that was ended may still be writing.
    rmSync(this.base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
