/** Does its work once, some time after it was asked for: several events in a row make one look. Times in milliseconds. */
export class Delay {
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  constructor(private readonly work: () => void) {}

  /** Waits anew: the work is done once nobody has asked for so long. */
  restart(ms: number): void {
    this.dispose();
    this.#due = Date.now() + ms;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.work();
    }, ms);
  }

  /** Goes on waiting where the work is due by then. */
  within(ms: number): void {
    if (!this.#timer || Date.now() + ms < this.#due) this.restart(ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
