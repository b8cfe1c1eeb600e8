import { deepStrictEqual } from 'node:assert/strict';
import { type NextCommit, previewRows, previewTitle } from '../../src/editor/commitPreviewModel';

const staged = (more: Partial<Extract<NextCommit, { kind: 'staged' }>> = {}): NextCommit => ({
  kind: 'staged',
  files: 1,
  lines: 3,
  aiLines: 0,
  trailers: [],
  findings: [],
  areHooksInstalled: true,
  ...more,
});
/** `<icon> <label>| <description>[ → <command>]` */
const shown = (next: NextCommit) =>
  previewRows(next).map(
    ({ icon, label, description, command }) =>
      `${icon} ${label}${description ? ` | ${description}` : ''}${command ? ` → ${command}` : ''}`,
  );

describe('the preview of the next commit', () => {
  it('shows each trailer', () => {
    deepStrictEqual(
      shown(staged({ trailers: ['Assisted-by: Claude:opus', 'AI-Provenance: v1; lines=2; ai=1; human=1'] })),
      ['tag Assisted-by | Claude:opus', 'tag AI-Provenance | v1; lines=2; ai=1; human=1'],
    );
  });

  it('shows what stops the commit first, in words too, with the command that mends it', () => {
    const finding = { zone: 'core', mend: 'colophon attest' };
    deepStrictEqual(
      shown(
        staged({
          trailers: ['AI-Provenance: v1; lines=1; ai=1'],
          findings: [
            { ...finding, rule: 'terms-expired', severity: 'record', message: 'Old terms' },
            { ...finding, rule: 'signoff-missing', severity: 'warn', message: 'No sign-off' },
            { ...finding, rule: 'attestation-missing', severity: 'block', message: 'Not attested' },
          ],
        }),
      ),
      [
        'error Stops the commit: Not attested → colophon.attestStaged',
        'warning Warning: No sign-off',
        'info Note: Old terms',
        'tag AI-Provenance | v1; lines=1; ai=1',
      ],
    );
  });

  it('says when there is nothing, and why', () => {
    deepStrictEqual(shown(staged({ files: 0 })), ['info Nothing is staged']);
    deepStrictEqual(shown(staged()), ['info No trailers']);
    deepStrictEqual(shown({ kind: 'untrusted' }), ['info Restricted Mode: nothing is looked at']);
    deepStrictEqual(shown({ kind: 'problem', message: 'git is missing' }), ['info It could not be told']);
    deepStrictEqual(shown(staged({ files: 0, areHooksInstalled: false })), [
      'circle-slash Nothing will be written | the commit hooks are not installed → colophon.installHooks',
      'info Nothing is staged',
    ]);
  });

  it('sums up beside its title', () => {
    const block = {
      rule: 'attestation-missing',
      severity: 'block',
      zone: 'core',
      message: '',
      mend: '',
    } as const;
    deepStrictEqual(previewTitle([staged(), { kind: 'untrusted' }]), '');
    deepStrictEqual(previewTitle([staged({ aiLines: 2 }), staged({ aiLines: 1 })]), '3 AI of 6 lines');
    deepStrictEqual(previewTitle([staged({ aiLines: 2, findings: [block] })]), 'something stops it');
  });
});
