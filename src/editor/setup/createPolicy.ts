import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { connections } from '../../assistants/connections';
import { isFound } from '../../workflow/install/assistantHooks';
import type { InitAnswers, Person } from '../../workflow/policy/init';
import type { InitSuggestions, PathChoice } from '../../workflow/policy/initSuggestions';
import { loadPolicyTools } from '../window/loadPolicyTools';
import { done, fail, inform } from '../window/messages';
import { askInTurn, back, enter, pick, type Question } from '../window/questions';
import type { WindowServices } from '../window/windowServices';
import { type PersonRow, pathRow, personRows, row } from './createPolicyModel';

/** What is known so far; the person may go back and change it. */
interface Answers {
  readonly restricted: readonly PathChoice[];
  readonly attest: readonly PathChoice[];
  readonly assistants: InitAnswers['assistants'];
  readonly approved: boolean;
  readonly engineering?: Person;
  readonly legal?: Person;
}

type Zones = 'restricted' | 'attest';

type PolicyServices = Pick<WindowServices, 'assistants' | 'targets' | 'trees'>;

/** *Create Policy*: a few questions, each with an answer to start from, then the file, open for the next edit. */
export async function createPolicy(services: PolicyServices, root?: unknown): Promise<void> {
  const tree = await services.targets.withGit(root);
  if (!tree) return;
  const tools = loadPolicyTools();
  const file = vscode.Uri.joinPath(vscode.Uri.file(tree.root), ...tools.policyFile.split('/'));
  if (tree.policy.kind !== 'none') {
    inform(vscode.l10n.t('This repository has a policy already.'));
    await vscode.window.showTextDocument(file);
    return;
  }
  const [suggestions, ofGit] = await Promise.all([
    tools.initSuggestions(tree.repo),
    tools.personOfGit(tree.repo),
  ]);
  const inUse = assistantsInUse(services);
  const start: Answers = { restricted: [], attest: [], assistants: inUse, approved: false };
  const given = await askInTurn(start, [
    pathsQuestion(suggestions, 'restricted'),
    pathsQuestion(suggestions, 'attest'),
    assistantsQuestion(services, inUse),
    approvalQuestion,
    personQuestion('engineering', suggestions, ofGit),
    personQuestion('legal', suggestions, ofGit),
  ]);
  if (!given?.engineering || !given.legal) return;
  const answers: InitAnswers = {
    ...given,
    engineering: given.engineering,
    legal: given.legal,
    escalation: given.engineering.email,
  };
  const written = tools.writePolicy(tree.root, tools.policyTemplate(answers));
  if (written.kind === 'problem') return fail(written.message);
  services.trees.reload(tree);
  await vscode.window.showTextDocument(file);
  // Short: beside a longer one the file's zone has no room in the status bar.
  done(vscode.l10n.t('The policy is written'), 8000);
}

interface PathItem extends vscode.QuickPickItem {
  /** Absent on the row for what is not in the list. */
  readonly choice?: PathChoice;
}

function pathsQuestion({ paths }: InitSuggestions, zones: Zones): Question<Answers> {
  const other: PathItem = {
    label: `$(add) ${vscode.l10n.t('Other folders or patterns…')}`,
    alwaysShow: true,
  };
  const words =
    zones === 'restricted'
      ? {
          title: vscode.l10n.t('Create Policy: Restricted Folders'),
          placeholder: vscode.l10n.t('Where must the owner sign off AI output?'),
        }
      : {
          title: vscode.l10n.t('Create Policy: Folders to Attest'),
          placeholder: vscode.l10n.t('Where must a person attest to AI output?'),
        };
  return {
    ask: async (state, position) => {
      const { forMode, chosenPaths, patternsOf } = loadPolicyTools();
      const has = (list: readonly PathChoice[], choice: PathChoice) =>
        list.some(({ pattern }) => pattern === choice.pattern);
      const offered = forMode(paths, zones).filter(
        (choice) => zones === 'restricted' || !has(state.restricted, choice),
      );
      const items: PathItem[] = [...offered.map((choice) => ({ ...pathRow(choice), choice })), other];
      const own = state[zones].filter((choice) => !has(paths, choice)).map(({ pattern }) => pattern);
      const picked = items.filter(({ choice }) => (choice ? has(state[zones], choice) : own.length > 0));
      return pick(position, { ...words, many: true, items, picked }, async (chosen) => {
        const known = chosen.flatMap(({ choice }) => choice ?? []);
        if (!chosen.includes(other)) return { ...state, [zones]: known };
        const prompt = vscode.l10n.t('Folders or .gitignore patterns, with commas between');
        const written = await enter(position, words.title, prompt, own.join(', '), patternsOf);
        if (written === undefined || written === back) return written;
        return { ...state, [zones]: [...known, ...chosenPaths(written, paths)] };
      });
    },
  };
}

