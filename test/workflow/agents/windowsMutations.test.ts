import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { effort } from '../../support/effort';
import { Random } from '../../support/random';
import { judgeOnWindows, type WindowsCall } from '../../support/windowsAgent';

const count = Number(process.env.MUTATIONS ?? effort(2_000, 10_000));
const firstSeed = Number(process.env.SEED ?? 1);
const cwd = String.raw`C:\work\repo`;

/** A path into the restricted zone, in a spelling that Windows takes for it. */
function pathInZone(random: Random, isPlain = false): string {
  const names = ['src', 'crypto', random.pick(['n.c', 'a.c', 'new', 'x1.txt'])];
  const spelled = names.map((name, i) => {
    const cased = [...name].map((letter) => (random.chance(0.3) ? letter.toUpperCase() : letter)).join('');
    const ends =
      i < 2 && !isPlain && random.chance(0.1) ? random.pick(['.', '..', '::$INDEX_ALLOCATION']) : '';
    return cased + ends;
  });
  const detours = spelled.flatMap((name) =>
    random.chance(0.15) ? [random.pick(['.', String.raw`lib\..`, 'lib/..', './']), name] : [name],
  );
  const prefix = random.pick([
    '',
    '',
    '',
    './',
    '.\\',
    'C:\\work\\repo\\',
    'c:/WORK/repo/',
    'C:',
    '\\work\\repo\\',
    ...(isPlain
      ? []
      : ['\\\\?\\C:\\work\\repo\\', '\\\\localhost\\C$\\work\\repo\\', '\\\\.\\c:\\work\\repo\\']),
  ]);
  const joined = detours.reduce((path, name) => path + random.pick(['\\', '\\', '/', '\\\\']) + name);
  const path = prefix + joined;
  return !isPlain && random.chance(0.05) ? `${path}:stream` : path;
}

