import { deepStrictEqual, strictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unarmour } from '../../src/attestation/sshsig';
import { isEd25519Signature } from '../../src/attestation/verifySshsig';

describe('A signature by an Ed25519 key', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'colophon-sshsig-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const message = Buffer.from('DSSEv1 something to sign');
  const sign = (kind: string, ...more: string[]) => {
    const key = join(folder, `${kind}${more.join('')}`);
    const options = { timeout: 20_000 };
    execFileSync('ssh-keygen', ['-q', '-t', kind, '-N', '', '-f', key], options);
    const args = ['-Y', 'sign', '-q', '-n', 'signoff@colophon', ...more, '-f', key];
    return unarmour(execFileSync('ssh-keygen', args, { ...options, input: message }).toString())!;
  };
  const check = (signature: Buffer, namespace = 'signoff@colophon', text = message) =>
    isEd25519Signature(signature, namespace, text);

  it('is read as ssh-keygen makes it, with either digest', () => {
    strictEqual(check(sign('ed25519')), true);
    strictEqual(check(sign('ed25519', '-O', 'hashalg=sha256')), true);
  });

  it('is good for its message and its namespace alone, and no byte of it may differ', () => {
    const signature = sign('ed25519', '-O', 'hashalg=sha512');
    strictEqual(check(signature), true);
    strictEqual(check(signature, 'review@colophon'), undefined);
    strictEqual(check(signature, undefined, Buffer.from('DSSEv1 something to sigN')), false);
    const taken = [...signature.keys()].filter((at) => {
      const other = Buffer.from(signature);
      other[at]! ^= 1;
      return check(other) === true;
    });
    deepStrictEqual(taken, []);
    for (let end = 0; end < signature.length; end++)
      strictEqual(check(signature.subarray(0, end)), undefined);
    strictEqual(check(Buffer.concat([signature, Buffer.from([0])])), undefined);
  });

  it('is left to OpenSSH where it is by a key of another kind', () => {
    for (const kind of ['ecdsa', 'rsa']) strictEqual(check(sign(kind)), undefined, kind);
  });
});
