import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Our environment without what npm and VS Code's own terminals put there: it would reach the extensions and git. */
export function inherited(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|GIT_|ELECTRON_|NODE_OPTIONS$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !foreign.test(key)));
}

/** A port of the loopback address that was free just now. */
export function freePort(): Promise<number> {
  return new Promise((fulfil, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => fulfil(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Ends a process that was spawned `detached`, with all it has started. */
export async function endProcess(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((fulfil) => {
    if (child.exitCode !== null || child.signalCode !== null) fulfil();
    else child.once('exit', () => fulfil());
  });
  endGroup(child, 'SIGTERM');
  await Promise.race([gone, sleep(3000, undefined, { ref: false })]);
  // The extension host may outlive the server by seconds; it is in the same group.
  endGroup(child, 'SIGKILL');
}

export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}