/** As an argument in PowerShell, by one of the ways to put a text together; what has to stand before it comes first. */
function powerShellText(text: string, random: Random): [before: string, argument: string] {
  const single = (part: string) => `'${part}'`;
  const double = (part: string) => `"${part.replaceAll('$', '`$')}"`;
  const quote = (part: string) => (random.chance(0.5) ? single(part) : double(part));
  const at = 1 + random.below(text.length - 1);
  const [a, b] = [text.slice(0, at), text.slice(at)];
  const name = `v${random.below(9)}`;
  const bare = text
    .replaceAll('$', '`$')
    .replace(/[a-z](?=[a-z])/g, (letter) =>
      /[abefnrtuv0]/.test(letter) || random.chance(0.8) ? letter : `\`${letter}`,
    );
  return random.pick<() => [string, string]>([
    () => ['', bare],
    () => ['', quote(text)],
    () => ['', `(${quote(a)}+${quote(b)})`],
    () => ['', `(${quote(a)} + ${quote(b)})`],
    () => [`$${name} = ${quote(text)}; `, `$${name}`],
    () => [
      `$${name} = ${quote(a)}; `,
      `"$${name}${b.replaceAll('$', '`$').replace(/^(?=[\w.:[])/, '`')}"`.replace(/`(?=[abefnrtuv0])/, '$()'),
    ],
    () => [`$${name} = ${quote(a)}; $${name} += ${quote(b)}; `, `$${name}`],
    () => ['', `('{0}{1}' -f ${quote(a)},${quote(b)})`],
    () => ['', `((${quote(a)},${quote(b)}) -join '')`],
    () => ['', `$(${quote(text)})`],
    () => ['', `([string]::Concat(${quote(a)}, ${quote(b)}))`],
  ])();
}

/** A command of PowerShell that writes there. */
function powerShellCommand(random: Random): string {
  const [before, path] = powerShellText(pathInZone(random), random);
  const cased = (name: string) =>
    [...name].map((letter) => (random.chance(0.3) ? letter.toUpperCase() : letter.toLowerCase())).join('');
  const force = random.pick(['', '', ' -Force', ' -f', ' -Encoding utf8', ' -ErrorAction Stop']);
  const value = /^['"($]/.test(path) ? path : `'${path.replaceAll('`', '')}'`;
  const writer = random.pick([
    () => `${cased(random.pick(['Set-Content', 'sc', 'Add-Content', 'ac']))}${force} ${path} x`,
    () =>
      `${cased('Set-Content')} ${random.pick(['-Path', '-LiteralPath', '-Pat', '-lit'])}${random.pick([' ', ':'])}${path} -Value x`,
    () =>
      `'x' | ${cased(random.pick(['Out-File', 'Tee-Object', 'tee']))} ${random.pick(['', '-FilePath '])}${path}`,
    () => `'x' ${random.pick(['>', '>>', '*>', '1>'])} ${path}`,
    () =>
      `${cased(random.pick(['Remove-Item', 'ri', 'rm', 'del', 'erase', 'rd', 'Clear-Content', 'clc']))}${force} ${path}`,
    () =>
      `${cased(random.pick(['Copy-Item', 'cp', 'copy', 'cpi', 'Move-Item', 'mv', 'mi']))} lib\\b.c ${random.pick(['', '-Destination ', '-Dest:'])}${path}`,
    () => `${cased(random.pick(['New-Item', 'ni', 'md', 'mkdir']))} ${path}`,
    () =>
      `[${random.pick(['IO', 'System.IO'])}.File]::${random.pick(['WriteAllText', 'AppendAllText', 'WriteAllLines'])}(${value}, 'x')`,
    () => `Get-Process | ${cased(random.pick(['Export-Csv', 'epcsv', 'Export-Clixml']))} ${path}`,
    () => `${cased(random.pick(['Invoke-WebRequest', 'iwr', 'curl']))} http://x -OutFile ${path}`,
    () => `foreach ($f in ${value}) { Set-Content $f x }`,
    () => `${value} | Remove-Item`,
  ])();
  const lead = random.pick([
    '',
    '',
    '',
    'npm test; ',
    'Get-Date\n',
    '# note\n',
    '$ErrorActionPreference = "Stop"; ',
  ]);
  const line = lead + before + writer;
  return random.pick([
    () => line,
    () => line,
    () => line,
    () => `& { ${line} }`,
    () => `if ($true) { ${line}\n}`,
    () => `try { ${line}\n} catch { }`,
    () => `Invoke-Expression @'\n${line}\n'@`,
    () => `powershell -NoProfile -EncodedCommand ${Buffer.from(line, 'utf16le').toString('base64')}`,
    () => `pwsh -e ${Buffer.from(line, 'utf16le').toString('base64')}`,
    () => `1..3 | ForEach-Object { ${line}\n}`,
  ])();
}

/** A command of `cmd` that writes there. */
function cmdCommand(random: Random): string {
  const plain = pathInZone(random, true).replaceAll('/', '\\');
  const carets = (text: string) =>
    text.replace(/[a-z]/gi, (letter) => (random.chance(0.15) ? `^${letter}` : letter));
  const [before, path] = random.pick<() => [string, string]>([
    () => ['', plain],
    () => ['', `"${plain}"`],
    () => ['', carets(plain)],
    () => [`set P=${plain}& `, '%P%'],
    () => [`set "P=${plain}" & `, '"%P%"'],
    () => [`set Q=${plain.slice(0, 4)}& `, `%Q%${plain.slice(4)}`],
  ])();
  const writer = random.pick([
    () => `echo x ${random.pick(['>', '>>', '1>'])} ${path}`,
    () => `${carets(random.pick(['del', 'DEL', 'erase', 'rd /s /q', 'md', 'mkdir']))} ${path}`,
    () => `${carets(random.pick(['copy', 'COPY /y', 'move', 'xcopy']))} lib\\b.c ${path}`,
    () => `type lib\\b.c>${path}`,
    () => `for %f in (${path}) do @del %f`,
    () => `if exist lib (del ${path})`,
    () => `call del ${path}`,
  ])();
  const line = before + writer;
  return random.pick([
    () => line,
    () => line,
    () => `npm test && ${line}`,
    () => `@${line}`,
    () => `cmd /c "${line}"`,
    () => `(${line})`,
  ])();
}

/** A command of a POSIX shell, mostly Git's, that writes there. */
function bashCommand(random: Random): string {
  const plain = pathInZone(random, true);
  const posix = plain
    .replaceAll('\\', '/')
    .replace(/^[cC]:\//, () => random.pick(['/c/', '/cygdrive/c/', '/mnt/c/', 'C:/']));
  const path = random.pick([
    posix,
    `"${posix}"`,
    `'${plain}'`,
    `"${plain.replaceAll('\\\\', '\\')}"`,
    plain.replaceAll('\\', '\\\\'),
  ]);
  return random.pick([
    () => `echo x ${random.pick(['>', '>>', '>|'])} ${path}`,
    () => `${random.pick(['rm', 'rm -rf', 'touch', 'mkdir -p', 'tee'])} ${path}`,
    () => `${random.pick(['cp', 'mv'])} lib/b.c ${path}`,
    () => `P=${path}; rm "$P"`,
    () =>
      `cmd //c "${random.pick(['del', 'type lib\\b.c >', 'echo x >>', 'copy lib\\b.c'])} ${plain.replaceAll('\\\\', '\\')}"`,
    () =>
      `powershell -EncodedCommand ${Buffer.from(powerShellCommand(random), 'utf16le').toString('base64')}`,
  ])();
}

function callIntoZone(random: Random): Omit<WindowsCall, 'want'> {
  const tool = random.pick(['Write', 'PowerShell', 'PowerShell', 'cmd', 'Bash']);
  if (tool === 'Write') return { tool, input: { file_path: pathInZone(random), content: 'x\n' }, cwd };
  const made = { PowerShell: powerShellCommand, cmd: cmdCommand, Bash: bashCommand }[tool as 'cmd'];
  return { tool, input: { command: made(random) }, cwd };
}

const lines = ['powershell.deny', 'powershell.allow', 'cmd.deny', 'bash.deny', 'write.deny'].flatMap((name) =>
  readFileSync(join(__dirname, `../../fixtures/windows/${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n'),
);

/** A command that was damaged: nobody can say what it should be, but something must be. */
function damaged(random: Random): string {
  const characters = [...random.pick(lines)];
  for (let i = random.below(4); i >= 0; i--) {
    const at = random.below(characters.length + 1);
    characters.splice(
      at,
      random.below(3),
      ...random.pick([
        '"',
        "'",
        '`',
        '^',
        '%',
        '$(',
        ')',
        '{',
        '}',
        '@"\n',
        '|',
        '\0',
        '\ud800',
        '..',
        '\\\\?\\',
        '[',
      ]),
    );
  }
  return characters.join('');
}

describe('Any call on Windows', function () {
  this.timeout(300_000);

  it(`into a restricted zone is refused, however it is written (${count})`, async () => {
    const wrong: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const call = callIntoZone(new Random(seed));
      const { decision } = await judgeOnWindows(call);
      if (decision !== 'deny')
        wrong.push(`SEED=${seed} ${call.tool}: ${String(call.input.command ?? call.input.file_path)}`);
    }
    deepStrictEqual(wrong.slice(0, 20), []);
  });

  it(`that was damaged gets an answer (${count / 8})`, async () => {
    const wrong: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + count / 8; seed++) {
      const random = new Random(seed);
      const command = damaged(random);
      for (const tool of ['PowerShell', 'cmd', 'Bash', 'run_shell_command']) {
        try {
          const { decision } = await judgeOnWindows(
            { tool, input: { command }, cwd },
            tool.startsWith('run') ? 'gemini-cli' : undefined,
          );
          if (!['allow', 'ask', 'deny'].includes(decision)) wrong.push(`SEED=${seed} ${tool}: ${command}`);
        } catch (error) {
          wrong.push(`SEED=${seed} ${tool}: ${command}: ${String(error)}`);
        }
      }
    }
    deepStrictEqual(wrong.slice(0, 20), []);
  });
});
