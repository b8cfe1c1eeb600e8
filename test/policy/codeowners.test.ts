import { deepStrictEqual } from 'node:assert/strict';
import { ownersOfFolder, readCodeowners } from '../../src/policy/codeowners';

const rulesOf = (text: string) => readCodeowners(text).map(({ pattern, owners }) => [pattern, ...owners]);

describe('CODEOWNERS', () => {
  it('is read as GitHub reads it', () => {
    const text = `\ufeff# Who owns what
*       @global-owner1 @acme/all   # everything
*.js    @js-owner #This is an inline comment.
*.go docs@example.com

/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat\r
/my\\ folder/ @spaced
/apps/github
\\#file @hash
**/logs @octocat not-an-owner also,not @ok
`;
    deepStrictEqual(rulesOf(text), [
      ['*', '@global-owner1', '@acme/all'],
      ['*.js', '@js-owner'],
      ['*.go', 'docs@example.com'],
      ['/build/logs/', '@doctocat'],
      ['docs/*', 'docs@example.com'],
      ['apps/', '@octocat'],
      ['/my folder/', '@spaced'],
      ['/apps/github'],
      ['\\#file', '@hash'],
      ['**/logs', '@octocat', '@ok'],
    ]);
  });

  it('has sections in GitLab, whose owners are those of rules without any', () => {
    const text = `/top @top
[Documentation][2] @docs-team docs@acme.dev
docs/
README.md @writer
^[Optional] @@maintainer
/opt/
!/opt/generated/
[a-c]/x @class
[Empty]
/none/
`;
    deepStrictEqual(rulesOf(text), [
      ['/top', '@top'],
      ['docs/', '@docs-team', 'docs@acme.dev'],
      ['README.md', '@writer'],
      ['/opt/', '@@maintainer'],
      ['/opt/generated/'],
      ['[a-c]/x', '@class'],
      ['/none/'],
    ]);
  });

  it('names for a folder whom the last rule about the whole of it names', () => {
    const rules = readCodeowners(
      '* @all\nsrc/ @src\n/src/core @core\n/src/core/*.md @writers\ntrain @ml\n/gone/ @gone\n/gone/\n',
    );
    const named = ['src', 'src/core', 'src/core/deep', 'lib/src', 'a/train/b', 'src/corex', 'gone', 'other'];
    deepStrictEqual(
      named.map((folder) => [folder, ...ownersOfFolder(rules, folder)]),
      [
        ['src', '@src'],
        ['src/core', '@core'],
        ['src/core/deep', '@core'],
        ['lib/src', '@src'],
        ['a/train/b', '@ml'],
        ['src/corex', '@src'],
        ['gone'],
        ['other', '@all'],
      ],
    );
  });

  it('takes no control characters and no line that nobody could read', () => {
    deepStrictEqual(rulesOf(`/a o\u0001@x.dev ok@x.dev\n${'/x'.repeat(600)} @long\n`), [['/a', 'ok@x.dev']]);
  });
});
