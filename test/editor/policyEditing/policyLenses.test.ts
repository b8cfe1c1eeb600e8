import { deepEqual } from 'node:assert/strict';
import { filePage } from '../../../src/editor/policyEditing/policyFilePage';
import { lensTitle } from '../../../src/editor/policyEditing/policyLensTitle';

describe('the lens above a zone', () => {
  it('says how many files and who owns them, and never more than was counted', () => {
    deepEqual(
      [
        lensTitle(1, ['a@b']),
        lensTitle(12_345, []),
        lensTitle(0, ['a@b', 'c@d', 'e@f', 'g@h', 'i@j']),
        lensTitle(undefined, ['$(flame)@b']),
        lensTitle(2, ['a@b'], true),
      ],
      [
        '1 tracked file · a@b',
        '12,345 tracked files · no owners',
        '0 tracked files · a@b, c@d, e@f and 2 more',
        'tracked files: unknown · $ (flame)@b',
        '2 tracked files · a@b · more in another file',
      ],
    );
  });
});

describe('the list of a zone’s files', () => {
  const files = Array.from({ length: 2500 }, (_, at) => `f${at}`);
  const shown = (count: number) => {
    const { title, files: listed, next } = filePage('core', files, count);
    return [title, listed.length, next];
  };

  it('says how many of how many it shows', () => {
    deepEqual(shown(1000), ['core: first 1,000 of 2,500 tracked files', 1000, 'Show the next 1,000']);
    deepEqual(shown(2000), ['core: first 2,000 of 2,500 tracked files', 2000, 'Show the next 500']);
    deepEqual(shown(3000), ['core: 2,500 tracked files', 2500, undefined]);
    deepEqual(filePage('core', ['a'], 1000), { title: 'core: 1 tracked file', files: ['a'] });
    deepEqual(filePage('core', undefined, 1000), {
      title: 'core: git could not list the tracked files',
      files: [],
    });
  });
});
