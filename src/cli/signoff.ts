import { requestText, type Signable } from '../workflow/verify/signOff';
import { readArguments } from './arguments';
import { type Io, refuse, reportError } from './io';
import { openRepository } from './openRepository';
import { givenOrganization, signableHere } from './organization';
import { isPerson } from './person';
import { signZone } from './sign';

const usage = `Usage: colophon signoff [--staged | <base>..<head>] [--zone <name>] [--key <file>] [--policy <file>]
                        [--request] [--json]

For an owner of a restricted zone: shows its change, asks, and signs it with your SSH key (git's user.signingkey).
The signature is a file under .ai-policy/signoffs/, staged for the next commit; it is about the exact content, so it
holds through amend, rebase and squash, and not for one byte more.
--request prints what an owner needs to do so; for a staged change, with the patch.

  --policy <file>  a policy that the repository's cannot loosen; keys in allowed_signers beside it; else the one that
                   VS Code is set to

Exit: 0 signed, or nothing to sign; 1 you said no; 2 it could not be signed.
`;

const options = {
  staged: { type: 'boolean' },
  zone: { type: 'string' },
  key: { type: 'string' },
  policy: { type: 'string' },
  request: { type: 'boolean' },
} as const;

export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, options, usage, io, true);
  if (typeof read === 'number') return read;
  const { values, positionals } = read;
  const [range, more] = positionals;
  if (more !== undefined || (values.staged && range !== undefined))
    return refuse(io, `Sign either what is staged or one range.\n${usage}`);
  const given = givenOrganization(io, values.policy);
  if (typeof given === 'string') return refuse(io, given);
  const opened = await openRepository(io, given);
  if (!opened) return 2;
  const { repo } = opened;
  const found = await signableHere(repo, range, given);
  if (typeof found === 'string') return refuse(io, found);
  try {
    const zone = choose(found.zones, values.zone, io);
    if (typeof zone === 'number') {
      if (zone === 0)
        io.stdout(
          values.json ? '{"signed":null}\n' : 'No restricted zone changes: nothing needs a sign-off.\n',
        );
      return zone;
    }
    if (values.request) {
      const text = await requestText(repo, found, zone);
      io.stdout(
        values.json
          ? `${JSON.stringify({ zone: zone.zone.name, owners: zone.zone.owners, text }, null, 2)}\n`
          : text,
      );
      return 0;
    }
    const how = 'run colophon signoff in a terminal, or use “Colophon: Sign Off” in the editor.';
    if (!isPerson(io, 'A sign-off', how)) return 2;
    const statement = await signZone(io, repo, found, zone, values.key);
    if (typeof statement === 'string') return statement === 'refused' ? 1 : 2;
    if (values.json) {
      const { file, principal, expires } = statement;
      io.stdout(`${JSON.stringify({ signed: file, zone: zone.zone.name, principal, expires })}\n`);
    }
    return 0;
  } finally {
    found.range.dispose();
  }
}

/** The one zone that is meant. A number is the exit code where there is none, which was said unless it is 0. */
function choose(zones: readonly Signable[], name: string | undefined, io: Io): Signable | number {
  const restricted = zones.filter(({ kind }) => kind === 'signoff@colophon');
  const wanted = name === undefined ? restricted : restricted.filter(({ zone }) => zone.name === name);
  if (wanted.length === 1) return wanted[0]!;
  if (wanted.length > 1) {
    reportError(
      io,
      `Several zones change. Say which: ${wanted.map(({ zone }) => `--zone ${zone.name}`).join(', ')}`,
    );
    return 2;
  }
  if (name === undefined) return 0;
  return refuse(io, `The change does not touch a restricted zone ${name}.`);
}
