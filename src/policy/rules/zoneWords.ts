import * as l10n from '../../text/l10n';
import type { CompiledPolicy, CompiledZone } from '../compiled';
import { defaultZone } from '../policy';
import type { ZoneUse } from './subjects';

/** A zone in a sentence. */
export function placeOf({ name }: CompiledZone): string {
  return name === defaultZone ? l10n.t('paths of no zone') : l10n.t('the zone `{0}`', name);
}

/** Who can give a sign-off, as the end of `the sign-off of …`. */
export function ownersOf({ owners }: CompiledZone, separator: string): string {
  return owners.length > 0 ? owners.join(separator) : l10n.t('an owner, but the policy names none');
}

/** Whom to ask for another vendor, or for other terms. */
export function whomToAsk({ contacts }: CompiledPolicy): string {
  const whom = contacts.legal?.email ?? contacts.escalation;
  return whom === undefined ? l10n.t('The policy’s owners can change that.') : l10n.t('Ask {0}.', whom);
}

/** Where the first AI line of a change is. */
export function firstAi({ paths }: ZoneUse): { path?: string; line?: number } {
  const first = paths.find(({ aiLine }) => aiLine !== undefined);
  return first?.aiLine === undefined ? {} : { path: first.path, line: first.aiLine };
}

/** No message names more. */
export const shownPaths = 3;

/** `a.ts, b.ts, c.ts and 4 more` */
export function somePaths(paths: readonly string[]): string {
  const more = paths.length - shownPaths;
  return `${paths.slice(0, shownPaths).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
