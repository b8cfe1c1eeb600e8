import type { TestEvent } from '../support/host/driverServer';
import { ask } from './driver';

type Body = () => void;

/** How the window goes away between two phases. */
export type Ending = 'reload' | 'crash';

interface Phase {
  readonly body: Body;
  readonly ending: Ending;
}

let phases: Phase[] = [];

/**
 * The tests of one suite, run by mocha in the extension host. A suite file is a test entry of its own:
 * `export const run = hostSuite(() => { describe(…) })`.
 */
export function hostSuite(body: Body): () => Promise<void> {
  return async () => {
    const { default: Mocha } = await import('mocha');
    const number = await ask<number>({ op: 'phase' });
    const grep = process.env.COLOPHON_GREP;
    const sent: Promise<unknown>[] = [];
    const send = (event: TestEvent): void => {
      sent.push(ask({ op: 'report', event }).catch(() => {}));
    };
    const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, forbidOnly: true, ...(grep ? { grep } : {}) });
    mocha.reporter(reporter(send) as never);
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    phases = [{ body, ending: 'reload' }];
    // The body of phase 1 declares the later ones; what it registers is kept only when it is its turn.
    collect(mocha, number);
    await new Promise<number>((fulfil) => void mocha.run(fulfil));
    await Promise.all(sent);
    const isLast = number >= phases.length;
    if (isLast) {
      await ask({ op: 'report', event: { kind: 'end', title: '' } });
      return;
    }
    const isCrash = phases[number - 1]?.ending === 'crash';
    // A reload lets the extension host end well; a crash must come before it.
    await ask({ op: 'reload', phase: number + 1, delay: isCrash ? 1000 : 0 });
    if (isCrash) process.kill(process.pid, 'SIGKILL');
    // The window goes away under us; settling would end the run.
    await new Promise(() => {});
  };
}

/**
 * What runs after the window was reloaded, or after the extension host was killed. Declared at the top level of a
 * suite's body, in order; the window reloads after each phase but the last. Hand values over with `state`.
 */
export function afterwards(ending: Ending, body: Body): void {
  const before = phases.at(-1)!;
  phases[phases.length - 1] = { ...before, ending };
  phases.push({ body, ending: 'reload' });
}

function collect(mocha: Mocha, number: number): void {
  const scratch = mocha.suite;
  phases[0]!.body();
  if (number === 1) return;
  scratch.suites.length = 0;
  scratch.tests.length = 0;
  phases[number - 1]?.body();
}

/** A mocha reporter that tells the launcher, which prints. */
function reporter(send: (event: TestEvent) => void): new (runner: Mocha.Runner) => object {
  return class {
    constructor(runner: Mocha.Runner) {
      runner.on('pass', (test) =>
        send({ kind: 'pass', title: test.fullTitle(), ms: Math.round(test.duration ?? 0) }),
      );
      runner.on('fail', (test, error: Error) =>
        send({ kind: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }),
      );
      runner.on('pending', (test) => send({ kind: 'skip', title: test.fullTitle() }));
    }
  };
}
