import { createCatalogue } from '../assistants/catalogue';
import { discoverHistory } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import type { Finding } from '../policy/rules/rules';
import { printable } from '../text/printable';
import {
  exitCode,
  type Verification,
  type Verified,
  type VerifyOptions,
  verify,
} from '../workflow/verify/verify';
import { readArguments } from './arguments';
import { findingsText } from './check';
import { annotations } from './github';
import { type Io, refuse, reportError } from './io';
import { givenOrganization } from './organization';
import { paint } from './paint';
import { sarifText } from './sarif';

const usage = `Usage: colophon verify <base>..<head> [options]

The gate: judges what the range would merge, from the base's point of view. Give it the commit that will be merged
(the merge result, or the queue's commit), the whole history, and who submits it.

  --submitter <principal>  who submits, from the forge's authenticated event; may then sign for nothing of it
  --strict                 could-not-verify without --submitter
  --policy <file>          a policy that the repository's cannot loosen; keys in allowed_signers beside it
  --bootstrap              base has no policy yet: judge by head's, and say so
  --json, --sarif, --github  other forms of the result

Exit: 0 nothing blocks, 1 a finding blocks, 2 it could not be verified.
`;

export const verifyFlags = {
  submitter: { type: 'string' },
  strict: { type: 'boolean' },
  policy: { type: 'string' },
  bootstrap: { type: 'boolean' },
} as const;

export async function run(args: string[], io: Io): Promise<number> {
  const flags = { ...verifyFlags, sarif: { type: 'boolean' }, github: { type: 'boolean' } } as const;
  const read = readArguments(args, flags, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const result = await verifyRange(io, positionals, values, usage);
  if (result === undefined) return 2;
  if (result.kind === 'unverified') {
    if (values.github) io.stdout(annotations([], result.message));
    if (values.json) io.stdout(`${JSON.stringify({ ok: false, unverified: result.message }, null, 2)}\n`);
    if (values.sarif) io.stdout(sarifText([], result.message));
    return refuse(io, `Could not verify. ${result.message}`);
  }
  if (values.json) io.stdout(`${JSON.stringify(verifiedJson(result), null, 2)}\n`);
  else if (values.sarif) io.stdout(sarifText(result.findings));
  else io.stdout(values.github ? annotations(result.findings) : verifiedText(result, io));
  return exitCode(result);
}

type VerifyValues = {
  readonly submitter?: string;
  readonly strict?: boolean;
  readonly policy?: string;
  readonly bootstrap?: boolean;
};

/** Verifies the one range of the arguments; `undefined` where they are wrong, which was said. */
export async function verifyRange(
  io: Io,
  positionals: readonly string[],
  { submitter, strict, policy, bootstrap }: VerifyValues,
  help: string,
): Promise<Verification | undefined> {
  const [range] = positionals;
  if (range === undefined || positionals.length > 1) {
    reportError(io, `Give one range, <base>..<head>.\n${help}`);
    return undefined;
  }
  if (submitter === '')
    return { kind: 'unverified', message: '--submitter is empty: the event did not say who submits.' };
  const found = await discoverHistory(io.cwd, io.env);
  if (found.kind === 'problem') return { kind: 'unverified', message: found.message };
  const organization = givenOrganization(io, policy);
  if (typeof organization === 'string') return { kind: 'unverified', message: organization };
  const { catalogue } = createCatalogue();
  const options: VerifyOptions = {
    range,
    now: Date.now(),
    assistantOf: (identity) => catalogue.byEmail(identity)?.id,
    ...(organization && { organization }),
    ...(submitter !== undefined && { submitter }),
    ...(strict !== undefined && { strict }),
    ...(bootstrap !== undefined && { bootstrap }),
  };
  return verifySafely(found.repo, options);
}

/** Our own failure is no verdict either. */
async function verifySafely(repo: Repository, options: VerifyOptions): Promise<Verification> {
  try {
    return await verify(repo, options);
  } catch (error) {
    return { kind: 'unverified', message: `Colophon failed: ${String(error)}. Please report this.` };
  }
}

/** What `--json` prints: fields may be added, never renamed. */
function verifiedJson(result: Verified) {
  const { ok, findings, base, head, merged, separation, policyDigest, commits, signoffs } = result;
  return {
    ok,
    findings,
    base,
    head,
    merged,
    separation,
    policyDigest,
    commits: commits.map(({ commit, provenance, attestedBy }) => ({ commit, provenance, attestedBy })),
    signoffs: signoffs.map(({ file, envelope, principal, fingerprint, why }) => ({
      file,
      kind: envelope.approval.predicateType,
      zone: envelope.approval.zone,
      principal,
      key: fingerprint,
      expires: envelope.approval.expires,
      counts: why === undefined,
      ...(why !== undefined && { why }),
    })),
  };
}

function verifiedText(result: Verified, io: Io): string {
  const { findings, base, head, commits, signoffs, separation, merged, ok } = result;
  const lines = [
    `${base.slice(0, 12)}..${head.slice(0, 12)}: ${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}${merged === 'computed' ? ', merged with a base that has gone on' : ''}`,
  ];
  for (const { why, principal, envelope } of signoffs) {
    const what = envelope.approval.predicateType === 'signoff@colophon' ? 'signed off' : 'reviewed';
    if (why === undefined) lines.push(`${envelope.approval.zone}: ${what} by ${printable(principal)}`);
  }
  const claimed = commits.some(({ provenance }) => provenance !== null);
  if (claimed)
    lines.push('What commits say of their lines is a claim; only sign-offs and signed reviews are more.');
  if (separation === 'claimed')
    lines.push('Authors are whom the commits name; with --submitter, the forge’s word counts too.');
  const shown: readonly Finding[] = findings;
  const text = shown.length === 0 ? '' : `\n${findingsText(shown, io, 'stops the merge')}`;
  return `${lines.join('\n')}\n${text}\n${ok ? paint(io, 'green', 'Nothing stops the merge.') : paint(io, ['bold', 'red'], 'The merge is stopped.')}\n`;
}
