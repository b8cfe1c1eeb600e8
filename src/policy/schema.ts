import * as z from 'zod/mini';
import * as l10n from '../text/l10n';

const email = /^[^\s@<>"]+@[^\s@<>"]+$/;
const id = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const zoneName = /^[a-z0-9-]{1,40}$/;
const date = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const days = /^[1-9]\d{0,4}d$/;
const sha256 = /^[0-9a-fA-F]{64}$/;
const trailerKey = /^[A-Za-z][A-Za-z0-9-]{0,39}$/;

/** A policy file as it is written, every default filled in. */
export type PolicyFile = z.output<ReturnType<typeof policySchema>>;
export type ZoneFile = PolicyFile['zones'][number];
export type VendorFile = NonNullable<PolicyFile['vendors']>[number];

/** One thing that the schema refuses: `path` leads to the value, or to the mapping that holds `key`. */
export interface ShapeIssue {
  readonly path: readonly (string | number)[];
  /** A sentence with `{0}` for the name of what it refuses. */
  readonly message: string;
  /** Of an unknown key or a malformed one: the key itself. */
  readonly key?: string;
  /** Of an unknown key: the keys that are known there. */
  readonly known?: readonly string[];
  /** Of a wrong word: those that are right. */
  readonly words?: readonly string[];
  /** It is no text, but its characters would be one. */
  readonly notText?: true;
}

/** Checks the value of a parsed YAML document. Pure; the schema is built at the first call. */
export function checkShape(
  value: unknown,
): { readonly file: PolicyFile } | { readonly issues: readonly ShapeIssue[] } {
  const result = policySchema().safeParse(value);
  if (result.success) return { file: result.data };
  const issues = new Map<string, ShapeIssue>();
  // Several checks of one value may say the same of it.
  for (const issue of result.error.issues.flatMap(toShapeIssues)) {
    issues.set(JSON.stringify([issue.path, issue.key, issue.message]), issue);
  }
  return { issues: [...issues.values()] };
}

let built: ReturnType<typeof buildSchema> | undefined;

/**
 * The zod schema, its sentences in the language of the first call: the source of the types, of
 * `media/policy.schema.json` and of the table in `docs/policy.md`.
 */
export function policySchema(): ReturnType<typeof buildSchema> {
  return (built ??= buildSchema());
}

