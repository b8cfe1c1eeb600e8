import { deepStrictEqual } from 'node:assert';
import {
  attestable,
  attestQuestion,
  countText,
  lineRanges,
  type OpenZone,
  type Review,
} from '../../../src/editor/signing/attestModel';
import type { CompiledZone } from '../../../src/policy/compiled';
import { type AiLines, digestOf } from '../../../src/workflow/verify/attest';
import type { Signable, SigningIdentity } from '../../../src/workflow/verify/signOff';

const ada = 'Ada <ada@acme.dev>';
const zones: Readonly<Record<string, Partial<CompiledZone>>> = {
  open: { mode: 'eligible' },
  core: { mode: 'attest', attestation: 'trailer', attestedBy: 'author' },
  done: { mode: 'attest', attestation: 'trailer', attestedBy: 'author' },
  other: { mode: 'attest', attestation: 'trailer', attestedBy: 'other' },
  signed: { mode: 'attest', attestation: 'signed', attestedBy: 'author' },
  keyless: { mode: 'attest', attestation: 'signed', attestedBy: 'author' },
  // Its signature is staged already.
  reviewed: { mode: 'attest', attestation: 'signed', attestedBy: 'author' },
  training: { mode: 'restricted', owners: ['luis@acme.dev'] },
};
const signer: SigningIdentity = {
  principal: 'ada@acme.dev',
  key: { source: { literal: '' }, publicKey: '', fingerprint: 'SHA256:abc' },
};
const signableOf = (name: string): Signable => ({
  zone: { name, ...zones[name] } as CompiledZone,
  kind: 'review@colophon',
  transitions: [{ path: `${name}.ts`, from: '100644 a', to: '100644 b' }],
});
const lines = (path: string): AiLines[] => [{ path, lines: [{ line: 2, text: 'x' }] }];

describe('what can be attested', () => {
  it('is what waits for this person; the rest is said', () => {
    const aiLines = new Map(Object.keys(zones).map((name) => [name, lines(`${name}.ts`)]));
    const known = [
      {
        by: ada,
        zones: {
          done: digestOf(lines('done.ts')),
          reviewed: digestOf(lines('reviewed.ts')),
          core: 'of other lines',
        },
      },
      { by: 'Luis <luis@acme.dev>', zones: { core: digestOf(lines('core.ts')) } },
    ];
    const keyless = 'git knows no key to sign with.';
    const reviews = new Map<string, Review>([
      ['other', { signable: signableOf('other'), signer }],
      ['signed', { signable: signableOf('signed'), signer }],
      ['keyless', { signable: signableOf('keyless'), signer: keyless }],
    ]);
    deepStrictEqual(
      attestable(aiLines, (name) => zones[name] as CompiledZone, known, ada, reviews),
      {
        open: new Map<string, OpenZone>([
          ['core', { files: lines('core.ts') }],
          ['signed', { files: lines('signed.ts'), signing: { signable: signableOf('signed'), signer } }],
        ]),
        done: ['done', 'reviewed'],
        others: [
          'other asks for the attestation of a person other than the author: commit, and let them run colophon attest <base>..<head>.',
          'keyless asks for a signed attestation. git knows no key to sign with.',
          'training is restricted: its AI lines need the sign-off of luis@acme.dev.',
        ],
      },
    );
  });

  it('is a signature alone, where the zone asks for one and no line is AI’s', () => {
    const reviews = new Map([['signed', { signable: signableOf('signed'), signer }]]);
    deepStrictEqual(
      attestable(new Map(), (name) => zones[name] as CompiledZone, [], ada, reviews).open,
      new Map([['signed', { files: [], signing: { signable: signableOf('signed'), signer } }]]),
    );
  });

  it('is asked for in one question, the signature with it', () => {
    const core: OpenZone = { files: lines('core.ts') };
    const signed: OpenZone = { files: [], signing: { signable: signableOf('signed'), signer } };
    const ask = (...open: [string, OpenZone][]) =>
      attestQuestion(new Map(open), ['other asks for more.'], ada, () => '2027-02-23T00:00:00Z');
    const others = 'Not part of it:\nother asks for more.';
    const trailer = 'The commit will carry your name in AI-Attested-by.';
    const signature =
      'signed: a signature over 1 file\n  modified: signed.ts\n  Signed as ada@acme.dev with the key SHA256:abc, until 2027-02-23.';
    deepStrictEqual(
      [ask(['core', core]), ask(['core', core], ['signed', signed]), ask(['signed', signed])],
      [
        {
          message: `I, ${ada}, have reviewed these AI lines and answer for them.`,
          detail: ['core: 1 AI line in 1 file\n  core.ts: 2', others, trailer].join('\n\n'),
          yes: 'I Have Reviewed Them',
        },
        {
          message: `I, ${ada}, have reviewed this change and answer for it.`,
          detail: ['core: 1 AI line in 1 file\n  core.ts: 2', signature, others, trailer].join('\n\n'),
          yes: 'I Have Reviewed It',
        },
        {
          message: `I, ${ada}, have reviewed this change and answer for it.`,
          detail: [signature, others].join('\n\n'),
          yes: 'I Have Reviewed It',
        },
      ],
    );
  });

  it('is counted in words', () => {
    const file = { path: 'a.ts', lines: [3, 4, 5, 9].map((line) => ({ line, text: '' })) };
    deepStrictEqual(
      [lineRanges(file.lines), countText([file]), countText([...lines('b.ts'), file])],
      ['3–5, 9', '4 AI lines in 1 file', '5 AI lines in 2 files'],
    );
  });
});
