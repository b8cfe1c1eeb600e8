import { strictEqual } from 'node:assert/strict';
import {
  cleanMessage,
  isEmptyMessage,
  type MessageForm,
  messageForm,
  showInEditor,
} from '../../../src/git/hooks/message';

const cut = '# ------------------------ >8 ------------------------\n';
const form = (some: Partial<MessageForm> = {}): MessageForm => ({
  comment: '#',
  cleanup: 'strip',
  editor: true,
  ...some,
});

describe('a message file', () => {
  const text = `\n\nSubject  \n\n\n# note\nBody\n\n${cut}# below\n+diff\n`;
  for (const [name, some, cleaned] of [
    ['strip', {}, 'Subject\n\nBody'],
    ['scissors', { cleanup: 'scissors' }, 'Subject\n\n# note\nBody'],
    ['whitespace', { cleanup: 'whitespace' }, 'Subject\n\n# note\nBody'],
    ['verbatim', { cleanup: 'verbatim' }, text],
    [
      'no editor',
      { cleanup: 'whitespace', editor: false },
      `Subject\n\n# note\nBody\n\n${cut}# below\n+diff`,
    ],
    ['another character', { comment: ';' }, `Subject\n\n# note\nBody\n\n${cut}# below\n+diff`],
  ] as const) {
    it(`is cleaned as git does: ${name}`, () => strictEqual(cleanMessage(text, form(some)), cleaned));
  }

  it('is empty when nothing but sign-offs is left', () => {
    strictEqual(isEmptyMessage(cleanMessage('# x\n\n  \nSigned-off-by: A <a@x>\n', form())), true);
    strictEqual(isEmptyMessage('Signed-off-by: A\nx'), false);
  });

  it('takes the comment character from the settings, or from what git wrote', () => {
    const comment = (text: string, config: Parameters<typeof messageForm>[1]) =>
      messageForm(text, config, true).comment;
    strictEqual(comment('x\n# On branch\n', {}), '#');
    strictEqual(comment('x\n; On branch\n', { commentChar: ';' }), ';');
    strictEqual(comment('#1\n\n; On branch\n', { commentChar: 'auto' }), ';');
    strictEqual(
      comment('#1\n\n@ ------------------------ >8 ------------------------\n+x\n', { commentChar: 'auto' }),
      '@',
    );
    strictEqual(comment('x\n// On branch\n', { commentString: '//' }), '//');
    strictEqual(comment('x\n# On branch\n', { commentString: '//', commentChar: '#' }), '#');
  });

  it('shows lines only where git drops them', () => {
    const lines = ['', 'A: b'];
    strictEqual(showInEditor('x\n# y\n', form(), lines), 'x\n# y\n#\n# A: b\n');
    strictEqual(showInEditor(`x\n${cut}+d\n`, form(), lines), `x\n#\n# A: b\n${cut}+d\n`);
    strictEqual(
      showInEditor(`x\n${cut}+d\n`, form({ cleanup: 'scissors' }), lines),
      `x\n${cut}#\n# A: b\n+d\n`,
    );
    strictEqual(showInEditor('x\n', form({ cleanup: 'scissors' }), lines), 'x\n');
    strictEqual(showInEditor('x\n', form({ cleanup: 'verbatim' }), lines), 'x\n');
    strictEqual(showInEditor('x\n', form({ editor: false }), lines), 'x\n');
  });
});
