import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { discoverHistory } from '../git/repository/discover';
import type { Repository } from '../git/repository/repository';
import { writeWhole } from '../git/repository/writeWhole';
import { savedPage } from '../report/page';
import { defined } from '../text/defined';
import { type AuditOptions, audit } from '../workflow/audit/audit';
import { type ManifestEntry, parseManifest } from '../workflow/audit/auditManifest';
import {
  type AuditedRepository,
  type AuditReport,
  destinationsOf,
  exposureFinding,
  outputFindings,
  termsRows,
} from '../workflow/audit/auditReport';
import { readOuterPolicy } from '../workflow/policy/treePolicy';
import { readArguments } from './arguments';
import { auditText } from './auditText';
import { type Io, refuse, reportError } from './io';
import { version } from './version';

const usage = `Usage: colophon audit [options] [repository…]

Reads the history of the repository here, or of those that are named, bare ones too, and says where AI output went,
under which vendor terms, and what it may have contaminated. It rests on notes, trailers and, at low confidence, the
marks that other tools leave. A commit without a mark is unknown: nothing says that a person wrote it.

  --since <date>, --until <date>  only commits made in between, as git reads dates
  --all                 all branches and tags, and not only what HEAD comes from
  --manifest <file>     what a data set was made of: a line each, a path, an oid, sha256:<hex>, what sha256sum prints,
                        or JSON with "path", "oid" or "sha256"
  --policy <file>       the organisation's policy, which no repository's can loosen; else the one that VS Code is set to
  --html <file>         writes the report as one page
  --ndjson              one finding a line
  --json                the whole as JSON

What was read so far is kept under git's own directory: an audit that was broken off goes on where it was.
Exit: 0 it was read, 2 some of it could not be.
`;

const maxManifest = 256 * 1024 * 1024;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const flags = {
  since: text,
  until: text,
  all: flag,
  manifest: text,
  policy: text,
  html: text,
  ndjson: flag,
} as const;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, flags, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const { since, until, all, ndjson = false, json = false, html } = values;
  if (ndjson && json) return refuse(io, 'Give --json or --ndjson.');
  const manifest = values.manifest === undefined ? undefined : readManifest(io, values.manifest);
  if (typeof manifest === 'string')
    return refuse(io, `The manifest ${values.manifest} cannot be read. ${manifest}`);
  const organization = values.policy === undefined ? undefined : resolve(io.cwd, values.policy);
  const outer = organization === undefined ? undefined : readOuterPolicy(organization);
  if (typeof outer === 'string') return refuse(io, outer);
  const now = Date.now();
  const asked = defined({ since, until, all });
  const options: AuditOptions = { ...asked, ...defined({ manifest, organization }), now, version };
  const report: AuditReport = {
    made: new Date(now).toISOString(),
    tool: { name: 'colophon', version },
    asked: defined({ ...asked, manifest: values.manifest && basename(values.manifest) }),
    ...(await auditAll(io, positionals, options, ndjson)),
  };
  if (json) io.stdout(`${JSON.stringify(reportJson(report, now), null, 2)}\n`);
  else if (!ndjson) io.stdout(auditText(report, now));
  if (html !== undefined) {
    try {
      writeWhole(resolve(io.cwd, html), savedPage(report, 'en'));
    } catch (error) {
      return refuse(io, `The page could not be written to ${html}: ${(error as Error).message}`);
    }
  }
  return report.unread.length === 0 ? 0 : 2;
}

