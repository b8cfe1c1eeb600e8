import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { commitPorts } from '../workflow/commit/commitPorts';
import { hookProcess } from './gitHookProcess';

const COMPILE_MS = 8_000;

// Reading YAML is the command line's: the hook does not carry that weight, and needs it only after a policy changed.
void hookProcess(
  commitPorts(
    (repo) =>
      new Promise((resolve) => {
        const program = join(__dirname, 'colophon.cjs');
        execFile(
          process.execPath,
          [program, 'policy', 'compile'],
          { cwd: repo.root, timeout: COMPILE_MS },
          () => resolve(),
        );
      }),
    // Reading notes is for commits that are made again.
    () => require(join(__dirname, 'rewrite.cjs')) as typeof import('./rewrite'),
  ),
);
