import { doesNotMatch, match } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { shippedBundles } from '../support/bundles';
import { TestRepo } from '../support/repo';

const policy =
  'version: 1\npolicyOwners: [ada@acme.dev]\nzones: [{ name: core, mode: attest, paths: [/core/] }]\n';
const esc = String.fromCharCode(27);

describe('colours on the command line', function () {
  this.timeout(60_000);
  let repo: TestRepo;
  let program: string;
  before(async () => {
    repo = TestRepo.create();
    repo.commit({ '.ai-policy/policy.yaml': policy });
    program = join(await shippedBundles(), 'colophon.cjs');
  });
  after(() => repo.remove());

  const lookup = () => ['lookup', 'core/a.ts'];
  /** `script`, of Debian's bsdutils, gives it a terminal. */
  const inTerminal = (env: NodeJS.ProcessEnv) =>
    spawnSync('script', ['-qec', [process.execPath, program, ...lookup()].join(' '), '/dev/null'], {
      cwd: repo.root,
      // With `CI` Node takes no terminal for one with colours.
      env: { ...repo.env(), TERM: 'xterm-256color', CI: undefined, ...env },
      encoding: 'utf8',
      timeout: 20_000,
    }).stdout;

  it('are there on a terminal, unless NO_COLOR says otherwise', () => {
    match(inTerminal({}), new RegExp(`${esc}\\[1mcore/a\\.ts${esc}\\[22m`));
    doesNotMatch(inTerminal({ NO_COLOR: '1' }), new RegExp(esc));
    doesNotMatch(inTerminal({ TERM: 'dumb' }), new RegExp(esc));
  });

  it('are not there for a program', () => {
    const { stdout } = spawnSync(process.execPath, [program, ...lookup()], {
      cwd: repo.root,
      env: repo.env(),
      encoding: 'utf8',
      timeout: 20_000,
    });
    match(stdout, /^core\/a\.ts\n {2}zone {7}core\n/);
  });
});