/** Reads one repository after the other. With `ndjson` the findings of each are printed as soon as it is read. */
async function auditAll(
  io: Io,
  folders: readonly string[],
  options: AuditOptions,
  ndjson: boolean,
): Promise<Pick<AuditReport, 'repositories' | 'unread'>> {
  const repositories: AuditedRepository[] = [];
  const unread: { repository: string; message: string }[] = [];
  for (const { name, repo, message } of await openAll(io, folders)) {
    if (repo === undefined) {
      unread.push({ repository: name, message });
      continue;
    }
    const result = await audit(repo, options, {
      progress: (done, count) => io.progress?.(`${name}: ${done} of ${count} commits`),
    });
    io.progress?.('');
    if (result.kind !== 'ok') {
      unread.push({ repository: name, message: result.kind === 'problem' ? result.message : '' });
      continue;
    }
    const audited = { name, audit: result.audit };
    repositories.push(audited);
    if (ndjson) for (const block of inBlocks(findingsOf(audited, options.now))) io.stdout(block);
  }
  for (const { repository, message } of unread) {
    reportError(io, `${repository} was not read. ${message}`);
    if (ndjson) io.stdout(`${JSON.stringify({ kind: 'problem', repository, message })}\n`);
  }
  return { repositories, unread };
}

interface OpenedHistory {
  readonly name: string;
  readonly repo?: Repository;
  readonly message: string;
}

async function openAll(io: Io, folders: readonly string[]): Promise<OpenedHistory[]> {
  const opened: OpenedHistory[] = [];
  const taken = new Map<string, number>();
  const roots = new Set<string>();
  for (const folder of folders.length === 0 ? ['.'] : folders) {
    // What the environment says is about the repository here.
    const found = await discoverHistory(resolve(io.cwd, folder), folders.length === 0 ? io.env : {});
    if (found.kind === 'problem') {
      opened.push({ name: basename(resolve(io.cwd, folder)), message: found.message });
      continue;
    }
    if (roots.has(found.repo.root)) continue;
    roots.add(found.repo.root);
    const base = nameOf(found.repo);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    opened.push({ name: count === 1 ? base : `${base} (${count})`, repo: found.repo, message: '' });
  }
  return opened;
}

/** A bare repository's folder is named as it is cloned from: `acme.git`, or `.git` in a folder of its own. */
function nameOf({ root, gitDir }: Repository): string {
  const name = basename(root);
  if (root !== gitDir || !name.endsWith('.git')) return name;
  return name === '.git' ? basename(dirname(root)) : name.slice(0, -'.git'.length);
}

function readManifest(io: Io, file: string): ManifestEntry[] | string {
  const path = resolve(io.cwd, file);
  try {
    if (statSync(path).size > maxManifest) return 'It is larger than 256 MiB.';
    return parseManifest(readFileSync(path, 'utf8'));
  } catch (error) {
    return (error as Error).message;
  }
}

/** Lines of JSON, many to a piece: each piece is a write. */
function* inBlocks(values: Iterable<object>): Iterable<string> {
  let lines: string[] = [];
  for (const value of values) {
    lines.push(`${JSON.stringify(value)}\n`);
    if (lines.length < 500) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

/** One line each: fields may be added, never renamed. */
function* findingsOf({ name, audit }: AuditedRepository, now: number): Iterable<object> {
  yield* outputFindings(name, audit.events, destinationsOf(audit));
  for (const { use, ...row } of termsRows(audit, now))
    yield { kind: 'terms', repository: name, ...use, ...row };
  for (const exposure of audit.exposures) yield exposureFinding(name, exposure);
  yield { kind: 'summary', repository: name, ...summaryOf(audit) };
}

function summaryOf(audit: AuditedRepository['audit']) {
  const { head, commits, policy, organization, tally, zones, vendors, trainingFiles, manifest, notes } =
    audit;
  const { assistants, terms: _, metNotes: __, ...sums } = tally;
  return defined({
    head,
    read: commits,
    policy,
    organization,
    ...sums,
    assistants: Object.values(assistants),
    zonesNow: zones,
    vendorsNow: vendors,
    trainingFiles,
    manifest,
    notes,
  });
}

function reportJson({ repositories, ...report }: AuditReport, now: number) {
  return {
    ...report,
    repositories: repositories.map(({ name, audit }) => ({
      name,
      ...summaryOf(audit),
      output: outputFindings(name, audit.events, destinationsOf(audit)),
      terms: termsRows(audit, now).map(({ use, ...row }) => ({ ...use, ...row })),
      exposures: audit.exposures.map((exposure) => exposureFinding(name, exposure)),
    })),
  };
}
