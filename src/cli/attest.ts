import { createMatcher } from '../policy/matcher';
import { type AiLinesByZone, attest, identity } from '../workflow/attest';
import { stagedProvenance } from '../workflow/staged';
import { readArguments } from './arguments';
import { type Io, printable, reportError } from './io';
import { openRepository } from './openRepository';

const usage = `Usage: colophon attest [--staged] [--zone <name>] [--json]

Shows the staged AI lines of the zones that need a person's attestation and records, after your answer, that you
reviewed them. The commit hook writes AI-Attested-by. Needs a terminal: it is a person's word.
`;

/** Set by agents for what they start; a guard, not proof. */
const AGENT_VARIABLES = [
  'CLAUDECODE',
  'CODEX_SANDBOX',
  'GEMINI_CLI',
  'CURSOR_AGENT',
  'OPENCODE',
  'COPILOT_CLI',
];

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, { staged: { type: 'boolean' }, zone: { type: 'string' } }, usage, io);
  if (typeof read === 'number') return read;
  const { values } = read;
  const agent = AGENT_VARIABLES.find((name) => io.env[name]);
  if (agent !== undefined) {
    reportError(
      io,
      `An attestation is a person's word, and ${agent} says that an agent runs this. Run it in a terminal of your own.`,
    );
    return 2;
  }
  const opened = await openRepository(io);
  if (!opened) return 2;
  const { repo, policy } = opened;
  const staged = await stagedProvenance(repo, policy, Date.now());
  if (staged.kind === 'problem') {
    reportError(io, staged.message);
    return 2;
  }
  const matcher = createMatcher(policy);
  const wanted = [...staged.provenance.aiLines].filter(
    ([zone]) => matcher.zone(zone).mode === 'attest' && (values.zone === undefined || zone === values.zone),
  );
  if (wanted.length === 0) {
    io.stdout(values.json ? '{"attested":[]}\n' : 'No staged AI line needs an attestation.\n');
    return 0;
  }
  const zones: AiLinesByZone = new Map(wanted);
  if (!io.isTty || !io.ask) {
    reportError(
      io,
      'An attestation is a person’s word: run colophon attest in a terminal, or use “Colophon: Attest Staged Changes” in the editor.',
    );
    return 2;
  }
  const who = await identity(repo);
  if ('message' in who) {
    reportError(io, who.message);
    return 2;
  }
  for (const [zone, files] of zones) {
    io.stdout(`\nZone ${zone}:\n`);
    for (const { path, lines } of files) {
      io.stdout(`  ${printable(path)}\n`);
      for (const { line, text } of lines) io.stdout(`  ${String(line).padStart(6)} │ ${printable(text)}\n`);
    }
  }
  const answer = await io.ask(`\nI, ${who.by}, have reviewed these lines and answer for them [yes/no]: `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    io.stdout('Nothing was recorded.\n');
    return 1;
  }
  attest(repo, who.by, zones, Date.now());
  io.stdout(`Recorded for ${[...zones.keys()].join(', ')}. The commit will carry it.\n`);
  return 0;
}
