import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackTar } from './tar';

describe('unpackTar', () => {
  let folder: string;
  const tar = (...args: string[]): Buffer =>
    execFileSync('tar', ['--format=ustar', '-C', join(folder, 'in'), '-cf', '-', ...args], {
      timeout: 10_000,
    });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'colophon-tar-'));
    mkdirSync(join(folder, 'in/lib/empty'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('brings back what tar packed', () => {
    const large = Buffer.alloc(1537, 7);
    writeFileSync(join(folder, 'in/lib/large'), large, { mode: 0o755 });
    writeFileSync(join(folder, 'in/lib/nothing'), '');
    unpackTar(tar('lib'), join(folder, 'out'));
    const mode = (path: string): number => statSync(join(folder, 'out', path)).mode & 0o777;
    assert.deepEqual(
      [
        readFileSync(join(folder, 'out/lib/large')),
        mode('lib/large'),
        mode('lib/nothing'),
        statSync(join(folder, 'out/lib/empty')).isDirectory(),
      ],
      [large, 0o755, 0o644, true],
    );
  });

  it('refuses links and names that leave the folder', () => {
    writeFileSync(join(folder, 'in/outside'), 'x');
    symlinkSync('/etc/passwd', join(folder, 'in/lib/link'));
    assert.throws(() => unpackTar(tar('lib/link'), join(folder, 'out')), /is of type 2/);
    assert.throws(
      () => unpackTar(tar('-P', 'lib/../../in/outside'), join(folder, 'out/deep')),
      /leaves the folder/,
    );
  });
});
