import type { Repository } from '../git/repository/repository';
import type { CompiledPolicy } from '../policy/compiled';
import { createMatcher } from '../policy/matcher';
import { printable } from '../text/printable';
import { stagedProvenance } from '../workflow/commit/staged';
import type { OuterPolicy } from '../workflow/policy/treePolicy';
import { type AiLinesByZone, attest, identity } from '../workflow/verify/attest';
import { type Signable, type SignableChange, signingIdentity } from '../workflow/verify/signOff';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';
import { givenOrganization, signableHere } from './organization';
import { confirms, isPerson } from './person';
import { signZone } from './sign';

const usage = `Usage: colophon attest [--staged | <base>..<head>] [--zone <name>] [--key <file>] [--policy <file>] [--json]

Shows the AI lines of the zones that need a person's attestation and records, after your answer, that you reviewed
them. For what is staged the commit hook writes AI-Attested-by. For a range, and where the zone asks for a signed
attestation, your SSH key signs the zone's exact change; the file is staged for the next commit. With --key it does so
in every zone: a signed review is still there where a forge's squash drops what the commits said.
Needs a terminal: it is a person's word.

  --policy <file>  a policy that the repository's cannot loosen; keys in allowed_signers beside it; else the one that
                   VS Code is set to

Exit: 0 recorded, or nothing to attest; 1 you said no; 2 it could not be recorded.
`;

const options = {
  staged: { type: 'boolean' },
  zone: { type: 'string' },
  key: { type: 'string' },
  policy: { type: 'string' },
} as const;

const how = 'run colophon attest in a terminal, or use “Colophon: Attest Staged Changes” in the editor.';

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, options, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [range, more] = positionals;
  if (more !== undefined || (values.staged && range !== undefined))
    return refuse(io, `Attest either what is staged or one range.\n${usage}`);
  const given = givenOrganization(io, values.policy);
  if (typeof given === 'string') return refuse(io, given);
  const opened = await openRepository(io, given);
  if (!opened) return 2;
  const { repo, policy } = opened;
  const attested: string[] = [];
  const matcher = createMatcher(policy);
  const isWanted = (zone: string) => values.zone === undefined || zone === values.zone;
  const end = (code: number) => {
    if (values.json && code === 0) io.stdout(`${JSON.stringify({ attested })}\n`);
    else if (code === 0 && attested.length === 0) io.stdout('Nothing here needs an attestation.\n');
    return code;
  };

  if (range === undefined) {
    const code = await attestStaged(io, repo, policy, isWanted, attested, { given, key: values.key });
    if (code !== 0) return code;
  }
  // Before the first commit there is nothing to sign under.
  const mustSign = range !== undefined || policy.zones.some(({ attestation }) => attestation === 'signed');
  if (!mustSign) return end(0);
  const found = await signableHere(repo, range, given);
  if (typeof found === 'string') return refuse(io, found);
  try {
    for (const signable of found.zones) {
      const { zone, kind } = signable;
      const isSigned = range !== undefined || matcher.zone(zone.name).attestation === 'signed';
      if (kind !== 'review@colophon' || !isSigned || !isWanted(zone.name)) continue;
      if (!isPerson(io, 'An attestation', how)) return 2;
      const statement = await signZone(io, repo, found, signable, values.key);
      if (typeof statement === 'string') return statement === 'refused' ? 1 : 2;
      if (!attested.includes(zone.name)) attested.push(zone.name);
    }
    return end(0);
  } finally {
    found.range.dispose();
  }
}

/** The staged AI lines of `attest` zones: the statement that the commit carries. */
async function attestStaged(
  io: Io,
  repo: Repository,
  policy: CompiledPolicy,
  isWanted: (zone: string) => boolean,
  attested: string[],
  { given, key }: { readonly given: OuterPolicy | undefined; readonly key: string | undefined },
): Promise<number> {
  const staged = await stagedProvenance(repo, policy, Date.now());
  if (staged.kind === 'problem') return refuse(io, staged.message);
  const matcher = createMatcher(policy);
  const wanted = [...staged.provenance.aiLines].filter(([zone]) => {
    return matcher.zone(zone).mode === 'attest' && isWanted(zone);
  });
  if (wanted.length === 0) return 0;
  const zones: AiLinesByZone = new Map(wanted);
  if (!isPerson(io, 'An attestation', how)) return 2;
  const who = await identity(repo);
  if ('message' in who) return refuse(io, who.message);
  const signable = key === undefined ? undefined : await signableHere(repo, undefined, given);
  if (typeof signable === 'string') return refuse(io, signable);
  for (const [zone, files] of zones) {
    io.stdout(`\nZone ${zone}:\n`);
    for (const { path, lines } of files) {
      io.stdout(`  ${printable(path)}\n`);
      for (const { line, text } of lines) io.stdout(`  ${String(line).padStart(6)} │ ${printable(text)}\n`);
    }
  }
  const word = `I, ${who.by}, have reviewed these lines and answer for them`;
  try {
    const signed = signable && (await signReviews(io, repo, signable, zones, key, who.email));
    if (typeof signed === 'number') return signed;
    if (signed === undefined && !(await confirms(io, word))) {
      io.stdout('Nothing was recorded.\n');
      return 1;
    }
  } finally {
    signable?.range.dispose();
  }
  attest(repo, who.by, zones, Date.now());
  attested.push(...zones.keys());
  io.stdout(`Recorded for ${attested.join(', ')}. The commit will carry it.\n`);
  return 0;
}

/**
 * Signs the staged change of the zones whose AI lines were shown, where the key counts for anybody: a word that nobody
 * could check needs no signature. Zones that ask for one come later. A number is the exit code of a refusal.
 */
async function signReviews(
  io: Io & { ask: NonNullable<Io['ask']> },
  repo: Repository,
  signable: SignableChange,
  zones: AiLinesByZone,
  key: string | undefined,
  email: string,
): Promise<'signed' | undefined | number> {
  const isAsked = ({ zone, kind }: Signable) =>
    kind === 'review@colophon' && zone.attestation !== 'signed' && zones.has(zone.name);
  const reviews = signable.zones.filter(isAsked);
  for (const review of reviews) {
    const identity = await signingIdentity(repo, signable.change, review, email, key);
    if (typeof identity === 'string') {
      io.stdout(`\nIt will not be signed. ${printable(identity)}\n`);
      return undefined;
    }
  }
  for (const review of reviews) {
    const statement = await signZone(io, repo, signable, review, key);
    if (typeof statement === 'string') return statement === 'refused' ? 1 : 2;
  }
  return reviews.length === 0 ? undefined : 'signed';
}
