import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { verifySignature } from '../../../src/git/repository/sshKeygen';

describe('A signature that this ssh-keygen cannot check', () => {
  const path = process.env.PATH;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'colophon-keygen-'));
    process.env.PATH = folder + delimiter + path;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  const verdict = async (said: string) => {
    const script = `#!/bin/sh\ncat >/dev/null\necho '${said}' >&2\nexit 255\n`;
    writeFileSync(join(folder, 'ssh-keygen'), script, { mode: 0o755 });
    const check = { signature: Buffer.from('x'), message: Buffer.from('x'), namespace: 'n', at: 0 };
    return verifySignature({
      ...check,
      principal: 'ada',
      signers: [{ principal: 'ada', line: 'ada ssh-ed25519 AAAA' }] as never,
    });
  };

  it('is not called bad: the option for the time is not known, or there is no such operation', async () => {
    for (const said of [
      'Invalid option "verify-time=20260101000000"',
      'ssh-keygen: unknown option -- Y',
      'ssh-keygen: illegal option -- Y',
      'usage: ssh-keygen [-q] [-a rounds]',
      'Unsupported operation for -Y: "verify"',
    ])
      deepStrictEqual(await verdict(said), {
        missing: 'This ssh-keygen is too old to check a signature at a time; OpenSSH 8.9 or newer does.',
      });
  });

  it('is bad where it says so', async () => {
    for (const said of ['Could not verify signature.', 'Signature verification failed: incorrect signature'])
      deepStrictEqual(await verdict(said), 'bad');
  });
});
