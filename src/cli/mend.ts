import { createCatalogue } from '../assistants/catalogue';
import { mendRange } from '../workflow/commit/mendRange';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { openRepository } from './openRepository';
import { givenOrganization } from './organization';
import { verifyRange } from './verify';

const usage = `Usage: colophon mend <base>..<head> [--policy <file>] [--json]

Makes the commits of the branch that is checked out again which the gate stops because their messages do not say where
their lines came from: each gets the trailers that the hooks would have written, from what the ledger and the notes know
of it; what nobody recorded is unknown. No file changes, and authors, committers and dates stay. What was pushed before
has to be pushed anew, with --force-with-lease.

  --policy <file>  a policy that the repository's cannot loosen; as for verify

Exit: 0 mended, or nothing to mend; 2 it could not be mended.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { policy: { type: 'string' } } as const, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [range] = positionals;
  if (range === undefined || positionals.length > 1)
    return refuse(io, `Give one range, <base>..<head>.\n${usage}`);
  const given = givenOrganization(io, values.policy);
  if (typeof given === 'string') return refuse(io, given);
  const opened = await openRepository(io, given);
  if (!opened) return 2;
  const judged = await verifyRange(io, positionals, values, usage);
  if (judged === undefined) return 2;
  if (judged.kind === 'unverified') return refuse(io, judged.message);
  const wanted = judged.findings.flatMap(({ rule, commit, mend }) =>
    commit !== undefined && mend.includes('colophon mend ') && rule.startsWith('provenance-') ? [commit] : [],
  );
  const { repo, policy } = opened;
  const { catalogue } = createCatalogue();
  const { displayToken } = catalogue;
  const mended = await mendRange(repo, range, {
    policy,
    wanted: new Set(wanted),
    displayToken,
    now: Date.now(),
  });
  if (typeof mended === 'string') return refuse(io, mended);
  if (values.json) io.stdout(`${JSON.stringify(mended)}\n`);
  else if (mended.mended === 0)
    io.stdout('Nothing is missing: each commit of the range says what its lines are, or need not.\n');
  else {
    const signed =
      mended.unsigned === 0
        ? ''
        : ` ${mended.unsigned} of the commits that were made again had signatures, and have none now.`;
    io.stdout(
      `${mended.mended === 1 ? '1 commit says' : `${mended.mended} commits say`} now where its lines came from.${signed}\nIf the branch was pushed before: git push --force-with-lease\n`,
    );
  }
  return 0;
}
