import { deepStrictEqual } from 'node:assert/strict';
import { insertionsOf, rowsByZone } from '../../../src/editor/provenance/lines/insertions';
import { commitDetails, type ViewNode, viewItem } from '../../../src/editor/provenance/provenanceViewModel';
import { countLines } from '../../../src/provenance/decide';
import type { FileProvenance } from '../../../src/provenance/source';
import { readTrailers } from '../../../src/provenance/written/readTrailers';
import type { PastCommit } from '../../../src/workflow/read/commitHistory';

const root = '/acme';
const place = { file: '/acme/src/core/rank.ts', lines: [3, 4] as const };
const file: FileProvenance = {
  path: 'src/core/rank.ts',
  lines: [
    { line: 2, origin: 'human', evidence: 'observed' },
    { line: 3, origin: 'ai', evidence: 'host', by: [{ assistant: 'sample', model: 'm1' }] },
    { line: 4, origin: 'ai', evidence: 'host', by: [{ assistant: 'sample', model: 'm1' }] },
  ],
};
/** `<icon> <label> | <description> (<context>, <children>)` */
const shown = (node: ViewNode) => {
  const { icon, label, description, context, children } = viewItem(node, () => 'Sample', Date.now());
  return `${icon} ${label}${description ? ` | ${description}` : ''} (${context}, ${children})`;
};

describe('the view of provenance', () => {
  it('shows the change by zone, file and insertion; what the menus go by says what is needed', () => {
    const rows = (mode: string) =>
      rowsByZone([file], () => ({ zone: mode === 'eligible' ? 'default' : 'core', mode }));
    const zone = (mode: string) => shown({ root, kind: 'zone', zone: rows(mode)[0]! });
    deepStrictEqual(
      [
        shown({ root, kind: 'changes', files: [file], isOpen: true }),
        zone('restricted'),
        zone('attest'),
        zone('eligible'),
        shown({ root, kind: 'file', file: rows('attest')[0]!.files[0]!, place }),
        ...insertionsOf(file.lines).map((insertion) => shown({ root, kind: 'insertion', insertion, place })),
      ],
      [
        'edit Changes | 3 lines: 2 ai, 1 human (changes, open)',
        'lock core | restricted · 2 AI of 3 lines (zone.restricted, open)',
        'checklist core | attest · 2 AI of 3 lines (zone.attest, open)',
        'pass No zone | eligible · 2 AI of 3 lines (zone.eligible, open)',
        'file rank.ts | 3 lines: 2 ai, 1 human · src/core (file, open)',
        'person line 2 | human, observed (insertion, none)',
        'sparkle lines 3–4 | ai, Sample (m1), host (insertion, none)',
      ],
    );
  });

  it('offers no attestation in a zone without AI lines', () => {
    const typed: FileProvenance = { path: 'a.ts', lines: [{ line: 1, origin: 'human', evidence: 'host' }] };
    const [zone] = rowsByZone([typed], () => ({ zone: 'core', mode: 'attest' }));
    deepStrictEqual(
      shown({ root, kind: 'zone', zone: zone! }),
      'checklist core | attest · 0 AI of 1 line (zone, open)',
    );
  });

  it('says that there is no change', () => {
    deepStrictEqual(
      shown({ root, kind: 'changes', files: [], isOpen: true }),
      'edit Changes | nothing is added (changes, none)',
    );
  });

  it('says of a finding which rule its menu mends', () => {
    const row = {
      label: 'Blocked: attestation missing',
      tooltip: '',
      icon: 'error',
      rule: 'attestation-missing',
    } as const;
    deepStrictEqual(
      shown({ root, kind: 'next', row }),
      'error Blocked: attestation missing (next.attestation-missing, none)',
    );
  });

  const message = `Rank\\u202e\n\nAssisted-by: Sample:m1\nAI-Provenance: v1; lines=3; ai=2; human=1\nAI-Detail: zones=core:2; evidence=host:2\nAI-Attested-by: Ada <ada@acme.dev>\n`;
  const commit = (from: PastCommit['from']): PastCommit => ({
    oid: 'c0ffee'.padEnd(40, '0'),
    parents: [],
    author: 'Ada\u0007',
    at: Date.now(),
    subject: 'Rank\u202e',
    message,
    counts: countLines([file]),
    from,
    trailers: readTrailers(message),
  });

  it('shows a commit with its counts, and where they are from', () => {
    const node = { root, kind: 'commit', commit: commit('trailers') } as const;
    const look = viewItem(node, String, Date.now());
    deepStrictEqual(
      [shown(node), look.tooltip.replace(/ at \d\d:\d\d/, '')],
      [
        'git-commit Rank\\u202e | 2 AI of 3 lines · c0ffee0000 (commit, closed)',
        'Rank\\u202e\nc0ffee0000 of Ada\\u0007\nBy its trailers: 3 lines: 2 ai, 1 human',
      ],
    );
    deepStrictEqual(
      commitDetails(commit('trailers')).map(({ label }) => label),
      [
        '3 lines: 2 ai, 1 human',
        'Assisted by Sample (m1)',
        'AI lines by zone: core 2',
        'Attested by Ada <ada@acme.dev>',
      ],
    );
    deepStrictEqual(
      commitDetails(commit('note')).at(-1)?.label,
      'By the note on this machine; its message says nothing',
    );
  });
});