/** Those that can be seen from here: extensions, the editor itself, running terminals, and agents on this machine. */
function assistantsInUse({ assistants }: PolicyServices): InitAnswers['assistants'] {
  const machine = { home: homedir(), env: process.env };
  const found = connections.filter((one) => isFound(machine, one)).map(({ assistant }) => assistant);
  const seen = new Set([...found, ...assistants.installed()]);
  return assistants.catalogue.all.filter(({ id }) => seen.has(id)).map(({ id, name }) => ({ id, name }));
}

function assistantsQuestion(
  { assistants }: PolicyServices,
  inUse: InitAnswers['assistants'],
): Question<Answers> {
  const rows = assistants.catalogue.all.map(({ id, name }) => {
    const isHere = inUse.some((one) => one.id === id);
    const here = vscode.l10n.t('found here');
    return { label: name, description: isHere ? `${id} · ${here}` : id, id, name, isHere };
  });
  const items = [...rows.filter(({ isHere }) => isHere), ...rows.filter(({ isHere }) => !isHere)];
  return {
    ask: (state, position) =>
      pick(
        position,
        {
          title: vscode.l10n.t('Create Policy: Assistants'),
          placeholder: vscode.l10n.t('Which assistants are in use?'),
          many: true,
          items,
          picked: items.filter(({ id }) => state.assistants.some((one) => one.id === id)),
        },
        (chosen) => ({ ...state, assistants: chosen.map(({ id, name }) => ({ id, name })) }),
      ),
  };
}

/** Nobody but the person can say it: without it, no assistant is approved. */
const approvalQuestion: Question<Answers> = {
  applies: ({ assistants }) => assistants.length > 0,
  ask: async (state, position) => {
    const items = [
      {
        label: vscode.l10n.t('Not yet: unreviewed'),
        description: vscode.l10n.t('their output is not approved in zones until you say so in the policy'),
        approved: false,
      },
      {
        label: vscode.l10n.t('Yes: approved'),
        description: vscode.l10n.t('their output may be used in zones, under the zones’ rules'),
        approved: true,
      },
    ];
    const names = state.assistants.map(({ name }) => name).join(', ');
    const title = vscode.l10n.t('Create Policy: Their Terms');
    const placeholder = vscode.l10n.t('Were the terms of {0} reviewed and approved?', names);
    const picked = items.filter(({ approved }) => approved === state.approved);
    return pick(position, { title, placeholder, items, picked }, ([chosen]) => {
      return { ...state, approved: chosen!.approved };
    });
  },
};

function personQuestion(
  role: 'engineering' | 'legal',
  { people }: InitSuggestions,
  ofGit: Person | undefined,
): Question<Answers> {
  const words =
    role === 'engineering'
      ? {
          title: vscode.l10n.t('Create Policy: Owner'),
          placeholder: vscode.l10n.t('Who owns the policy? Pick, or type an e-mail address'),
        }
      : {
          title: vscode.l10n.t('Create Policy: Legal Contact'),
          placeholder: vscode.l10n.t('Who answers for legal questions? Pick, or type an e-mail address'),
        };
  return {
    ask: async (state, position) => {
      const items = personRows(
        ofGit,
        people,
        state[role] ?? (role === 'legal' ? state.engineering : undefined),
      );
      const { isEmail } = loadPolicyTools();
      const typed = (text: string) =>
        isEmail(text) ? { ...row({ email: text }, ''), alwaysShow: true } : undefined;
      return pick<PersonRow & { alwaysShow?: boolean }, Answers>(
        position,
        { ...words, items, typed },
        ([chosen]) => ({ ...state, [role]: chosen!.person }),
      );
    },
  };
}