function buildSchema() {
  return mapping({
    version: about(
      z.literal(1, l10n.t('{0} must be 1; this version of Colophon knows no other.')),
      'Version of this format; always 1.',
    ),
    extends: about(
      z.exactOptional(text()),
      'Another policy file under `.ai-policy/`, read from the same commit. The two are merged; merging never loosens either.',
      'base.yaml',
    ),
    contacts: about(
      z.exactOptional(
        mapping({
          engineering: about(z.exactOptional(contact()), 'Who answers for engineering questions.', {
            name: 'Ada Park',
            email: 'ada@example.com',
          }),
          legal: about(z.exactOptional(contact()), 'Who answers for legal questions.', {
            name: 'Luis Ortega',
            email: 'luis@example.com',
          }),
          escalation: about(
            z.exactOptional(text()),
            'Where to ask when a commit is stopped: a URL, an e-mail address or a channel.',
            'https://example.com/ai-desk',
          ),
        }),
      ),
      'Whom to ask.',
      { legal: { email: 'luis@example.com' }, escalation: 'https://example.com/ai-desk' },
    ),
    policyOwners: about(
      z.exactOptional(
        z
          .array(emailAddress(), l10n.t('{0} must be a list of e-mail addresses.'))
          .check(z.minLength(1, l10n.t('{0} must name at least one owner.'))),
      ),
      'E-mail addresses of those who may sign off a change of `.ai-policy/` itself. Required, here or in the extended file.',
      ['luis@example.com', 'ada@example.com'],
    ),
    policySignoff: about(
      z.exactOptional(
        mapping({
          threshold: about(z._default(count(1), 1), 'How many policy owners must sign.'),
          authorMaySign: about(
            z.exactOptional(flag()),
            'Whether an author of the change counts. Default: true where there is only one policy owner, else false.',
          ),
        }),
      ),
      'What a change of `.ai-policy/` needs.',
      { threshold: 2, authorMaySign: false },
    ),
    plan: about(
      z._default(
        z.record(assistantId(), vendorId(), l10n.t('{0} must be a mapping of assistant to vendor.')),
        {},
      ),
      'Which vendor contract each assistant is used under. `git config colophon.plan.<assistant>` overrides it. Without an entry the worst vendor that covers the assistant counts.',
      { 'github-copilot': 'copilot-business' },
    ),
    default: about(
      z._default(mode(), 'eligible'),
      'Mode of paths in no zone: eligible, attest or restricted.',
    ),
    zones: about(
      z._default(z.array(zone(), l10n.t('{0} must be a list of zones.')), []),
      'Named sets of paths, each with one mode. The strictest zone that matches a path decides.',
      [{ name: 'core', mode: 'attest', paths: ['/src/core/'] }],
    ),
    vendors: about(
      z.exactOptional(z.array(vendor(), l10n.t('{0} must be a list of vendors.'))),
      'Contracts (product and tier) whose terms were reviewed.',
      [{ id: 'copilot-business', assistants: ['github-copilot'], status: 'approved' }],
    ),
    review: about(
      z.prefault(
        mapping({
          maxAiLines: about(
            z.exactOptional(count(1)),
            'A commit with more AI lines than this is a finding. Default: no limit.',
            400,
          ),
        }),
        {},
      ),
      'Limits for the sake of reviewers.',
      { maxAiLines: 400 },
    ),
    trailers: about(
      z.prefault(
        mapping({
          when: about(
            z._default(oneOf(['zones', 'ai', 'always']), 'zones'),
            'Which commits carry trailers. zones: those with AI lines or that touch an attest or restricted zone; ai: those with AI lines; always: every one.',
          ),
          threshold: about(
            z.prefault(
              mapping({
                lines: about(z._default(count(0), 1), 'AI lines from which on the assistant is named.'),
                share: about(
                  z._default(
                    z
                      .number(l10n.t('{0} must be a number from 0 to 1.'))
                      .check(
                        z.gte(0, l10n.t('{0} must be from 0 to 1.')),
                        z.lte(1, l10n.t('{0} must be from 0 to 1.')),
                      ),
                    0,
                  ),
                  'Share of AI lines in the commit from which on the assistant is named, from 0 to 1.',
                ),
              }),
              {},
            ),
            'How much AI text it takes for the assistant to be named. Both must be reached.',
            { lines: 5 },
          ),
          assistedBy: about(
            z._default(trailer(), 'Assisted-by'),
            'Key of the trailer that names assistant and model, or false.',
          ),
          provenance: about(
            z._default(trailer(), 'AI-Provenance'),
            'Key of the trailer with the counts, or false.',
          ),
          attestedBy: about(
            z._default(trailer(), 'AI-Attested-by'),
            'Key of the trailer that names who attested, or false.',
          ),
        }),
        {},
      ),
      'What a commit carries.',
      { when: 'always' },
    ),
  });
}

