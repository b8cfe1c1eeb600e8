import { deepStrictEqual } from 'node:assert';
import {
  authorProblem,
  nothingToSign,
  pathLines,
  signOffItem,
  signOffQuestion,
} from '../../../src/editor/signing/signOffModel';
import type { CompiledZone } from '../../../src/policy/compiled';
import type { OpenSignoff } from '../../../src/workflow/verify/openSignoffs';
import type { SigningIdentity } from '../../../src/workflow/verify/signOff';

const file = (path: string, from = '100644 a', to = '100644 b') => ({ path, from, to });
const training = {
  name: 'training',
  owners: ['Ada@acme.dev', 'zoe@acme.dev'],
  reason: 'No outputs\nhere.',
  signoff: { authorMaySign: false },
} as unknown as CompiledZone;
const ada: SigningIdentity = {
  principal: 'Ada@acme.dev',
  key: { source: { literal: '' }, publicKey: '', fingerprint: 'SHA256:abc' },
};

function open(staged: boolean, transitions = [file('a.py')], commits: readonly string[] = []): OpenSignoff {
  const signable = { zone: training, kind: 'signoff@colophon' as const, transitions };
  return { change: { staged, range: { commits } } as OpenSignoff['change'], signable };
}

function question(one: OpenSignoff, email: string | undefined) {
  return signOffQuestion(one, ada, '2027-02-23T00:00:00Z', email);
}

describe('a sign-off', () => {
  it('is chosen by zone, and by whether it is staged or committed', () => {
    deepStrictEqual(
      [
        signOffItem(open(true, [file('a.py'), file('b\u202e.py')])),
        signOffItem(open(false, undefined, ['1'])),
      ],
      [
        {
          label: 'training',
          description: 'what is staged · 2 files',
          detail: 'a.py · b\\u202e.py',
        },
        { label: 'training', description: '1 commit of this branch · 1 file', detail: 'a.py' },
      ],
    );
  });

  it('asks with all that is signed: what, by whom, with which key, until when', () => {
    deepStrictEqual(
      question(open(true, [file('a.py'), file('b.sh', '100644 a', '100755 a')]), 'bob@acme.dev'),
      {
        message: 'I, Ada@acme.dev, sign off this change of training.',
        detail: [
          'modified: a.py\nmode: b.sh (mode 100644 → 100755)',
          'Why it is restricted: No outputs\\u000ahere.',
          'Signed as Ada@acme.dev with the key SHA256:abc, until 2027-02-23. It is for exactly this content.',
        ].join('\n\n'),
      },
    );
  });

  it('says what each path comes to', () => {
    const none = `000000 ${'0'.repeat(40)}`;
    const one = '100644 a';
    deepStrictEqual(
      pathLines([
        file('a.py', none, one),
        file('b.py', one, none),
        file('c.py', one, '100644 b'),
        file('d.py', one, '100755 a'),
        file('e.py', one, '120000 b'),
      ]),
      [
        'added: a.py',
        'deleted: b.py',
        'modified: c.py',
        'mode: d.py (mode 100644 → 100755)',
        'modified: e.py (mode 100644 → 120000)',
      ],
    );
  });

  it('asks with as many paths as fit, and says how many do not', () => {
    const files = Array.from({ length: 17 }, (_, i) => file(`${i}.py`));
    const [paths = ''] = question(open(true, files), undefined).detail.split('\n\n');
    deepStrictEqual(paths.split('\n').slice(13), [
      'modified: 13.py',
      'modified: 14.py',
      'and 2 more, in the diff',
    ]);
  });

  it('says that somebody else must commit what its owner has staged', () => {
    const last = (one: OpenSignoff) => question(one, 'ada@acme.dev').detail.split('\n\n').at(-1);
    const must = 'Somebody else must commit it: training does not count the sign-off of an author.';
    const may = open(true);
    const lenient = { ...training, signoff: { ...training.signoff, authorMaySign: true } };
    const allowed = { ...may, signable: { ...may.signable, zone: lenient } };
    deepStrictEqual(
      [last(open(true)) === must, last(open(false)) === must, last(allowed) === must],
      [true, false, false],
    );
  });

  it('is not made by an author, unless the zone lets them', () => {
    const { signable } = open(false);
    const lenient = { ...training, signoff: { ...training.signoff, authorMaySign: true } };
    deepStrictEqual(
      [
        authorProblem(signable, 'Ada@acme.dev', new Set(['bob@acme.dev'])),
        authorProblem(signable, 'Ada@acme.dev', new Set(['ada@acme.dev'])),
        authorProblem(signable, 'Ada@acme.dev', new Set(['ada@acme.dev', 'zoe@acme.dev'])),
        authorProblem({ ...signable, zone: lenient }, 'Ada@acme.dev', new Set(['ada@acme.dev'])),
      ],
      [
        undefined,
        'Ada@acme.dev is an author of this change, so it needs the sign-off of zoe@acme.dev.',
        'Ada@acme.dev is an author of this change, and training has no other owner. A policy owner can name one.',
        undefined,
      ],
    );
  });

  it('is not asked for twice', () => {
    deepStrictEqual(nothingToSign(['training', 'core']), 'Signed off already: training, core.');
  });
});
