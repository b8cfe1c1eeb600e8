import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../git/config';
import type { Repository } from '../git/repository';
import { parsePolicy, policyFile } from '../policy/parse';
import { readPattern } from '../policy/pattern';
import { loadWorkingPolicy } from './loadPolicy';
import { policyFolder } from './policyFiles';

export interface InitAnswers {
  readonly engineering: { readonly name?: string; readonly email: string };
  readonly legal: { readonly name?: string; readonly email: string };
  /** URL, e-mail address or channel. */
  readonly escalation: string;
  /** Patterns. */
  readonly restricted: readonly string[];
  readonly attest: readonly string[];
}

/** What `--yes` takes: everybody is the person that git knows, and no path is restricted yet. */
export async function defaultAnswers(repo: Repository): Promise<InitAnswers | { readonly message: string }> {
  const config = await readConfig(repo, /^user\.(?:name|email)$/);
  const email = config.get('user.email')?.trim() ?? '';
  if (!isEmail(email)) {
    return {
      message:
        'git does not know your e-mail address, which the policy needs for its owner. Set it: git config user.email …',
    };
  }
  const name = config.get('user.name')?.trim() ?? '';
  const person = { ...(name === '' ? {} : { name }), email };
  return { engineering: person, legal: person, escalation: email, restricted: [], attest: [] };
}

export function isEmail(text: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+$/.test(text) && text.length <= 254;
}

/** `training, /src/core` as patterns, or what is wrong with one of them. A bare name is a folder at the root. */
export function patternsOf(answer: string): string[] | { readonly message: string } {
  const patterns: string[] = [];
  for (const part of answer.split(',').map((text) => text.trim())) {
    if (part === '') continue;
    const pattern = /[*?[\]!#\\]/.test(part) ? part : `/${part.replace(/^(?:\.?\/)+|\/+$/g, '')}/`;
    const read = readPattern(pattern);
    if ('bad' in read) return { message: `${part} ${read.bad}.` };
    patterns.push(pattern);
  }
  return patterns;
}

/** A minimum viable policy with comments that say what to write next. */
export function policyTemplate({ engineering, legal, escalation, restricted, attest }: InitAnswers): string {
  const owners = [...new Set([engineering.email, legal.email])];
  const owner = quote(engineering.email);
  const zones = [
    ...(restricted.length > 0 ? [zone('restricted', 'restricted', restricted, owner)] : []),
    ...(attest.length > 0 ? [zone('attested', 'attest', attest, owner)] : []),
  ];
  return `# The AI policy of this repository. Check it with: colophon policy check
version: 1

contacts:
  engineering: ${contact(engineering)}
  legal: ${contact(legal)}
  escalation: ${quote(escalation)}    # a URL, an e-mail address or a channel

# Who may sign off a change of .ai-policy/ itself.
policyOwners: [${owners.map(quote).join(', ')}]

# Mode of paths in no zone. eligible: AI output may be committed. attest: a person states that they reviewed it.
# restricted: no AI output without the owner's sign-off.
default: eligible

# Named sets of paths. The strictest zone that matches a path decides. Paths are .gitignore patterns in quotes.
${zones.length > 0 ? `zones:\n${zones.join('')}` : `# zones:\n${commented(zone('core', 'attest', ['/src/core/'], owner))}`}
# Contracts whose terms were reviewed. A vendor that is not listed and approved may not be used in a zone.
# vendors:
#   - id: copilot-business
#     product: GitHub Copilot
#     tier: Business
#     assistants: [github-copilot]
#     status: approved
#     outputTraining: no-competing
#     reviewed: { by: ${quote(legal.email)}, on: 2026-01-31, expires: 2026-07-31 }
#
# Under which contract each assistant is used.
# plan: { github-copilot: copilot-business }
`;
}

export type InitResult =
  | { readonly kind: 'written'; readonly path: string }
  /** Nothing was written; `message` says why and what to do. */
  | { readonly kind: 'problem'; readonly message: string };

/** Writes the policy whole or not at all, and never over another. */
export function writePolicy(root: string, text: string): InitResult {
  const existing = loadWorkingPolicy(root);
  if (existing.kind === 'ok')
    return problem(`This repository has a policy already: ${policyFile}. Nothing was written.`);
  if (existing.kind === 'broken') {
    const [first] = existing.problems;
    return problem(
      `There is a policy here already, and it is broken: ${first?.path}: ${first?.message} Nothing was written.`,
    );
  }
  const [wrong] = parsePolicy(text).problems.filter(({ severity }) => severity === 'error');
  if (wrong !== undefined)
    return problem(`The answers do not make a policy: ${wrong.message} Nothing was written.`);
  const path = join(root, ...policyFile.split('/'));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(join(root, policyFolder), { recursive: true });
    try {
      writeFileSync(temporary, text, { flag: 'wx' });
      placeNew(temporary, path, text);
    } finally {
      rmSync(temporary, { force: true });
    }
    return { kind: 'written', path: policyFile };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return problem(
      code === 'EEXIST'
        ? `${policyFile} is there already. Nothing was written.`
        : `${policyFile} could not be written: ${message}`,
    );
  }
}

/** A link fails where the name is taken, which a rename does not; some file systems have no links. */
function placeNew(temporary: string, path: string, text: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    writeFileSync(path, text, { flag: 'wx' });
  }
}

function problem(message: string): InitResult {
  return { kind: 'problem', message };
}

function zone(name: string, mode: string, paths: readonly string[], owner: string): string {
  return `  - name: ${name}
    mode: ${mode}
    paths: [${paths.map((path) => JSON.stringify(path)).join(', ')}]
    owners: [${owner}]
`;
}

function commented(text: string): string {
  return text.replace(/^(?=.)/gm, '# ');
}

function contact({ name, email }: InitAnswers['legal']): string {
  return `{ ${name === undefined ? '' : `name: ${quote(name)}, `}email: ${quote(email)} }`;
}

/** JSON's strings are YAML's too; plain where nothing can be misread. */
function quote(text: string): string {
  return /^[A-Za-z][\w.+-]*@[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}
