import { fold } from './fold';

/** `ada@acme.dev` of `Ada Park <ada@acme.dev>`; what has no brackets is taken for the address itself. */
export function emailOf(person: string): string {
  return (/<([^<>]*)>\s*$/.exec(person)?.[1] ?? person).trim();
}

/** People are told apart by their address, in whatever case it is written. */
export function samePerson(a: string, b: string): boolean {
  return fold(emailOf(a)) === fold(emailOf(b));
}
