import { deepStrictEqual } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAllowedSigners } from '../../src/attestation/allowedSigners';

/** Each with whether it grants anything for `signoff@colophon`. */
const lines: readonly [line: string, grants: boolean][] = [
  ['ada@acme.dev KEY', true],
  ['ada@acme.dev KEY a comment, valid-before=1', true],
  ['ada@acme.dev namespaces="signoff@colophon" KEY', true],
  ['ada@acme.dev NAMESPACES="git,sign*@colophon" KEY', true],
  ['ada@acme.dev namespaces="*" KEY', true],
  ['ada@acme.dev valid-after="20200101",valid-before="20990101Z" KEY', true],
  ['ada@acme.dev valid-before="209901011200" KEY', true],
  ['ada@acme.dev namespaces="git" KEY', false],
  ['ada@acme.dev namespaces="git,!signoff@colophon,*@git" KEY', false],
  ['ada@acme.dev namespaces=signoff@colophon KEY', false],
  ['ada@acme.dev valid-before=20990101 KEY', false],
  ['ada@acme.dev valid-before="tomorrow" KEY', false],
  ['ada@acme.dev bogus KEY', false],
  ['ada@acme.dev no-touch-required KEY', false],
  ['ada@acme.dev bogus="x" KEY', false],
  ['ada@acme.dev namespaces="signoff@colophon",namespaces="signoff@colophon" KEY', false],
  ['ada@acme.dev ssh-rsa AAAAC3NzaC1lZDI1NTE5', false],
  ['ada@acme.dev', false],
];

describe('A line of allowed_signers', () => {
  let folder: string;
  let key: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'colophon-signers-'));
    const options = { timeout: 20_000 };
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')], options);
    key = readFileSync(join(folder, 'key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
    const args = ['-Y', 'sign', '-q', '-n', 'signoff@colophon', '-f', join(folder, 'key')];
    writeFileSync(join(folder, 'sig'), execFileSync('ssh-keygen', args, { ...options, input: 'text' }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('counts where ssh-keygen takes it, and nowhere else', () => {
    const asked = lines.map(([line]) => line.replace('KEY', key));
    const ours = asked.map((line) => readAllowedSigners(line).refused.length === 0);
    const theirs = asked.map((line) => {
      writeFileSync(join(folder, 'allowed'), `${line}\n`);
      const args = ['-Y', 'verify', '-f', join(folder, 'allowed'), '-I', 'ada@acme.dev'];
      const how = { input: 'text', timeout: 20_000 };
      const end = ['-n', 'signoff@colophon', '-s', join(folder, 'sig')];
      return spawnSync('ssh-keygen', [...args, ...end], how).status === 0;
    });
    const expected = lines.map(([, grants]) => grants);
    deepStrictEqual({ ours, theirs }, { ours: expected, theirs: expected });
  });

  it('is named where it grants nothing', () => {
    const text = `# keys\nada@acme.dev namespaces="git" ${key}\nada@acme.dev valid-before=20270101 ${key}\nada@acme.dev bogus ${key}\n`;
    deepStrictEqual(readAllowedSigners(text).refused, [
      { line: 2, why: 'its namespaces (git) leave out signoff@colophon and review@colophon' },
      { line: 3, why: 'the value of “valid-before” needs quotes: valid-before="…"' },
      { line: 4, why: 'ssh-keygen knows no option “bogus”' },
    ]);
  });
});
