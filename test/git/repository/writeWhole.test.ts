import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNew, writeWhole } from '../../../src/git/repository/writeWhole';

describe('a file that is written whole', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'colophon-whole-'));
    file = join(folder, 'file');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const names = () => readdirSync(folder).sort();
  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it('is there with its content, mode and time, and nothing beside it', () => {
    writeWhole(file, 'one', { mode: 0o777, changedAt: 1_700_000_000_123, flush: true });
    deepStrictEqual(
      [names(), readFileSync(file, 'utf8'), modeOf(file), Math.round(statSync(file).mtimeMs)],
      [['file'], 'one', 0o777, 1_700_000_000_123],
    );
  });

  it('keeps the mode of the one that was there, unless it is told another', () => {
    writeFileSync(file, 'one');
    chmodSync(file, 0o640);
    writeWhole(file, Buffer.from([0xff]));
    deepStrictEqual([readFileSync(file), modeOf(file)], [Buffer.from([0xff]), 0o640]);
    writeWhole(file, 'two', { mode: 0o600 });
    strictEqual(modeOf(file), 0o600);
  });

  it('takes the place of a link, and leaves what the link or another name leads to as it is', () => {
    writeFileSync(join(folder, 'other'), 'other');
    symlinkSync('other', file);
    linkSync(join(folder, 'other'), join(folder, 'twin'));
    writeWhole(file, 'one');
    writeWhole(join(folder, 'twin'), 'two');
    deepStrictEqual(
      [
        lstatSync(file).isFile(),
        ...['file', 'other', 'twin'].map((name) => readFileSync(join(folder, name), 'utf8')),
      ],
      [true, 'one', 'other', 'two'],
    );
  });

  it('leaves nothing behind where it cannot be', () => {
    mkdirSync(join(file, 'in'), { recursive: true });
    throws(() => writeWhole(file, 'one'), { code: /^E/ });
    throws(() => writeWhole(join(folder, 'none', 'file'), 'one'), { code: 'ENOENT' });
    deepStrictEqual(names(), ['file']);
  });

  it('never takes the place of another where it has to be new', () => {
    writeNew(file, 'one');
    throws(() => writeNew(file, 'two'), { code: 'EEXIST' });
    symlinkSync('nowhere', join(folder, 'link'));
    throws(() => writeNew(join(folder, 'link'), 'two'), { code: 'EEXIST' });
    deepStrictEqual([names(), readFileSync(file, 'utf8')], [['file', 'link'], 'one']);
  });
});
