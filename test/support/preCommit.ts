import { onPath, runTool } from './debian';

/** The pre-commit framework, for tests that run the real one: found on the PATH, else installed with apt-get. */
export function preCommit(): string {
  return onPath('pre-commit') ?? install();
}

function install(): string {
  try {
    runTool('apt-get', ['update']);
    runTool('apt-get', ['install', '-y', '--no-install-recommends', 'pre-commit']);
  } catch (error) {
    throw new Error(
      `The tests run the real pre-commit framework, which is not here and could not be installed. Install it: as root apt-get install pre-commit, or pipx install pre-commit.\n${(error as Error).message}`,
    );
  }
  const program = onPath('pre-commit');
  if (program === undefined) throw new Error('apt-get installed pre-commit, but it is not on the PATH.');
  return program;
}
