import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Far above what any of it takes: only a hang comes here. */
const minutes = 45;

/** Runs Node to its end in the project's folder, its output shown as it comes unless `isQuiet`. */
export function node(args, { isQuiet = false, env = {} } = {}) {
  return new Promise((fulfil) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    // mocha starts processes of its own, which end when nobody reads what they say.
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      fulfil({ code: `none, it hung for ${minutes} minutes`, output });
    }, minutes * 60_000);
    for (const [stream, shown] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        output += chunk;
        if (!isQuiet) shown.write(chunk);
      });
    }
    child.on('error', (error) => fulfil({ code: -1, output: error.message }));
    child.on('close', (code) => {
      clearTimeout(limit);
      fulfil({ code, output });
    });
  });
}

/** Runs `work` for each item, so many at once, in the order of the list. */
export async function inLanes(items, lanes, work) {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
