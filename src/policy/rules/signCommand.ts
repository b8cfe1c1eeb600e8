import { shellWord } from '../../text/shellWord';

/**
 * The command with which somebody signs the change of a zone, for a shell:
 * `colophon signoff main..HEAD --zone train --policy org/policy.yaml`.
 * @param range without it, what is staged
 * @param organization path of the organisation's policy, as the user gave it
 */
export function signCommand(
  verb: 'signoff' | 'attest',
  range: string | undefined,
  zone: string,
  organization: string | undefined,
): string {
  return [
    `colophon ${verb}`,
    // No `--` before it, which would take the options after it for ranges; no range begins with a dash.
    ...(range === undefined ? [] : [shellWord(range)]),
    `--zone ${zone}`,
    ...(organization === undefined ? [] : [`--policy ${shellWord(organization)}`]),
  ].join(' ');
}
