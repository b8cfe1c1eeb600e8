import { writeSync } from 'node:fs';
import { nonFatalMessage, type OpenPorts, runHook } from '../workflow/commit/runGitHook';

/**
 * The process that a shim starts. It ends within ten seconds and always with code 0: what stops a commit is a file
 * that the shim of `commit-msg` looks at, so that no crash of ours can.
 */
export async function hookProcess(open: OpenPorts, limitMs = 10_000): Promise<void> {
  const say = (line: string) => {
    try {
      writeSync(2, `${line}\n`);
    } catch {
      // Nobody listens.
    }
  };
  setTimeout(() => {
    say(nonFatalMessage(`the hook took longer than ${limitMs / 1000} seconds`));
    process.exit(0);
  }, limitMs).unref();
  await runHook(
    process.argv.slice(2),
    { cwd: process.cwd(), env: process.env, parentPid: process.ppid, now: Date.now(), say },
    open,
  );
  process.exit(0);
}
