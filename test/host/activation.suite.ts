import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/editor/extension';
import { hostSuite } from './suite';

/** What `test/bench/activation.ts` reads, in milliseconds. */
export interface ActivationTimes {
  readonly load: readonly number[];
  readonly activate: number;
}

/** Not part of `npm test`: measures, and says nothing about right or wrong. */
export const run = hostSuite(() => {
  it('is measured', async () => {
    const extension = vscode.extensions.getExtension<Exports>('colophon.colophon')!;
    const { activationMs } = await extension.activate();
    const bundle = join(extension.extensionPath, 'dist/extension.js');
    const require = createRequire(bundle);
    const load = Array.from({ length: 9 }, () => {
      delete require.cache[bundle];
      const started = performance.now();
      require(bundle);
      return performance.now() - started;
    });
    writeFileSync(
      process.env.COLOPHON_TIMES!,
      JSON.stringify({ load, activate: activationMs } satisfies ActivationTimes),
    );
  });
});