function zone() {
  return mapping({
    name: about(
      matching(zoneName, l10n.t('{0} must be 1 to 40 of a-z, 0-9 and -.')).check(
        z.refine(
          (name) => name !== 'default' && name !== 'ai-policy',
          l10n.t('{0} `default` and `ai-policy` are taken; choose another name.'),
        ),
      ),
      'Name of the zone: 1 to 40 of a-z, 0-9 and -.',
      'core',
    ),
    mode: about(
      mode(),
      'eligible: AI output may be committed. attest: a person states that they reviewed it. restricted: no AI output without the owner’s sign-off.',
    ),
    paths: about(
      z
        .array(
          z.string(l10n.t('{0} must be text; put quotes around it.')),
          l10n.t('{0} must be a list of patterns.'),
        )
        .check(z.minLength(1, l10n.t('{0} must have at least one pattern.'))),
      '`.gitignore` patterns, rooted at the repository root, not case-sensitive. An exception (`!`) works below a matched folder too.',
      ['/src/core/', '*.jsonl', '!/src/core/README.md'],
    ),
    destination: about(
      z.exactOptional(oneOf(['public', 'shared', 'proprietary', 'air-gapped', 'training'])),
      'Where the code in this zone goes.',
    ),
    owners: about(
      z._default(z.array(emailAddress(), l10n.t('{0} must be a list of e-mail addresses.')), []),
      'E-mail addresses of those who answer for the zone and may sign off its changes.',
      ['ada@example.com'],
    ),
    reason: about(
      z.exactOptional(text()),
      'Why the zone has this mode; shown in warnings.',
      'Outputs may not reach training data.',
    ),
    vendors: about(
      z._default(
        z.union(
          [z.enum(['none', 'approved', 'any']), z.array(vendorId(), l10n.t('{0} must be a list.'))],
          l10n.t('{0} must be none, approved, any or a list of vendor ids.'),
        ),
        'approved',
      ),
      'Vendors whose output may be here: none; approved; any, which asks for no review of terms and refuses only a vendor with the status rejected; or a list of vendor ids. A vendor with status conditional must be in the list.',
      ['copilot-business'],
    ),
    require: about(
      z._default(
        mapping({
          outputOwnership: about(z.exactOptional(listOf(ownership)), 'Allowed values of `outputOwnership`.', [
            'customer',
          ]),
          outputTraining: about(z.exactOptional(listOf(training)), 'Allowed values of `outputTraining`.', [
            'allowed',
          ]),
          trainsOnYourCode: about(
            z.exactOptional(listOf(trainsOn)),
            'Allowed values of `trainsOnYourCode`.',
            ['no', 'opt-in'],
          ),
          indemnity: about(z.exactOptional(listOf(indemnity)), 'Allowed values of `indemnity`.', ['ip']),
        }),
        {},
      ),
      'Terms that every vendor used here must have.',
      { outputTraining: ['allowed'] },
    ),
    signoff: about(
      z.prefault(
        mapping({
          covers: about(
            z._default(oneOf(['all', 'ai']), 'all'),
            'Which changes need a sign-off. ai can be evaded, since it rests on what commits claim about themselves.',
          ),
          threshold: about(z._default(count(1), 1), 'How many owners must sign.'),
          authorMaySign: about(z._default(flag(), false), 'Whether an author of the change counts.'),
          validFor: about(
            z._default(matching(days, l10n.t('{0} must be a number of days such as 90d.')), '90d'),
            'How long a sign-off may wait to be merged, in days.',
          ),
        }),
        {},
      ),
      'What a change of a restricted zone needs.',
      { threshold: 2, validFor: '30d' },
    ),
    enforce: about(
      z._default(oneOf(['block', 'warn', 'record']), 'block'),
      'What a finding in this zone does.',
    ),
    attestation: about(
      z._default(oneOf(['trailer', 'signed']), 'trailer'),
      'Form of the attestation in an attest zone.',
    ),
    attestedBy: about(
      z._default(oneOf(['author', 'other']), 'author'),
      'Who may attest: the author too, or only another person.',
    ),
    tolerate: about(
      z.prefault(
        mapping({
          lines: about(
            z._default(count(0), 0),
            'AI lines of a whole change up to which no attestation is needed. No effect where sign-off covers all.',
          ),
        }),
        {},
      ),
      'What is too little to ask about.',
      { lines: 2 },
    ),
  });
}

const ownership = ['customer', 'vendor', 'shared', 'unclear'] as const;
const training = ['allowed', 'no-competing', 'prohibited', 'unclear'] as const;
const trainsOn = ['no', 'opt-out', 'opt-in', 'yes', 'unclear'] as const;
const indemnity = ['ip', 'conditional', 'none', 'unclear'] as const;

