import { deepStrictEqual } from 'node:assert';
import { appendFileSync, renameSync, rmSync } from 'node:fs';
import { findRepository } from '../../src/git/repository/repository';
import { readLedger } from '../../src/git/store/ledgerReader';
import { Writer } from '../support/writer';
import { Stage } from './stage';

describe('What an agent has written', function () {
  this.timeout(60_000);
  let stage: Stage;
  beforeEach(() => {
    stage = Stage.create();
  });
  afterEach(() => stage.remove());

  const write = async (path: string, content: string, call = 'w1', session = 's1') => {
    const input = { file_path: stage.repo.path(path), content };
    await stage.claude('before', 'Write', input, { call, session });
    stage.repo.write(path, content);
    return stage.claude('after', 'Write', input, { call, session });
  };
  const shell = async (command: string, work: () => unknown, call = 'b1', session = 's1') => {
    await stage.claude('before', 'Bash', { command }, { call, session });
    await work();
    return stage.claude('after', 'Bash', { command }, { call, session });
  };

  it('as a new file', async () => {
    const heard = await write('src/new.ts', 'x\ny\n');
    deepStrictEqual([heard.stdout, heard.stderr, heard.said], ['', '', []]);
    deepStrictEqual(await stage.known('src/new.ts'), ['claude-code|x\ny\n']);
  });

  it('as a whole file: what was there is no text of its own', async () => {
    await write('src/app.ts', 'export const a = 1;\nexport const b = 2;\nexport const c = 3;\n');
    deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|export const c = 3;\n']);
  });

  it('as a piece of a file', async () => {
    const input = { file_path: 'src/app.ts', old_string: 'a = 1', new_string: 'a = 100' };
    await stage.claude('before', 'Edit', input);
    stage.repo.write('src/app.ts', 'export const a = 100;\nexport const b = 2;\n');
    await stage.claude('after', 'Edit', input);
    deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|00']);
  });

  it('with a patch, a file that moves', async () => {
    const input = {
      input:
        '*** Begin Patch\n*** Update File: src/app.ts\n*** Move to: src/moved.ts\n@@\n export const a = 1;\n-export const b = 2;\n+export const b = 3;\n*** End Patch',
    };
    await stage.claude('before', 'apply_patch', input);
    rmSync(stage.repo.path('src/app.ts'));
    stage.repo.write('src/moved.ts', 'export const a = 1;\nexport const b = 3;\n');
    await stage.claude('after', 'apply_patch', input);
    deepStrictEqual(await stage.known('src/moved.ts'), ['claude-code|3']);
  });

  it('not by a shell that moves a file: it stays as it was, whoever wrote it', async () => {
    const writer = new Writer(await stage.repo.open());
    await writer.write('src/draft.ts', ['human', 'mine();\n']);
    await shell('mv src/draft.ts src/final.ts; mv src/app.ts src/main.ts', () => {
      renameSync(stage.repo.path('src/draft.ts'), stage.repo.path('src/final.ts'));
      renameSync(stage.repo.path('src/app.ts'), stage.repo.path('src/main.ts'));
    });
    deepStrictEqual(await stage.known('src/final.ts'), ['human|mine();\n']);
    deepStrictEqual(await stage.known('src/main.ts'), []);
  });

  it('not by a shell that moves HEAD, whatever it is called', async () => {
    stage.repo.commit({ 'src/mine.ts': 'mine\n' }, 'mine');
    await shell('git undo', () => {
      stage.repo.git('reset', '-q', 'HEAD~1');
      stage.repo.write('src/new.ts', 'x\n');
    });
    deepStrictEqual(await stage.known('src/mine.ts'), []);
    deepStrictEqual(await stage.known('src/new.ts'), ['claude-code|x\n']);
  });

  it('also where a person once wrote such lines, and took them out', async () => {
    const writer = new Writer(await stage.repo.open());
    const typed = 'if (x) {\n  return null;\n}\n';
    await writer.write('src/h.ts', ['human', typed]);
    await writer.edit('src/h.ts', { by: 'human', start: 0, end: typed.length, text: 'start();\n' });
    writer.record.close('src/h.ts');
    await write('src/h.ts', 'start();\nfunction g() {\n  return null;\n}\n');
    deepStrictEqual(await stage.known('src/h.ts'), [
      'human|start();\n',
      'claude-code|function g() {\n  return null;\n}\n',
    ]);
  });

  it('by a shell: a new file, a changed one, one that was changed before, and not one that was left alone', async () => {
    stage.repo.write('src/mine.ts', 'mine\n');
    stage.repo.write('src/alone.ts', 'alone\n');
    await shell('sh gen.sh', () => {
      appendFileSync(stage.repo.path('src/app.ts'), 'z\n');
      appendFileSync(stage.repo.path('src/mine.ts'), 'its\n');
      stage.repo.write('src/made.ts', 'made\n');
    });
    deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|z\n']);
    deepStrictEqual(await stage.known('src/mine.ts'), ['unknown|mine\n', 'claude-code|its\n']);
    deepStrictEqual(await stage.known('src/made.ts'), ['claude-code|made\n']);
    deepStrictEqual(await stage.known('src/alone.ts'), []);
  });

  it('but not what it only brought back from git', async () => {
    stage.repo.write('src/app.ts', 'kept for later\n');
    stage.repo.git('stash', '-q');
    await shell('git stash pop', () => stage.repo.git('stash', 'pop', '-q'));
    deepStrictEqual(await stage.known('src/app.ts'), []);
  });

  describe('beside what git brings', () => {
    const append = (text: string, path = 'src/app.ts') => appendFileSync(stage.repo.path(path), text);

    it('on a branch that the same line makes', async () => {
      await shell('git checkout -b feat && echo M >> src/app.ts', () => {
        stage.repo.git('checkout', '-q', '-b', 'feat');
        append('M\n');
      });
      deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|M\n']);
    });

    it('after a stash, which brings nothing', async () => {
      append('kept for later\n');
      await shell('git stash && echo M >> src/app.ts', () => {
        stage.repo.git('stash', '-q');
        append('M\n');
      });
      // The line break was there before.
      deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|M', 'unknown|\n']);
    });

    for (const command of ['git stash pop && sh gen.sh', 'bash -c "git stash pop && sh gen.sh"']) {
      it(`after a stash that came back: that text is nobody’s, with ${command}`, async () => {
        append('kept for later\n');
        stage.repo.git('stash', '-q');
        await shell(command, () => {
          stage.repo.git('stash', 'pop', '-q');
          append('M\n');
          stage.repo.write('src/made.ts', 'made\n');
        });
        deepStrictEqual(await stage.known('src/app.ts'), ['unknown|kept for later\n', 'claude-code|M\n']);
        deepStrictEqual(await stage.known('src/made.ts'), ['claude-code|made\n']);
      });
    }

    it('into a line that git brought: only the part that is new', async () => {
      append('const later = 1;\n');
      stage.repo.git('stash', '-q');
      await shell('git stash pop && sed -i s/1/1000/ src/app.ts', () => {
        stage.repo.git('stash', 'pop', '-q');
        stage.repo.write('src/app.ts', stage.repo.read('src/app.ts').replace('later = 1', 'later = 1000'));
      });
      deepStrictEqual(await stage.known('src/app.ts'), [
        'unknown|const later = 1',
        'claude-code|000',
        'unknown|;\n',
      ]);
    });

    it('beside a file from another commit, a branch of which another knows nothing', async () => {
      stage.repo.git('checkout', '-q', '-b', 'other');
      append('theirs\n');
      stage.repo.git('commit', '-qam', 'Theirs');
      stage.repo.git('checkout', '-q', '-');
      await shell('git checkout other -- src/app.ts && echo M >> src/app.ts', () => {
        stage.repo.git('checkout', '-q', 'other', '--', 'src/app.ts');
        append('M\n');
      });
      deepStrictEqual(await stage.known('src/app.ts'), ['unknown|theirs\n', 'claude-code|M\n']);
    });

    it('beside what was staged, and comes back from there', async () => {
      append('staged\n');
      stage.repo.git('add', 'src/app.ts');
      stage.repo.write('src/app.ts', 'export const a = 1;\nexport const b = 2;\n');
      await shell('git checkout -- src/app.ts && echo M >> src/app.ts', () => {
        stage.repo.git('checkout', '-q', '--', 'src/app.ts');
        append('M\n');
      });
      deepStrictEqual(await stage.known('src/app.ts'), ['unknown|staged\n', 'claude-code|M\n']);
    });

    it('with a patch of its own', async () => {
      await shell("git apply <<'EOF'\n(a patch)\nEOF", () => append('M\n'));
      deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|M\n']);
    });

    it('but not with a patch that git made', async () => {
      stage.repo.git('checkout', '-q', '-b', 'other');
      append('theirs\n');
      stage.repo.git('commit', '-qam', 'Theirs');
      stage.repo.git('checkout', '-q', '-');
      await shell('git diff HEAD other | git apply', () => append('theirs\n'));
      deepStrictEqual(await stage.known('src/app.ts'), []);
    });

    it('in what it committed by itself, where no hook ran', async () => {
      await shell('echo M >> src/app.ts; git commit-tree …; git update-ref …', () => {
        append('M\n');
        stage.repo.git('add', '-A');
        const tree = stage.repo.git('write-tree').trim();
        const env = { GIT_COMMITTER_DATE: `@${Math.ceil(Date.now() / 1000)} +0000` };
        const made = stage.repo.tryGit(['commit-tree', '-p', 'HEAD', '-m', 'M', tree], { env });
        stage.repo.git('update-ref', 'HEAD', made.stdout.trim());
      });
      deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|M\n']);
    });

    it('in a working tree that it made, and in none that was there before', async () => {
      stage.repo.git('worktree', 'add', '-q', '../old');
      await shell('git worktree add -q ../new && echo M >> ../new/src/app.ts', () => {
        stage.repo.git('worktree', 'add', '-q', '../new');
        for (const tree of ['old', 'new']) appendFileSync(stage.repo.path(`../${tree}/src/app.ts`), 'M\n');
      });
      const known = async (tree: string) => {
        const found = await findRepository(stage.repo.path(`../${tree}`));
        if ('said' in found) throw new Error(found.said.stderr);
        return readLedger(found.repo.colophonDir).files.get('src/app.ts')?.versions.length;
      };
      deepStrictEqual([await known('old'), await known('new')], [undefined, 1]);
    });

    it('but nothing of a merge that is left to be mended', async () => {
      stage.repo.git('checkout', '-q', '-b', 'other');
      append('theirs\n');
      stage.repo.git('commit', '-qam', 'Theirs');
      stage.repo.git('checkout', '-q', '-');
      append('ours\n');
      stage.repo.git('commit', '-qam', 'Ours');
      await shell('git merge other; sh gen.sh', () => {
        stage.repo.run('git', ['merge', '-q', 'other']);
        stage.repo.write('src/made.ts', 'made\n');
      });
      deepStrictEqual(await stage.known('src/app.ts'), []);
      deepStrictEqual(await stage.known('src/made.ts'), ['claude-code|made\n']);
    });
  });

  it('but not without its beginning, where only that could tell', async () => {
    appendFileSync(stage.repo.path('src/app.ts'), 'z\n');
    await stage.claude('after', 'Bash', { command: 'sh gen.sh' });
    deepStrictEqual(await stage.known('src/app.ts'), []);
  });

  it('once, whoever tells of it a second time', async () => {
    await write('src/new.ts', 'x\n');
    await stage.claude('after', 'Write', { file_path: 'src/new.ts', content: 'x\n' }, { call: 'w1' });
    await stage.claude(
      'after',
      'Write',
      { file_path: 'src/new.ts', content: 'x\n' },
      { call: 'other', session: 's9' },
    );
    deepStrictEqual(await stage.known('src/new.ts'), ['claude-code|x\n']);
  });

  it('under the model of the message that made the call, and no other', async () => {
    const line = (model: string, id: string) =>
      JSON.stringify({ type: 'assistant', message: { model, content: [{ type: 'tool_use', id }] } });
    const input = { file_path: 'src/new.ts', content: 'x\n' };
    stage.repo.write('src/new.ts', 'x\n');
    const tail = () => [line('claude-opus-4-5', 'toolu_1'), line('claude-haiku', 'toolu_2')].join('\n');
    await stage.claude('after', 'Write', input, { call: 'toolu_1', tail });
    const models = (await stage.sources('src/new.ts')).map((source) => source?.model);
    deepStrictEqual(models, ['claude-opus-4-5']);
  });

  it('that failed is nothing', async () => {
    const input = { file_path: 'src/new.ts', content: 'x\n' };
    await stage.claude('before', 'Write', input);
    stage.repo.write('src/new.ts', 'y\n');
    await stage.claude('failed', 'Write', input);
    deepStrictEqual(await stage.known('src/new.ts'), []);
  });

  describe('beside others', () => {
    it('a person who types in the window: each line is whose it is', async () => {
      const repo = await stage.repo.open();
      const writer = new Writer(repo);
      await writer.write('src/app.ts', ['human', 'typed\n']);
      const input = { file_path: 'src/app.ts', old_string: 'typed\n', new_string: 'typed\nits\n' };
      await stage.claude('before', 'Edit', input);
      stage.repo.write('src/app.ts', `${stage.repo.read('src/app.ts')}its\n`);
      await stage.claude('after', 'Edit', input);
      deepStrictEqual(await stage.known('src/app.ts'), ['human|typed\n', 'claude-code|its\n']);
      writer.close();
    });

    it('a person who saves a file while a shell runs', async () => {
      const repo = await stage.repo.open();
      const writer = new Writer(repo);
      await shell('sleep 1', async () => {
        await writer.write('src/app.ts', ['human', 'typed\n']);
        appendFileSync(stage.repo.path('src/core/rank.ts'), 'its\n');
      });
      deepStrictEqual(await stage.known('src/app.ts'), ['human|typed\n']);
      deepStrictEqual(await stage.known('src/core/rank.ts'), ['claude-code|its\n']);
      writer.close();
    });

    it('another process that wrote into the file between the call and its end', async () => {
      const input = { file_path: 'src/new.ts', content: 'x\n' };
      await stage.claude('before', 'Write', input);
      stage.repo.write('src/new.ts', 'x\nnobody’s\n');
      await stage.claude('after', 'Write', input);
      deepStrictEqual(await stage.known('src/new.ts'), ['claude-code|x\n', 'unknown|nobody’s\n']);
    });

    it('another agent at the same file, each with its own text', async () => {
      const a = {
        file_path: 'src/app.ts',
        old_string: 'export const b',
        new_string: 'first();\nexport const b',
      };
      await stage.claude('before', 'Edit', a, { call: 'a', session: 'one' });
      const codex = (phase: string) =>
        stage.hear('codex', {
          session_id: 'two',
          cwd: stage.repo.root,
          hook_event_name: phase,
          model: 'gpt-5.5',
          tool_name: 'apply_patch',
          tool_input: {
            command:
              '*** Begin Patch\n*** Update File: src/app.ts\n@@\n export const b = 2;\n+second();\n*** End Patch',
          },
          tool_use_id: 'b',
        });
      await codex('PreToolUse');
      stage.repo.write('src/app.ts', 'export const a = 1;\nfirst();\nexport const b = 2;\nsecond();\n');
      await codex('PostToolUse');
      await stage.claude('after', 'Edit', a, { call: 'a', session: 'one' });
      deepStrictEqual(await stage.known('src/app.ts'), ['claude-code|first();\n', 'codex|second();\n']);
    });

    it('two shells at once: whose text it is nobody can tell', async () => {
      await stage.claude('before', 'Bash', { command: 'one' }, { call: 'a', session: 'one' });
      await stage.claude('before', 'Bash', { command: 'two' }, { call: 'b', session: 'two' });
      appendFileSync(stage.repo.path('src/app.ts'), 'z\n');
      await stage.claude('after', 'Bash', { command: 'two' }, { call: 'b', session: 'two' });
      appendFileSync(stage.repo.path('src/app.ts'), 'y\n');
      await stage.claude('after', 'Bash', { command: 'one' }, { call: 'a', session: 'one' });
      deepStrictEqual(await stage.known('src/app.ts'), []);
    });

    it('a shell while another agent edits: the edit is that agent’s', async () => {
      await stage.claude('before', 'Bash', { command: 'one' }, { call: 'a', session: 'one' });
      await write('src/app.ts', 'export const a = 1;\nexport const b = 2;\nits();\n', 'b', 'two');
      appendFileSync(stage.repo.path('src/core/rank.ts'), 'z\n');
      await stage.claude('after', 'Bash', { command: 'one' }, { call: 'a', session: 'one' });
      const sessions = async (path: string) =>
        (await stage.sources(path)).flatMap((source) => source?.session ?? []);
      deepStrictEqual(await sessions('src/app.ts'), ['two']);
      // It was the shell's or the other agent's.
      deepStrictEqual(await sessions('src/core/rank.ts'), ['one']);
    });
  });

  it('and what cannot be recorded goes on, and is said', async () => {
    const repo = await stage.repo.open();
    rmSync(repo.colophonDir, { recursive: true, force: true });
    stage.repo.write('.git/colophon', 'no folder');
    const input = { file_path: 'src/new.ts', content: 'x\n' };
    const before = await stage.claude('before', 'Write', input);
    deepStrictEqual([before.decision, before.stdout], ['silent', '']);
    deepStrictEqual(before.said.map((line) => line.replace(/:[^:]*$/, '')).length > 0, true);
    stage.repo.write('src/new.ts', 'x\n');
    const after = await stage.claude('after', 'Write', input);
    deepStrictEqual([after.stdout, after.exit, after.said.length], ['', 0, 1]);
  });
});
