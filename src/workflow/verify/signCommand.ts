import { shellWord } from '../../text/shellWord';
import type { OuterPolicy } from '../policy/treePolicy';

/**
 * The command with which somebody signs the change of a zone, for a shell:
 * `colophon signoff main..HEAD --zone train --policy org/policy.yaml`.
 * @param range without it, what is staged
 */
export function signCommand(
  verb: 'signoff' | 'attest',
  range: string | undefined,
  zone: string,
  organization: OuterPolicy | undefined,
): string {
  const given = organization?.given;
  return [
    `colophon ${verb}`,
    // No `--` before it, which would take the options after it for ranges; no range begins with a dash.
    ...(range === undefined ? [] : [shellWord(range)]),
    `--zone ${zone}`,
    ...(given === undefined ? [] : [`--policy ${shellWord(given)}`]),
  ].join(' ');
}
