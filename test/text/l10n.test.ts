import { deepStrictEqual, fail, throws } from 'node:assert';
import { inEnglish, t } from '../../src/text/l10n';

describe('a text for people', () => {
  afterEach(() => {
    globalThis.colophonTranslations = undefined;
  });

  it('is English, with its values where they belong, and no value read as a place', () => {
    deepStrictEqual(
      [t('{1} of {0}, {0}', 'a', 2), t('{0} and {1}', '{1}', '$&'), t('{0} {1}', ''), t('constructor')],
      ['2 of a, a', '{1} and $&', ' {1}', 'constructor'],
    );
  });

  it('is what the translation says, its values in another order', () => {
    globalThis.colophonTranslations = { '{0} of {1}': 'von {1} {0}' };
    deepStrictEqual([t('{0} of {1}', 3, 4), t('not translated')], ['von 4 3', 'not translated']);
  });

  it('is English for others, and the translation again after that', () => {
    globalThis.colophonTranslations = { none: 'keine' };
    throws(() => inEnglish(() => fail(t('none'))), /^AssertionError.*: none$/);
    deepStrictEqual([inEnglish(() => t('none')), t('none')], ['none', 'keine']);
  });
});
