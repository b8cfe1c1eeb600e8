import * as vscode from 'vscode';
import type { InitAnswers } from '../workflow/init';
import type { PolicyTools } from './loadPolicyTools';
import { loadPolicyTools } from './loadPolicyTools';
import type { Parts } from './parts';

const steps = 5;

/** *Create Policy*: a few questions with an answer each to start from, then the file, open for the next edit. */
export async function createPolicy(parts: Parts): Promise<void> {
  const tree = await parts.targets.withGit();
  if (!tree) return;
  const tools = loadPolicyTools();
  const file = vscode.Uri.joinPath(vscode.Uri.file(tree.root), ...tools.policyFile.split('/'));
  if (tree.policy.kind !== 'none') {
    void vscode.window.showInformationMessage('This repository has a policy already.');
    await vscode.window.showTextDocument(file);
    return;
  }
  const defaults = await tools.defaultAnswers(tree.repo);
  if ('message' in defaults) {
    void vscode.window.showErrorMessage(defaults.message);
    return;
  }
  const answers = await askAll(defaults, tools);
  if (!answers) return;
  const written = tools.writePolicy(tree.root, tools.policyTemplate(answers));
  if (written.kind === 'problem') {
    void vscode.window.showErrorMessage(written.message);
    return;
  }
  parts.trees.reload(tree);
  await vscode.window.showTextDocument(file);
}

/** `undefined` when the person left; nothing is written then. */
async function askAll(defaults: InitAnswers, tools: PolicyTools): Promise<InitAnswers | undefined> {
  const engineering = await askPerson(
    1,
    'Who answers for engineering questions?',
    defaults.engineering,
    tools,
  );
  const legal =
    engineering && (await askPerson(2, 'Who answers for legal questions?', defaults.legal, tools));
  if (!engineering || !legal) return undefined;
  const escalation = await ask(
    3,
    'Where to ask when a commit is stopped: a URL, an e-mail address or a channel',
    engineering.email,
  );
  if (escalation === undefined) return undefined;
  const folders = 'Folders or patterns, with commas between. Leave it empty for none.';
  const restricted = await askPatterns(4, `Where no AI output may go without a sign-off. ${folders}`, tools);
  const attest =
    restricted && (await askPatterns(5, `Where a person attests to AI output. ${folders}`, tools));
  if (!restricted || !attest) return undefined;
  return { engineering, legal, escalation: escalation.trim() || engineering.email, restricted, attest };
}

type Person = InitAnswers['legal'];

async function askPerson(
  step: number,
  prompt: string,
  usual: Person,
  tools: PolicyTools,
): Promise<Person | undefined> {
  const answer = await ask(step, `${prompt} An e-mail address.`, usual.email, (text) =>
    tools.isEmail(text.trim()) ? undefined : 'This is not an e-mail address.',
  );
  if (answer === undefined) return undefined;
  return answer.trim() === usual.email ? usual : { email: answer.trim() };
}

async function askPatterns(step: number, prompt: string, tools: PolicyTools): Promise<string[] | undefined> {
  const answer = await ask(step, prompt, '', (text) => {
    const patterns = tools.patternsOf(text);
    return Array.isArray(patterns) ? undefined : patterns.message;
  });
  const patterns = answer === undefined ? undefined : tools.patternsOf(answer);
  return Array.isArray(patterns) ? patterns : undefined;
}

function ask(
  step: number,
  prompt: string,
  value: string,
  validateInput: (text: string) => string | undefined = () => undefined,
): Thenable<string | undefined> {
  const title = `Create Policy (${step}/${steps})`;
  return vscode.window.showInputBox({ title, prompt, value, validateInput, ignoreFocusOut: true });
}
