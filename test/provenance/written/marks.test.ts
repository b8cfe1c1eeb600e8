import { deepStrictEqual } from 'node:assert';
import { createCatalogue } from '../../../src/assistants/catalogue';
import { tokenOf } from '../../../src/assistants/names';
import { type Names, readMarks } from '../../../src/provenance/written/marks';

const { catalogue } = createCatalogue();
const names: Names = {
  byIdentity: (identity) => catalogue.byEmail(identity)?.id,
  byName: (name) => catalogue.byToken(tokenOf(name))?.id,
};

function marks(message: string, ...signed: string[]): string[] {
  return readMarks({ message: `Subject\n\n${message}`, signed }, names).map(
    ({ kind, assistant, named, model }) =>
      [kind, assistant ?? `? ${named}`, ...(model === undefined ? [] : [model])].join(' '),
  );
}

describe('the marks that other tools leave', () => {
  // Of the list in `reference/git-and-trailers.md`: what each tool writes, and what is read from it.
  const written: readonly [text: string, ...read: string[]][] = [
    [
      '🤖 Generated with [Claude Code](https://claude.com/claude-code)\n\nCo-Authored-By: Claude Opus 4.8 (1M context) <noreply@anthropic.com>',
      'generated-with claude-code',
      'co-authored-by claude-code',
    ],
    ['Claude-Session: https://claude.ai/code/session_1', 'session claude-code'],
    ['Co-authored-by: Copilot <copilot@github.com>', 'co-authored-by github-copilot'],
    ['Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>', 'co-authored-by github-copilot'],
    [
      'Made with Cursor\n\nCo-authored-by: Cursor <cursoragent@cursor.com>',
      'generated-with cursor',
      'co-authored-by cursor',
    ],
    ['Co-authored-by: Codex <noreply@openai.com>', 'co-authored-by codex'],
    ['Co-authored-by: aider (gpt-5) <aider@aider.chat>', 'co-authored-by aider'],
    [
      'Assisted-by: Claude:claude-3-opus coccinelle sparse',
      'assisted-by ? Claude:claude-3-opus coccinelle sparse claude-3-opus',
    ],
    ['Assisted-by: GitHub-Copilot:gpt-5.2', 'assisted-by github-copilot gpt-5.2'],
    ['Generated-By: Cursor (claude-4)', 'generated-by cursor claude-4'],
    ['Assisted-by: generic LLM chatbot', 'assisted-by ? generic LLM chatbot'],
    ['Ai-assisted: true', 'ai-assisted ? true'],
    ['Entire-Checkpoint: 0123456789ab', 'session ? 0123456789ab'],
    ['Entire-Agent: Claude Code', 'session claude-code'],
    // A forge's squash.
    ['* Work\n\n  Co-authored-by: Codex <noreply@openai.com>\n\n---------\n\nMore', 'co-authored-by codex'],
  ];
  for (const [text, ...read] of written) {
    it(JSON.stringify(text).slice(0, 80), () => deepStrictEqual(marks(text), read));
  }

  it('are who signs, too', () => {
    deepStrictEqual(
      marks(
        '',
        'copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>',
        'GitHub <noreply@github.com>',
      ),
      ['author github-copilot'],
    );
    deepStrictEqual(marks('', 'Ada Dev (aider) <ada@acme.dev>'), ['author aider']);
    deepStrictEqual(readMarks({ message: 'aider: do it', signed: [] }, names), [
      { kind: 'subject', assistant: 'aider', named: 'aider:' },
    ]);
  });

  it('are not what only looks like them', () => {
    for (const text of [
      'Co-authored-by: Ada Dev <ada@acme.dev>',
      'Co-authored-by: Claude Monet <claude@example.org>',
      'Signed-off-by: Claude <noreply@example.org>',
      'We could say Co-authored-by: Claude <noreply@anthropic.com> here',
      'Ai-assisted: false',
      'Generated with protoc',
      'This was made with Cursor',
      'Co-authored-by:',
      'git log --grep=Generated-by',
    ])
      deepStrictEqual(marks(text), [], text);
  });

  it('are bounded, and cost no more than the message is long', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `Generated-by: ${i}`).join('\n');
    deepStrictEqual(marks(many).length, 50);
    deepStrictEqual(marks(`${'* '.repeat(1_000_000)}Co-authored-by: x`), []);
    deepStrictEqual(marks(`Co-authored-by: ${' \t'.repeat(240)}`), []);
    const [one] = readMarks({ message: `\nAssisted-by: ${'a'.repeat(400)}`, signed: [] }, names);
    deepStrictEqual(one?.named.length, 100);
  });
});
