import { resolve } from 'node:path';
import { discover } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import type { Problem } from '../policy/problem';
import { printable } from '../text/printable';
import { storedOrganization } from '../workflow/policy/compiledPolicy';
import { loadWorkingPolicy, refreshCompiled } from '../workflow/policy/loadPolicy';
import { checkWorkingPolicy } from '../workflow/policy/policyCheck';
import { readArguments } from './arguments';
import { type Io, refuse, reportError } from './io';

const usage = `Usage: colophon policy check [--policy <file>] [--json]
       colophon policy compile

check    reads .ai-policy/policy.yaml and what it extends, and says what is wrong with it, with line and column.
         --policy <file>  together with a policy that it cannot loosen, and the keys beside that
compile  writes what the commit hooks read of the policy; they call it by themselves when the policy has changed.
Exit: 0 no error (there may be warnings), 1 an error, 2 there is no policy, or it could not be checked.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { policy: { type: 'string' } } as const, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [verb, ...more] = positionals;
  if ((verb !== 'check' && verb !== 'compile') || more.length > 0)
    return refuse(io, `Say what to do with the policy.\n${usage}`);
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') return refuse(io, found.message);
  return verb === 'check'
    ? check(found.repo, values.json === true, values.policy, io)
    : compile(found.repo, io);
}

async function check(repo: Repository, json: boolean, policy: string | undefined, io: Io): Promise<number> {
  const outer = policy === undefined ? undefined : resolve(io.cwd, policy);
  const report = await checkWorkingPolicy(repo, Date.now(), outer);
  if (report.kind !== 'checked') {
    reportError(
      io,
      report.kind === 'failed' ? report.message : 'This repository has no policy. Make one: colophon init',
    );
    return 2;
  }
  // What an editor would offer is no part of what others build on.
  const problems = report.problems.map(({ fixes: _, ...problem }) => problem);
  const ok = problems.every(({ severity }) => severity !== 'error');
  if (json) io.stdout(`${JSON.stringify({ ok, problems }, null, 2)}\n`);
  else if (problems.length === 0) io.stdout('The policy is in order.\n');
  else io.stdout(problems.map((problem) => `${problemText(problem)}\n`).join(''));
  return ok ? 0 : 1;
}

function compile({ root, colophonDir }: Repository, io: Io): number {
  const loaded = loadWorkingPolicy(root, storedOrganization(colophonDir));
  try {
    refreshCompiled(root, colophonDir, loaded);
  } catch (error) {
    return refuse(io, `The policy could not be compiled into ${colophonDir}: ${(error as Error).message}`);
  }
  if (loaded.kind !== 'broken') return 0;
  io.stderr(loaded.problems.map((problem) => `${problemText(problem)}\n`).join(''));
  return 1;
}

/** As compilers print it, so that editors and terminals make a link of it. */
function problemText({ path, line, column, severity, message }: Problem): string {
  return printable(`${path}:${line}:${column}: ${severity}: ${message}`);
}
