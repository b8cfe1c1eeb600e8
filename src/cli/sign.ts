import { isAbsent, modeOf } from '../attestation/transition';
import { gitIn, type Repository } from '../git/repository/repository';
import { printable } from '../text/printable';
import { identity } from '../workflow/verify/attest';
import {
  type Signable,
  type SignableChange,
  type SignedStatement,
  signingIdentity,
  signStatement,
  storeStatement,
  whatHappens,
} from '../workflow/verify/signOff';
import { type Io, reportError } from './io';
import { confirms } from './person';

/** Longer changes are better read in a tool made for it. */
const shownLines = 400;
const shownFiles = 200;

/** Shows the change of a zone, asks, signs, and stages the statement. Where nothing was signed, why was said. */
export async function signZone(
  io: Io & { ask: NonNullable<Io['ask']> },
  repo: Repository,
  signable: SignableChange,
  zone: Signable,
  keyFile: string | undefined,
): Promise<SignedStatement | 'refused' | 'failed'> {
  const fail = (message: string) => {
    reportError(io, message);
    return 'failed' as const;
  };
  const { email } = await identity(repo);
  const signer = await signingIdentity(repo, signable.change, zone, email, keyFile);
  if (typeof signer === 'string') return fail(signer);
  await showChange(io, signable, zone);
  const word =
    zone.kind === 'signoff@colophon'
      ? `I, ${signer.principal}, sign off this change of ${zone.zone.name}`
      : `I, ${signer.principal}, have reviewed this change of ${zone.zone.name} and answer for it`;
  if (!(await confirms(io, word))) {
    io.stdout('Nothing was signed.\n');
    return 'refused';
  }
  const statement = await signStatement(signable, zone, signer, Date.now());
  if (typeof statement === 'string') return fail(statement);
  const problem = await storeStatement(repo, statement);
  if (problem !== undefined) return fail(problem);
  const then = signable.staged
    ? 'It is staged: commit it with the change.'
    : 'It is staged: git commit -m "Sign-off" and push it to the branch.';
  io.stdout(`Signed until ${statement.expires.slice(0, 10)}: ${statement.file}\n${then}\n`);
  return statement;
}

/** What changes, path by path, and the patch, which a terminal must not take for commands. */
async function showChange(io: Io, { range }: SignableChange, { zone, transitions }: Signable): Promise<void> {
  io.stdout(`\nZone ${zone.name}${zone.reason === undefined ? '' : ` (${printable(zone.reason)})`}:\n`);
  for (const { path, from, to } of transitions) {
    const isMode = !isAbsent(from) && !isAbsent(to) && modeOf(from) !== modeOf(to);
    const modes = isMode ? ` (mode ${modeOf(from)} → ${modeOf(to)})` : '';
    io.stdout(`  ${whatHappens(from, to).padEnd(8)} ${printable(path)}${modes}\n`);
  }
  const form = ['--no-ext-diff', '--no-textconv', '--text', '--no-renames'];
  const paths = transitions.slice(0, shownFiles).map(({ path }) => path);
  const { repo, base, head, tree, merged } = range;
  const patch = await gitIn(repo, ['diff-tree', '-p', '-r', ...form, base, tree, '--', ...paths]);
  const lines = patch.stdout.toString('utf8').trimEnd().split('\n');
  io.stdout(`\n${lines.slice(0, shownLines).map(printable).join('\n')}\n`);
  const between = [base, merged === 'computed' ? head : tree].map((oid) => oid.slice(0, 12));
  if (lines.length > shownLines || transitions.length > shownFiles || patch.code !== 0)
    // The tree of a merge that was computed is gone by then; its change is what the branch changed since it left base.
    io.stdout(`… and more. All of it: git diff ${between.join(merged === 'computed' ? '...' : ' ')}\n`);
}
