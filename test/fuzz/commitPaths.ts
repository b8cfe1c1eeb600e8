import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run as runStatus } from '../../src/cli/status';
import { discover } from '../../src/git/repository/discover';
import type { Repository } from '../../src/git/repository/repository';
import { planInstall } from '../../src/workflow/install/gitHooks';
import { applyPlan } from '../../src/workflow/install/installPlan';
import { blameFile } from '../../src/workflow/read/blame';
import { runIn } from '../cli/testIo';
import { shippedBundles } from '../support/bundles';
import { Random } from '../support/random';
import { type Ran, TestRepo } from '../support/repo';
import { Writer, type WriterEdit } from '../support/writer';
import {
  Checked,
  checkBlame,
  checkCommit,
  checkNote,
  type Expected,
  ourTrailers,
  provenanceOf,
} from './check';
import { addedBy, type LineOrigin, Lines, linesOf, pickOrigin, restricted, Sight } from './model';
import {
  commitByProgram,
  formatters,
  type Hand,
  type HookName,
  rewordHistory,
  splitHistory,
  squashOnForge,
  startHook,
} from './programs';

export interface WalkOptions {
  readonly seed: number;
  readonly steps: number;
  readonly checked: Checked;
}

const policy = (when: string) => `version: 1
policyOwners: [ada@acme.dev]
plan: { github-copilot: copilot-business }
trailers: { when: ${when} }
zones:
  - { name: open, mode: eligible, paths: [/open/], owners: [ada@acme.dev] }
  - { name: train, mode: restricted, paths: [/train/], owners: [ada@acme.dev], signoff: { covers: ai } }
vendors:
  - { id: copilot-business, product: GitHub Copilot, tier: Business, assistants: [github-copilot], status: approved }
`;

/** Runs a random walk over git's commit paths; throws with the seed and the steps where a commit says what it should not. */
export async function walkCommitPaths(options: WalkOptions): Promise<void> {
  const walk = await Walk.start(options);
  try {
    for (let i = 1; i <= options.steps; i++) {
      await walk.step();
      if (i % 9 === 0) await walk.blame();
    }
    await walk.finish();
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const problem = new Error(`SEED=${options.seed}\n${walk.steps.join('\n')}\n\n${reason}`);
    problem.stack = problem.message;
    throw problem;
  } finally {
    walk.end();
  }
}

/** A working tree, with its own ledger and its own window. */
interface Tree {
  readonly name: string;
  readonly cwd: string;
  readonly repo: Repository;
  readonly sight: Sight;
  writer: Writer | undefined;
}

interface Step {
  readonly weight: number;
  readonly run: (tree: Tree) => void | Promise<void>;
}

/** A file while it is written to. */
interface Draft {
  text: string;
  /** Where the last edit ended. */
  last: number;
  readonly edits: WriterEdit[];
  readonly written: string[];
}

/** Commits that become one, and by which commit path. */
interface Group {
  commitPath: string;
  readonly parts: string[];
}

const paths = ['a.txt', 'b.txt', 'open/c.txt', 'train/d.txt'];

class Walk {
  readonly steps: string[] = [];
  readonly #random: Random;
  readonly #lines = new Lines();
  readonly #git: TestRepo;
  readonly #when: 'always' | 'zones';
  readonly #formatter: 'none' | keyof typeof formatters;
  readonly #trees: Tree[] = [];
  readonly #judged = new Set<string>();
  readonly #expected = new Map<string, { commitPath: string; expected: Expected }>();
  readonly #checked: Checked;
  /** Lines that stood in a commit already. */
  #names = 0;

  private constructor({ seed, checked }: WalkOptions) {
    this.#random = new Random(seed);
    this.#git = TestRepo.create();
    this.#when = this.#random.chance(0.5) ? 'always' : 'zones';
    this.#formatter = this.#random.pick(['none', 'none', 'files', 'index']);
    this.#checked = checked;
  }

  static async start(options: WalkOptions): Promise<Walk> {
    const walk = new Walk(options);
    await walk.#begin();
    return walk;
  }

