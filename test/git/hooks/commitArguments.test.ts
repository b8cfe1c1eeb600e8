import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { gitCallsAbove, processesIn, readGitCall, splitCommandLine } from '../../../src/git/hooks/caller';
import { readCommitArguments, readJoinedAmend } from '../../../src/git/hooks/commitArguments';

describe('how git commit was called', () => {
  for (const [line, amend, cleanup] of [
    ['-m x', false],
    ['--amend', true],
    ['--am -m x', true],
    ['-m --amend', false],
    ['-am --amend', false],
    ['-F --amend', false],
    ['--message --amend', false],
    ['--mess --amend', false],
    ['--message=x --amend', true],
    ['-mx --amend', true],
    ['-qa --amend', true],
    ['-S --amend', true],
    ['-uno --amend', true],
    ['--gpg-sign --amend', true],
    ['--amend --no-amend', false],
    ['-- --amend', false],
    ['--cleanup=verbatim', false, 'verbatim'],
    ['--cleanup scissors --amend', true, 'scissors'],
    ['--clean=strip --cleanup=whitespace', false, 'whitespace'],
    ['--author --amend --date --cleanup=strip', false],
  ] as const) {
    it(`reads ${line}`, () => {
      deepStrictEqual(readCommitArguments(line.split(' ')), { amend, ...(cleanup && { cleanup }) });
    });
  }

  for (const [line, command] of [
    ['git commit --amend', 'commit'],
    ['/usr/bin/git -c a=b -C /x --git-dir=y commit', 'commit'],
    ['C:\\Git\\bin\\git.exe rebase -i', 'rebase'],
    ['git-merge x', 'merge'],
    ['/usr/lib/git-core/git-commit x', 'commit'],
    ['gitk commit', undefined],
    ['sh git commit', undefined],
    ['git --version', undefined],
  ] as const) {
    it(`reads ${line}`, () => strictEqual(readGitCall(line.split(' '))?.command, command));
  }

  for (const [line, amends] of [
    ['-m docs: when to use --amend', undefined],
    ['-m we say foo -- bar --amend', undefined],
    ['-q --amend -m x', true],
    ['-mx --amend', undefined],
    ['-q -m x', false],
  ] as const) {
    it(`where its arguments were joined: ${line}`, () => {
      strictEqual(readJoinedAmend(line.split(' ')), amends);
    });
  }

  it('parts a command line of Windows as it was put together', () => {
    const parted = splitCommandLine(
      String.raw`"C:\Program Files\Git\cmd\git.exe" commit  -m "use \"--amend\" here" "" "a\\" b\\c ""x""y"`,
    );
    deepStrictEqual(parted, [
      String.raw`C:\Program Files\Git\cmd\git.exe`,
      'commit',
      '-m',
      'use "--amend" here',
      '',
      'a\\',
      String.raw`b\\c`,
      'xy',
    ]);
  });

  it('reads what Windows tells of its processes, and nothing of what is none', () => {
    const told = [
      { ProcessId: 4, ParentProcessId: 1, CommandLine: 'git.exe commit --amend -m "a b"' },
      { ProcessId: 1, ParentProcessId: 0, CommandLine: null },
      { ProcessId: '7' },
    ];
    deepStrictEqual(processesIn(JSON.stringify(told)), [
      { pid: 4, parent: 1, argv: ['git.exe', 'commit', '--amend', '-m', 'a b'] },
      { pid: 1, parent: 0, argv: [] },
    ]);
    for (const text of ['', '[', 'null', '[null]', '{"a":1}']) deepStrictEqual(processesIn(text), []);
  });

  it('finds the gits above a process', async function () {
    if (process.platform === 'win32') this.skip();
    const child = spawn('git', ['-c', 'alias.wait=!sh -c "echo $$; sleep 20"', 'wait', '--amend'], {
      detached: true,
    });
    try {
      const pid = await new Promise<number>((resolve) =>
        child.stdout.once('data', (data) => resolve(Number(data))),
      );
      const calls = await gitCallsAbove(pid);
      deepStrictEqual(calls?.[0], { command: 'wait', args: ['--amend'], pid: calls?.[0]?.pid });
      ok(calls?.[0]?.pid !== undefined && calls[0].pid <= pid);
    } finally {
      process.kill(-child.pid!);
    }
  });
});
