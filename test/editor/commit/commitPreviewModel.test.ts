import { deepStrictEqual } from 'node:assert/strict';
import { type Preview, previewRows, previewTitle } from '../../../src/editor/commit/commitPreviewModel';
import type { Finding } from '../../../src/policy/rules/rules';

const staged = (more: Partial<Extract<Preview, { kind: 'staged' }>> = {}): Preview => ({
  kind: 'staged',
  files: 1,
  lines: 3,
  aiLines: 0,
  trailers: [],
  squashed: false,
  findings: [],
  attested: new Map(),
  ...more,
});
const finding = (more: Partial<Finding> = {}): Finding => ({
  rule: 'attestation-missing',
  severity: 'block',
  zone: 'core',
  message: 'Not attested.',
  mend: 'colophon attest',
  ...more,
});
/** `<icon> <label>[ | <description>][ → <command>]` */
const shown = (preview: Preview) =>
  previewRows(preview).map(
    ({ icon, label, description, command }) =>
      `${icon} ${label}${description ? ` | ${description}` : ''}${command ? ` → ${command}` : ''}`,
  );

describe('the preview of the next commit', () => {
  it('shows each trailer', () => {
    deepStrictEqual(
      previewRows(
        staged({ aiLines: 1, trailers: ['Assisted-by: Claude:opus', 'AI-Provenance: v1; lines=2; ai=1'] }),
      ),
      [
        {
          icon: 'tag',
          label: 'Assisted-by',
          description: 'Claude:opus',
          tooltip: 'Assisted-by: Claude:opus',
        },
        {
          icon: 'tag',
          label: 'AI-Provenance',
          description: 'v1; lines=2; ai=1',
          tooltip: 'AI-Provenance: v1; lines=2; ai=1',
        },
      ],
    );
  });

  it('shows what stops the commit first, in words too, with the command that mends it', () => {
    deepStrictEqual(
      shown(
        staged({
          trailers: ['AI-Provenance: v1; lines=1; ai=1'],
          findings: [
            finding({ rule: 'terms-expired', severity: 'record', zone: 'default' }),
            finding({ rule: 'signoff-missing', severity: 'warn', zone: 'train' }),
            finding(),
          ],
        }),
      ),
      [
        'error Blocked: attestation missing | core → colophon.attestStaged',
        'warning Warning: signoff missing | train → colophon.signOff',
        'info Note: terms expired',
        'tag AI-Provenance | v1; lines=1; ai=1',
      ],
    );
  });

  it('says how bad it is, all of it, and what mends it to those who read or hear the tooltip', () => {
    const tooltip = (one: Finding) => previewRows(staged({ findings: [one] }))[0]?.tooltip;
    deepStrictEqual(
      [
        tooltip(finding()),
        tooltip(finding({ rule: 'vendor-not-approved', severity: 'warn', mend: 'colophon lookup a.ts' })),
        tooltip(finding({ rule: 'signoff-missing', severity: 'warn', mend: '' })),
      ],
      [
        'Stops the commit: Not attested. (attestation-missing)\nSelect this row to attest.',
        'Warning: Not attested. (vendor-not-approved)\n→ colophon lookup a.ts',
        'Warning: Not attested. (signoff-missing)\nSelect this row to sign it off, or to ask an owner to.',
      ],
    );
  });

  it('shows names that would deceive as what they are', () => {
    const row = previewRows(staged({ findings: [finding({ message: 'a\u202eb\n', mend: '' })] }))[0];
    deepStrictEqual(
      row?.tooltip,
      'Stops the commit: a\\u202eb\\u000a (attestation-missing)\nSelect this row to attest.',
    );
  });

  it('says when there is nothing, and why', () => {
    deepStrictEqual(shown(staged({ files: 0 })), ['info Nothing is staged']);
    deepStrictEqual(shown(staged()), ['info No trailers: nothing staged is AI’s']);
    deepStrictEqual(shown(staged({ aiLines: 1 })), ['info No trailers']);
    deepStrictEqual(shown({ kind: 'problem', message: 'git is missing' }), ['info It could not be told']);
  });

  it('says when nothing of ours is written, and runs what changes that', () => {
    deepStrictEqual(
      (['missing', 'incomplete', 'off'] as const).flatMap((why) => shown({ kind: 'unhooked', why })),
      [
        'circle-slash Commit hooks are not installed | nothing is written → colophon.installHooks',
        'circle-slash Commit hooks are incomplete | nothing is written → colophon.installHooks',
        'circle-slash Commit hooks are turned off | nothing is written',
      ],
    );
    deepStrictEqual(shown({ kind: 'broken', message: 'policy.yaml:1:1: no' }), [
      'circle-slash The policy has mistakes | nothing is written → workbench.actions.view.problems',
    ]);
    deepStrictEqual(shown({ kind: 'untrusted' }), [
      'info Restricted Mode: nothing is run here → workbench.trust.manage',
    ]);
  });

  it('adds no trailers where git brings them along, but says what stops a squash', () => {
    deepStrictEqual(shown({ kind: 'replay' }), ['info The trailers stay as they are']);
    deepStrictEqual(shown(staged({ squashed: true, findings: [finding()] })), [
      'error Blocked: attestation missing | core → colophon.attestStaged',
      'info The squashed commits’ trailers stay',
    ]);
  });

  it('sums up beside its title', () => {
    deepStrictEqual(
      [
        previewTitle([staged(), { kind: 'untrusted' }, { kind: 'unhooked', why: 'missing' }]),
        previewTitle([staged({ aiLines: 2 }), staged({ aiLines: 1 })]),
        previewTitle([staged({ aiLines: 1, lines: 1 })]),
        previewTitle([staged({ aiLines: 2, findings: [finding()] }), staged()]),
      ],
      ['', '3 AI of 6 lines', '1 AI of 1 line', 'something stops it'],
    );
  });
});