function vendor() {
  return mapping({
    id: about(vendorId(), 'Id of the contract, such as copilot-business.', 'copilot-business'),
    product: about(z.exactOptional(text()), 'Name of the product.', 'GitHub Copilot'),
    tier: about(
      z.exactOptional(text()),
      'Tier or plan of the contract; terms differ between tiers.',
      'Business',
    ),
    assistants: about(
      z
        .array(assistantId(), l10n.t('{0} must be a list of assistant ids.'))
        .check(z.minLength(1, l10n.t('{0} must name at least one assistant.'))),
      'Ids of the assistants that this contract covers.',
      ['github-copilot'],
    ),
    status: about(
      z._default(oneOf(['approved', 'conditional', 'rejected', 'unreviewed']), 'unreviewed'),
      'Result of the review. conditional is approved only where a zone names the vendor.',
    ),
    terms: about(
      z.exactOptional(
        mapping({
          url: about(z.exactOptional(text()), 'Where the terms are.', 'https://example.com/terms'),
          version: about(
            z.exactOptional(text()),
            'Version or date of the terms that were reviewed.',
            '2026-03',
          ),
          sha256: about(
            z.exactOptional(matching(sha256, l10n.t('{0} must be 64 hexadecimal digits.'))),
            'Digest of the document that was reviewed.',
            '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          ),
          contract: about(
            z.exactOptional(text()),
            'Kind of contract, such as click-through, msa or dpa.',
            'dpa',
          ),
        }),
      ),
      'The terms that were reviewed.',
      { url: 'https://example.com/terms', version: '2026-03' },
    ),
    outputOwnership: about(z._default(oneOf(ownership), 'unclear'), 'Who owns the output.'),
    outputTraining: about(
      z._default(oneOf(training), 'unclear'),
      'Whether output may be used to train other models.',
    ),
    trainsOnYourCode: about(
      z._default(oneOf(trainsOn), 'unclear'),
      'Whether the vendor trains on your code.',
    ),
    retentionDays: about(z.exactOptional(count(0)), 'Days for which prompts and output are kept.', 30),
    humanReview: about(z.exactOptional(flag()), 'Whether people at the vendor may read prompts and output.'),
    indemnity: about(
      z._default(oneOf(indemnity), 'unclear'),
      'Whether the vendor answers for claims against the output.',
    ),
    licences: about(
      z.exactOptional(
        mapping({
          tool: about(z.exactOptional(text()), 'Licence of the tool.', 'MIT'),
          model: about(z.exactOptional(text()), 'Licence of the model.', 'Apache-2.0'),
          trainingData: about(z.exactOptional(text()), 'Licence of the training data.', 'unknown'),
        }),
      ),
      'Licences, for assistants on open models.',
      { tool: 'MIT', model: 'Apache-2.0' },
    ),
    reviewed: about(
      z.exactOptional(
        mapping({
          by: about(z.exactOptional(emailAddress()), 'Who reviewed.', 'luis@example.com'),
          on: about(z.exactOptional(day()), 'Day of the review, as YYYY-MM-DD.', '2026-05-01'),
          expires: about(
            z.exactOptional(day()),
            'Last day on which the review counts, as YYYY-MM-DD.',
            '2026-11-01',
          ),
          evidence: about(
            z.exactOptional(text()),
            'Where the review is kept.',
            'https://example.com/reviews/17',
          ),
        }),
      ),
      'The review.',
      { by: 'luis@example.com', on: '2026-05-01', expires: '2026-11-01' },
    ),
  });
}

function contact() {
  return mapping({
    name: about(z.exactOptional(text()), 'Name of the person or team.', 'Ada Park'),
    email: about(z.exactOptional(emailAddress()), 'E-mail address.', 'ada@example.com'),
  });
}

function mode() {
  return oneOf(['eligible', 'attest', 'restricted']);
}

function mapping<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, l10n.t('{0} must be a mapping of keys to values.'));
}

function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, l10n.t('{0} must be one of {1}.', '{0}', values.join(', ')));
}

function listOf<const Values extends readonly string[]>(values: Values) {
  return z.array(oneOf(values), l10n.t('{0} must be a list of {1}.', '{0}', values.join(', ')));
}

function text() {
  return z
    .string(l10n.t('{0} must be text; put quotes around it.'))
    .check(
      z.minLength(1, l10n.t('{0} must not be empty.')),
      z.maxLength(2000, l10n.t('{0} must be at most 2,000 characters long.')),
    );
}

function matching(pattern: RegExp, message: string) {
  return z.string(message).check(z.regex(pattern, message));
}

