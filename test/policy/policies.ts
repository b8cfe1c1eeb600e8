import { compilePolicy } from '../../src/policy/compile';
import type { CompiledPolicy } from '../../src/policy/compiled';
import { createMatcher, type Matcher } from '../../src/policy/matcher';
import { type ParseOptions, parsePolicy } from '../../src/policy/parse';
import type { Policy } from '../../src/policy/policy';

/** A policy from its keys (JSON is YAML); `version` and `policyOwners` are put in where they are missing. */
export function policyFrom(keys: object, options: ParseOptions = {}): Policy {
  const { policy, problems } = parsePolicy(yamlOf(keys), options);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return policy;
}

export function yamlOf(keys: object): string {
  return JSON.stringify({ version: 1, policyOwners: ['owner@acme.dev'], ...keys });
}

export function compiledFrom(keys: object, options?: ParseOptions): CompiledPolicy {
  return compilePolicy(policyFrom(keys, options));
}

export function matcherFrom(keys: object, options?: ParseOptions): Matcher {
  return createMatcher(compiledFrom(keys, options));
}
