import { homedir } from 'node:os';
import { createCatalogue } from '../assistants/catalogue';
import { connections } from '../assistants/connections';
import { discover } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import { homeFolder, thisSystem } from '../git/repository/system';
import { nearest } from '../policy/nearest';
import { printable } from '../text/printable';
import { isFound } from '../workflow/install/assistantHooks';
import {
  chosenPaths,
  defaultAnswers,
  type InitAnswers,
  isEmail,
  type Person,
  patternsOf,
  personOfGit,
  writePolicy,
} from '../workflow/policy/init';
import { forMode, initSuggestions, type PathChoice } from '../workflow/policy/initSuggestions';
import { policyTemplate } from '../workflow/policy/policyTemplate';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';

const usage = `Usage: colophon init [--yes] [--json]

Writes a minimum viable policy to .ai-policy/policy.yaml after a few questions; never over one that is there. What it
suggests is read from CODEOWNERS, the folders, and the coding agents of this machine.
  --yes  asks nothing: you are the contact for everything, and no path is restricted yet
Exit: 0 written, 2 not.
`;

/** So many suggestions are listed; others can be written. */
const listed = 12;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { yes: { type: 'boolean', short: 'y' } }, usage, io);
  if (typeof read === 'number') return read;
  const { values } = read;
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') return refuse(io, found.message);
  const ask = values.yes || !io.isTty ? undefined : io.ask;
  if (!values.yes && ask === undefined)
    return refuse(io, 'There is nobody to ask here. For a policy with the defaults: colophon init --yes');
  const answers =
    ask === undefined ? await defaultAnswers(found.repo) : await askAll(found.repo, new Asking(ask, io));
  if ('message' in answers) return refuse(io, answers.message);
  const result = writePolicy(found.repo.root, policyTemplate(answers));
  if (result.kind === 'problem') return refuse(io, result.message);
  if (values.json) io.stdout(`${JSON.stringify({ path: result.path })}\n`);
  else
    io.stdout(
      `Wrote ${result.path}. Look through it, then: git add .ai-policy && git commit\nFor trailers on commits: colophon hooks install\n`,
    );
  return 0;
}

async function askAll(repo: Repository, asking: Asking): Promise<InitAnswers> {
  const [{ paths, people }, person] = await Promise.all([initSuggestions(repo), personOfGit(repo)]);
  const restricted = await asking.paths('Where no AI output may go without a sign-off', paths, 'restricted');
  const left = paths.filter((one) => !restricted.includes(one));
  const attest = await asking.paths('Where a person must attest to AI output', left, 'attest');
  const assistants = await asking.assistants();
  const approved =
    assistants.length > 0 && (await asking.yes('Were their terms reviewed, and are they approved in zones?'));
  const usual = person ?? (people[0] === undefined ? undefined : { email: people[0] });
  const engineering = await asking.person('Who answers for engineering questions', usual);
  const legal = await asking.person('Who answers for legal questions', person ?? engineering);
  return { engineering, legal, escalation: engineering.email, restricted, attest, assistants, approved };
}

/** Asks until an answer makes sense. An empty one takes what stands in brackets. */
class Asking {
  readonly #ask: NonNullable<Io['ask']>;
  readonly #io: Io;

  constructor(ask: NonNullable<Io['ask']>, io: Io) {
    this.#ask = ask;
    this.#io = io;
  }

  /** By the numbers of the list, or as patterns. */
  async paths(question: string, all: readonly PathChoice[], mode: 'restricted' | 'attest') {
    const choices = forMode(all, mode).slice(0, listed);
    this.#io.stdout(
      `\n${question}:\n${choices.map((one, at) => `${String(at + 1).padStart(4)}  ${describe(one)}\n`).join('')}`,
    );
    const what = choices.length > 0 ? 'Numbers, folders or patterns' : 'Folders or patterns';
    for (;;) {
      const words = (await this.#ask(`${what}, with commas between [none]: `)).split(',');
      const read = words.map((word) => {
        const choice = choices[Number(word.trim()) - 1];
        return choice === undefined ? patternsOf(word) : [choice.pattern];
      });
      const problem = read.find((one) => !Array.isArray(one));
      if (problem === undefined) return chosenPaths((read as string[][]).flat(), all);
      this.#complain((problem as { readonly message: string }).message);
    }
  }

  async assistants(): Promise<InitAnswers['assistants']> {
    const { catalogue } = createCatalogue();
    const machine = { home: homeFolder(thisSystem(), this.#io.env, homedir()), env: this.#io.env };
    const found = connections.filter((one) => isFound(machine, one)).map(({ assistant }) => assistant);
    const usual = found.length > 0 ? `${found.join(', ')}: found here` : 'none';
    for (;;) {
      const question = `\nAssistants in use, such as github-copilot, with commas between, or none [${usual}]: `;
      const words = (await this.#ask(question)).split(',').map((word) => word.trim().toLowerCase());
      const named = words.filter((word) => word !== '');
      if (named.join() === 'none') return [];
      const ids = [...new Set(named.length > 0 ? named : found)];
      const known = (id: string) =>
        catalogue.byId(id) ?? catalogue.all.find(({ name }) => name.toLowerCase() === id);
      const unknown = ids.find((id) => known(id) === undefined);
      if (unknown === undefined) return ids.map((id) => known(id)!).map(({ id, name }) => ({ id, name }));
      const close = nearest(
        unknown,
        catalogue.all.map(({ id }) => id),
      );
      this.#complain(`No assistant is called ${unknown}.${close === undefined ? '' : ` Is it ${close}?`}`);
    }
  }

  async yes(question: string): Promise<boolean> {
    return /^y(?:es)?$/i.test((await this.#ask(`${question} y or n [n]: `)).trim());
  }

  async person(question: string, usual: Person | undefined): Promise<Person> {
    for (;;) {
      const known = usual === undefined ? '' : ` [${printable(usual.email)}]`;
      const email = (await this.#ask(`${question}, by e-mail address${known}: `)).trim();
      if (usual !== undefined && (email === '' || email === usual.email)) return usual;
      if (isEmail(email)) return { email };
      this.#complain(email === '' ? 'The policy needs one.' : `${email} is not an e-mail address.`);
    }
  }

  #complain(message: string): void {
    this.#io.stderr(`${printable(message)}\n`);
  }
}

/** `/src/core/  12 files, @acme/core in CODEOWNERS` */
function describe({ pattern, files, owners, handles }: PathChoice): string {
  const named = [...owners, ...handles].slice(0, 3).join(', ');
  const facts = [
    ...(files === undefined ? [] : [files === 1 ? '1 file' : `${files} files`]),
    ...(named === '' ? [] : [`${named} in CODEOWNERS`]),
  ];
  return printable(`${pattern}${facts.length > 0 ? `  ${facts.join(', ')}` : ''}`);
}
