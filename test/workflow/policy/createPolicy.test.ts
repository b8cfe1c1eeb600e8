import { deepStrictEqual, ok } from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { run as check } from '../../../src/cli/policyCheck';
import { type InitAnswers, writePolicy } from '../../../src/workflow/policy/init';
import { forMode, initSuggestions } from '../../../src/workflow/policy/initSuggestions';
import { loadWorkingPolicy } from '../../../src/workflow/policy/loadPolicy';
import { policyTemplate } from '../../../src/workflow/policy/policyTemplate';
import { runIn } from '../../cli/testIo';
import { TestRepo } from '../../support/repo';

const person = { name: 'Ada', email: 'ada@acme.dev' };
const empty: InitAnswers = {
  engineering: person,
  legal: person,
  escalation: person.email,
  restricted: [],
  attest: [],
  assistants: [],
  approved: false,
};

describe('a new policy', function () {
  this.timeout(60_000);
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.create();
  });
  afterEach(() => repo.remove());

  const suggested = async () => initSuggestions(await repo.open());
  const patterns = async () =>
    (await suggested()).paths.map(({ pattern, mode }) => `${pattern} ${mode ?? ''}`);

  it('is suggested folders whose names tell, then what CODEOWNERS names, then the others', async () => {
    repo.commit({
      'src/training/deep/data/a': '',
      'src/core/a': '',
      'src/ui/a': '',
      LICENSE: '',
      'license/a': '',
      'tests/data/a': '',
      'node_modules/core/a': '',
      'docs/CODEOWNERS': '* @all\n/src/ui/ @ui\n*.proto @api\n/no\\ where/ @x\n',
    });
    repo.write('fresh/a', '');
    deepStrictEqual(await patterns(), [
      '/license/ restricted',
      '/src/core/ attest',
      '/src/training/ restricted',
      '/src/ui/ ',
      '*.proto ',
      '/no where/ ',
      '/docs/ ',
      '/fresh/ ',
      '/node_modules/ ',
      '/src/ ',
      '/tests/ ',
      '/node_modules/core/ ',
      '/tests/data/ ',
    ]);
    const { paths } = await suggested();
    deepStrictEqual(
      forMode(paths, 'attest')
        .slice(0, 3)
        .map(({ pattern }) => pattern),
      ['/src/core/', '/license/', '/src/training/'],
    );
    deepStrictEqual(
      paths.find(({ pattern }) => pattern === '/src/ui/'),
      { pattern: '/src/ui/', owners: [], handles: ['@ui'], files: 1 },
    );
    deepStrictEqual(paths.find(({ pattern }) => pattern === '/fresh/')?.files, 0);
  });

  it('reads .github/CODEOWNERS before the others, and none through a link', async () => {
    repo.commit({ '.github/CODEOWNERS': '/a/ a@x.dev b@x.dev\n/b/ b@x.dev\n', CODEOWNERS: '/c/ c@x.dev\n' });
    deepStrictEqual((await suggested()).people, ['b@x.dev', 'a@x.dev']);
    repo.git('rm', '-q', '.github/CODEOWNERS', 'CODEOWNERS');
    repo.write('../elsewhere', '/d/ d@x.dev\n');
    symlinkSync('../elsewhere', repo.path('CODEOWNERS'));
    deepStrictEqual((await suggested()).people, []);
  });

  const odd = [
    'a b',
    'wild*',
    'q?',
    '[x]',
    'back\\slash',
    'é',
    'E\u0301',
    '#hash',
    '!bang',
    ' lead',
    'tail ',
  ];
  const names = [
    ...odd,
    "quo'te",
    'dou"ble',
    'col: on',
    '- dash',
    '{x}',
    '%',
    '\u2028',
    'default',
    'ai-policy',
  ];
  const trees: Record<string, Record<string, string>> = {
    'no file at all': {},
    'odd names': Object.fromEntries(names.map((name) => [`${name}/a`, ''])),
    'odd CODEOWNERS': {
      'a/a': '',
      CODEOWNERS: `[bad @x\n/a/**/ @y\n/../up @y\n//two @y\n/x\\ @y\n!/a/ @y\n/a//b @y\n/"q" o'h+x@[::1] @y\n*. @z\n\u0007 @y\n/[z-a] @y\n/a/ "@y"\n`,
    },
    'GitLab sections': {
      'docs/a': '',
      '.gitlab/CODEOWNERS': '[Docs][2] @docs d@x.dev\n/docs/\n^[Opt]\n*.md @w\n',
    },
    'CODEOWNERS of 5,000 lines': {
      CODEOWNERS: Array.from({ length: 5000 }, (_, i) => `/pkg/p${i}/ @team-${i % 7} o${i}@acme.dev\n`).join(
        '',
      ),
      'pkg/p4999/a': '',
    },
    'many folders': Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`d${i}/core/a`, ''])),
  };
  for (const [title, files] of Object.entries(trees)) {
    it(`passes the check with all that is suggested: ${title}`, async () => {
      repo.commit(files);
      const { paths } = await suggested();
      ok(paths.length <= 500);
      const half = Math.ceil(paths.length / 2);
      const text = policyTemplate({
        ...empty,
        restricted: paths.slice(0, half),
        attest: paths.slice(half),
        assistants: [{ id: 'github-copilot', name: 'GitHub "Copilot" # x' }],
      });
      deepStrictEqual(writePolicy(repo.root, text), { kind: 'written', path: '.ai-policy/policy.yaml' });
      const loaded = loadWorkingPolicy(repo.root);
      deepStrictEqual(
        loaded.kind === 'ok'
          ? loaded.policy.zones.flatMap(({ groups }) => groups.flatMap((one) => one.paths)).sort()
          : loaded,
        paths.map(({ pattern }) => pattern).sort(),
      );
      const { code, stdout } = await runIn(repo, check, ['check']);
      deepStrictEqual([code, / error: /.test(stdout)], [0, false], stdout);
      // A folder that is suggested is matched by its pattern, whatever its name.
      const folders = paths.filter(({ files: count }) => (count ?? 0) > 0).map(({ pattern }) => pattern);
      deepStrictEqual(
        folders.filter((pattern) => stdout.includes(`pattern ${JSON.stringify(pattern)} of`)),
        [],
      );
    });
  }
});
