import { deepStrictEqual } from 'node:assert';
import { pathRow, personRows } from '../../../src/editor/setup/createPolicyModel';

describe('the questions of Create Policy', () => {
  it('say of a path how many files there are and whom CODEOWNERS names', () => {
    const rows = [
      { pattern: '/src/core/', owners: [], handles: [], files: 1 },
      { pattern: '*.proto', owners: ['api@acme.dev'], handles: ['@a', '@b', '@c', '@d'] },
      { pattern: '/\u202eevil/', owners: [], handles: [], files: 0 },
    ].map(pathRow);
    deepStrictEqual(rows, [
      { label: '/src/core/', description: '1 file' },
      { label: '*.proto', description: 'api@acme.dev, @a, @b and 2 more in CODEOWNERS' },
      { label: '/\\u202eevil/', description: '0 files' },
    ]);
  });

  it('offer each person once: who was chosen, whom git knows, and who is in CODEOWNERS', () => {
    const ada = { name: 'Ada', email: 'ada@acme.dev' };
    const rows = (...args: Parameters<typeof personRows>) =>
      personRows(...args).map(({ label, description }) => [label, description]);
    deepStrictEqual(rows(ada, ['core@acme.dev', 'ada@acme.dev']), [
      ['ada@acme.dev', 'Ada · git config user.email'],
      ['core@acme.dev', 'CODEOWNERS'],
    ]);
    deepStrictEqual(rows(ada, [], { email: 'bo@acme.dev' }), [
      ['bo@acme.dev', ''],
      ['ada@acme.dev', 'Ada · git config user.email'],
    ]);
    deepStrictEqual(rows(undefined, []), []);
  });
});
