import { strict as assert } from 'node:assert';
import { until } from '../support/host/keyboard';
import { begun } from './desk';
import type { Scene } from './scene';

const insertion = /^line \d+ ai/;
const missing = 'Blocked: attestation missing';
const commit = /^More to come 0 AI of 1 line/;

/** The other rows of *AI Provenance*: what a person attests, insertions, files and commits. */
export const viewScenes: readonly Scene[] = [
  {
    title: 'attests from the row that misses it, and from its menu',
    ways: ['view/item/context next.attestation-missing colophon.attestStaged'],
    play: async (desk) => {
      await desk.assisted('median');
      await desk.row(missing);
      await desk.press('Enter');
      await desk.asked('Attest as Ada Park <ada@acme.dev>');
      await desk.press('Escape');
      await desk.rowMenu(missing, 'next.attestation-missing', 'colophon.attestStaged');
      await desk.attested();
      desk.git('commit', '-qm', 'The median');
      assert.match(desk.git('log', '-1', '--format=%B'), /^AI-Attested-by: Ada Park/m);
    },
  },
  {
    title: 'attests from the row of the zone',
    ways: ['view/item/context zone.attest colophon.attestStaged'],
    play: async (desk) => {
      await desk.assisted('inner');
      await desk.rowMenu(/^core attest/, 'zone.attest', 'colophon.attestStaged');
      await desk.attested();
      desk.git('commit', '-qm', 'The inner rank');
      assert.match(desk.git('log', '-1', '--format=%B'), /^AI-Attested-by: Ada Park/m);
    },
  },
  {
    title: 'goes to a file and to an insertion, and has it explained, marked and removed',
    ways: [
      'view/item/context insertion colophon.explainLine',
      'view/item/context insertion colophon.markSelection',
      'view/item/context insertion colophon.removeInsertion',
    ],
    play: async (desk) => {
      await desk.assisted('outer', 'src/page.ts');
      await desk.closeAll();
      await desk.row(/^page\.ts 1 line: 1 ai/);
      await desk.press('Enter');
      await desk.shown('page.ts', begun('outer'));
      await desk.closeAll();
      await desk.row(/^page\.ts 1 line: 1 ai/);
      await desk.press('ArrowRight');
      await desk.row(insertion);
      await desk.press('Enter');
      await desk.shown('page.ts', begun('outer'));
      await desk.done('Ln 2, Col 1');
      await desk.rowMenu(insertion, 'insertion', 'colophon.explainLine');
      await desk.asked('Line 2 counts as ai (host)');
      await desk.press('Escape');
      await desk.rowMenu(insertion, 'insertion', 'colophon.markSelection');
      await desk.asked('Mark line 2 as…');
      await desk.press('Escape');
      await desk.rowMenu(insertion, 'insertion', 'colophon.removeInsertion');
      await desk.done('Removed. Undo brings it back.');
      await desk.removed('outer', 'src/page.ts');
    },
  },
  {
    title: 'unfolds the history, and goes to a commit',
    ways: [],
    play: async (desk) => {
      desk.stage('src/core/more.ts', 'export const more = 1;\n');
      desk.git('commit', '-qm', 'More to come');
      const isListed = async (): Promise<boolean> => (await desk.rows()).includes('More to come');
      // The commit has the view filled anew, sooner or later.
      for (let tries = 0; !(await isListed()) && tries < 5; tries++) {
        await desk.row('History');
        await desk.press('ArrowRight');
        await until('the commit', () => isListed(), 2000).catch(() => {});
      }
      await desk.row(commit);
      await desk.press('Enter');
      await desk.seen('.tab.active', 'More to come');
    },
  },
];
