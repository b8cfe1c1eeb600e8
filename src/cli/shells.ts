import { readCmd } from '../workflow/agents/shell/cmd';
import { readPowerShell } from '../workflow/agents/shell/powershell';
import type { WindowsShells } from '../workflow/agents/shell/shellReading';

/** A bundle of its own, which the agents' hook loads where a command is none of a POSIX shell's. */
export const windowsShells: WindowsShells = { readPowerShell, readCmd };