  async #begin(): Promise<void> {
    const repo = this.#git;
    // Not in any commit, so that it is there on every branch.
    repo.write('.git/info/exclude', '.ai-policy\n');
    repo.write('.ai-policy/policy.yaml', policy(this.#when));
    for (const [name, script] of Object.entries(editors)) {
      writeFileSync(join(repo.base, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(repo.base, name), 0o755);
    }
    const tree = await this.#tree('main', repo.root);
    const runtime = { program: process.execPath, electron: false };
    const plan = await planInstall(tree.repo, { bundles: await shippedBundles(), runtime });
    const problem = await applyPlan(tree.repo, plan);
    if (problem !== undefined) throw new Error(problem);
    if (this.#formatter !== 'none') {
      const hook = join(repo.root, '.git/hooks/pre-commit');
      writeFileSync(hook, `#!/bin/sh\n${formatters[this.#formatter]}\n`);
      chmodSync(hook, 0o755);
      this.steps.push(`# pre-commit formats: ${this.#formatter}`);
    }
    // Half of the walks begin on an unborn branch, half with files that nobody saw come.
    if (this.#random.chance(0.5)) {
      const base = (n: number) =>
        Array.from({ length: n }, () => `${this.#lines.write('unknown')[0]![1]}\n`).join('');
      this.#judged.add(repo.commit({ 'a.txt': base(3), 'open/c.txt': base(2), 'train/d.txt': base(2) }));
      this.steps.push('# base commit without hooks: a.txt of 3 lines, open/c.txt and train/d.txt of 2');
    }
  }

  async #tree(name: string, cwd: string): Promise<Tree> {
    const found = await discover(cwd);
    if (found.kind !== 'ok') throw new Error(found.message);
    const tree = { name, cwd, repo: found.repo, sight: new Sight(), writer: new Writer(found.repo) };
    this.#trees.push(tree);
    return tree;
  }

  end(): void {
    for (const { writer } of this.#trees) writer?.close();
    this.#git.remove();
  }

  /** What `colophon blame` says of each line now. */
  async blame(): Promise<void> {
    for (const { repo, cwd } of this.#trees) {
      for (const path of paths.filter((one) => existsSync(join(cwd, one)))) {
        const blamed = await blameFile(repo, path);
        // git blames no file that it does not track.
        if (typeof blamed === 'string') continue;
        const text = readFileSync(join(cwd, path), 'utf8');
        checkBlame(path, text, blamed.lines, this.#lines, this.#checked);
      }
    }
  }

  /** What is known in the end of each commit, and of each line. */
  async finish(): Promise<void> {
    for (const tree of this.#trees) await this.#status(tree);
    await this.blame();
    const noted = this.#git.git('notes', '--ref=refs/notes/colophon', 'list').split('\n');
    for (const commit of noted.flatMap((row) => row.split(' ')[1] ?? [])) {
      const judged = { repo: this.#git, lines: this.#lines, checked: this.#checked };
      if (this.#judged.has(commit)) checkNote(judged, addedBy(this.#git, commit), commit);
    }
  }

  async step(): Promise<void> {
    const tree = this.#random.chance(0.8) ? this.#trees[0]! : this.#random.pick(this.#trees);
    const steps = Object.values(this.#commitPaths);
    let at = this.#random.below(steps.reduce((sum, { weight }) => sum + weight, 0));
    for (const { weight, run } of steps) {
      if ((at -= weight) >= 0) continue;
      await run(tree);
      break;
    }
    this.#check();
    for (const one of this.#trees) await this.#look(one);
  }

  /** Checks every commit that can be reached and was not checked yet. */
  #check(): void {
    const heads = this.#trees.map(({ cwd }) =>
      this.#quiet(cwd, 'rev-parse', '-q', '--verify', 'HEAD').trim(),
    );
    const listed = this.#git.git(
      'rev-list',
      '--reverse',
      '--branches',
      ...heads.filter((head) => head !== ''),
    );
    for (const commit of listed.split('\n')) {
      if (commit === '' || this.#judged.has(commit)) continue;
      this.#judged.add(commit);
      const known = this.#expected.get(commit);
      if (!known) throw new Error(`a commit that no step knows of: ${commit} ${this.#git.message(commit)}`);
      try {
        checkCommit(
          {
            repo: this.#git,
            lines: this.#lines,
            when: this.#when,
            checked: this.#checked,
          },
          commit,
          known.expected,
        );
      } catch (error) {
        const of = `in commit ${commit} (${known.commitPath}, trailers.when: ${this.#when})\n${this.#git.git('log', '-1', '-p', '-U0', commit)}`;
        if (error instanceof Error) error.stack = `${error.stack}\n${of}`;
        throw error;
      }
      Checked.add(this.#checked.commits, known.commitPath);
    }
  }

  /** An open window reads what has changed on the disk, and mostly has the time to settle on HEAD. */
  async #look({ writer, sight, cwd }: Tree): Promise<void> {
    if (!writer || this.#random.chance(0.2)) return;
    for (const path of await writer.reload()) sight.reloaded(path, readFileSync(join(cwd, path), 'utf8'));
    if (this.#random.chance(0.6)) await writer.settle();
  }

  // git, and what it says of itself.

  #run(tree: Tree, args: readonly string[], extra: { env?: NodeJS.ProcessEnv; input?: string } = {}): Ran {
    const env = Object.entries(extra.env ?? {}).map(([key, value]) => `${key}='${value}' `);
    const input = extra.input === undefined ? '' : ` <<<'${extra.input}'`;
    const place = tree.name === 'main' ? '' : `(in ${tree.name}) `;
    const ran = this.#git.tryGit(args, { cwd: tree.cwd, ...extra });
    const quoted = args.map((arg) => (/^[\w./:=@^~-]+$/.test(arg) ? arg : `'${arg}'`));
    this.steps.push(
      `${place}${env.join('')}git ${quoted.join(' ')}${input}${ran.code === 0 ? '' : `   # ${ran.code}`}`,
    );
    const said = ran.stderr
      .split('\n')
      .filter((line) => line.startsWith('colophon: ') && !/signoff-missing|no hook of Colophon/.test(line));
    if (said.length > 0) throw new Error(said.join('\n'));
    return ran;
  }

  #quiet(cwd: string, ...args: string[]): string {
    const ran = this.#git.tryGit(args, { cwd });
    return ran.code === 0 ? ran.stdout : '';
  }

  #ask(tree: Tree, ...args: string[]): string[] {
    return this.#quiet(tree.cwd, ...args)
      .split('\n')
      .filter((line) => line !== '');
  }

  #head(tree: Tree): string | undefined {
    return this.#ask(tree, 'rev-parse', '-q', '--verify', 'HEAD')[0];
  }

  #expect(commitPath: string, commit: string | undefined, expected: Expected): void {
    if (commit !== undefined && !this.#judged.has(commit))
      this.#expected.set(commit, { commitPath, expected });
  }

  #name(): string {
    return `Change ${++this.#names}`;
  }

  // Writing.

  async #write(tree: Tree): Promise<void> {
    const tracked = this.#ask(tree, 'ls-files').filter((path) => existsSync(join(tree.cwd, path)));
    for (let files = 1 + this.#random.below(2); files > 0; files--) {
      const path = this.#random.pick([...paths, ...tracked]);
      if (this.#random.chance(0.2)) this.#writeUnseen(tree, path);
      else await this.#writeSeen(tree, path);
    }
  }

  /** In the editor, whose window opens if it was closed. */
  async #writeSeen(tree: Tree, path: string): Promise<void> {
    tree.writer ??= new Writer(tree.repo);
    for (const read of await tree.writer.reload())
      tree.sight.reloaded(read, readFileSync(join(tree.cwd, read), 'utf8'));
    const file = join(tree.cwd, path);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const draft: Draft = { text, last: text.length, edits: [], written: [] };
    for (let n = 1 + this.#random.below(3); n > 0; n--) {
      const lines = linesOf(draft.text);
      if (lines.length > 1 && this.#random.chance(0.2)) this.#deleteLine(tree, path, draft, lines);
      else this.#insertLine(tree, path, draft);
    }
    await tree.writer.edit(path, ...draft.edits);
    tree.sight.saved(path, draft.text, draft.written);
  }

  #deleteLine(tree: Tree, path: string, draft: Draft, lines: readonly string[]): void {
    const gone = this.#random.below(lines.length);
    const start = lines.slice(0, gone).join('\n').length + (gone > 0 ? 1 : 0);
    const end = start + lines[gone]!.length + 1;
    draft.edits.push({ by: 'human', start, end, text: '' });
    this.steps.push(`# ${tree.name}: delete line ${gone + 1} of ${path}`);
    draft.text = draft.text.slice(0, start) + draft.text.slice(end);
    draft.last = start;
  }

  #insertLine(tree: Tree, path: string, draft: Draft): void {
    let at = draft.text.lastIndexOf('\n', this.#random.offset(draft.text.length, [draft.last]) - 1) + 1;
    const origin = pickOrigin(this.#random);
    const parts = this.#lines.write(origin);
    const content = parts.map(([, part]) => part).join('');
    // Enter first, at the end of the line above, or a whole line at its place.
    const below = at > 0 && this.#random.chance(0.5);
    if (below) at--;
    const line = draft.text.slice(0, at).split('\n').length + (below ? 1 : 0);
    this.steps.push(
      `# ${tree.name}: write ${path}:${line} ${origin} ${content}${below ? ' (Enter first)' : ''}`,
    );
    for (const [i, [by, part]] of parts.entries()) {
      const inserted = below ? (i === 0 ? '\n' : '') + part : part + (i === parts.length - 1 ? '\n' : '');
      draft.edits.push({ by, start: at, end: at, text: inserted });
      draft.text = draft.text.slice(0, at) + inserted + draft.text.slice(at);
      at += inserted.length;
    }
    draft.last = below ? at + 1 : at;
    draft.written.push(content);
  }

  /** By a program that nobody saw. */
  #writeUnseen(tree: Tree, path: string): void {
    const file = join(tree.cwd, path);
    const lines = existsSync(file) ? linesOf(readFileSync(file, 'utf8')) : [];
    const content = this.#lines.write('unknown')[0]![1];
    const at = this.#random.offset(lines.length);
    const gone = this.#random.chance(0.2) ? 1 : 0;
    lines.splice(at, gone, content);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
    this.steps.push(`# ${tree.name}: unseen, ${gone ? 'instead of' : 'before'} ${path}:${at + 1} ${content}`);
  }

  // Committing.

  #stage(tree: Tree): void {
    const changed = this.#ask(tree, 'ls-files', '-m', '-o', '--exclude-standard');
    if (changed.length === 0) return;
    const kind = this.#random.below(4);
    if (kind <= 1) this.#run(tree, ['add', '-A']);
    else if (kind === 2) this.#run(tree, ['add', '-A', '--', this.#random.pick(changed)]);
    else {
      const path = this.#random.pick(changed);
      const [head, ...hunks] = this.#quiet(tree.cwd, 'diff', '-U0', '--', path).split(/^(?=@@)/m);
      if (hunks.length === 0) return;
      const input = `${head}${aloneIn(this.#random.pick(hunks))}`;
      this.#run(tree, ['apply', '--cached', '--unidiff-zero', '-'], { input });
    }
  }

  /** Runs a command that makes one commit or none. */
  #commit(
    tree: Tree,
    commitPath: string,
    args: readonly string[],
    extra: { env?: NodeJS.ProcessEnv; input?: string } = {},
  ): void {
    const before = this.#head(tree);
    this.#run(tree, args, extra);
    const after = this.#head(tree);
    if (after !== before) this.#expect(commitPath, after, { as: 'fresh', sight: tree.sight });
  }

