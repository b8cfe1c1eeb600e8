// Records the event streams that the classifier's tests read: `node tools/record.mjs [pattern]`.
// Needed again when VS Code changes how it reports edits.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleSuites } from './bundle.mjs';

const require = createRequire(import.meta.url);
require('tsx/cjs');
const { removing } = require('../test/support/host/closing.ts');
const { runFolder } = require('../test/support/host/stage.ts');
const { runSuite } = require('../test/support/host/suites.ts');
const root = fileURLToPath(new URL('..', import.meta.url));

const remove = removing(runFolder());
await bundleSuites(join(runFolder(), 'suites'));
const result = await runSuite(
  {
    title: 'event streams',
    timeoutMs: 15 * 60_000,
    host: {
      extensionDir: join(root, 'test/fixtures/recorder'),
      extensions: [join(root, 'test/fixtures/sample-assistant')],
      testEntry: join(runFolder(), 'suites/streams.suite.js'),
      env: {
        COLOPHON_STREAMS: join(root, 'test/fixtures/streams'),
        ...(process.argv[2] === undefined ? {} : { COLOPHON_GREP: process.argv[2] }),
      },
      report: console.log,
    },
  },
  console.log,
);
await remove();
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exitCode = result.failed === 0 ? 0 : 1;
