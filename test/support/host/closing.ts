import { rmSync } from 'node:fs';

/** Ends one thing that was started. */
export type Closer = () => void | Promise<void>;

/** Runs each once, last first, each for at most 10 s; one that fails does not keep the others from running. */
export async function closeAll(closers: Closer[]): Promise<void> {
  for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((fulfil) => {
      timer = setTimeout(fulfil, 10_000);
    });
    await Promise.race([Promise.resolve().then(closer), limit]).catch(() => {});
    clearTimeout(timer);
  }
}

/**
 * Runs `action` when this process ends before the returned function was called: by Ctrl+C, say, which Playwright turns
 * into an exit. What was registered last runs first.
 */
export function atExit(action: () => void): () => void {
  process.prependOnceListener('exit', action);
  return () => void process.off('exit', action);
}

/** A closer for a temporary folder, which goes when the process ends too. */
export function removing(folder: string): Closer {
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const cancel = atExit(remove);
  return () => {
    remove();
    cancel();
  };
}
