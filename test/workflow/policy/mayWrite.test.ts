import { deepStrictEqual } from 'node:assert';
import { loadWorkingPolicy } from '../../../src/workflow/policy/loadPolicy';
import { mayWrite } from '../../../src/workflow/policy/mayWrite';
import { TestRepo } from '../../support/repo';

const policy = `version: 1
policyOwners: [owner@acme.dev]
contacts: { escalation: "https://acme.dev/ai-desk" }
zones:
  - name: training
    mode: restricted
    paths: [/train/]
    owners: [ada@acme.dev]
    reason: Outputs may not reach training data.
    vendors: none
  - { name: core, mode: attest, paths: [/src/core/], owners: [eve@acme.dev], vendors: [good], attestedBy: other }
  - { name: shut, mode: attest, paths: [/shut/], vendors: none }
vendors:
  - { id: good, assistants: [github-copilot], status: approved }
  - { id: old, assistants: [cursor], status: approved, reviewed: { expires: 2020-01-01 } }
`;

describe('may I write here?', () => {
  let repo: TestRepo;
  const ask = (...paths: (string | undefined)[]) => {
    const asked = paths.map((path) => ({ given: path ?? '/elsewhere', path }));
    return mayWrite(loadWorkingPolicy(repo.root), asked, { root: repo.root, now: Date.now() });
  };

  beforeEach(() => {
    repo = TestRepo.create();
    repo.write('.ai-policy/policy.yaml', policy);
  });
  afterEach(() => repo.remove());

  it('no, where an owner has to sign', () => {
    deepStrictEqual(ask('train/new.py').text.split('\n'), [
      'train/new.py',
      '  Zone training, mode restricted. Do not write here unless the person you work for tells you to, knowing what it needs.',
      '  Every change here needs the sign-off of ada@acme.dev.',
      '  The author may not sign it off.',
      '  Why: Outputs may not reach training data.',
      '  Not approved here: cursor (the zone `training` allows no vendor); github-copilot (the zone `training` allows no vendor).',
      '  Owners: ada@acme.dev.',
      '  Questions go to https://acme.dev/ai-desk.',
    ]);
  });

  it('in English, whatever the person reads', () => {
    const said = ask('train/new.py', 'src/core/a.ts');
    globalThis.colophonTranslations = new Proxy({}, { get: () => 'translated' });
    try {
      deepStrictEqual(ask('train/new.py', 'src/core/a.ts'), said);
    } finally {
      globalThis.colophonTranslations = undefined;
    }
  });

  it('yes for some, where a person has to attest', () => {
    deepStrictEqual(ask('src/core/a.ts').text.split('\n'), [
      'src/core/a.ts',
      '  Zone core, mode attest. You may write here if you are one of the approved assistants.',
      '  AI output may be committed when a person other than its author states that they reviewed it.',
      '  Assistants approved here: github-copilot.',
      '  Not approved here: cursor (the zone `core` does not list it).',
      '  Owners: eve@acme.dev.',
      '  Questions go to https://acme.dev/ai-desk.',
    ]);
  });

  it('in one sentence for each kind of place', () => {
    const answers = ['README.md', 'shut/a.ts', '.ai-policy/policy.yaml'].map(
      (path) => ask(path).text.split('\n')[1],
    );
    deepStrictEqual(answers, [
      '  Zone default, mode eligible. You may write here if you are one of the approved assistants.',
      '  Zone shut, mode attest. Do not write here: no assistant is approved.',
      '  Zone ai-policy, mode restricted. Do not write here: the policy is its owners’ to change.',
    ]);
    repo.write('.ai-policy/policy.yaml', 'version: 1\npolicyOwners: [owner@acme.dev]\n');
    deepStrictEqual(ask('README.md').text.split('\n'), [
      'README.md',
      '  Zone default, mode eligible. You may write here.',
      '  This file is in no zone; AI output may be committed.',
      '  Owners: owner@acme.dev.',
    ]);
  });

  it('each path has its own answer; what is outside is said to be', () => {
    const { text, paths, outside, isError } = ask('README.md', undefined);
    deepStrictEqual(
      [text.split('\n\n')[1], paths.map(({ path }) => path), outside, isError],
      [
        `/elsewhere: outside of the repository ${repo.root}; its policy says nothing of it.`,
        ['README.md'],
        ['/elsewhere'],
        undefined,
      ],
    );
  });

  it('nobody asks anything without a policy; a broken one is no answer', () => {
    repo.write('.ai-policy/policy.yaml', 'version: 1\npolicyOwners: [owner@acme.dev]\nzonez: []\n');
    const broken = ask('README.md');
    deepStrictEqual(
      [broken.isError, broken.text],
      [
        true,
        'The policy of this repository cannot be read (.ai-policy/policy.yaml:3: "zonez" is not a key of the policy. Did you mean `zones`?). Ask a person to mend it before you write.',
      ],
    );
    repo.remove();
    repo = TestRepo.create();
    deepStrictEqual(ask('README.md'), {
      text: 'This repository has no policy: it asks nothing of AI output.',
      paths: [],
      outside: [],
    });
  });
});
