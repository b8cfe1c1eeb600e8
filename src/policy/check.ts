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
      `There are ${count} patterns; at most ${limits.patterns} are read. Use broader ones.`,
    );
    return problems;
  }
  for (const [index, again] of repeated(file.zones.map(({ name }) => name))) {
    report(
      'error',
      ['zones', index, 'name'],
      `There are two zones named \`${again}\`. Rename one, or put their paths together.`,
    );
  }
  for (const [index, again] of repeated((file.vendors ?? []).map(({ id }) => id))) {
    report(
      'error',
      ['vendors', index, 'id'],
      `There are two vendors with the id \`${again}\`. Rename one; each tier has its own.`,
    );
  }
  file.zones.forEach(({ paths, signoff }, zone) => {
    paths.forEach((text, index) => {
      const read = readPattern(text);
      const at = ['zones', zone, 'paths', index];
      if ('bad' in read) report('error', at, `The pattern ${shown(text)} ${read.bad}.`, ...spelt(text));
      else if (read.doubt !== undefined)
        report('warning', at, `The pattern ${shown(text)} ${read.doubt}.`, {
          kind: 'replace',
          by: text.replaceAll('\\', '/'),
        });
    });
    if (signoff.covers === 'ai') {
      report(
        'warning',
        ['zones', zone, 'signoff', 'covers'],
        '`covers: ai` can be evaded: it asks for a sign-off only where a commit says of itself that it holds AI output. `all` cannot.',
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
      `Two trailers have the key \`${again}\`. Each needs its own.`,
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
      '`policyOwners` is missing. Name who may sign off a change of .ai-policy/ itself, by e-mail address.',
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
    const hint =
      meant === undefined ? 'Add it to `vendors`.' : `Did you mean \`${meant}\`? Else add it to \`vendors\`.`;
    return `There is no vendor \`${id}\`. ${hint}`;
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
          `The vendor \`${vendor}\` does not list \`${assistant}\` among its assistants.`,
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
          `The restricted zone \`${zone.name}\` has no \`owners\`, so nobody can sign off its changes.`,
          { kind: 'insert', key: 'owners' },
        );
      } else if (new Set(owners).size < signoff.threshold) {
        report(
          layer,
          'warning',
          ['zones', index, 'name'],
          `The zone \`${zone.name}\` needs ${signoff.threshold} sign-offs, but has fewer owners, so nothing can be signed off.`,
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
          `The vendor \`${id}\` is approved nowhere, since another of the merged policies lists vendors without it.`,
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
