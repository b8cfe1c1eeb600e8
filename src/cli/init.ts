import { discover } from '../git/discover';
import { printable } from '../text/printable';
import {
  defaultAnswers,
  type InitAnswers,
  isEmail,
  patternsOf,
  policyTemplate,
  writePolicy,
} from '../workflow/init';
import { readArguments } from './arguments';
import { type Io, reportError } from './io';

const usage = `Usage: colophon init [--yes] [--json]

Writes a minimum viable policy to .ai-policy/policy.yaml after a few questions; never over one that is there.
  --yes  asks nothing: you are the contact for everything, and no path is restricted yet
Exit: 0 written, 2 not.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { yes: { type: 'boolean', short: 'y' } }, usage, io);
  if (typeof read === 'number') return read;
  const { values } = read;
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') {
    reportError(io, found.message);
    return 2;
  }
  const ask = values.yes || !io.isTty ? undefined : io.ask;
  if (!values.yes && ask === undefined) {
    reportError(io, 'There is nobody to ask here. For a policy with the defaults: colophon init --yes');
    return 2;
  }
  const defaults = await defaultAnswers(found.repo);
  if ('message' in defaults) {
    reportError(io, defaults.message);
    return 2;
  }
  const answers = ask === undefined ? defaults : await askAll(defaults, ask, io);
  const result = writePolicy(found.repo.root, policyTemplate(answers));
  if (result.kind === 'problem') {
    reportError(io, result.message);
    return 2;
  }
  if (values.json) io.stdout(`${JSON.stringify({ path: result.path })}\n`);
  else
    io.stdout(
      `Wrote ${result.path}. Look through it, then: git add .ai-policy && git commit\nFor trailers on commits: colophon hooks install\n`,
    );
  return 0;
}

type Ask = NonNullable<Io['ask']>;

async function askAll(defaults: InitAnswers, ask: Ask, io: Io): Promise<InitAnswers> {
  const engineering = await askPerson('Who answers for engineering questions', defaults.engineering, ask, io);
  const legal = await askPerson('Who answers for legal questions', defaults.legal, ask, io);
  const escalation = (
    await ask(`Where to ask when a commit is stopped: URL, e-mail or channel [${engineering.email}]: `)
  ).trim();
  const restricted = await askPatterns(
    'Folders where no AI output may go without a sign-off, with commas between',
    ask,
    io,
  );
  const attest = await askPatterns('Folders where a person must attest to AI output', ask, io);
  return { engineering, legal, escalation: escalation || engineering.email, restricted, attest };
}

async function askPerson(
  question: string,
  usual: InitAnswers['legal'],
  ask: Ask,
  io: Io,
): Promise<InitAnswers['legal']> {
  for (;;) {
    const email = (await ask(`${question}, by e-mail address [${usual.email}]: `)).trim();
    if (email === '' || email === usual.email) return usual;
    if (isEmail(email)) return { email };
    io.stderr(`${printable(email)} is not an e-mail address.\n`);
  }
}

async function askPatterns(question: string, ask: Ask, io: Io): Promise<string[]> {
  for (;;) {
    const patterns = patternsOf(await ask(`${question} [none]: `));
    if (Array.isArray(patterns)) return patterns;
    io.stderr(`${printable(patterns.message)}\n`);
  }
}
