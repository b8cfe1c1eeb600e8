import { execFile } from 'node:child_process';

/** What starts the hooks' JavaScript. */
export interface Runtime {
  readonly program: string;
  /** Needs ELECTRON_RUN_AS_NODE. */
  readonly electron: boolean;
}

const limitMs = 5_000;
const oldest = 20;

/**
 * The program as something that hooks can start: it is tried first, since an editor's own program may refuse to run
 * as Node. `undefined` where it does not, or is too old; the hooks then look for `node` on the PATH.
 */
export function tryRuntime(program: string, electron: boolean): Promise<Runtime | undefined> {
  const { NODE_OPTIONS: _, ELECTRON_RUN_AS_NODE: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      program,
      ['-p', 'process.versions.node'],
      {
        env: electron ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env,
        timeout: limitMs,
        maxBuffer: 1024,
        windowsHide: true,
      },
      (error, stdout) =>
        resolve(error || !(Number.parseInt(stdout, 10) >= oldest) ? undefined : { program, electron }),
    );
  });
}

/** The program that runs this process, for the hooks to start. */
export function thisRuntime(): Runtime {
  return { program: process.execPath, electron: process.versions.electron !== undefined };
}
