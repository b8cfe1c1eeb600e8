import { LedgerStore } from '../../src/git/store/ledgerStore';
import { type Entry, encodeEdits, encodeRuns } from '../../src/provenance/entry';
import type { Source } from '../../src/provenance/source';

/**
 * A process that works on a ledger beside others, started by `ledgerStore.test.ts`:
 * `append <dir> <id> <count>` appends `count` letters to its own file `<id>.ts`, an edit each;
 * `compact <dir> <id> <ahead ms> <bytes>` compacts journals of that size, as often as it can, until it is killed.
 */
const [what, dir, id, number, bytes] = process.argv.slice(2) as [string, string, string, string, string?];
const store = new LedgerStore(dir);
const AI: Source = { origin: 'ai', evidence: 'host', assistant: 'acme' };

function append(count: number): void {
  const first: Entry = { t: 'text', s: id, p: `${id}.ts`, x: '', r: encodeRuns([]), at: Date.now() };
  store.append([JSON.stringify(first)]);
  for (let n = 0; n < count; n++) {
    const text = String.fromCharCode(97 + (n % 26));
    const edit = {
      edit: [{ start: n, end: n, text }],
      inserted: [[{ length: 1, source: AI }]],
      lengthBefore: n,
    };
    store.append(encodeEdits(id, [edit], Date.now()));
  }
}

function compact(ahead: number, at: number): void {
  process.stdout.write('ready\n');
  for (let n = 0; ; n++) store.compactIfLarge(Date.now() + ahead, `${id}-${process.pid}-${n}`, at);
}

if (what === 'append') append(Number(number));
else compact(Number(number), Number(bytes));
