import { installHooks } from './hookBundle';
import { TestRepo } from './repo';

/** A repository with our hooks, over a first commit of these files that they have not seen. */
export async function hookedRepo(files: Readonly<Record<string, string>>): Promise<TestRepo> {
  const repo = TestRepo.create();
  repo.commit({ '.gitignore': '.ai-policy\n', ...files });
  await installHooks(repo);
  return repo;
}

/** Commits all that there is through the hooks: a line with `@ai` is AI's, any other a person's. */
export function commitHooked(
  repo: TestRepo,
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): string {
  for (const [name, text] of Object.entries(files)) repo.write(name, text);
  repo.git('add', '-A');
  repo.git('commit', '-q', ...args);
  return repo.git('rev-parse', 'HEAD').trim();
}
