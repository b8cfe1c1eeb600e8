import { type KnownAssistant, knownAssistants } from './catalogueRows';
import { assistantNames, fitsTrailer, tokenOf } from './names';
import { type AssistantEntry, type CatalogueProblem, readAssistantsSetting } from './setting';

export interface Assistant extends AssistantEntry {
  /** How it is written after `Assisted-by:`; it never holds the colon that ends it there. */
  readonly token: string;
  readonly hosts: readonly string[];
  /** Suggests text at the cursor. */
  readonly completions: boolean;
  /** Writes files by itself. */
  readonly agent: boolean;
}

/** All lookups ignore case. `byCommand`, for command lines, stands apart: a hook does not need it. */
export interface Catalogue {
  readonly all: readonly Assistant[];
  byId(id: string): Assistant | undefined;
  byExtension(id: string): Assistant | undefined;
  /** A bare name of a program or package, or a program and its first word. */
  byProgram(name: string): Assistant | undefined;
  /** `vscode.env.appName`, e.g. `Windsurf - Next`. */
  byHost(appName: string): Assistant | undefined;
  /** An address, or `Name <address>` as in a trailer, an author or a committer. */
  byEmail(identity: string): Assistant | undefined;
  /** What stands before the first colon of an `Assisted-by` value. */
  byToken(token: string): Assistant | undefined;
  /** The token for a trailer: for an unknown id the id itself, `unknown` where it does not fit there. */
  displayToken(id: string): string;
  /** For people: the id itself where it is not known. */
  displayName(id: string): string;
}

/**
 * The known assistants and those of the setting `colophon.assistants` (DESIGN section 8), which is data from
 * strangers: what breaks its shape is left out and reported. An id that is known already is added to. What one
 * assistant has, another cannot take, so that no setting passes one assistant's text off as another's.
 */
export function createCatalogue(setting?: unknown): { catalogue: Catalogue; problems: CatalogueProblem[] } {
  const problems: CatalogueProblem[] = [];
  const assistants = new Map<string, Assistant>();
  const owners = new Map<string, string>();
  const find = (kind: string, key: string) =>
    assistants.get(owners.get(`${kind} ${key.toLowerCase()}`) ?? '');

  const names = assistantNames();
  for (const row of knownAssistants) add(fromRow(row, names.get(row[0])!));
  for (const entry of readAssistantsSetting(setting, problems)) add(fromEntry(entry));

  function add(given: Assistant): void {
    const { id } = given;
    const namesake = find('token', id);
    if (namesake && namesake.id !== id) {
      problems.push({ path: id, message: `In trailers ${namesake.name} is called this.` });
      return;
    }
    const known = assistants.get(id);
    const merge = (list: 'extensions' | 'commands' | 'emails'): string[] => {
      const mine = new Set(known?.[list]);
      for (const item of given[list]) {
        const owner = find(list, item);
        if (owner && owner.id !== id) {
          problems.push({ path: `${id}.${list}`, message: `"${item}" belongs to ${owner.name}.` });
        } else mine.add(item);
        owners.set(`${list} ${item}`, owner?.id ?? id);
      }
      return [...mine];
    };
    const token = find('token', given.token) || !fitsTrailer(given.token) ? id : given.token;
    const lists = { extensions: merge('extensions'), commands: merge('commands'), emails: merge('emails') };
    assistants.set(id, { ...given, token, ...known, ...lists });
    owners.set(`token ${id}`, id).set(`token ${(known?.token ?? token).toLowerCase()}`, id);
  }

  const all = [...assistants.values()];
  const byId = (id: string) => assistants.get(id.toLowerCase());
  const catalogue: Catalogue = {
    all,
    byId,
    byExtension: (id) => find('extensions', id),
    byProgram: (name) => find('commands', name),
    byHost: (appName) => {
      const words = ` ${appName.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
      return all.find((assistant) => assistant.hosts.some((host) => words.includes(` ${host} `)));
    },
    byEmail: (identity) => {
      const signed = signatures(identity);
      const signature = signed.find((one) => find('emails', one));
      if (signature !== undefined) return find('emails', signature);
      // One word may be a person's name.
      return all.find(({ name }) => name.includes(' ') && signed.includes(name.toLowerCase()));
    },
    byToken: (token) => find('token', token),
    displayToken: (id) => byId(id)?.token ?? (fitsTrailer(id) ? id : 'unknown'),
    displayName: (id) => byId(id)?.name ?? id,
  };
  return { catalogue, problems };
}

function fromRow([id, does, extensions, commands, emails, hosts]: KnownAssistant, name: string): Assistant {
  const list = (cell: string | undefined) => (cell ? cell.split(',') : []);
  return {
    ...fromEntry({ id, name, extensions: list(extensions), commands: list(commands), emails: list(emails) }),
    hosts: list(hosts),
    completions: does === 'suggests' || does === 'both',
    agent: does === 'acts' || does === 'both',
  };
}

function fromEntry(entry: AssistantEntry): Assistant {
  // An extension that a person names as an assistant may do both; better a warning too many.
  const does = entry.extensions.length > 0;
  return { ...entry, token: tokenOf(entry.name), hosts: [], completions: does, agent: does };
}

/**
 * What an identity can be found by: its address, without the account's number GitHub puts before it; the name of a
 * GitHub app in its address; the person's name; the last word of it.
 */
function signatures(identity: string): string[] {
  const text = identity.slice(0, 512).trim().toLowerCase();
  const open = text.lastIndexOf('<');
  const address = text
    .slice(open + 1)
    .replace(/>$/, '')
    .trim();
  const plain = address.replace(/^\d+\+(?=.*@users\.noreply\.github\.com$)/, '');
  const name = text.slice(0, Math.max(open, 0)).trim();
  return [
    plain,
    plain.replace(/(?<=\[bot\])@users\.noreply\.github\.com$/, ''),
    name,
    name.split(/\s/).at(-1) ?? '',
  ];
}