function emailAddress() {
  return matching(email, l10n.t('{0} must be an e-mail address such as ada@example.com.')).check(
    z.maxLength(254, l10n.t('{0} must be at most 254 characters long.')),
  );
}

function assistantId() {
  return matching(id, l10n.t('{0} must be the id of an assistant: up to 64 of a-z, 0-9, dot, _ and -.'));
}

function vendorId() {
  return matching(id, l10n.t('{0} must be the id of a vendor: up to 64 of a-z, 0-9, dot, _ and -.'));
}

function day() {
  const message = l10n.t('{0} must be a day as YYYY-MM-DD.');
  return matching(date, message).check(z.refine(isDay, message));
}

function isDay(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value);
}

function count(least: number) {
  const message = l10n.t('{0} must be a whole number, {1} or more.', '{0}', least);
  return z
    .int(message)
    .check(z.gte(least, message), z.lte(1_000_000_000, l10n.t('{0} must be at most 1,000,000,000.')));
}

function flag() {
  return z.boolean(l10n.t('{0} must be true or false.'));
}

function trailer() {
  const message = l10n.t('{0} must be the key of a trailer (letters, digits and -), or false.');
  return z
    .union([z.literal(false), matching(trailerKey, message)], message)
    .check(
      z.refine(
        (key) => key === false || !/^(?:co-authored-by|signed-off-by)$/i.test(key),
        l10n.t('{0} must not be Co-authored-by or Signed-off-by: those are for people.'),
      ),
    );
}

/** `example` stands in the editor and in the JSON Schema; where it is absent, the default or the first word is one. */
function about<Schema extends z.core.$ZodType>(
  schema: Schema,
  description: string,
  example?: z.input<Schema>,
): Schema {
  z.globalRegistry.add(schema, { description, ...(example !== undefined && { examples: [example] }) });
  return schema;
}

/** Any part of the schema. */
export type SchemaPart = z.core.$ZodType;

/** What `about` said of a part. */
export function aboutOf(part: SchemaPart): { readonly description: string; readonly example?: unknown } {
  const { description = '', examples } = z.globalRegistry.get(part) ?? {};
  return { description, ...(Array.isArray(examples) && { example: examples[0] }) };
}

function toShapeIssues(issue: z.core.$ZodIssue): ShapeIssue[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(policySchema(), path);
    return issue.keys.map((key) => ({ path, key, known, message: 'unknown key' }));
  }
  if (issue.code === 'invalid_key') {
    const key = path.at(-1);
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ path: path.slice(0, -1), ...(key === undefined ? {} : { key: String(key) }), message }];
  }
  // A union of a word and a list: say what is wrong inside the list, not that the whole is neither.
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.find(
      (errors) => errors.length > 0 && errors.every((error) => error.path.length > 0),
    );
    if (inner)
      return inner.flatMap((error) =>
        toShapeIssues({ ...error, path: [...issue.path, ...error.path] } as z.core.$ZodIssue),
      );
  }
  const words = wordsOf(issue);
  const notText = issue.code === 'invalid_type' && issue.expected === 'string';
  return [{ path, message: issue.message, ...(words.length > 0 && { words }), ...(notText && { notText }) }];
}

function wordsOf(issue: Partial<z.core.$ZodIssue>): string[] {
  if (issue.code === 'invalid_union') return (issue.errors ?? []).flat().flatMap(wordsOf);
  return issue.code === 'invalid_value' ? (issue.values ?? []).map(String) : [];
}

/** The known keys of the mapping that `path` leads to. */
function keysAt(schema: unknown, path: readonly (string | number)[]): string[] {
  let at = unwrap(schema);
  for (const part of path) at = unwrap(typeof part === 'number' ? at.element : at.shape?.[part]);
  return Object.keys(at.shape ?? {});
}

interface SchemaDefinition {
  readonly innerType?: unknown;
  readonly element?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
}

function unwrap(schema: unknown): SchemaDefinition {
  let definition = (schema as z.core.$ZodType | undefined)?._zod.def as SchemaDefinition | undefined;
  while (definition?.innerType !== undefined) {
    definition = (definition.innerType as z.core.$ZodType)._zod.def as SchemaDefinition;
  }
  return definition ?? {};
}
