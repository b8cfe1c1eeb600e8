import { hookProcess } from '../../src/cli/gitHookProcess';
import type { Change } from '../../src/git/objects/change';
import { catFiles } from '../../src/git/objects/objects';
import type { Repository } from '../../src/git/repository/repository';
import type { FileProvenance, LineRecord } from '../../src/provenance/source';
import { defaultTrailers, noCounts } from '../../src/provenance/written/trailers';
import type { ChangeProvenance } from '../../src/workflow/commit/changeProvenance';

/**
 * The hook with provenance that is written in the text: a line with `@ai` is AI's, any other a person's. Content is
 * identity, so a test can see whether the right lines were counted. A line with `@block` is a finding that blocks.
 */
async function provenanceInText(repo: Repository, change: Change): Promise<ChangeProvenance> {
  const contents = await catFiles(
    repo,
    change.files.filter((file) => file.added.length > 0).map((file) => file.newOid),
  );
  const counts = noCounts();
  let blocks = 0;
  const files = change.files.map((file): FileProvenance => {
    const content = contents.get(file.newOid);
    const text = content?.kind === 'ok' ? content.content.toString('utf8').split('\n') : [];
    const lines = file.added.flatMap(([start, count]) =>
      Array.from({ length: count }, (_, i): LineRecord => {
        const line = text[start + i - 1] ?? '';
        if (line.includes('@block')) blocks++;
        return { line: start + i, origin: line.includes('@ai') ? 'ai' : 'human', evidence: 'reported' };
      }),
    );
    for (const { origin } of lines) {
      counts.lines++;
      counts[origin]++;
    }
    return { path: file.path, lines };
  });
  const { ai } = counts;
  return {
    files,
    summary: {
      counts,
      assisted: ai > 0 ? [{ assistant: 'claude-code', model: 'opus-4.5', lines: ai }] : [],
      zones: ai > 0 ? [['core', ai]] : [],
      evidence: ai > 0 ? [['reported', ai]] : [],
      vendors: [],
      attestedBy: [],
    },
    findings:
      blocks > 0
        ? [
            {
              rule: 'attestation-missing',
              severity: 'block',
              zone: 'core',
              message: 'AI lines in core',
              mend: 'colophon attest',
            },
          ]
        : [],
    write: ai > 0,
    aiLines: new Map(),
  };
}

const mode = process.env.TEST_HOOK;

void hookProcess(
  async () => {
    if (mode === 'throw') throw new Error('a bug of ours');
    if (mode === 'crash') process.abort();
    if (mode === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
    return {
      settings: defaultTrailers,
      displayToken: (id) => (id === 'claude-code' ? 'Claude-Code' : id),
      changeProvenance: provenanceInText,
    };
  },
  mode === 'hang' ? 500 : 10_000,
);
