import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The project's folder. */
export const projectRoot = resolve(__dirname, '../../..');

/** Git-ignored; holds what a fresh machine lacks. Safe to delete at any time. */
export const cacheRoot = join(projectRoot, '.vscode-test');

/** One line to the person who waits. */
export type Report = (line: string) => void;

/**
 * Runs `steps` in order, skipping each one that a marker says is done. A marker is written after its step, so that
 * what was interrupted is done again; it holds `version`, so that another version is too.
 */
export async function runSteps(
  title: string,
  version: string,
  steps: readonly { readonly name: string; readonly run: () => unknown }[],
  report: Report,
): Promise<void> {
  const markers = join(cacheRoot, 'done');
  const marker = (name: string): string => join(markers, name.replaceAll(/[^a-z0-9]+/gi, '-'));
  const isDone = (name: string): boolean =>
    existsSync(marker(name)) && readFileSync(marker(name), 'utf8') === version;
  if (steps.every((step) => isDone(step.name))) return;
  const unlock = await lock(report);
  try {
    for (const [index, step] of steps.entries()) {
      if (isDone(step.name)) continue;
      report(`${title}: step ${index + 1} of ${steps.length}, ${step.name} …`);
      const start = Date.now();
      const heart = setInterval(() => report(`  … still at it after ${seconds(start)} s`), 20_000);
      try {
        await step.run();
      } finally {
        clearInterval(heart);
      }
      mkdirSync(markers, { recursive: true });
      writeFileSync(marker(step.name), version);
      report(`${title}: step ${index + 1} of ${steps.length} done in ${seconds(start)} s`);
    }
  } finally {
    unlock();
  }
}

const seconds = (start: number): string => ((Date.now() - start) / 1000).toFixed(0);

/** One installer at a time, across processes. A lock whose owner is gone is taken over. */
async function lock(report: Report): Promise<() => void> {
  const folder = join(cacheRoot, 'lock');
  const owner = join(folder, 'pid');
  mkdirSync(cacheRoot, { recursive: true });
  for (let said = false; ; ) {
    try {
      mkdirSync(folder);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(folder, owner)) rmSync(folder, { recursive: true, force: true });
    else {
      if (!said) report('Waiting for another process that is installing into .vscode-test …');
      said = true;
      await sleep(500);
    }
  }
}

function isAbandoned(folder: string, owner: string): boolean {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return false;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ESRCH') return true;
    if (code !== 'ENOENT') return false;
  }
  // No pid in it yet: either it was made just now, or its maker died in between.
  const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > 5000;
}

/** Runs one program to its end. Rejects with the end of its output. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly timeoutMs: number },
): Promise<string> {
  return new Promise((fulfil, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
    const fail = (why: string): void =>
      reject(new Error(`${command} ${args.join(' ')}: ${why}\n${output.slice(-3000)}`));
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) fulfil(output);
      else fail(signal === null ? `exit code ${code}` : `ended by ${signal} after ${options.timeoutMs} ms`);
    });
  });
}
