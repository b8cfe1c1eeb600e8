import type { Problem } from '../../policy/problem';
import type { LoadedPolicy } from '../../workflow/policy/loadPolicy';

/** The first error of a policy that cannot be used: `.ai-policy/policy.yaml:3:5: …`. */
export function firstError(policy: LoadedPolicy): string | undefined {
  if (policy.kind !== 'broken') return undefined;
  const problem = policy.problems.find(({ severity }) => severity === 'error') ?? policy.problems[0];
  return problem && `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** By file, POSIX from the root. Files in `also` are there even where nothing is wrong with them (any more). */
export function problemsByFile(
  problems: readonly Problem[],
  also: Iterable<string>,
): Map<string, readonly Problem[]> {
  const byFile = new Map<string, Problem[]>([...also].map((path) => [path, []]));
  for (const problem of problems) {
    const known = byFile.get(problem.path);
    if (known) known.push(problem);
    else byFile.set(problem.path, [problem]);
  }
  return byFile;
}
