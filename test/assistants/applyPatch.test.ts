import { deepStrictEqual } from 'node:assert';
import type { AgentEdit } from '../../src/assistants/agentEvent';
import { holdsPatch, readPatch } from '../../src/assistants/applyPatch';

const put = (path: string, ...replaced: { old: string; text: string }[]): AgentEdit => ({ path, replaced });
const y = { old: 'x\n', text: 'y\n' };

// biome-ignore format: one row a line
const cases: [what: string, patch: string, edits: AgentEdit[]][] = [
  ['an addition', '*** Begin Patch\n*** Add File: a\n+x\n+\n+y\n*** End Patch', [put('a', { old: '', text: 'x\n\ny\n' })]],
  ['an addition of lines that are none', '*** Add File: a\n+x\n y\n-z\n\n', [put('a', { old: '', text: 'x\n' })]],
  ['an empty file', '*** Add File: a\n*** Add File: b\n+x', [put('a', { old: '', text: '' }), put('b', { old: '', text: 'x\n' })]],
  ['an addition that begins as others do', '*** Add File: a\n+ x\n+-y\n++z', [put('a', { old: '', text: ' x\n-y\n+z\n' })]],
  ['an update', '*** Update File: a\n@@\n c\n-x\n+y\n\n d', [put('a', { old: 'c\nx\n\nd\n', text: 'c\ny\n\nd\n' })]],
  ['two hunks', '*** Update File: a\n@@ class A\n-x\n+y\n@@\n+z\n*** End of File', [put('a', y, { old: '', text: 'z\n' })]],
  ['an update without a mark', '*** Update File: a\n-x\n+y', [put('a', y)]],
  ['lines that stay', '*** Update File: a\n@@\n c\n d', [put('a', { old: 'c\nd\n', text: 'c\nd\n' })]],
  ['a deletion', '*** Delete File: a', [put('a')]],
  ['a move with an update', '*** Update File: a\n*** Move to: b\n@@\n-x\n+y', [put('a'), put('b', y)]],
  ['a move alone', '*** Update File: a\n*** Move to: b', [put('a'), { path: 'b', replaced: null }]],
  ['all in one', '*** Delete File: a\n*** Update File: b\n-x\n+y\n*** Add File: c\n+z', [put('a'), put('b', y), put('c', { old: '', text: 'z\n' })]],
  ['a here-document', "cd s && apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: a\n+x\n*** End Patch\nEOF\necho -n", [put('a', { old: '', text: 'x\n' })]],
  ['two patches', '*** Begin Patch\n*** Delete File: a\n*** End Patch\n-x\n*** Begin Patch\n*** Delete File: b\n*** End Patch', [put('a'), put('b')]],
  ['line breaks of Windows', '*** Begin Patch\r\n*** Update File: a\r\n@@\r\n-x\r\n+y\r\n*** End Patch\r\n', [put('a', y)]],
  ['paths of any letters', '*** Add File: docs/with space ü 😀.md \n+x\n  *** Delete File: ../b: c', [put('docs/with space ü 😀.md', { old: '', text: 'x\n' }), put('../b: c')]],
  ['a header in the text', '*** Add File: a\n+*** Delete File: b', [put('a', { old: '', text: '*** Delete File: b\n' })]],
  ['none', 'echo "*** Add File: a"\n+x', []],
  ['a move of nothing', '*** Move to: b\n+x', []],
];

describe('a patch', () => {
  for (const [what, patch, edits] of cases) {
    it(`is read: ${what}`, () => {
      deepStrictEqual([readPatch(patch), holdsPatch(patch)], [edits, edits.length > 0]);
    });
  }
});
