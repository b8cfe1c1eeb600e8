import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerOptions {
  readonly userData: string;
  readonly extensionsDir: string;
  readonly trust: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface Server {
  readonly port: number;
  /** The end of what the server printed and of the extension host's log. */
  readonly logTail: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts VS Code's server on the loopback address, in a process group of its own, and waits until it answers. */
export async function startServer(
  tools: { readonly node: string; readonly server: string },
  options: ServerOptions,
): Promise<Server> {
  const port = options.port ?? (await freePort());
  const args = [
    tools.server,
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    '--accept-server-license-terms',
    ...['--user-data-dir', options.userData, '--extensions-dir', options.extensionsDir],
    '--enable-smoke-test-driver',
    '--disable-telemetry',
    ...(options.trust ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(tools.node, args, {
    detached: true,
    env: { ...inherited(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const onExit = (): void => endGroup(child, 'SIGKILL');
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    process.off('exit', onExit);
    await endProcess(child);
  };
  const logTail = (): string =>
    [output.slice(-2000), hostLogTail(options.userData)].filter(Boolean).join('\n').trim();
  for (const until = Date.now() + 60_000; !(await answers(port)); await sleep(50)) {
    if (Date.now() < until && child.exitCode === null && child.signalCode === null) continue;
    await stop();
    throw new Error(`VS Code's server did not start.\n${logTail()}`);
  }
  return { port, logTail, stop };
}

/** Without what VS Code's own terminals and npm put there: it would reach the extensions and git. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(npm_|VSCODE_|GIT_|NODE_OPTIONS$|INIT_CWD$)/i.test(key)),
  );
}

function answers(port: number): Promise<boolean> {
  return new Promise((fulfil) => {
    const request = get({ host: '127.0.0.1', port, path: '/version', timeout: 2000 }, (response) => {
      response.resume();
      fulfil(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => fulfil(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((fulfil, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => fulfil(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((fulfil) => {
    if (child.exitCode !== null || child.signalCode !== null) fulfil();
    else child.once('exit', () => fulfil());
  });
  endGroup(child, 'SIGTERM');
  await Promise.race([gone, sleep(3000)]);
  // The extension host may outlive the server by seconds; it is in the same group.
  endGroup(child, 'SIGKILL');
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

/** `<userData>/logs/<start>/exthost<n>/remoteexthost.log`. */
function hostLogTail(userData: string): string {
  try {
    const root = join(userData, 'logs');
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('remoteexthost.log'))
      .map((name) => readFileSync(join(root, name), 'utf8').slice(-3000))
      .join('\n');
  } catch {
    return '';
  }
}
