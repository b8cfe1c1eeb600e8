import { strict as assert } from 'node:assert';
import { until } from '../support/host/keyboard';
import type { Scene } from './scene';

/** What somebody does who writes code, by the palette and by the menus of the editor. */
export const developerScenes: readonly Scene[] = [
  {
    title: 'looks up the policy of a file',
    ways: ['palette colophon.lookUpPolicy', 'explorer/context colophon.lookUpPolicy'],
    play: async (desk) => {
      await desk.open('pipelines/train/load.py');
      await desk.palette('colophon.lookUpPolicy');
      await desk.shown('Policy of load.py.md', /restricted.*ada@acme\.dev/s);
      await desk.open('src/core/rank.ts');
      await desk.explorerMenu('rank.ts', 'colophon.lookUpPolicy');
      await desk.shown('Policy of rank.ts.md', /attest.*ada@acme\.dev/s);
    },
  },
  {
    title: 'has a line explained, and marks it from there',
    ways: ['palette colophon.explainLine', 'editor/context colophon.explainLine'],
    play: async (desk) => {
      await desk.assisted('best');
      await desk.palette('colophon.explainLine');
      await desk.asked('Line 4 counts as ai (host)', 'Accepted as a suggestion of Sample');
      await desk.press('Escape');
      await desk.editorMenu('colophon.explainLine');
      await desk.asked('Line 4 counts as ai (host)');
      await desk.choose('Mark This Line As…');
      await desk.asked('Mark line 4 as…');
    },
  },
  {
    title: 'marks a line, and the commit says that it rests on a declaration',
    ways: ['palette colophon.markSelection', 'editor/context colophon.markSelection'],
    play: async (desk) => {
      await desk.assisted('worst', 'src/page.ts');
      await desk.editorMenu('colophon.markSelection');
      await desk.asked('Mark line 2 as…');
      await desk.choose('An assistant wrote it.');
      await desk.asked('Which assistant wrote it?');
      await desk.choose('Sample');
      await desk.done('Marked as ai, by Ada Park <ada@acme.dev>');
      await desk.palette('colophon.markSelection');
      await desk.choose('I typed it, here or elsewhere.');
      await desk.asked('Why is it not AI?');
      await desk.type('I dictated it');
      await desk.press('Enter');
      await desk.done('Marked as human, by Ada Park <ada@acme.dev>');
      desk.git('commit', '-qm', 'The worst page');
      assert.match(desk.git('log', '-1', '--format=%B'), /^AI-Provenance: v1; lines=1; .*declared=1$/m);
    },
  },
  {
    title: 'removes an insertion',
    ways: ['palette colophon.removeInsertion'],
    play: async (desk) => {
      await desk.assisted('first', 'src/page.ts');
      await desk.palette('colophon.removeInsertion');
      await desk.done('Removed. Undo brings it back.');
      await desk.removed('first', 'src/page.ts');
    },
  },
  {
    title: 'attests what is staged when the question is answered, and not before',
    ways: ['palette colophon.attestStaged'],
    play: async (desk) => {
      await desk.assisted('last');
      await desk.palette('colophon.attestStaged');
      await desk.asked('Attest as Ada Park <ada@acme.dev>', '1 AI line');
      await desk.press('Enter');
      await desk.leave('have reviewed');
      const stopped = desk.tryGit('commit', '-qm', 'Rank the last');
      assert.equal(stopped.code, 1);
      assert.match(stopped.text, /attestation-missing/);
      await desk.palette('colophon.attestStaged');
      await desk.attested();
      desk.git('commit', '-qm', 'Rank the last');
      assert.match(desk.git('log', '-1', '--format=%B'), /^AI-Attested-by: Ada Park <ada@acme\.dev>$/m);
      const { code, text } = desk.colophon('verify', 'HEAD~1..HEAD');
      assert.equal(code, 0, text);
    },
  },
  {
    title: 'shows provenance, and goes to an insertion',
    ways: ['palette colophon.showProvenance', 'view/title colophon.showProvenance'],
    play: async (desk) => {
      await desk.assisted('upper');
      await desk.viewMenu('colophon.showProvenance');
      await desk.asked('not yet committed: 1 line: 1 ai');
      await desk.press('Escape');
      await desk.palette('colophon.showProvenance');
      await desk.asked('not yet committed: 1 line: 1 ai');
      await desk.choose('line 4');
      await desk.done('Ln 4, Col 1');
    },
  },
  {
    title: 'toggles the marks',
    ways: ['palette colophon.toggleMarks', 'view/title colophon.toggleMarks'],
    play: async (desk) => {
      await desk.assisted('lower');
      await desk.palette('colophon.toggleMarks');
      await desk.marked(false);
      await desk.viewMenu('colophon.toggleMarks');
      await desk.marked(true);
    },
  },
  {
    title: 'pauses suggestions and wakes them',
    ways: ['palette colophon.pauseSuggestions'],
    play: async (desk) => {
      await desk.open('src/core/rank.ts');
      await desk.palette('colophon.pauseSuggestions');
      await desk.status('core · attest · paused');
      await desk.palette('colophon.pauseSuggestions');
      await desk.status(/core · attest$/);
    },
  },
  {
    title: 'copies the statement of a pull request',
    ways: ['palette colophon.copyPullRequestStatement', 'scm/title colophon.copyPullRequestStatement'],
    play: async (desk) => {
      desk.git('switch', '-qC', 'pr');
      desk.stage('src/core/more.ts', 'export const more = 1;\n');
      desk.git('commit', '-qm', 'More');
      const { text } = desk.colophon('pr', 'HEAD~1..HEAD');
      assert.match(text, /\| core \| attest \|/);
      await desk.palette('colophon.copyPullRequestStatement');
      await until('the statement', async () => (await desk.clipboard()) === text);
      desk.git('commit', '-q', '--amend', '-m', 'More of it');
      await desk.sourceControl('colophon.copyPullRequestStatement');
      const again = desk.colophon('pr', 'HEAD~1..HEAD').text;
      assert.notEqual(again, text);
      await until('the other statement', async () => (await desk.clipboard()) === again);
      await desk.notified('Copied the pull request statement of 1 commit.', 'Show');
      await desk.shown('Pull request statement.md', 'attest');
    },
  },
  {
    title: 'opens the report',
    ways: ['palette colophon.openReport'],
    play: async (desk) => {
      await desk.palette('colophon.openReport');
      const text = await until('the report', () => desk.textOfFrame('#terms'));
      assert.match(text, /What was and was not seen/);
    },
  },
];
