import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The file that a shell would start for `name`. */
export function onPath(name: string): string | undefined {
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Standard output; all that was said is in the error where it fails. */
export function runTool(program: string, args: readonly string[], cwd?: string): string {
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 5 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.error) throw new Error(`${program}: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** A program that tests run, of the Debian package of its name: found on the PATH, else installed with apt-get. */
export function debianProgram(name: string): string {
  return onPath(name) ?? install(name);
}

function install(name: string): string {
  try {
    runTool('apt-get', ['update']);
    runTool('apt-get', ['install', '-y', '--no-install-recommends', name]);
  } catch (error) {
    throw new Error(
      `The tests run the real ${name}, which is not here and could not be installed. Install it: as root apt-get install ${name}.\n${(error as Error).message}`,
    );
  }
  const program = onPath(name);
  if (program === undefined) throw new Error(`apt-get installed ${name}, but it is not on the PATH.`);
  return program;
}

/**
 * Packages of Debian, unpacked into a folder that stays, so that programs can be run from there: it needs no root, and
 * nothing of this machine changes. Their dependencies are named with them.
 */
export function unpackedDebian(name: string, packages: readonly string[]): string {
  const folder = resolve(__dirname, '..', '..', '.vscode-test', 'debian', name);
  const done = join(folder, 'done');
  const wanted = packages.join('\n');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const download = () =>
    runTool('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...packages], folder);
  try {
    download();
  } catch {
    // A new machine has no lists yet.
    runTool('apt-get', ['update']);
    download();
  }
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.deb'))) {
    runTool('dpkg', ['-x', file, folder], folder);
    rmSync(join(folder, file));
  }
  writeFileSync(done, wanted);
  return folder;
}
