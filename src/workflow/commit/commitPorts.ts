import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../../git/repository/repository';
import { madeAt } from '../../git/repository/worktrees';
import { readLedger } from '../../git/store/ledgerReader';
import type { Folded } from '../../provenance/ledger';
import { readCompiled } from '../policy/compiledPolicy';
import { changeProvenance } from './changeProvenance';
import type { EarlierRecords } from './lineRecords';
import type { OpenPorts } from './runGitHook';

/** Compiles the policy of the working tree anew; whatever keeps it from that is said by the hook. */
type Compile = (repo: Repository) => Promise<void>;

/** What few commits need, and those that do load then. */
export interface Later {
  readonly earlierRecords: EarlierRecords;
  readonly recordOpenShell: (repo: Repository, now: number) => Promise<void>;
}

/**
 * What the commit hooks need, from the compiled policy. It is compiled anew where the files have changed since; a
 * broken policy is said in one line, and the commit goes on without trailers.
 */
export function commitPorts(compile: Compile, more: () => Later): OpenPorts {
  return async (repo, _env, say) => {
    if (!existsSync(join(repo.root, '.ai-policy'))) return undefined;
    let stored = readCompiled(repo.root, repo.colophonDir);
    if (stored === undefined) {
      await compile(repo);
      stored = readCompiled(repo.root, repo.colophonDir);
    }
    if (stored === undefined) {
      say(
        'colophon: .ai-policy/policy.yaml cannot be used, so no trailers are written. See: colophon policy check',
      );
      return undefined;
    }
    const { compiled, tokens } = stored;
    // An agent's shell that is under way may have made this working tree.
    if (existsSync(join(repo.colophonDir, 'calls')) || Date.now() - (madeAt(repo) ?? 0) < 3_600_000)
      await more().recordOpenShell(repo, Date.now());
    let ledger: Folded | undefined;
    return {
      settings: compiled.trailers,
      // An id that nobody has a name for stands for itself; one that does not fit is written as unknown.
      displayToken: (id) => (Object.hasOwn(tokens, id) ? tokens[id]! : id),
      readAhead: (of) => {
        try {
          ledger = readLedger(of.colophonDir);
        } catch {
          // It is read again where its error is said.
        }
      },
      changeProvenance: (of, change, now, replacing) =>
        changeProvenance(of, change, {
          policy: compiled,
          now,
          replacing,
          earlier: (...asked) => more().earlierRecords(...asked),
          ...(ledger && { ledger }),
        }),
    };
  };
}
