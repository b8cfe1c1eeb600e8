import type { FileProvenance, LineRecord } from './source';

/** Lines of which nothing is known, by what others know of them: by path, and by number in the new file. */
export function fillLines(
  files: readonly FileProvenance[],
  known: ReadonlyMap<string, ReadonlyMap<number, LineRecord>>,
): FileProvenance[] {
  return files.map((file) => ({
    ...file,
    lines: file.lines.map(
      (line) => (line.evidence === undefined && known.get(file.path)?.get(line.line)) || line,
    ),
  }));
}
