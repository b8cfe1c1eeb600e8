import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { hasConfigHooks } from '../../src/git/hooks/hookPlaces';
import { onPath, runTool } from './debian';

const cache = resolve(__dirname, '..', '..', '.vscode-test', 'git-with-config-hooks');
const packages = [
  'git',
  'libc6',
  'libpcre2-8-0',
  'zlib1g',
  // For patchelf, and itself.
  'patchelf',
  'libstdc++6',
  'libgcc-s1',
];

/**
 * A folder for the front of the PATH with a git that knows hooks in its configuration (2.54 and later): that of this
 * machine, else Debian's newest, unpacked beside the system's with the libraries it was built for. It needs no root.
 */
export function newGit(): string {
  const own = onPath('git');
  if (own !== undefined && hasConfigHooks(runTool(own, ['version']))) return join(own, '..');
  const bin = join(cache, 'bin');
  if (existsSync(join(bin, 'git')) && hasConfigHooks(runTool(join(bin, 'git'), ['version']))) return bin;
  try {
    fetchGit();
  } catch (error) {
    throw new Error(
      `The tests run a git of 2.54 or newer, which is not here and could not be fetched from Debian. Put one on the PATH.\n${(error as Error).message}`,
    );
  }
  return bin;
}

function fetchGit(): void {
  mkdirSync(join(cache, '..'), { recursive: true });
  rmSync(cache, { recursive: true, force: true });
  const made = mkdtempSync(`${cache}-`);
  try {
    download(made);
    for (const file of readdirSync(made).filter((name) => name.endsWith('.deb'))) {
      runTool('dpkg', ['-x', file, cache], made);
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  const programs = join(cache, 'usr/lib/git-core');
  const file = join(cache, 'usr/bin/git');
  const [loader, libraries] = findLoader();
  // So that it runs under its own name, and nothing is set that the hooks' programs would inherit.
  const patchelf = ['--library-path', libraries, join(cache, 'usr/bin/patchelf')];
  runTool(loader, [
    ...patchelf,
    '--set-interpreter',
    loader,
    '--force-rpath',
    '--set-rpath',
    libraries,
    file,
  ]);
  rmSync(join(programs, 'git'));
  symlinkSync('../../bin/git', join(programs, 'git'));
  const start = join(cache, 'bin', 'git');
  mkdirSync(join(cache, 'bin'));
  writeFileSync(
    `${start}.tmp`,
    `#!/bin/sh\nGIT_EXEC_PATH='${programs}'\nexport GIT_EXEC_PATH\nexec '${file}' "$@"\n`,
  );
  chmodSync(`${start}.tmp`, 0o755);
  renameSync(`${start}.tmp`, start);
}

/** With lists of its own, from where this machine's packages come. */
function download(folder: string): void {
  let source = debianSource();
  if (source === undefined) {
    // A new machine has no lists yet.
    runTool('apt-get', ['update']);
    source = debianSource();
  }
  if (source === undefined) throw new Error('this machine has no packages of Debian');
  for (const name of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, 'sources.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${source} sid main\n`,
  );
  writeFileSync(join(folder, 'status'), '');
  const places = Object.entries({
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  runTool('apt-get', [...places, 'update'], folder);
  runTool('apt-get', [...places, 'download', ...packages], folder);
}

function debianSource(): string | undefined {
  const format = '$(ORIGIN) $(COMPONENT) $(REPO_URI)';
  const targets = runTool('apt-get', ['indextargets', '--format', format, 'Identifier: Packages']);
  return /^Debian main (\S+)$/m.exec(targets)?.[1];
}

/** The program loader that came with the libraries, and their folder. */
function findLoader(): [loader: string, libraries: string] {
  const lib = join(cache, 'usr/lib');
  for (const name of readdirSync(lib).filter((folder) => folder.includes('linux-gnu'))) {
    const libraries = join(lib, name);
    const loader = readdirSync(libraries).find((file) => file.startsWith('ld-linux'));
    if (loader !== undefined) return [join(libraries, loader), libraries];
  }
  throw new Error('no program loader came with libc6');
}
