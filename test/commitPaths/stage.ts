import { writeFileSync } from 'node:fs';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { shippedBundles } from '../support/bundles';
import { type Ran, type RunOptions, TestRepo } from '../support/repo';
import { Writer } from '../support/writer';

/** What git says of a commit, or of what a person saw. */
export const outcomes = ['written', 'kept', 'combined', 'reported as missing', 'nothing to write'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Made {
  readonly commit: string;
  /** The commits that it was made from again; none for a new one. */
  readonly from: readonly string[];
  /** A trailer like ours that is the author's own. */
  readonly besides?: string;
  /** Its lines came into the working tree without being seen: the record cannot know what their text says. */
  readonly unseen?: true;
}

const policy = `version: 1
policyOwners: [ada@acme.dev]
plan: { github-copilot: copilot-business }
vendors:
  - { id: copilot-business, product: GitHub Copilot, tier: Business, assistants: [github-copilot], status: approved }
`;

/** git's form of law 3, read here without any of our code. */
const lawThree =
  '--text -U0 --no-ext-diff --no-textconv --diff-algorithm=histogram -M50% --no-color --full-index'.split(
    ' ',
  );

/**
 * A repository with the shipped hooks, a window that writes, and a person who types git commands. Each line that is
 * written is the only one of its text, and says its origin: what a commit must carry can be told from it alone.
 */
export class Stage {
  /** All that git printed on standard error since the last look. */
  said = '';
  #line = 0;

  private constructor(
    readonly repo: TestRepo,
    readonly writer: Writer,
  ) {}

  static async open(options: { args?: readonly string[]; unborn?: boolean } = {}): Promise<Stage> {
    const repo = TestRepo.create(options);
    const files = { '.ai-policy/policy.yaml': policy, 'base.txt': 'base one\nbase two\nbase three\n' };
    if (options.unborn) for (const [name, text] of Object.entries(files)) repo.write(name, text);
    else repo.commit(files);
    const found = await repo.open();
    const runtime = { program: process.execPath, electron: false };
    const problem = await applyPlan(
      found,
      await planInstall(found, { bundles: await shippedBundles(), runtime }),
    );
    if (problem !== undefined) throw new Error(problem);
    return new Stage(repo, new Writer(found));
  }

  close(): void {
    this.writer.close();
    this.repo.remove();
  }

  /** `ai 1`, `human 2`, …: a text that no other line has. */
  line(origin: 'ai' | 'human' | 'unknown'): string {
    return `${origin} ${++this.#line}`;
  }

  /** Adds lines at the end of a file, in the window, and saves it: two of the assistant's, one a person's. */
  async write(path: string, origins: readonly ('ai' | 'human')[] = ['ai', 'human', 'ai'], eol = '\n') {
    await this.writer.write(path, ...origins.map((by) => [by, `${this.line(by)}${eol}`] as const));
  }

  async stage(path = 'file.txt', origins?: readonly ('ai' | 'human')[]): Promise<void> {
    await this.write(path, origins);
    this.repo.git('add', '--', path);
  }

  /** A whole commit, made with -m. */
  async commit(subject: string, path?: string, origins?: readonly ('ai' | 'human')[]): Promise<string> {
    await this.stage(path, origins);
    return this.git('commit', '-q', '-m', subject);
  }

  /** Runs git, which must succeed; answers HEAD. */
  git(...args: string[]): string {
    const ran = this.tryGit(args);
    if (ran.code !== 0) throw new Error(`git ${args.join(' ')}: ${ran.code}\n${ran.stdout}${ran.stderr}`);
    return this.head();
  }

  tryGit(args: readonly string[], options: RunOptions = {}): Ran {
    const ran = this.repo.tryGit(args, options);
    this.said += ran.stderr;
    return ran;
  }

  /** git with an editor: a shell script that gets the message file as `$1`. */
  inEditor(script: string, ...args: string[]): Ran {
    return this.tryGit(args, { env: { GIT_EDITOR: this.script('editor', script) } });
  }

  /** An interactive rebase with this todo list. */
  rebase(todo: readonly string[], upstream: string, script = ':'): Ran {
    writeFileSync(this.repo.path('../todo'), `${todo.join('\n')}\n`);
    const env = {
      GIT_SEQUENCE_EDITOR: `cp '${this.repo.path('../todo')}'`,
      GIT_EDITOR: this.script('editor', script),
    };
    return this.tryGit(['rebase', '-q', '-i', upstream], { env });
  }

  script(name: string, text: string): string {
    this.repo.write(`../${name}`, `#!/bin/sh\n${text}\n`);
    this.repo.run('chmod', ['+x', `../${name}`]);
    return `'${this.repo.path('..', name)}'`;
  }

  head(revision = 'HEAD'): string {
    return this.repo.git('rev-parse', revision).trim();
  }

  async status(): Promise<string> {
    return this.repo.run(process.execPath, [`${await shippedBundles()}/colophon.cjs`, 'status']).stdout;
  }

  /** Of the AI lines of HEAD, how many `colophon blame` knows: `[known, all]`. */
  async known(): Promise<[number, number]> {
    // It keeps the record of commits that no hook saw.
    await this.status();
    let [known, all] = [0, 0];
    for (const path of this.repo
      .git('ls-files')
      .split('\n')
      .filter((one) => one.endsWith('.txt'))) {
      const texts = this.repo.read(path).split('\n');
      const args = [`${await shippedBundles()}/colophon.cjs`, 'blame', path, '--json'];
      const { lines } = JSON.parse(this.repo.run(process.execPath, args).stdout);
      for (const [i, text] of texts.entries()) {
        if (!text.trimStart().startsWith('ai ')) continue;
        all++;
        if (lines[i]?.origin === 'ai') known++;
      }
    }
    return [known, all];
  }

  /** The added lines of a commit, each as git has it: those that are in no parent. */
  added(commit: string): string[] {
    const parents = this.repo.git('log', '-1', '--format=%P', commit).trim().split(' ');
    const sides = parents.map((parent) => {
      const base = parent === '' ? ['--root', commit] : [parent, commit];
      return plusLines(this.repo.git('diff-tree', '-r', '-p', ...lawThree, ...base));
    });
    const [first = [], ...others] = sides;
    return first.filter((line) => others.every((side) => side.includes(line)));
  }

  /** What a commit must carry if all of its lines are counted anew; none where none is AI's. */
  trailers(commit: string): string[] {
    const lines = this.added(commit);
    const count = (origin: string) => lines.filter((line) => line.startsWith(origin)).length;
    const ai = count('ai ');
    if (ai === 0) return [];
    const human = count('human ');
    const unknown = lines.length - ai - human;
    const counts = [
      `lines=${lines.length}`,
      `ai=${ai}`,
      ...(human > 0 ? [`human=${human}`] : []),
      ...(unknown > 0 ? [`unknown=${unknown}`] : []),
    ];
    return [
      'Assisted-by: GitHub-Copilot:gpt-5.2',
      `AI-Provenance: v1; ${counts.join('; ')}`,
      `AI-Detail: zones=default:${ai}; evidence=host:${ai}; vendors=copilot-business:${ai}`,
    ];
  }

  /** Our trailers in a message, as git reads them, or anywhere in it. */
  carried(commit: string): string[] {
    const keys = /^[ \t]*((?:Assisted-by|AI-[A-Za-z-]+): .*)$/gm;
    return [...this.repo.message(commit).matchAll(keys)].map((found) => found[1]!.trimEnd());
  }
}

/** The lines that a patch adds, files with a NUL byte left out. */
function plusLines(patch: string): string[] {
  const files = patch.split(/^diff --git /m).slice(1);
  return files.flatMap((file) => {
    const hunks = file.split(/^@@ .*$/m).slice(1);
    const lines = hunks.flatMap((hunk) => hunk.split('\n').filter((line) => line.startsWith('+')));
    return file.includes('\0') ? [] : lines.map((line) => line.slice(1));
  });
}
