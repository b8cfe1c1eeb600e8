import * as l10n from '../../text/l10n';
import { printable } from '../../text/printable';
import type { Person } from '../../workflow/policy/init';
import type { PathChoice } from '../../workflow/policy/initSuggestions';
import { fileCount } from '../window/fileCount';

interface PickRow {
  readonly label: string;
  readonly description: string;
}

/** Owners that are named; the rest is in the file. */
const shownOwners = 3;

/** `/src/core/  12 files · @acme/core in CODEOWNERS` */
export function pathRow({ pattern, files, owners, handles }: PathChoice): PickRow {
  const all = [...owners, ...handles];
  const facts = [
    ...(files === undefined ? [] : [fileCount(files)]),
    ...(all.length > 0 ? [ownersText(all)] : []),
  ];
  return { label: printable(pattern), description: printable(facts.join(' · ')) };
}

function ownersText(owners: readonly string[]): string {
  const shown = owners.slice(0, shownOwners).join(', ');
  const more = owners.length - shownOwners;
  return more > 0
    ? l10n.t('{0} and {1} more in CODEOWNERS', shown, more)
    : l10n.t('{0} in CODEOWNERS', shown);
}

export interface PersonRow extends PickRow {
  readonly person: Person;
}

/** The people whom a policy may name: the one that git knows first, then those in CODEOWNERS. */
export function personRows(
  ofGit: Person | undefined,
  people: readonly string[],
  chosen?: Person | undefined,
): PersonRow[] {
  const rows = [
    ...(chosen ? [row(chosen, '')] : []),
    ...(ofGit ? [row(ofGit, 'git config user.email')] : []),
    ...people.map((email) => row({ email }, 'CODEOWNERS')),
  ];
  return rows.filter(({ label }, at) => rows.findIndex((other) => other.label === label) === at);
}

export function row(person: Person, from: string): PersonRow {
  const name = person.name === undefined ? '' : printable(person.name);
  return {
    label: printable(person.email),
    description: [name, from].filter((one) => one !== '').join(' · '),
    person,
  };
}
