import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { atExit } from './closing';
import { endGroup, endProcess, freePort, inherited } from './processes';

export interface ServerOptions {
  readonly userData: string;
  readonly extensionsDir: string;
  readonly trust: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface Server {
  readonly port: number;
  /** The end of what the server printed. The extension host writes no log file: its logger is a native module. */
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
  const cancel = atExit(() => endGroup(child, 'SIGKILL'));
  const stop = async (): Promise<void> => {
    cancel();
    await endProcess(child);
  };
  const logTail = (): string => quietly(output).slice(-3000);
  for (const until = Date.now() + 60_000; !(await answers(port)); await sleep(50)) {
    if (Date.now() < until && child.exitCode === null && child.signalCode === null) continue;
    await stop();
    throw new Error(`VS Code's server did not start.\n${logTail()}`);
  }
  return { port, logTail, stop };
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

/** Without VS Code's own stack frames, and without the lines about optional modules and services that are never there. */
export function quietly(output: string): string {
  const noise = [
    /^\s*(at .*(code-server|\/static\/out\/|node:internal).*|tries: \[|\]|\}|)$/,
    /spdlog|bindings|vsda|agent ?host|open-vsx|reconnect|grace|%c {2}ERR|listening on|bound to/i,
    /^ *Require stack:|^ *- \/|native-watchdog|Release\/watchdog|Failed to load resource/,
  ];
  return output
    .split('\n')
    .filter((line, index, all) => line !== all[index - 1] && !noise.some((one) => one.test(line)))
    .join('\n');
}
