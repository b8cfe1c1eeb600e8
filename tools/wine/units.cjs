// Runs in Wine: the test files that were named, in this one process.
const { readFileSync, writeFileSync } = require('node:fs');
const os = require('node:os');

const [, , input, output] = process.argv;
const { files, mocha } = JSON.parse(readFileSync(input, 'utf8'));
const loaded = require(mocha);
const Mocha = loaded.default ?? loaded;
/** What there is to say is written at the end. */
class Silent {}
const suite = new Mocha({ timeout: 120_000, reporter: Silent });
const failures = [];
for (const file of files) {
  try {
    suite.files = [file];
    suite.loadFiles();
  } catch (error) {
    failures.push(`${file} could not be loaded: ${error.stack.slice(0, 300)}`);
  }
}
suite.files = [];
let passed = 0;
const runner = suite.run(() => {
  const system = `${os.type()} ${os.release()} (Wine)`;
  const told = { version: process.version, system, files: files.length, passed, failures };
  writeFileSync(output, JSON.stringify(told));
  process.exit(0);
});
runner.on('pass', () => passed++);
runner.on('fail', (test, error) =>
  failures.push(`${test.fullTitle()}: ${String(error.stack).slice(0, 600).replace(/\s+/g, ' ')}`),
);
