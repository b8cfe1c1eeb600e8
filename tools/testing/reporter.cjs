// mocha's own report, and beside it what the runner counts by: written as JSON to `COLOPHON_MOCHA_REPORT`.
const { writeFileSync } = require('node:fs');
const { relative } = require('node:path');
const { reporters } = require('mocha');

module.exports = class Report extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, pending: [], files: {} };
    runner.on('pass', () => {
      counts.passed += 1;
    });
    // Hooks fail too.
    runner.on('fail', () => {
      counts.failed += 1;
    });
    runner.on('pending', (test) => counts.pending.push(test.fullTitle()));
    runner.on('test end', (test) => {
      const file = relative(process.cwd(), test.file ?? '').replaceAll('\\', '/');
      counts.files[file] ??= { tests: 0, ms: 0 };
      counts.files[file].tests += 1;
      counts.files[file].ms += test.duration ?? 0;
    });
    runner.on('end', () => writeFileSync(process.env.COLOPHON_MOCHA_REPORT, JSON.stringify(counts)));
  }
};
