import type { AgentEdit } from './agentEvent';

/** Where a patch may stand in other text, as in a shell's here-document. */
export function holdsPatch(text: string): boolean {
  return /^[ \t]*\*\*\* (?:Add|Update|Delete) File: /m.test(text);
}

interface Part {
  readonly path: string;
  readonly does: 'Add' | 'Update' | 'Delete';
  readonly hunks: { readonly old: string[]; readonly text: string[] }[];
}

/**
 * Reads the patches of OpenAI's `apply_patch`: `*** Add File: <path>`, `*** Update File: <path>` with `*** Move to:` and
 * hunks that begin with `@@`, `*** Delete File: <path>`. Text around them is passed over. The lines of a hunk that stay
 * as they are stand in `old` and in `text`.
 */
export function readPatch(text: string): AgentEdit[] {
  const edits: AgentEdit[] = [];
  let part: Part | undefined;
  const end = () => {
    if (part) edits.push({ path: part.path, replaced: replacedBy(part) });
    part = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const header =
      /^[ \t]*\*\*\* (Add File|Update File|Delete File|Move to|End Patch|End of File)(?:: (.*))?$/.exec(line);
    const word = header?.[1];
    const name = header?.[2];
    if (word === 'Move to' && name !== undefined && part) {
      edits.push({ path: part.path, replaced: [] });
      part = { ...part, path: name.trim() };
    } else if (word?.endsWith(' File') && name !== undefined) {
      end();
      part = { path: name.trim(), does: word.slice(0, -' File'.length) as Part['does'], hunks: [] };
    } else if (word === 'End Patch') end();
    else if (part && word === undefined) addLine(part, line);
  }
  end();
  return edits;
}

function addLine({ does, hunks }: Part, line: string): void {
  const isNew = line.startsWith('+');
  const isContext = does === 'Update' && (line.startsWith(' ') || line === '');
  const isOld = isContext || (does === 'Update' && line.startsWith('-'));
  if (line.startsWith('@@')) hunks.push({ old: [], text: [] });
  else if (isNew || isOld) {
    if (hunks.length === 0) hunks.push({ old: [], text: [] });
    const hunk = hunks.at(-1)!;
    if (isOld) hunk.old.push(line.slice(1));
    if (isNew || isContext) hunk.text.push(line.slice(1));
  }
}

function replacedBy({ does, hunks }: Part): AgentEdit['replaced'] {
  if (does === 'Delete') return [];
  const replaced = hunks
    .filter(({ old, text }) => old.length > 0 || text.length > 0)
    .map(({ old, text }) => ({ old: joined(old), text: joined(text) }));
  if (replaced.length > 0) return replaced;
  // Moved as it is, its text is not in the patch.
  return does === 'Add' ? [{ old: '', text: '' }] : null;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
