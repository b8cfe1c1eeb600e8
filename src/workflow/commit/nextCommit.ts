import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitStates } from '../../git/hooks/state';
import { readHead } from '../../git/objects/head';
import { hooksAreOff } from '../../git/repository/config';
import type { Repository } from '../../git/repository/repository';
import type { CompiledPolicy } from '../../policy/compiled';
import type { Finding } from '../../policy/rules/rules';
import { aiLinesOf } from '../../provenance/source';
import { hasProvenance } from '../../provenance/written/findTrailers';
import { formatTrailers } from '../../provenance/written/trailers';
import * as l10n from '../../text/l10n';
import { type HooksStatus, hooksStatus } from '../install/gitHooks';
import type { ChangeProvenance } from './changeProvenance';
import { commitKind } from './commitKind';
import { stagedProvenance } from './staged';

/** What the next `git commit` of one working tree will carry, as far as it can be known. */
export type NextCommit =
  | { readonly kind: 'problem'; readonly message: string }
  /** Nothing is written: no hook is installed, one that writes is missing, or `git config colophon.hooks` is false. */
  | { readonly kind: 'unhooked'; readonly why: 'missing' | 'incomplete' | 'off' }
  /** A rebase, cherry-pick or revert is under way: its commit keeps the trailers that it has. */
  | { readonly kind: 'replay' }
  | {
      readonly kind: 'staged';
      /** Files that are staged. */
      readonly files: number;
      /** Added lines, and those of `ai` and `mixed` among them. */
      readonly lines: number;
      readonly aiLines: number;
      /** `Key: value`, one each. */
      readonly trailers: readonly string[];
      /** The message that git keeps for a squash has trailers; they stay, and no others are written. */
      readonly squashed: boolean;
      readonly findings: readonly Finding[];
      /** By path, the texts of the staged AI lines for which no zone misses an attestation. */
      readonly attested: ReadonlyMap<string, ReadonlySet<string>>;
    };

/**
 * What the hooks would do now, without doing it. The message is not known: a person may be writing it.
 * Never rejects. `now` in milliseconds since the epoch.
 */
export async function nextCommit(
  repo: Repository,
  policy: CompiledPolicy,
  displayToken: (assistantId: string) => string,
  now: number,
): Promise<NextCommit> {
  try {
    const [status, off, head] = await Promise.all([hooksStatus(repo), hooksAreOff(repo), readHead(repo)]);
    if (head === undefined) return { kind: 'problem', message: l10n.t('git could not read HEAD.') };
    const why = off ? 'off' : unhooked(status);
    if (why !== undefined) return { kind: 'unhooked', why };

    // As `git commit` tells its hook, where a message was prepared.
    const source = ['merge', 'squash'].find((name) => existsSync(messageFile(repo, name))) ?? '';
    const calls = [{ command: 'commit', args: [] }];
    const states = await gitStates(repo);
    const kind = commitKind({ source, states, calls, env: {}, head, message: '', now });
    if (kind === 'replay') return { kind };

    const staged = await stagedProvenance(repo, policy, now);
    if (staged.kind === 'problem') return staged;
    const { summary, findings, write } = staged.provenance;
    const { lines } = summary.counts;
    const aiLines = aiLinesOf(summary.counts);
    const squashed = kind === 'squash' && hasProvenance(squashMessage(repo), policy.trailers);
    const trailers = write && !squashed ? formatTrailers(summary, policy.trailers, displayToken) : [];
    const files = staged.change.files.length;
    const attested = attestedLines(staged.provenance);
    return { kind: 'staged', files, lines, aiLines, trailers, squashed, findings, attested };
  } catch (error) {
    return { kind: 'problem', message: error instanceof Error ? error.message : String(error) };
  }
}

function attestedLines({ aiLines, findings }: ChangeProvenance): Map<string, ReadonlySet<string>> {
  const missing = new Set(
    findings.flatMap(({ rule, zone }) => (rule === 'attestation-missing' ? [zone] : [])),
  );
  const files = [...aiLines].flatMap(([zone, list]) => list.map((file) => ({ zone, ...file })));
  const open = new Set(files.flatMap(({ zone, path }) => (missing.has(zone) ? [path] : [])));
  return new Map(
    files.flatMap(({ path, lines }) =>
      open.has(path) ? [] : [[path, new Set(lines.map(({ text }) => text))] as const],
    ),
  );
}

function unhooked(status: HooksStatus | undefined): 'missing' | 'incomplete' | undefined {
  if (!status) return 'missing';
  const works = (state: string) => state === 'installed' || state === 'outdated';
  const { hooks } = status;
  if (works(hooks['prepare-commit-msg']) && works(hooks['commit-msg'])) return undefined;
  return Object.values(hooks).some(works) ? 'incomplete' : 'missing';
}

function messageFile({ gitDir }: Repository, name: string): string {
  return join(gitDir, `${name.toUpperCase()}_MSG`);
}

function squashMessage(repo: Repository): string {
  try {
    return readFileSync(messageFile(repo, 'squash'), 'utf8');
  } catch {
    return '';
  }
}
