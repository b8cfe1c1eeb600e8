import { strictEqual } from 'node:assert';
import { forgePage } from '../../../src/git/objects/history';

describe('the page of a remote on a forge', () => {
  it('is made of its parts, and shows neither name nor password', () => {
    for (const [address, page] of [
      ['https://github.com/acme/core.git', 'https://github.com/acme/core'],
      ['https://user:secret@github.com/acme/core', 'https://github.com/acme/core'],
      ['git@gitlab.com:acme/group/core.git', 'https://gitlab.com/acme/group/core'],
      ['ssh://git@codeberg.org/acme/core/', 'https://codeberg.org/acme/core'],
      ['https://github.com.evil.example/acme/core', undefined],
      ['https://evil.example/github.com/acme', undefined],
      ['https://evil@github.com@evil.example/a/b', undefined],
      ['javascript:alert(1)//github.com/a/b', undefined],
      ['https://github.com/acme/"><script>', undefined],
      ['https://github.com/../x', undefined],
      ['https://github.com/acme', undefined],
      ['/srv/git/core', undefined],
    ] as const)
      strictEqual(forgePage(address), page, address);
  });
});
