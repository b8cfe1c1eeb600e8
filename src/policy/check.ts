import * as l10n from '../text/l10n';
import { limits } from './limits';
import { nearest } from './nearest';
import { readPattern } from './pattern';
import type { Policy } from './policy';
import { type Fix, type Problem, problemAt } from './problem';
import type { PolicyFile } from './schema';
import type { YamlDocument } from './yamlDocument';

/** One policy file, whose shape is right. */
export interface Layer {
  readonly path: string;
  readonly file: PolicyFile;
  readonly document: YamlDocument;
}

type Steps = readonly (string | number)[];

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
  const keys = (['assistedBy', 'provenance', 'attestedBy'] as const).filter(
    (name) => file.trailers[name] !== false,
  );
  for (const [index, again] of repeated(keys.map((name) => String(file.trailers[name]).toLowerCase()))) {
    report(
      'error',
      ['trailers', keys[index] ?? ''],
      l10n.t('Two trailers have the key `{0}`. Each needs its own.', again),
    );
  }
  return problems;
}

/** What can only be said of all files together. */
export function checkPolicy(policy: Policy, layers: readonly Layer[]): Problem[] {
  const problems: Problem[] = [];
  const report = (
    layer: Layer,
    severity: Problem['severity'],
    path: Steps,
    message: string,
    ...fixes: Fix[]
  ) => {
    problems.push(problemAt(layer.document.place(path), severity, message, ...fixes));
  };
  const [own] = layers;
  if (own !== undefined && policy.policyOwners.length === 0) {
    report(
      own,
      'error',
      [],
      l10n.t(
        '`policyOwners` is missing. Name who may sign off a change of .ai-policy/ itself, by e-mail address.',
      ),
      { kind: 'insert', key: 'policyOwners' },
    );
  }
  const vendors = [...new Set(policy.vendors.map(({ id }) => id))];
  const vendorFixes = (id: string): Fix[] => {
    const meant = nearest(id, vendors);
    const replace: Fix[] = meant === undefined ? [] : [{ kind: 'replace', by: meant, certain: true }];
    return [...replace, { kind: 'vendor', id }];
  };
  const unknown = (id: string) => {
    const meant = nearest(id, vendors);
    return meant === undefined
      ? l10n.t('There is no vendor `{0}`. Add it to `vendors`.', id)
      : l10n.t('There is no vendor `{0}`. Did you mean `{1}`? Else add it to `vendors`.', id, meant);
  };
  for (const layer of layers) {
    for (const [assistant, vendor] of Object.entries(layer.file.plan)) {
      const reviews = policy.vendors.filter(({ id }) => id === vendor);
      if (reviews.length === 0)
        report(layer, 'error', ['plan', assistant], unknown(vendor), ...vendorFixes(vendor));
      else if (!reviews.some(({ assistants }) => assistants.includes(assistant))) {
        report(
          layer,
          'warning',
          ['plan', assistant],
          l10n.t('The vendor `{0}` does not list `{1}` among its assistants.', vendor, assistant),
        );
      }
    }
    layer.file.zones.forEach((zone, index) => {
      if (typeof zone.vendors !== 'string') {
        zone.vendors.forEach((id, at) => {
          if (!vendors.includes(id))
            report(layer, 'error', ['zones', index, 'vendors', at], unknown(id), ...vendorFixes(id), {
              kind: 'remove',
            });
        });
      }
      const merged = policy.zones.find(({ name }) => name === zone.name);
      if (merged?.mode !== 'restricted') return;
      const { owners, signoff } = merged;
      if (owners.length === 0) {
        report(
          layer,
          'warning',
          ['zones', index, 'name'],
          l10n.t('The restricted zone `{0}` has no `owners`, so nobody can sign off its changes.', zone.name),
          { kind: 'insert', key: 'owners' },
        );
      } else if (new Set(owners).size < signoff.threshold) {
        report(
          layer,
          'warning',
          ['zones', index, 'name'],
          l10n.t(
            'The zone `{0}` needs {1} sign-offs, but has fewer owners, so nothing can be signed off.',
            zone.name,
            signoff.threshold,
          ),
        );
      }
    });
    const others = policy.registers.filter(
      (register) => register !== layers.length - 1 - layers.indexOf(layer),
    );
    (layer.file.vendors ?? []).forEach(({ id }, index) => {
      const elsewhere = others.every((register) =>
        policy.vendors.some((vendor) => vendor.id === id && vendor.layer === register),
      );
      if (!elsewhere) {
        report(
          layer,
          'warning',
          ['vendors', index, 'id'],
          l10n.t(
            'The vendor `{0}` is approved nowhere, since another of the merged policies lists vendors without it.',
            id,
          ),
        );
      }
    });
  }
  return problems;
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