  /** The arguments that give a new message, in one of the ways to give it. */
  #message(): { args: string[]; env?: NodeJS.ProcessEnv; input?: string; by: string } {
    const name = this.#name();
    const kind = this.#random.below(4);
    if (kind === 0) return { args: ['-F', '-'], input: `${name}\n\nWhy it was done.\n`, by: '-F' };
    if (kind === 1) {
      const verbose = this.#random.chance(0.3) ? ['-v'] : [];
      return { args: verbose, env: { GIT_EDITOR: '../new-message', SUBJECT: name }, by: 'in an editor' };
    }
    return { args: ['-m', name], by: '-m' };
  }

  async #plainCommit(tree: Tree): Promise<void> {
    if (this.#ask(tree, 'status', '--porcelain').length === 0) await this.#write(tree);
    const { args, by, ...extra } = this.#message();
    const changed = this.#ask(tree, 'ls-files', '-m');
    const kind = this.#random.below(8);
    if (kind === 0) this.#commit(tree, 'commit -a', ['commit', '-q', '-a', ...args], extra);
    else if (kind === 1 && changed.length > 0) {
      const path = this.#random.pick(changed);
      this.#commit(tree, 'commit of paths', ['commit', '-q', ...args, '--', path], extra);
    } else if (kind === 2) {
      this.#commit(tree, 'commit --no-verify', ['commit', '-q', '--no-verify', '-m', this.#name()]);
    } else if (kind === 3) {
      this.#commit(tree, 'commit --allow-empty', ['commit', '-q', '--allow-empty', ...args], extra);
    } else {
      if (this.#random.chance(0.6)) this.#stage(tree);
      this.#commit(tree, `commit ${by}`, ['commit', '-q', ...args], extra);
    }
  }

  /** All that is not committed, in one commit; answers whether the tree is clean now. */
  #commitAll(tree: Tree): boolean {
    if (this.#ask(tree, 'status', '--porcelain').length > 0) {
      this.#run(tree, ['add', '-A']);
      this.#commit(tree, 'commit -m', ['commit', '-q', '-m', this.#name()]);
      this.#check();
    }
    // What a hook formatted for the commit alone, a person takes over before going on.
    if (this.#formatter === 'index') this.#run(tree, ['checkout', '-q', '--', '.']);
    return this.#head(tree) !== undefined;
  }

  #amend(tree: Tree): void {
    const head = this.#head(tree);
    if (head === undefined) return;
    const before = ourTrailers(this.#git.message(head));
    if (this.#random.chance(0.5)) this.#stage(tree);
    const { args, by, ...extra } = this.#message();
    const all = this.#random.chance(0.3) ? ['-a'] : [];
    const kind = this.#random.below(3);
    if (kind === 0) this.#run(tree, ['commit', '-q', '--amend', '--no-edit', ...all]);
    else if (kind === 1)
      this.#run(tree, ['commit', '-q', '--amend', ...all], {
        env: { GIT_EDITOR: '../reword', SUBJECT: this.#name() },
      });
    else
      this.#run(
        tree,
        ['commit', '-q', '--amend', ...all, ...(by === 'in an editor' ? ['-m', this.#name()] : args)],
        extra,
      );
    const after = this.#head(tree);
    if (after === undefined || after === head) return;
    const isSame = this.#treeOf(tree, head) === this.#treeOf(tree, after);
    // Where the content is the same, so is what is said of it.
    if (isSame && provenanceOf(before).length > 0)
      this.#expect('amend of the message', after, { as: 'kept', trailers: before });
    else
      this.#expect(isSame ? 'amend of nothing' : 'amend of the content', after, {
        as: 'fresh',
        sight: tree.sight,
      });
  }

  #treeOf(tree: Tree, commit: string): string {
    return this.#quiet(tree.cwd, 'rev-parse', `${commit}^{tree}`);
  }

  // Branches.

  /** Branches that no tree is on. */
  #otherBranches(tree: Tree, ...which: string[]): string[] {
    return this.#ask(
      tree,
      'for-each-ref',
      '--format=%(if)%(worktreepath)%(then)%(else)%(refname:short)%(end)',
      ...which,
      'refs/heads',
    );
  }

  /** A branch with commits that HEAD does not have; made where there is none. Nothing is left uncommitted. */
  async #diverged(tree: Tree): Promise<string | undefined> {
    if (!this.#commitAll(tree)) return undefined;
    const found = this.#otherBranches(tree, '--no-merged=HEAD');
    if (found.length > 0) return this.#random.pick(found);
    const name = `b${++this.#names}`;
    const back = this.#ask(tree, 'symbolic-ref', '-q', '--short', 'HEAD')[0];
    if (back === undefined) return undefined;
    this.#run(tree, ['switch', '-q', '-c', name, this.#oldCommit(tree)]);
    await this.#look(tree);
    await this.#write(tree);
    this.#commitAll(tree);
    this.#run(tree, ['switch', '-q', back]);
    await this.#look(tree);
    return name;
  }

  #switch(tree: Tree): void {
    if (this.#head(tree) === undefined) return;
    const branches = this.#otherBranches(tree);
    const kind = this.#random.below(10);
    if (kind === 0) this.#run(tree, ['switch', '-q', '--detach']);
    else if (kind === 1) this.#run(tree, ['switch', '-q', '--detach', this.#oldCommit(tree)]);
    else if (kind === 2 && this.#ask(tree, 'status', '--porcelain').length === 0)
      this.#run(tree, ['switch', '-q', '--orphan', `b${++this.#names}`]);
    else if (branches.length === 0 || kind <= 5)
      this.#run(tree, [
        'switch',
        '-q',
        '-c',
        `b${++this.#names}`,
        ...(this.#random.chance(0.6) ? [this.#oldCommit(tree)] : []),
      ]);
    else this.#run(tree, ['switch', '-q', this.#random.pick(branches)]);
  }

  #oldCommit(tree: Tree): string {
    return this.#random.pick(this.#ask(tree, 'rev-list', '--first-parent', '-n5', 'HEAD'));
  }

  async #merge(tree: Tree): Promise<void> {
    const branch = await this.#diverged(tree);
    if (branch === undefined) return;
    const before = this.#head(tree);
    const ran = this.#run(tree, ['merge', '-q', '--no-ff', '-m', this.#name(), branch]);
    if (ran.code !== 0) return this.#inConflict(tree, 'merge');
    const after = this.#head(tree);
    if (after !== before) this.#expect('merge', after, { as: 'fresh', sight: tree.sight });
  }

  /** Takes one side, or one side and a new line, or gives up. */
  #inConflict(tree: Tree, command: 'merge' | 'cherry-pick' | 'revert'): void {
    const conflicts = this.#ask(tree, 'diff', '--name-only', '--diff-filter=U');
    if (conflicts.length === 0 || this.#random.chance(0.2)) {
      this.#run(tree, [command, '--abort']);
      return;
    }
    for (const path of conflicts) {
      const side = this.#random.pick(['--ours', '--theirs']);
      // One side may have deleted it.
      if (this.#run(tree, ['checkout', side, '--', path]).code !== 0)
        this.#run(tree, ['rm', '-qf', '--', path]);
      else {
        if (this.#random.chance(0.5)) this.#resolveUnseen(tree, path);
        this.#run(tree, ['add', '--', path]);
      }
    }
    if (command === 'merge') {
      const args = this.#random.chance(0.5)
        ? ['commit', '-q', '--no-edit']
        : ['commit', '-q', '-m', this.#name()];
      this.#commit(tree, 'merge with conflicts', args);
    }
    if (existsSync(join(tree.repo.gitDir, 'MERGE_HEAD'))) this.#run(tree, ['merge', '--abort']);
  }

  #resolveUnseen(tree: Tree, path: string): void {
    if (existsSync(join(tree.cwd, path))) this.#writeUnseen(tree, path);
  }

  async #mergeSquash(tree: Tree): Promise<void> {
    const branch = await this.#diverged(tree);
    if (branch === undefined) return;
    const head = this.#head(tree);
    const parts = this.#ask(tree, 'rev-list', '--no-merges', `HEAD..${branch}`).flatMap((commit) =>
      provenanceOf(ourTrailers(this.#git.message(commit))),
    );
    const ran = this.#run(tree, ['merge', '-q', '--squash', branch]);
    if (ran.code !== 0) {
      this.#run(tree, ['reset', '-q', '--hard']);
      return;
    }
    const own = this.#random.chance(0.5);
    this.#run(tree, ['commit', '-q', ...(own ? ['-m', this.#name()] : ['--no-edit'])]);
    const after = this.#head(tree);
    if (after === head) {
      this.#run(tree, ['reset', '-q', '--hard']);
      return;
    }
    if (own || parts.length === 0) this.#expect('merge --squash', after, { as: 'fresh', sight: tree.sight });
    else this.#expect('merge --squash with git’s message', after, { as: 'combined', provenance: parts });
  }

  // Other programs.

  #hand(tree: Tree): Hand {
    return {
      gitDir: tree.repo.gitDir,
      run: (args, extra) => this.#run(tree, args, extra),
      ask: (...args) => this.#ask(tree, ...args),
    };
  }

  /** A second program that commits: one that runs no hooks, or one that runs `commit-msg` and those around it. */
  async #program(tree: Tree): Promise<void> {
    if (this.#ask(tree, 'status', '--porcelain').length === 0) await this.#write(tree);
    this.#stage(tree);
    const hooks = this.#random.pick<HookName[]>([
      [],
      [],
      ['pre-commit', 'commit-msg', 'post-commit'],
      ['commit-msg'],
    ]);
    const head = this.#head(tree);
    const made = commitByProgram(this.#hand(tree), {
      hooks,
      message: `${this.#name()}\n`,
      file: 'COMMIT_EDITMSG',
      parents: head === undefined ? [] : [head],
    });
    if (hooks.length > 0) this.#expect('commit by a program', made, { as: 'fresh', sight: tree.sight });
    else this.#expect('commit without hooks', made, { as: 'theirs', trailers: [] });
  }

  /** As `#program`, in the place of HEAD, whose message it takes over. */
  async #programAmend(tree: Tree): Promise<void> {
    const head = this.#head(tree);
    if (head === undefined) return;
    await this.#write(tree);
    this.#stage(tree);
    const message = `${this.#git.message(head)}\n`;
    const made = commitByProgram(this.#hand(tree), {
      hooks: this.#random.pick<HookName[]>([[], ['pre-commit', 'commit-msg', 'post-commit']]),
      message,
      file: 'COMMIT_EDITMSG',
      parents: this.#ask(tree, 'rev-list', '--parents', '-n1', head)[0]!.split(' ').slice(1),
      date: `@${this.#dateOf(tree, head).trim()}`,
    });
    const trailers = ourTrailers(message);
    if (trailers.length > 0) this.#expect('amend by a program', made, { as: 'theirs', trailers });
    else this.#expect('amend by a program', made, { as: 'no-more' });
  }

  /** A window as git gui's: it asks when it opens, and commits what is staged when its button is pressed, if ever. */
  async #gui(tree: Tree): Promise<void> {
    const hand = this.#hand(tree);
    const file = join(tree.repo.gitDir, 'PREPARE_COMMIT_MSG');
    if (this.#random.chance(0.5)) this.#stage(tree);
    writeFileSync(file, '');
    startHook(hand, 'prepare-commit-msg', file);
    if (this.#random.chance(0.7)) await this.#write(tree);
    if (this.#random.chance(0.3)) {
      await this.#plainCommit(tree);
      this.#check();
    }
    if (this.#random.chance(0.25)) return;
    this.#stage(tree);
    const head = this.#head(tree);
    const made = commitByProgram(hand, {
      hooks: ['pre-commit', 'commit-msg', 'post-commit'],
      message: `${this.#name()}\n`,
      file: 'GITGUI_EDITMSG',
      parents: head === undefined ? [] : [head],
    });
    this.#expect('commit in a window', made, { as: 'fresh', sight: tree.sight });
  }

  /** A forge squashes a branch, with a message of its own: what was known of files that are the branch's stays known. */
  async #forgeSquash(tree: Tree): Promise<void> {
    const branch = await this.#diverged(tree);
    const back = this.#ask(tree, 'symbolic-ref', '-q', '--short', 'HEAD')[0];
    if (branch === undefined || back === undefined) return;
    if (this.#run(tree, ['switch', '-q', branch]).code !== 0) return;
    const before = await this.#blamed(tree);
    this.#run(tree, ['switch', '-q', back]);
    const name = this.#name();
    const bodies = this.#ask(tree, 'rev-list', '--reverse', '--no-merges', `HEAD..${branch}`).map(
      (commit) => `* ${this.#git.message(commit)}\n`,
    );
    const message = this.#random.pick([`${name} (#7)\n`, `${name} (#7)\n\n${bodies.join('\n')}`]);
    const made = squashOnForge(this.#hand(tree), branch, message);
    if (made === undefined) return;
    this.#expect('squash on a forge', made, { as: 'theirs', trailers: ourTrailers(message) });
    this.#check();
    await this.#isStillKnown(tree, before, 'a squash on a forge');
  }

  /** As `git history`: commits are made again, and no hook is told. */
  async #history(tree: Tree): Promise<void> {
    if (!this.#commitAll(tree)) return;
    const commits = this.#linear(tree).map((row) => row.split(' ')[0]!);
    if (commits.length === 0) return;
    const again = commits.slice(0, 1 + this.#random.below(Math.min(3, commits.length))).reverse();
    const changed = this.#ask(
      tree,
      'diff-tree',
      '-r',
      '--no-commit-id',
      '--name-only',
      '--no-renames',
      again[0]!,
    );
    const before = await this.#blamed(tree);
    const split = changed.length > 1 && this.#random.chance(0.5);
    const [commitPath, made] = split
      ? (['history split', splitHistory(this.#hand(tree), again, changed.slice(0, 1))] as const)
      : (['history reword', rewordHistory(this.#hand(tree), again)] as const);
    for (const [from, to] of made)
      this.#expect(commitPath, to, { as: 'theirs', trailers: ourTrailers(this.#git.message(from)) });
    this.#check();
    await this.#isStillKnown(tree, before, commitPath);
  }

  /** By path and line: what blame says of what is committed. Nothing is uncommitted. */
  async #blamed(tree: Tree): Promise<Map<string, LineOrigin>> {
    const known = new Map<string, LineOrigin>();
    for (const path of this.#ask(tree, 'ls-files')) {
      const blamed = await blameFile(tree.repo, path);
      if (typeof blamed === 'string') continue;
      const [oid] = this.#ask(tree, 'rev-parse', `HEAD:${path}`);
      for (const { line, origin } of blamed.lines)
        known.set(`${path} of ${oid}, line ${line}`, origin as LineOrigin);
    }
    return known;
  }

  async #isStillKnown(tree: Tree, before: ReadonlyMap<string, LineOrigin>, how: string): Promise<void> {
    const after = await this.#blamed(tree);
    const lost = [...before].flatMap(([line, origin]) => {
      const now = after.get(line);
      return origin === 'unknown' || now === undefined || now === origin
        ? []
        : [`${line}: ${origin}, now ${now}`];
    });
    if (lost.length > 0) throw new Error(`LOST WITHOUT A WORD by ${how}:\n${lost.join('\n')}`);
  }

  /** \`colophon status\`, which keeps the record of commits that no hook saw: what the editor saw of their lines is known then. */
  async #status(tree: Tree): Promise<void> {
    if (this.#head(tree) === undefined) return;
    this.steps.push(`# ${tree.name}: colophon status`);
    const { stderr } = await runIn(this.#git, runStatus, [], { cwd: tree.cwd });
    if (stderr !== '') throw new Error(stderr);
    const last = new Set(this.#ask(tree, 'rev-list', '-n20', 'HEAD'));
    const lost: string[] = [];
    for (const path of this.#ask(tree, 'ls-files')) {
      if (!existsSync(join(tree.cwd, path))) continue;
      const blamed = await blameFile(tree.repo, path);
      if (typeof blamed === 'string') continue;
      for (const [i, { origin, commit }] of blamed.lines.entries()) {
        const text = blamed.texts[i]!;
        const truth = this.#lines.originOf(text);
        if (commit === undefined || !last.has(commit) || (truth !== 'ai' && truth !== 'mixed')) continue;
        const file = addedBy(this.#git, commit).find(
          (one) => one.added.has(i + 1) || [...one.added.values()].includes(text),
        );
        if (file === undefined || origin !== 'unknown' || !tree.sight.knows({ ...file, path }, text))
          continue;
        const commitPath = this.#expected.get(commit)?.commitPath ?? 'base';
        Checked.add(this.#checked.unknown, commitPath);
        // What is made again from commits that had no record yet is unknown, and said to be.
        if (caughtUp.has(commitPath)) lost.push(`${path}:${i + 1} ${text} of ${commit}: ${truth}`);
      }
    }
    if (lost.length > 0) throw new Error(`LOST WITHOUT A WORD:\n${lost.join('\n')}`);
  }

  // Replays.

  async #rebase(tree: Tree): Promise<void> {
    const branch = await this.#diverged(tree);
    if (branch === undefined) return;
    const parts = this.#ask(tree, 'rev-list', '--reverse', '--topo-order', '--no-merges', `${branch}..HEAD`);
    const backend = this.#random.pick([[], [], ['--apply']]);
    if (this.#run(tree, ['rebase', '-q', ...backend, branch]).code !== 0)
      this.#run(tree, ['rebase', '--abort']);
    else
      this.#expectGroups(
        tree,
        branch,
        parts.map((part) => ({ commitPath: 'rebase', parts: [part] })),
      );
  }

  /** Each part becomes a line of the todo list, and each group of parts a commit. */
  async #rebaseInteractive(tree: Tree): Promise<void> {
    if (!this.#commitAll(tree)) return;
    const linear = this.#linear(tree);
    if (linear.length < 2) return;
    const count = 2 + this.#random.below(Math.min(3, linear.length - 1));
    const own = linear
      .slice(0, count)
      .map((row) => row.split(' ')[0]!)
      .reverse();
    const upstream = linear[count - 1]!.split(' ')[1]!;
    const ordered = this.#random.chance(0.3) ? this.#random.shuffle(own) : own;
    const todo: string[] = [];
    const groups: Group[] = [];
    for (const part of ordered) {
      const verbs = ['pick', 'reword', 'edit', 'drop', ...(groups.length > 0 ? ['squash', 'fixup'] : [])];
      const verb = this.#random.pick(verbs);
      todo.push(`${verb} ${part}`);
      if (verb === 'drop') continue;
      const last = groups.at(-1);
      if (verb !== 'squash' && verb !== 'fixup')
        groups.push({ commitPath: `rebase -i and ${verb}`, parts: [part] });
      else {
        last!.parts.push(part);
        last!.commitPath = `rebase -i and ${verb}`;
      }
    }
    if (groups.length === 0) return;
    writeFileSync(join(this.#git.base, 'todo'), `${todo.join('\n')}\n`);
    this.steps.push(`# todo: ${todo.join('; ')}`);
    const env = { GIT_SEQUENCE_EDITOR: 'cp ../todo', GIT_EDITOR: '../reword-any' };
    let ran = this.#run(tree, ['rebase', '-q', '-i', upstream], { env });
    while (ran.code === 0 && existsSync(join(tree.repo.gitDir, 'rebase-merge'))) {
      await this.#atStop(tree, upstream, groups);
      ran = this.#run(tree, ['rebase', '--continue'], { env });
    }
    if (ran.code !== 0) {
      this.#run(tree, ['rebase', '--abort']);
      return;
    }
    this.#expectGroups(tree, upstream, groups);
  }

  /** The last commits and their parents, down to a merge or the first. */
  #linear(tree: Tree): string[] {
    const history = this.#ask(tree, 'rev-list', '--first-parent', '--parents', '-n5', 'HEAD');
    return history.slice(0, history.findIndex((row) => row.split(' ').length !== 2) >>> 0);
  }

  /** A rebase that stops to be edited: the commit is left as it is, or amended, or another is added. */
  async #atStop(tree: Tree, upstream: string, groups: Group[]): Promise<void> {
    const kind = this.#random.below(3);
    const [, group] = this.#match(tree, upstream, groups).at(-1) ?? [];
    // What is squashed into it later is another matter.
    if (kind === 0 || group?.parts.length !== 1) return;
    await this.#writeSeen(tree, this.#random.pick(paths));
    this.#run(tree, ['add', '-A']);
    const how = kind === 1 ? ['--amend', '--no-edit'] : ['-m', this.#name()];
    this.#run(tree, ['commit', '-q', ...how]);
    this.#expectGroups(tree, upstream, groups);
    const commitPath = kind === 1 ? 'rebase -i and edited and amended' : 'rebase -i and edited with one more';
    this.#expect(commitPath, this.#head(tree), { as: 'fresh', sight: tree.sight });
    this.#check();
  }

  #expectGroups(tree: Tree, upstream: string, groups: readonly Group[]): void {
    for (const [commit, { commitPath, parts }] of this.#match(tree, upstream, groups)) {
      const said = parts.map((part) => ourTrailers(this.#git.message(part)));
      if (said.length === 1) this.#expect(commitPath, commit, { as: 'same', trailers: said[0]! });
      else this.#expect(commitPath, commit, { as: 'combined', provenance: provenanceOf(said.flat()) });
    }
  }

  /** The commits above `upstream`, each with those that it was made of; they come in the same order. */
  #match(tree: Tree, upstream: string, groups: readonly Group[]): [commit: string, group: Group][] {
    let from = 0;
    return this.#ask(tree, 'rev-list', '--reverse', `${upstream}..HEAD`).flatMap((commit) => {
      const date = this.#dateOf(tree, commit);
      const isDated = ({ parts }: Group, i: number) => i >= from && this.#dateOf(tree, parts[0]!) === date;
      // `commit -C` gives a commit the date of another, which may be dropped as one that is there already.
      const isSame = ({ parts }: Group) => this.#patchOf(tree, parts[0]!) === this.#patchOf(tree, commit);
      const first = groups.findIndex(isDated);
      const exact = groups.findIndex((group, i) => isDated(group, i) && isSame(group));
      const at = exact === -1 ? first : exact;
      if (at === -1) return [];
      from = at + 1;
      return [[commit, groups[at]!] as [string, Group]];
    });
  }

  #patchOf(tree: Tree, commit: string): string {
    const patch = this.#quiet(tree.cwd, 'diff-tree', '-p', '-U0', '--no-commit-id', '--root', commit);
    return patch.replace(/^(?:@@|index ).*$/gm, '');
  }

  /** When its author made it, which git keeps through all that it makes again. */
  #dateOf(tree: Tree, commit: string): string {
    return this.#quiet(tree.cwd, 'log', '-1', '--format=%ad', '--date=raw', commit);
  }

  async #autosquash(tree: Tree): Promise<void> {
    if (!this.#commitAll(tree)) return;
    const [head, parent, ...others] =
      this.#ask(tree, 'rev-list', '--parents', '-n1', 'HEAD')[0]?.split(' ') ?? [];
    if (head === undefined || parent === undefined || others.length > 0) return;
    await this.#writeSeen(tree, this.#random.pick(paths));
    this.#run(tree, ['add', '-A']);
    this.#commit(tree, 'commit --fixup', ['commit', '-q', '--fixup', head]);
    this.#check();
    const fixup = this.#head(tree)!;
    if (fixup === head) return;
    const env = { GIT_SEQUENCE_EDITOR: ':' };
    if (this.#run(tree, ['rebase', '-q', '-i', '--autosquash', parent], { env }).code !== 0)
      this.#run(tree, ['rebase', '--abort']);
    else this.#expectGroups(tree, parent, [{ commitPath: 'autosquash', parts: [head, fixup] }]);
  }

  async #cherryPick(tree: Tree): Promise<void> {
    const branch = await this.#diverged(tree);
    if (branch === undefined) return;
    const commits = this.#ask(tree, 'rev-list', '--no-merges', '-n4', branch, '--not', 'HEAD');
    if (commits.length === 0) return;
    const commit = this.#random.pick(commits);
    if (this.#run(tree, ['cherry-pick', commit]).code !== 0) this.#run(tree, ['cherry-pick', '--abort']);
    else
      this.#expect('cherry-pick', this.#head(tree), {
        as: 'same',
        trailers: ourTrailers(this.#git.message(commit)),
      });
  }

  #revert(tree: Tree): void {
    if (!this.#commitAll(tree)) return;
    const commits = this.#ask(tree, 'rev-list', '--no-merges', '--first-parent', '-n4', 'HEAD');
    if (commits.length === 0) return;
    if (this.#run(tree, ['revert', '--no-edit', this.#random.pick(commits)]).code !== 0)
      this.#run(tree, ['revert', '--abort']);
    else this.#expect('revert', this.#head(tree), { as: 'none-or-fresh', sight: tree.sight });
  }

  // Going back.

  #reset(tree: Tree): void {
    if (this.#ask(tree, 'rev-parse', '-q', '--verify', 'HEAD^').length === 0) return;
    const kind = this.#random.below(4);
    if (kind === 0) {
      this.#run(tree, ['reset', '-q', '--hard', 'HEAD^']);
      return;
    }
    if (kind === 1) {
      this.#run(tree, ['reset', '-q', '--soft', 'HEAD^']);
      if (this.#random.chance(0.7))
        this.#commit(tree, 'reset --soft and commit', ['commit', '-q', '-m', this.#name()]);
      return;
    }
    this.#run(tree, ['reset', '-q', 'HEAD^']);
    for (let part = 0; part < 2; part++) {
      this.#stage(tree);
      this.#commit(tree, 'a commit split', ['commit', '-q', '-m', this.#name()]);
    }
  }

  #restore(tree: Tree): void {
    if (this.#head(tree) === undefined) return;
    const commit = this.#oldCommit(tree);
    const files = this.#ask(tree, 'ls-tree', '-r', '--name-only', commit);
    if (files.length > 0) this.#run(tree, ['checkout', '-q', commit, '--', this.#random.pick(files)]);
  }

  async #move(tree: Tree): Promise<void> {
    const tracked = this.#ask(tree, 'ls-files');
    if (tracked.length === 0) return;
    const from = this.#random.pick(tracked);
    const to = `${this.#random.pick(['', 'open/', restricted])}m${++this.#names}.txt`;
    if (!existsSync(join(tree.cwd, from))) return;
    mkdirSync(join(tree.cwd, dirname(to)), { recursive: true });
    this.#run(tree, ['mv', from, to]);
    // In the editor, which knows of it, or behind its back.
    if (tree.writer && this.#random.chance(0.5)) {
      this.steps.push(`# ${tree.name}: the editor was told of it`);
      tree.writer.record.renamed(from, to);
      tree.writer.record.close(from);
      tree.sight.renamed(from, to);
    }
  }

  #stash(tree: Tree): void {
    if (this.#ask(tree, 'stash', 'list').length > 0) this.#run(tree, ['stash', 'pop', '-q']);
    else this.#run(tree, ['stash', 'push', '-q', ...this.#random.pick([[], ['-u'], ['-k']])]);
    // A stash that does not fit any more is kept by git and left alone.
    if (this.#ask(tree, 'diff', '--name-only', '--diff-filter=U').length > 0) {
      this.#run(tree, ['reset', '-q', '--hard']);
      this.#run(tree, ['stash', 'drop', '-q']);
    }
  }

  async #worktree(tree: Tree): Promise<void> {
    if (this.#trees.length > 1 || this.#head(tree) === undefined) return;
    const cwd = join(this.#git.base, 'linked');
    this.#run(tree, ['worktree', 'add', '-q', '-b', `b${++this.#names}`, '../linked']);
    cpSync(this.#git.path('.ai-policy'), join(cwd, '.ai-policy'), { recursive: true });
    await this.#tree('linked', cwd);
  }

  #window(tree: Tree): void {
    this.steps.push(`# ${tree.name}: the window ${tree.writer ? 'closes' : 'opens'}`);
    tree.writer?.close();
    tree.writer = tree.writer ? undefined : new Writer(tree.repo);
  }

  readonly #commitPaths: Record<string, Step> = {
    write: { weight: 14, run: (tree) => this.#write(tree) },
    stage: { weight: 4, run: (tree) => this.#stage(tree) },
    commit: { weight: 20, run: (tree) => this.#plainCommit(tree) },
    amend: { weight: 7, run: (tree) => this.#amend(tree) },
    reuse: {
      weight: 2,
      run: (tree) => {
        if (this.#head(tree) !== undefined)
          this.#commit(tree, 'commit -C', ['commit', '-q', '-a', '-C', 'HEAD']);
      },
    },
    program: { weight: 6, run: (tree) => this.#program(tree) },
    programAmend: { weight: 2, run: (tree) => this.#programAmend(tree) },
    gui: { weight: 4, run: (tree) => this.#gui(tree) },
    forgeSquash: { weight: 4, run: (tree) => this.#forgeSquash(tree) },
    history: { weight: 4, run: (tree) => this.#history(tree) },
    status: { weight: 4, run: (tree) => this.#status(tree) },
    switch: { weight: 6, run: (tree) => this.#switch(tree) },
    merge: { weight: 6, run: (tree) => this.#merge(tree) },
    mergeSquash: { weight: 5, run: (tree) => this.#mergeSquash(tree) },
    rebase: { weight: 5, run: (tree) => this.#rebase(tree) },
    rebaseInteractive: { weight: 7, run: (tree) => this.#rebaseInteractive(tree) },
    autosquash: { weight: 2, run: (tree) => this.#autosquash(tree) },
    cherryPick: { weight: 4, run: (tree) => this.#cherryPick(tree) },
    revert: { weight: 2, run: (tree) => this.#revert(tree) },
    reset: { weight: 5, run: (tree) => this.#reset(tree) },
    restore: { weight: 2, run: (tree) => this.#restore(tree) },
    move: { weight: 3, run: (tree) => this.#move(tree) },
    remove: {
      weight: 1,
      run: (tree) => {
        const files = this.#ask(tree, 'ls-files');
        if (files.length > 1) this.#run(tree, ['rm', '-qf', '--', this.#random.pick(files)]);
      },
    },
    stash: { weight: 3, run: (tree) => this.#stash(tree) },
    worktree: { weight: 2, run: (tree) => this.#worktree(tree) },
    window: { weight: 4, run: (tree) => this.#window(tree) },
    collect: { weight: 1, run: (tree) => void this.#run(tree, ['gc', '-q']) },
  };
}

/** The commits of other programs whose lines `colophon status` finds in the ledger. */
const caughtUp = new Set(['commit without hooks', 'commit by a program', 'commit in a window']);

/** A hunk without those before it: git goes by the line number of the new side. */
function aloneIn(hunk: string): string {
  return hunk.replace(/^@@ -(\d+)(,0)? \+\d+(,0)?/, (_, old: string, added = '', removed = '') => {
    const line = Number(old) + (added ? 1 : 0) - (removed ? 1 : 0);
    return `@@ -${old}${added} +${line}${removed}`;
  });
}

const editors = {
  // The new subject on top of what git put there.
  'new-message': `{ printf '%s\\n' "$SUBJECT"; cat "$1"; } >"$1.new" && mv "$1.new" "$1"`,
  // Another subject, and the rest as it is.
  reword: `sed "1s/.*/$SUBJECT/" "$1" >"$1.new" && mv "$1.new" "$1"`,
  'reword-any': `sed "1s/$/, again/" "$1" >"$1.new" && mv "$1.new" "$1"`,
};
