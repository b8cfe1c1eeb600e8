import { defaultTrailers, detailKey } from '../provenance/written/trailers';
import * as l10n from '../text/l10n';
import { limits } from './limits';
import { nearest } from './nearest';
import { readPattern } from './pattern';
import type { Policy } from './policy';
import { type Fix, type Place, type Problem, problemAt } from './problem';
import type { PolicyFile } from './schema';
import type { Steps, YamlDocument } from './yamlDocument';

/** One policy file, whose shape is right. */
export interface Layer {
  readonly path: string;
  readonly file: PolicyFile;
  readonly document: YamlDocument;
}

/** What a schema cannot say of one file: names that clash, patterns that cannot match, settings that defeat themselves. */
export function checkLayer({ file, document }: Layer): Problem[] {
  const problems: Problem[] = [];
  const report = (severity: Problem['severity'], path: Steps, message: string, ...fixes: Fix[]) => {
    problems.push(problemAt(document.place(path), severity, message, ...fixes));
  };
  const count = file.zones.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count > limits.patterns) {
    report(
      'error',
      ['zones'],
      l10n.t('There are {0} patterns; at most {1} are read. Use broader ones.', count, limits.patterns),
    );
    return problems;
  }
  for (const [index, again] of repeated(file.zones.map(({ name }) => name))) {
    report(
      'error',
      ['zones', index, 'name'],
      l10n.t('There are two zones named `{0}`. Rename one, or put their paths together.', again),
    );
  }
  for (const [index, again] of repeated((file.vendors ?? []).map(({ id }) => id))) {
    report(
      'error',
      ['vendors', index, 'id'],
      l10n.t('There are two vendors with the id `{0}`. Rename one; each tier has its own.', again),
    );
  }
  file.zones.forEach(({ paths, signoff }, zone) => {
    paths.forEach((text, index) => {
      const read = readPattern(text);
      const at = ['zones', zone, 'paths', index];
      const named = l10n.t('The pattern {0}', shown(text));
      if ('bad' in read) report('error', at, read.bad(named), ...spelt(text));
      else if (read.doubt !== undefined)
        report('warning', at, read.doubt(named), {
          kind: 'replace',
          by: text.replaceAll('\\', '/'),
        });
    });
    if (signoff.covers === 'ai') {
      report(
        'warning',
        ['zones', zone, 'signoff', 'covers'],
        l10n.t(
          '`covers: ai` can be evaded: it asks for a sign-off only where a commit says of itself that it holds AI output. `all` cannot.',
        ),
        { kind: 'replace', by: 'all', certain: true },
      );
    }
  });
  checkTrailerKeys(file, report);
  return problems;
}

const trailerKeys = ['assistedBy', 'provenance', 'attestedBy'] as const;

function checkTrailerKeys(
  file: PolicyFile,
  report: (severity: Problem['severity'], path: Steps, message: string) => void,
): void {
  const keys = trailerKeys.filter((name) => file.trailers[name] !== false);
  for (const [index, again] of repeated(keys.map((name) => String(file.trailers[name]).toLowerCase()))) {
    report(
      'error',
      ['trailers', keys[index] ?? ''],
      l10n.t('Two trailers have the key `{0}`. Each needs its own.', again),
    );
  }
  for (const name of keys) {
    const key = String(file.trailers[name]);
    // Readers know the default keys always: a message may be older than the setting.
    const others = [
      detailKey,
      ...trailerKeys.filter((other) => other !== name).map((other) => defaultTrailers[other]),
    ];
    if (others.some((other) => String(other).toLowerCase() === key.toLowerCase()))
      report(
        'error',
        ['trailers', name],
        l10n.t('`{0}` is the key of another trailer of Colophon. Choose one of its own.', key),
      );
  }
}

/** What can only be said of all files together. */
export function checkPolicy(policy: Policy, layers: readonly Layer[]): Problem[] {
  const [own] = layers;
  return [
    ...(own === undefined ? [] : checkOwners(policy, own)),
    ...layers.flatMap((layer, index) => [
      ...checkPlan(policy, layer),
      ...checkZones(policy, layer),
      ...checkRegister(policy, layer, layers.length - 1 - index),
    ]),
  ];
}

