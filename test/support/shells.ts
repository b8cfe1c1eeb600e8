import { windowsShells } from '../../src/cli/shells';
import { readShell } from '../../src/workflow/agents/shell/shellCommand';
import type { ShellReading, ShellSurroundings } from '../../src/workflow/agents/shell/shellReading';

const surroundings: ShellSurroundings = { env: {}, isWindows: false, windowsShells: () => windowsShells };

/** As a POSIX shell reads it, on a system that has no other. */
export function readPosix(command: string): ShellReading {
  return readShell(command, ['posix'], surroundings);
}
