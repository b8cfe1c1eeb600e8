import { strict as assert } from 'node:assert';
import { until } from '../support/host/keyboard';
import type { Desk } from './desk';
import type { Scene } from './scene';

const bob = ['-c', 'user.name=Bob', '-c', 'user.email=bob@acme.dev'];
const question = 'I, ada@acme.dev, sign off this change of training-pipeline.';
const missing = 'Warning: signoff missing';
const zone = /^training-pipeline restricted/;

/** What the owner of a zone does, by the palette and by the rows of *AI Provenance*. */
export const ownerScenes: readonly Scene[] = [
  {
    title: 'signs off when the question is answered, and not before',
    ways: ['palette colophon.signOff'],
    play: async (desk) => {
      desk.stage('pipelines/train/clean.py', 'def clean(rows):\n    return rows\n');
      await desk.palette('colophon.signOff');
      await desk.leave(question);
      assert.deepEqual(desk.statements(), []);
      await desk.palette('colophon.signOff');
      await signsOff(desk);
      desk.git(...bob, 'commit', '-qm', 'Clean the rows');
      const { code, text } = desk.colophon('verify', 'HEAD~1..HEAD', '--submitter', 'bob@acme.dev');
      assert.equal(code, 0, text);
    },
  },
  {
    title: 'requests a sign-off, and copies the text',
    ways: ['palette colophon.requestSignOff'],
    play: async (desk) => {
      desk.stage('pipelines/train/split.py', 'def split(rows, at):\n    return rows[:at], rows[at:]\n');
      await desk.palette('colophon.requestSignOff');
      await requested(desk);
      await desk.notified('Send this text to ada@acme.dev.', 'Copy');
      await until('the text', async () => (await desk.clipboard()).includes('+def split(rows, at):'));
    },
  },
  {
    title: 'signs off from the row that misses it',
    ways: ['view/item/context next.signoff-missing colophon.signOff'],
    play: async (desk) => {
      desk.stage('pipelines/train/one.py', 'one = 1\n');
      await desk.row(missing);
      await desk.press('Enter');
      await signsOff(desk);
      desk.git('reset', '-q', '--hard');
      desk.stage('pipelines/train/one.py', 'one = 2\n');
      await desk.rowMenu(missing, 'next.signoff-missing', 'colophon.signOff');
      await signsOff(desk);
    },
  },
  {
    title: 'signs off from the row of the zone',
    ways: ['view/item/context zone.restricted colophon.signOff'],
    play: async (desk) => {
      desk.stage('pipelines/train/two.py', 'two = 2\n');
      await desk.rowMenu(zone, 'zone.restricted', 'colophon.signOff');
      await signsOff(desk);
    },
  },
  {
    title: 'signs off from the menu of Source Control',
    ways: ['scm/title colophon.signOff'],
    play: async (desk) => {
      desk.stage('pipelines/train/three.py', 'three = 3\n');
      await desk.sourceControl('colophon.signOff');
      await signsOff(desk);
    },
  },
  {
    title: 'requests a sign-off from the rows',
    ways: [
      'view/item/context next.signoff-missing colophon.requestSignOff',
      'view/item/context zone.restricted colophon.requestSignOff',
    ],
    play: async (desk) => {
      desk.stage('pipelines/train/four.py', 'four = 4\n');
      await desk.rowMenu(missing, 'next.signoff-missing', 'colophon.requestSignOff');
      await requested(desk);
      await desk.closeAll();
      await desk.rowMenu(zone, 'zone.restricted', 'colophon.requestSignOff');
      await requested(desk);
    },
  },
  {
    title: 'attests with a signature, from the titles of Source Control and of the view',
    ways: ['scm/title colophon.attestStaged', 'view/title colophon.attestStaged'],
    play: async (desk) => {
      desk.stage('src/billing/bill.ts', 'export const bill = 1;\n');
      await desk.sourceControl('colophon.attestStaged');
      await attestsSigned(desk, 1);
      desk.stage('src/billing/bill.ts', 'export const bill = 2;\n');
      await desk.viewIcon('colophon.attestStaged');
      await attestsSigned(desk, 2);
      desk.git(...bob, 'commit', '-qm', 'Two bills');
      const { code, text } = desk.colophon('verify', 'HEAD~1..HEAD', '--submitter', 'bob@acme.dev');
      assert.equal(code, 0, text);
    },
  },
];

async function signsOff(desk: Desk): Promise<void> {
  await desk.answer(question, 'Sign Off');
  await desk.done('Signed off: training-pipeline.');
  await desk.signed(1);
}

async function requested(desk: Desk): Promise<void> {
  await desk.shown('Sign-off request for training-pipeline.diff', 'To: ada@acme.dev');
}

async function attestsSigned(desk: Desk, statements: number): Promise<void> {
  await desk.attested('I Have Reviewed It');
  await desk.signed(statements);
}
