import type { CompiledZone } from '../policy/compiled';
import type { Attestation } from '../provenance/entry';
import { type AiLines, type AiLinesByZone, attestedBy } from '../workflow/attest';

/** What of a staged change an attestation could be about. */
export interface Attestable {
  /** AI lines that wait for a statement, by zone. */
  readonly open: AiLinesByZone;
  /** Zones for which this person's statement is there already. */
  readonly done: readonly string[];
  /** Zones with AI lines that this statement cannot serve, and why, in sentences. */
  readonly others: readonly string[];
}

/**
 * @param by `Name <email>` of the person who would attest, and who would commit.
 */
export function attestable(
  aiLines: AiLinesByZone,
  zoneOf: (name: string) => CompiledZone,
  attestations: readonly Attestation[],
  by: string,
): Attestable {
  const open = new Map<string, readonly AiLines[]>();
  const done: string[] = [];
  const others: string[] = [];
  for (const [name, lines] of aiLines) {
    const zone = zoneOf(name);
    if (zone.mode === 'restricted') {
      others.push(`${name} is restricted: its AI lines need the sign-off of ${ownersOf(zone)}.`);
    } else if (zone.mode !== 'attest') continue;
    else if (zone.attestation === 'signed') {
      others.push(`${name} asks for a signed attestation, which this version cannot make.`);
    } else if (zone.attestedBy === 'other') {
      others.push(`${name} asks for the attestation of a person other than the author.`);
    } else if (attestedBy(lines, name, attestations).includes(by)) done.push(name);
    else open.set(name, lines);
  }
  return { open, done, others };
}

function ownersOf({ owners }: CompiledZone): string {
  return owners.length > 0 ? owners.join(' or ') : 'an owner, but the policy names none';
}

/** `3–9, 14`. */
export function lineRanges(lines: readonly { readonly line: number }[]): string {
  const ranges: [number, number][] = [];
  for (const { line } of lines) {
    const last = ranges[ranges.length - 1];
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/** `12 AI lines in 2 files`. */
export function countText(files: readonly AiLines[]): string {
  const lines = files.reduce((sum, file) => sum + file.lines.length, 0);
  const where = files.length === 1 ? '1 file' : `${files.length} files`;
  return `${lines === 1 ? '1 AI line' : `${lines} AI lines`} in ${where}`;
}
