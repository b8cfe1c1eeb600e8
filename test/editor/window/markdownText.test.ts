import { deepStrictEqual } from 'node:assert/strict';
import { markdownText } from '../../../src/editor/window/markdownText';

describe('text in Markdown', () => {
  it('keeps its words and the spaces at which it is broken', () => {
    deepStrictEqual(markdownText('AI output may\n  be committed'), 'AI output may be committed');
  });

  it('is no link, no HTML, no emphasis and no heading, whoever wrote it', () => {
    deepStrictEqual(
      [
        '[x](command:evil)',
        '<b>x</b> &amp;',
        '**x** _y_ `z`',
        '# x',
        '1. x',
        'https://x.y a@b.c',
        '$(zap)',
      ].map(markdownText),
      [
        '\\[x\\]\\(command\\:evil\\)',
        '\\<b\\>x\\<\\/b\\> \\&amp\\;',
        '\\*\\*x\\*\\* \\_y\\_ \\`z\\`',
        '\\# x',
        '1\\. x',
        'https\\:\\/\\/x\\.y a\\@b\\.c',
        '\\$\\(zap\\)',
      ],
    );
  });
});
