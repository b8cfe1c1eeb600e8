import { deepStrictEqual, strictEqual } from 'node:assert';
import { type Catalogue, createCatalogue } from '../../src/assistants/catalogue';
import { knownAssistants } from '../../src/assistants/catalogueRows';
import { knownTokens } from '../../src/assistants/names';

describe('the catalogue of assistants', () => {
  const { catalogue, problems } = createCatalogue();

  it('finds each row again by every cell of it, and gives nothing to two assistants', () => {
    const lost: string[] = [];
    for (const [id, , extensions = '', commands = '', emails = '', hosts = ''] of knownAssistants) {
      const look: [string, (key: string) => { id: string } | undefined][] = [
        [extensions, catalogue.byExtension],
        [commands, catalogue.byProgram],
        [emails, catalogue.byEmail],
        [hosts, catalogue.byHost],
        [knownTokens()[id]!, catalogue.byToken],
      ];
      for (const [cell, by] of look) {
        for (const key of cell === '' ? [] : cell.split(',')) {
          if (by(key)?.id !== id || by(key.toUpperCase())?.id !== id) lost.push(`${id}: ${key}`);
        }
      }
    }
    deepStrictEqual({ lost, problems }, { lost: [], problems: [] });
  });

  it('has about forty assistants, whose ids and tokens fit a policy and a trailer', () => {
    const bad = catalogue.all.filter(
      ({ id, token }) =>
        !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id) || !/^[A-Za-z0-9][A-Za-z0-9._/+@-]{0,63}$/.test(token),
    );
    deepStrictEqual(
      [bad, catalogue.all.length >= 40, catalogue.all.length],
      [[], true, knownAssistants.length],
    );
  });

  it('has one name for each row, and the hook writes the same token', () => {
    const tokens = Object.fromEntries(catalogue.all.map(({ id, token }) => [id, token]));
    deepStrictEqual(knownTokens(), tokens);
    deepStrictEqual(
      Object.keys(knownTokens()),
      knownAssistants.map(([id]) => id),
    );
  });

  it('writes the token of an id', () => {
    const ids = [
      'github-copilot',
      'claude-code',
      'acme.coder',
      'a\nSigned-off-by: x',
      'a:b',
      '',
      '__proto__',
      '-x',
    ];
    deepStrictEqual(
      ids.map((id) => catalogue.displayToken(id)),
      ['GitHub-Copilot', 'Claude-Code', 'acme.coder', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    );
  });

  it('knows editors by whole words of their names', () => {
    const names = [
      'Cursor',
      'Windsurf - Next',
      'Trae CN',
      'Visual Studio Code',
      'code-server',
      'Avoid',
      'Precursor Lab',
    ];
    deepStrictEqual(
      names.map((name) => catalogue.byHost(name)?.id),
      ['cursor', 'windsurf', 'trae', undefined, undefined, undefined, undefined],
    );
  });

  it('knows signatures in commits by address, never by a name a person may have', () => {
    deepStrictEqual(
      ids(catalogue.byEmail, [
        'Claude Opus 4.8 (1M context) <noreply@anthropic.com>',
        'Copilot <223556219+Copilot@users.noreply.github.com>',
        'copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>',
        'devin-ai-integration[bot] <158243242+devin-ai-integration[bot]@users.noreply.github.com>',
        'CursorAgent@Cursor.com',
        'Jane Dev (aider) <jane@acme.dev>',
        'aider (gpt-5.2) <aider@aider.chat>',
        'Claude Monet <claude@acme.dev>',
        'GitHub <noreply@github.com>',
        '1+jane@users.noreply.github.com',
        '',
        '<',
      ]),
      [
        'claude-code',
        'github-copilot',
        'github-copilot',
        'devin',
        'cursor',
        'aider',
        'aider',
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
      ],
    );
  });
});

describe('the setting colophon.assistants', () => {
  const acme = {
    name: 'Acme Coder',
    extensions: ['Acme.Coder'],
    commands: ['acme'],
    emails: ['bot@acme.dev'],
  };

  it('adds an assistant, and to one that is known', () => {
    const { catalogue, problems } = createCatalogue({
      'acme-coder': acme,
      'github-copilot': { name: 'Mine', extensions: ['acme.copilot-build'] },
    });
    const found = [
      catalogue.byExtension('ACME.coder')?.id,
      catalogue.byProgram('acme')?.id,
      catalogue.byEmail('Bot <bot@acme.dev>')?.id,
      catalogue.displayToken('acme-coder'),
      catalogue.byExtension('acme.copilot-build')?.id,
      catalogue.byExtension('github.copilot')?.id,
      catalogue.displayName('github-copilot'),
      catalogue.byId('github-copilot')?.extensions.length,
    ];
    deepStrictEqual(
      [found, problems],
      [
        [
          'acme-coder',
          'acme-coder',
          'acme-coder',
          'Acme-Coder',
          'github-copilot',
          'github-copilot',
          'GitHub Copilot',
          3,
        ],
        [],
      ],
    );
  });

  it('takes nothing away from another assistant', () => {
    const { catalogue, problems } = createCatalogue({
      approved: {
        name: 'Claude Code',
        extensions: ['github.copilot', 'x.y'],
        emails: ['NOREPLY@anthropic.com'],
      },
      'augment-code': {},
    });
    deepStrictEqual(
      [
        catalogue.byExtension('github.copilot')?.id,
        catalogue.byExtension('x.y')?.id,
        catalogue.byEmail('noreply@anthropic.com')?.id,
        catalogue.displayToken('approved'),
        catalogue.byToken('Claude-Code')?.id,
        catalogue.byId('augment-code'),
        problems,
      ],
      [
        'github-copilot',
        'approved',
        'claude-code',
        'approved',
        'claude-code',
        undefined,
        [
          { path: 'approved.extensions', message: '"github.copilot" belongs to GitHub Copilot.' },
          { path: 'approved.emails', message: '"noreply@anthropic.com" belongs to Claude Code.' },
          { path: 'augment-code', message: 'In trailers Augment Code is called this.' },
        ],
      ],
    );
  });

  it('reports what breaks its shape, and keeps the rest', () => {
    const bad: [unknown, string[]][] = [
      [undefined, []],
      [null, []],
      [[], ['']],
      ['x', ['']],
      [Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`a${i}`, {}])), ['']],
      [JSON.parse('{"__proto__": {}, "Acme": {}, "a b": {}, "x": 1}'), ['__proto__', 'Acme', 'a b', 'x']],
      [
        { x: { name: 'a\nb', extensions: 'x.y', commands: [1], emails: [''], colour: 1 } },
        ['x.colour', 'x.name', 'x.extensions', 'x.commands', 'x.emails'],
      ],
    ];
    deepStrictEqual(
      bad.map(([setting]) => createCatalogue(setting).problems.map(({ path }) => path)),
      bad.map(([, paths]) => paths),
    );
    const { catalogue } = createCatalogue({ x: { name: 'a\nb', extensions: ['x.y'], emails: 7 } });
    strictEqual(catalogue.byExtension('x.y')?.name, 'x');
  });
});

function ids(by: Catalogue['byEmail'], keys: string[]): (string | undefined)[] {
  return keys.map((key) => by(key)?.id);
}
