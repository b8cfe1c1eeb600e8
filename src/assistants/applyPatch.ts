import type { AgentEdit } from './agentEvent';

/** Where a patch may stand in other text, as in a shell's here-document. */
export function holdsPatch(text: string): boolean {
  return /^\s*\*\*\* (?:Add|Update|Delete) File: /m.test(text);
}

/**
 * Reads the patches of OpenAI's `apply_patch`: `*** Add File: <path>`, `*** Update File: <path>` with `*** Move to:` and
 * hunks that begin with `@@`, `*** Delete File: <path>`. Text around them is passed over.
 */
export function readPatch(text: string): AgentEdit[] {
  const edits: AgentEdit[] = [];
  let path: string | undefined;
  let isNew = false;
  let hunks: { old: string[]; text: string[] }[] = [];
  const end = () => {
    if (path === undefined) return;
    const replaced = hunks
      .filter((hunk) => hunk.old.length > 0 || hunk.text.length > 0)
      .map((hunk) => ({ old: joined(hunk.old), text: joined(hunk.text) }));
    edits.push({ path, replaced });
    path = undefined;
    hunks = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const header =
      /^\s*\*\*\* (Add File|Update File|Delete File|Move to|End Patch|End of File)(?:: (.*))?$/.exec(line);
    const [, word, name] = header ?? [];
    if (word === 'Move to' && name !== undefined && path !== undefined) {
      edits.push({ path, replaced: [] });
      path = name.trim();
    } else if (word?.endsWith(' File') && name !== undefined) {
      end();
      path = name.trim();
      isNew = word === 'Add File';
      hunks = isNew ? [{ old: [], text: [] }] : [];
    } else if (word === 'End Patch') end();
    else if (path !== undefined && word === undefined) {
      if (line.startsWith('@@')) hunks.push({ old: [], text: [] });
      else if (/^[ +-]/.test(line) || line === '') {
        if (hunks.length === 0) hunks.push({ old: [], text: [] });
        const hunk = hunks.at(-1)!;
        if (!line.startsWith('+')) hunk.old.push(line.slice(1));
        if (!line.startsWith('-')) hunk.text.push(line.slice(1));
      }
    }
  }
  end();
  return edits;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
