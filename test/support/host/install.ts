import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, type Report, run, runSteps } from './cache';
import { type Browser, browserPackages, installBrowser } from './chromium';

/** What `startHost` needs of the machine. */
export interface HostTools {
  /** Node 24, which the server wants; not the Node of this process. */
  readonly node: string;
  /** `server-main.js` of VS Code. */
  readonly server: string;
  readonly browser: Browser;
}

const codeServer = '4.139.1';
const node = '24.21.0';

/**
 * Puts VS Code's server, its Node and a browser into `.vscode-test`, by npm alone, and says where they are.
 * Needs the npm registry once; later calls return at once. Throws with one plain sentence where it cannot.
 */
export async function installHost(report: Report): Promise<HostTools> {
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const host = join(cacheRoot, 'host');
  const vscode = join(host, 'node_modules/code-server/lib/vscode');
  const packages = { 'code-server': codeServer, [nodePackage]: node, ...browserPackages() };
  await runSteps(
    'Installing the VS Code host (about 1 GB on disk, once)',
    JSON.stringify(packages),
    [
      { name: 'VS Code and its Node', run: () => installPackages(host, packages) },
      { name: 'libraries of VS Code', run: () => installShrinkwrapped(vscode) },
      { name: 'TypeScript for VS Code', run: () => installShrinkwrapped(join(vscode, 'extensions')) },
      { name: 'a browser without a screen', run: () => installBrowser(host, report) },
    ],
    report,
  );
  return {
    node: join(host, 'node_modules', nodePackage, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'),
    server: join(vscode, 'out/server-main.js'),
    browser: await installBrowser(host, report),
  };
}

async function installPackages(folder: string, packages: Record<string, string>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: packages }, null, 2)}\n`,
  );
  await npm(folder, ['install']);
}

/** The package leaves out what its own `postinstall` would fetch. */
async function installShrinkwrapped(folder: string): Promise<void> {
  await npm(folder, ['install', '--omit=dev']);
}

/** Scripts stay off: nothing is compiled, and no package runs code on the user's machine while being installed. */
async function npm(folder: string, args: readonly string[]): Promise<void> {
  const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    await run(command, all, { cwd: folder, timeoutMs: 15 * 60_000 });
  } catch (first) {
    // A half-written node_modules of an interrupted run can make npm fail (ENOTEMPTY); start that folder afresh.
    const modules = join(folder, 'node_modules');
    if (!existsSync(modules) || readdirSync(modules).length === 0) throw first;
    rmSync(modules, { recursive: true, force: true });
    await run(command, all, { cwd: folder, timeoutMs: 15 * 60_000 });
  }
}
