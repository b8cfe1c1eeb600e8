import { builtInLayer, type CompiledPattern, type CompiledPolicy, type Glob } from './compiled';

/**
 * Lines for `LC_ALL=C grep -iE -f <file>` over the lines of `git diff --cached --name-only`: together they match
 * every path of an `attest` or `restricted` zone, and some others. With them a commit hook sees that it has nothing
 * to do without starting Node. `.ai-policy/` is always strict; one line `.` takes everything.
 */
export function strictNames(compiled: CompiledPolicy): string[] {
  const everything =
    compiled.defaults.some((mode) => mode !== 'eligible') || compiled.trailers.when === 'always';
  if (everything) return ['.'];
  const patterns = compiled.groups
    .filter(({ layer, zone }) => layer !== builtInLayer && compiled.zones[zone]?.mode !== 'eligible')
    .flatMap(({ patterns }) => patterns.filter(({ exception }) => exception !== true));
  const lines = new Set(['^"?\\.ai-policy(/|"|$)']);
  if (patterns.length > 0) {
    // git puts names with other than plain characters in quotes; without core.quotePath the bytes stand as they are.
    lines.add('^"').add('[^ -~]');
    for (const pattern of patterns) {
      const line = lineOf(pattern);
      if (line !== undefined) lines.add(line);
    }
  }
  return [...lines];
}

/** Undefined where only names that git quotes can match. */
function lineOf({ path }: CompiledPattern): string | undefined {
  let line = path[0] === 0 ? '' : '^';
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    if (part === 0) {
      line += index === 0 ? '(^|/)' : '(.*/)?';
      continue;
    }
    const pieces = typeof part === 'string' ? [part] : part;
    if (pieces.some((piece) => typeof piece === 'string' && !/^[ !#-[\]-~]*$/.test(piece))) return undefined;
    line += `${nameOf(pieces)}${last ? '(/|$)' : '/'}`;
  }
  return line;
}

/** `?` and classes may be any text: a run of them would cost grep more than the start of Node that it saves. */
function nameOf(pieces: Glob): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece.replace(/[.[\](){}*+?^$|]/g, '\\$&') : '[^/]*'))
    .join('')
    .replaceAll(/(?:\[\^\/\]\*)+/g, '[^/]*');
}
