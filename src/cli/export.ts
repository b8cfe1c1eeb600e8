import { discover } from '../git/repository/discover';
import { agentTrace, gitAi, ndjson, readRecords, writeGitAiNotes } from '../workflow/read/exportRecords';
import { readArguments } from './arguments';
import { type Io, refuse } from './io';
import { version } from './version';

const usage = `Usage: colophon export <commit or range> [--format <format>] [--write-notes]

Gives what the notes in refs/notes/colophon record of the lines that commits add, to standard output. A commit without a
note is looked up by the files that it makes: a squash or a rewrite keeps what others' notes say of the same blobs. What
none names is left out: of its lines nothing is recorded.

  --format agent-trace  Agent Trace records (0.1.0), one a line, each with its commit: the default
  --format ndjson       one line a stretch of lines, with origin, evidence, assistant and model
  --format git-ai       git-ai's notes (authorship/3.0.0), each after a line "commit <oid>". They hold only lines that are
                        certainly an assistant's; mixed, human and unknown ones have no place there
  --write-notes         with git-ai: writes them to refs/notes/ai instead; a note that is there stays as it is

Exit: 0 done, 2 it could not be, or a note that is listed could not be read.
`;

export async function run(args: string[], io: Io): Promise<number> {
  const flags = { format: { type: 'string' }, 'write-notes': { type: 'boolean' } } as const;
  const read = readArguments(args, flags, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const format = values.format ?? (values['write-notes'] ? 'git-ai' : 'agent-trace');
  if (!['agent-trace', 'ndjson', 'git-ai'].includes(format))
    return refuse(io, `There is no format ${format}. Give agent-trace, ndjson or git-ai.`);
  if (values['write-notes'] && format !== 'git-ai')
    return refuse(io, '--write-notes goes with --format git-ai.');
  const [which] = positionals;
  if (which === undefined || positionals.length > 1)
    return refuse(io, `Give one commit or one range.\n${usage}`);
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') return refuse(io, found.message);
  const records = await readRecords(found.repo, which);
  if (typeof records === 'string') return refuse(io, records);
  const { commits, without, unread } = records;
  const all = without + commits.length + unread.length;
  if (without > 0)
    io.stderr(`colophon: ${without} of ${all} commits have no note; of their lines nothing is recorded.\n`);
  if (unread.length > 0)
    io.stderr(
      `colophon: the notes of ${unread.length} of ${all} commits are unread: this clone lists them and does not hold them. With a network: git fetch --refetch --no-filter origin refs/notes/colophon\n`,
    );
  const code = unread.length > 0 ? 2 : 0;
  if (format !== 'git-ai') {
    const write = format === 'ndjson' ? ndjson : agentTrace;
    for (const commit of commits) io.stdout(write(commit));
    return code;
  }
  const notes = new Map(
    commits.flatMap((one) => {
      const note = gitAi(one, version);
      return note === undefined ? [] : [[one.commit, note] as const];
    }),
  );
  if (!values['write-notes']) {
    for (const [commit, note] of notes) io.stdout(`commit ${commit}\n${note}\n`);
    return code;
  }
  const result = await writeGitAiNotes(found.repo, notes);
  if (typeof result === 'string') return refuse(io, `The notes could not be written. ${result}`);
  io.stdout(
    `refs/notes/ai: ${result.written} written, ${result.kept} that ${result.kept === 1 ? 'was there already left as it is' : 'were there already left as they are'}.\n`,
  );
  return code;
}
