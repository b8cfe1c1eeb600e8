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
