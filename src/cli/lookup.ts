import { printable } from '../text/printable';
import { lookup, type PathRules, repositoryPath } from '../workflow/policy/lookup';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';
import { paint } from './paint';

const usage = `Usage: colophon lookup [--json] <path>…

Says for each path its zone and mode, which vendors are approved there and why the others are not, its owners, and
whom to ask. A path need not exist yet; one that ends in a slash is a folder.
Exit: 0 said, 2 there is no policy that can be used, or a path outside of the repository.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, {}, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  if (positionals.length === 0) return refuse(io, `Name at least one path.\n${usage}`);
  const opened = await openRepository(io);
  if (!opened) return 2;
  const { root } = opened.repo;
  const paths = positionals.map((name) => repositoryPath(root, io.cwd, name));
  const outside = paths.indexOf(undefined);
  if (outside >= 0) return refuse(io, `${positionals[outside]} is outside of the repository ${root}.`);
  const rules = lookup({ compiled: opened.policy }, paths as string[], { root, now: Date.now() });
  io.stdout(
    values.json ? `${JSON.stringify(rules, null, 2)}\n` : rules.map((one) => rulesText(one, io)).join('\n'),
  );
  return 0;
}

function rulesText(rules: PathRules, io: Io): string {
  const { path, zone, mode, zones, reason, destination, owners, escalation, vendors, signoff } = rules;
  const others = zones.filter((name) => name !== zone);
  const lines = [
    `  zone       ${zone}${others.length > 0 ? ` (also in ${others.join(', ')})` : ''}`,
    `  mode       ${mode}: ${means[mode]}`,
    ...(reason === undefined ? [] : [`  reason     ${reason}`]),
    ...(destination === null ? [] : [`  goes to    ${destination}`]),
    `  approved   ${vendors.approved.join(', ') || 'no vendor'}`,
    ...vendors.refused.map(({ id, reason: why }) => `  refused    ${id}: ${why}`),
    ...(signoff === undefined ? [] : [`  sign-off   ${signoffText(signoff)}`]),
    `  owners     ${owners.join(', ') || 'none named'}`,
    ...(escalation === null ? [] : [`  ask        ${escalation}`]),
  ];
  return `${paint(io, 'bold', printable(path || '.'))}\n${lines.map((line) => `${printable(line)}\n`).join('')}`;
}

const means: Readonly<Record<PathRules['mode'], string>> = {
  eligible: 'AI output may be committed',
  attest: 'a person states that they reviewed AI output',
  restricted: 'no AI output without the owner’s sign-off',
};

function signoffText({
  covers,
  threshold,
  authorMaySign,
  validFor,
}: NonNullable<PathRules['signoff']>): string {
  const what = covers === 'all' ? 'every change' : 'changes with AI output';
  const who = `${threshold} ${threshold === 1 ? 'owner' : 'owners'}${authorMaySign ? '' : ' other than the author'}`;
  return `${what}, by ${who}, valid for ${validFor}`;
}
