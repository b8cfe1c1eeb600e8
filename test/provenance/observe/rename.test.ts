import { strict as assert } from 'node:assert';
import { isRenaming } from '../../../src/provenance/observe/rename';
import type { TextChange } from '../../../src/provenance/observe/signals';
import { ChunkedText } from '../../../src/text/chunks';

/** `‹old→new›` in a text is a change. */
function check(marked: string, expected: boolean): void {
  const changes: TextChange[] = [];
  let text = '';
  for (const [, plain, old, added] of marked.matchAll(/([^‹›]*)(?:‹([^→]*)→([^›]*)›)?/g)) {
    text += plain;
    if (old === undefined) continue;
    changes.push({
      start: text.length,
      end: text.length + old.length,
      text: added!,
      line: 0,
      character: text.length,
    });
    text += old;
  }
  assert.equal(isRenaming(new ChunkedText(text), changes), expected, marked);
}

describe('isRenaming', () => {
  it('whole names, and the letters that differ', () => {
    check('f(‹Sum→Amount›) + ‹Sum→Amount›;', true);
    check('g(‹S→Amo›u‹m→nt›) + ‹S→Amo›u‹m→nt›', true);
    check('name‹→s› and name‹→s›', true);
    check('‹na→›me(‹na→›me)', true);
  });
  it('one place alone may be anything', () => {
    check('‹Sum→Amount›()', false);
    check('g(‹S→Amo›u‹m→nt›)', false);
  });
  it('other names, other letters, or more than a name', () => {
    check('‹a→b› ‹c→b›', false);
    check('‹a→b› ‹a→c›', false);
    check('a‹→s› b‹→s›', false);
    check('‹a→b c› ‹a→b c›', false);
    check('‹a b→c› ‹a b→c›', false);
    check('‹→x› ‹→x›', false);
    check('‹a→› ‹a→›', false);
    check('‹a→a› ‹a→a›', false);
  });
});
