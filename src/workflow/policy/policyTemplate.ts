import type { InitAnswers, Person } from './init';
import type { PathChoice } from './initSuggestions';

/** A minimum viable policy with comments that say what to write next. */
export function policyTemplate(answers: InitAnswers): string {
  const { engineering, legal, escalation, assistants, approved } = answers;
  const owners = [...new Set([engineering.email, legal.email])];
  const zones = zonesOf(answers);
  const example: TemplateZone = {
    name: 'core',
    mode: 'attest',
    paths: ['/src/core/'],
    owners: [],
    handles: [],
  };
  const vendors = assistants.map((one) => vendor(one, approved ? 'approved' : 'unreviewed', legal));
  const someVendor = vendor({ id: 'github-copilot', name: 'GitHub Copilot' }, 'unreviewed', legal);
  return `# The AI policy of this repository. Check it with: colophon policy check
# Which keys there are and what they mean: docs/policy.md of Colophon.
version: 1

contacts:
  engineering: ${contact(engineering)}
  legal: ${contact(legal)}
  escalation: ${quote(escalation)}    # a URL, an e-mail address or a channel

# Who may sign off a change of .ai-policy/ itself.
policyOwners: [${owners.map(quote).join(', ')}]

# Mode of paths in no zone.
# eligible: AI output may be committed. attest: a person states that they reviewed it.
# restricted: no AI output without the owner's sign-off.
default: eligible

# Named sets of paths: .gitignore patterns in quotes. The strictest zone of a path decides.
# Sign-offs are checked against .ai-policy/allowed_signers: a line for each owner, with
# e-mail address and public SSH key.
${zones.length > 0 ? `zones:\n${zones.map((one) => zone(one, engineering)).join('')}` : `# zones:\n${commented(zone(example, engineering))}`}
# Contracts with their reviewed terms. In a zone only approved vendors may be used; one that
# is not listed is not approved. Where several cover an assistant, plan says which one counts:
# plan: { github-copilot: copilot-business }
${vendors.length > 0 ? `vendors:\n${vendors.join('')}` : `# vendors:\n${commented(someVendor)}`}`;
}

interface TemplateZone {
  readonly name: string;
  readonly mode: 'restricted' | 'attest';
  readonly paths: readonly string[];
  readonly owners: readonly string[];
  readonly handles: readonly string[];
}

/** What has the same mode and the same owners is one zone. */
function zonesOf({ restricted, attest }: InitAnswers): TemplateZone[] {
  const names = new Set(['default', 'ai-policy']);
  const modes = [
    ['restricted', 'restricted', restricted],
    ['attest', 'attested', attest],
  ] as const;
  return modes.flatMap(([mode, usual, choices]) => {
    const groups = new Map<string, PathChoice[]>();
    for (const choice of choices) {
      const key = [...choice.owners, ...choice.handles].join(' ');
      groups.set(key, [...(groups.get(key) ?? []), choice]);
    }
    return [...groups.values()].map((group): TemplateZone => {
      const [{ pattern, owners, handles }] = group as [PathChoice];
      const name = unused(group.length === 1 ? nameOf(pattern, usual) : usual, names);
      return { name, mode, paths: group.map((one) => one.pattern), owners, handles };
    });
  });
}

/** `/src/core/` is named `core`. */
function nameOf(pattern: string, usual: string): string {
  const last = pattern.toLowerCase().split('/').filter(Boolean).at(-1) ?? '';
  const name = last
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '');
  return name === '' ? usual : name;
}

function unused(name: string, names: Set<string>): string {
  let found = name;
  for (let number = 2; names.has(found); number++) found = `${name}-${number}`;
  names.add(found);
  return found;
}

function zone({ name, mode, paths, owners, handles }: TemplateZone, { email }: Person): string {
  const lines = [
    `  - name: ${name}`,
    `    mode: ${mode}`,
    ...(paths.length > 3
      ? ['    paths:', ...paths.map((path) => `      - ${JSON.stringify(path)}`)]
      : [`    paths: [${paths.map((path) => JSON.stringify(path)).join(', ')}]`]),
    ...(handles.length > 0
      ? [
          `    # CODEOWNERS names ${handles.join(', ')}. A handle is no e-mail address:`,
          '    # write the addresses of these people into owners.',
        ]
      : []),
    `    owners: [${(owners.length > 0 ? owners : [email]).map(quote).join(', ')}]`,
    ...(mode === 'restricted'
      ? [
          '    # reason: Why; people read it when they are stopped.',
          '    # destination: training    # public | shared | proprietary | air-gapped | training',
          '    # signoff: { authorMaySign: true }    # where an owner works alone',
        ]
      : ['    # tolerate: { lines: 2 }    # so few AI lines need no attestation']),
  ];
  return `${lines.join('\n')}\n`;
}

function vendor({ id, name }: InitAnswers['assistants'][number], status: string, legal: Person): string {
  return `  - id: ${id}
    product: ${JSON.stringify(name)}
    # tier: Business    # terms differ between tiers
    assistants: [${id}]
    status: ${status}    # approved | conditional | rejected | unreviewed
    # outputTraining: no-competing    # allowed | no-competing | prohibited | unclear
    # reviewed: { by: ${quote(legal.email)}, on: 2026-01-31, expires: 2026-07-31 }
`;
}

function commented(text: string): string {
  return text.replace(/^(?=.)/gm, '# ');
}

function contact({ name, email }: Person): string {
  return `{ ${name === undefined ? '' : `name: ${quote(name)}, `}email: ${quote(email)} }`;
}

/** JSON's strings are YAML's too; plain where nothing can be misread. */
function quote(text: string): string {
  return /^[A-Za-z][\w.+-]*@[\w.-]+$/.test(text) ? text : JSON.stringify(text);
}
