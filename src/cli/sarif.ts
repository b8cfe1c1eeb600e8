import { createHash } from 'node:crypto';
import type { Finding, Rule } from '../policy/rules/rules';
import { rules } from '../policy/rules/rules';

const levels = { block: 'error', warn: 'warning', record: 'note' } as const;

/**
 * SARIF 2.1.0 (OASIS). Fingerprints rest on rule, zone and place and not on oids or words, so that the same finding is
 * the same after a rebase.
 * @param unverified why nothing could be said: then the run was not successful
 */
export function sarifText(findings: readonly Finding[], unverified?: string): string {
  const ids = Object.keys(rules) as Rule[];
  const seen = new Map<string, number>();
  const fingerprint = ({ rule, zone, path = '' }: Finding) => {
    const key = JSON.stringify([rule, zone, path]);
    const again = (seen.get(key) ?? 0) + 1;
    seen.set(key, again);
    return createHash('sha256').update(`${key} ${again}`).digest('hex');
  };
  const results = findings.map((finding) => {
    const { rule, severity, zone, path, line, commit, message, mend } = finding;
    // A result without a place is shown by no forge: what concerns a commit or the whole stands at the policy.
    const uri = (path ?? '.ai-policy/policy.yaml').split('/').map(encodeURIComponent).join('/');
    return {
      ruleId: rule,
      ruleIndex: ids.indexOf(rule),
      level: levels[severity],
      message: { text: mend === '' ? message : `${message} → ${mend}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
            region: { startLine: line ?? 1 },
          },
        },
      ],
      partialFingerprints: { 'colophon/v1': fingerprint(finding) },
      properties: { zone, ...(commit !== undefined && { commit }) },
    };
  });
  const driver = {
    name: 'Colophon',
    version: COLOPHON_VERSION,
    rules: ids.map((id) => ({
      id,
      shortDescription: { text: rules[id].meaning },
      help: { text: rules[id].remedy.replace(/[`*]/g, ''), markdown: rules[id].remedy },
    })),
  };
  const failed = unverified === undefined ? [] : [{ level: 'error', message: { text: unverified } }];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        results,
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: unverified === undefined, toolExecutionNotifications: failed }],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** From package.json, put in by the build. */
declare const COLOPHON_VERSION: string;