function checkOwners({ policyOwners }: Policy, { document }: Layer): Problem[] {
  if (policyOwners.length > 0) return [];
  const message = l10n.t(
    '`policyOwners` is missing. Name who may sign off a change of .ai-policy/ itself, by e-mail address.',
  );
  return [problemAt(document.place([]), 'error', message, { kind: 'insert', key: 'policyOwners' })];
}

function checkPlan(policy: Policy, { file, document }: Layer): Problem[] {
  return Object.entries(file.plan).flatMap(([assistant, vendor]) => {
    const place = document.place(['plan', assistant]);
    const reviews = policy.vendors.filter(({ id }) => id === vendor);
    if (reviews.length === 0) return [unknownVendor(policy, place, vendor)];
    if (reviews.some(({ assistants }) => assistants.includes(assistant))) return [];
    const message = l10n.t('The vendor `{0}` does not list `{1}` among its assistants.', vendor, assistant);
    return [problemAt(place, 'warning', message)];
  });
}

function checkZones(policy: Policy, { file, document }: Layer): Problem[] {
  return file.zones.flatMap(({ name, vendors }, index) => {
    const named = typeof vendors === 'string' ? [] : vendors;
    const unknown = named.flatMap((id, at) => {
      if (policy.vendors.some((vendor) => vendor.id === id)) return [];
      return [unknownVendor(policy, document.place(['zones', index, 'vendors', at]), id, { kind: 'remove' })];
    });
    return [...unknown, ...checkSigners(policy, name, document.place(['zones', index, 'name']))];
  });
}

/** Whether a restricted zone has the owners that its sign-offs need. */
function checkSigners({ zones }: Policy, name: string, place: Place): Problem[] {
  const zone = zones.find((one) => one.name === name);
  if (zone?.mode !== 'restricted') return [];
  const { owners, signoff } = zone;
  if (owners.length === 0) {
    const message = l10n.t(
      'The restricted zone `{0}` has no `owners`, so nobody can sign off its changes.',
      name,
    );
    return [problemAt(place, 'warning', message, { kind: 'insert', key: 'owners' })];
  }
  if (new Set(owners).size >= signoff.threshold) return [];
  const message = l10n.t(
    'The zone `{0}` needs {1} sign-offs, but has fewer owners, so nothing can be signed off.',
    name,
    signoff.threshold,
  );
  return [problemAt(place, 'warning', message)];
}

/** @param own number of the layer, as `policy.registers` counts */
function checkRegister({ registers, vendors }: Policy, { file, document }: Layer, own: number): Problem[] {
  const others = registers.filter((register) => register !== own);
  return (file.vendors ?? []).flatMap(({ id }, index) => {
    const isListed = (register: number) => vendors.some((one) => one.id === id && one.layer === register);
    if (others.every(isListed)) return [];
    const message = l10n.t(
      'The vendor `{0}` is approved nowhere, since another of the merged policies lists vendors without it.',
      id,
    );
    return [problemAt(document.place(['vendors', index, 'id']), 'warning', message)];
  });
}

function unknownVendor(policy: Policy, place: Place, id: string, ...more: Fix[]): Problem {
  const meant = nearest(id, [...new Set(policy.vendors.map((vendor) => vendor.id))]);
  const message =
    meant === undefined
      ? l10n.t('There is no vendor `{0}`. Add it to `vendors`.', id)
      : l10n.t('There is no vendor `{0}`. Did you mean `{1}`? Else add it to `vendors`.', id, meant);
  const replace: Fix[] = meant === undefined ? [] : [{ kind: 'replace', by: meant, certain: true }];
  return problemAt(place, 'error', message, ...replace, { kind: 'vendor', id }, ...more);
}

/** The pattern as it was most likely meant. */
function spelt(text: string): Fix[] {
  const by = text
    .replace(/^(!?)(?:\.\/)+/, '$1/')
    .replace(/\/{2,}/g, '/')
    .replace(/^#/, '\\#');
  return by === text || 'bad' in readPattern(by) ? [] : [{ kind: 'replace', by }];
}

/** Index and value of each value that was there before. */
function repeated(values: readonly string[]): [number, string][] {
  const seen = new Set<string>();
  return values.flatMap((value, index): [number, string][] => {
    if (seen.has(value)) return [[index, value]];
    seen.add(value);
    return [];
  });
}

function shown(pattern: string): string {
  return JSON.stringify(pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern);
}
