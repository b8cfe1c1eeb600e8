import { deepStrictEqual, match, ok, strictEqual } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { shippedBundles } from '../support/bundles';
import { TestRepo } from '../support/repo';

const policy = `version: 1
policyOwners: [owner@acme.dev]
zones:
  - { name: training, mode: restricted, paths: [/train/], owners: [ada@acme.dev] }
`;

describe('colophon mcp', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  let client: Client;
  let program: string;
  const env = () =>
    Object.fromEntries(Object.entries(repo.env()).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
  const call = async (args: Record<string, unknown>) =>
    (await client.callTool({ name: 'colophon_policy', arguments: args })) as CallToolResult;
  const said = ({ content, isError }: CallToolResult) => [
    isError === true,
    content.map((one) => (one.type === 'text' ? one.text : one.type)).join('\n'),
  ];

  before(async () => {
    program = join(await shippedBundles(), 'colophon.cjs');
  });
  beforeEach(async () => {
    repo = TestRepo.create();
    repo.write('.ai-policy/policy.yaml', policy);
    repo.write('sub/a.ts', '');
    client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [program, 'mcp'],
        cwd: join(repo.root, 'sub'),
        env: env(),
      }),
    );
  });
  afterEach(async () => {
    await client.close();
    repo.remove();
  });

  it('has one tool, which only reads', async () => {
    const { tools } = await client.listTools();
    deepStrictEqual(
      [
        client.getServerVersion()?.name,
        tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
      ],
      ['colophon', [['colophon_policy', true]]],
    );
    deepStrictEqual(tools[0]?.inputSchema.required, ['paths']);
  });

  it('answers for paths from its working directory, absolute ones, and those outside', async () => {
    const paths = ['a.ts', '../train/', join(repo.root, 'train/b.py'), '/elsewhere'];
    const result = await call({ paths });
    const structured = result.structuredContent as {
      paths: { path: string; mode: string }[];
      outside: string[];
    };
    deepStrictEqual(
      [structured.paths.map(({ path, mode }) => [path, mode]), structured.outside],
      [
        [
          ['sub/a.ts', 'eligible'],
          ['train/', 'restricted'],
          ['train/b.py', 'restricted'],
        ],
        ['/elsewhere'],
      ],
    );
    match(String(said(result)[1]), /^sub\/a\.ts\n {2}Zone default, mode eligible\. You may write here\.\n/);
  });

  it('judges by the policy as it is now', async () => {
    await call({ paths: ['a.ts'] });
    repo.write('.ai-policy/policy.yaml', policy.replace('/train/', '/sub/'));
    match(String(said(await call({ paths: ['a.ts'] }))[1]), /mode restricted\. Do not write here/);
    repo.write('.ai-policy/policy.yaml', 'nonsense');
    match(said(await call({ paths: ['a.ts'] })).join(), /^true,The policy of this repository cannot be read/);
  });

  it('refuses what is no question, and goes on', async () => {
    const bad: Record<string, unknown>[] = [
      {},
      { paths: [] },
      { paths: 'a.ts' },
      { paths: [1] },
      { paths: Array.from({ length: 101 }, () => 'a') },
      { paths: ['a'.repeat(4097)] },
      { paths: ['a'], more: true },
    ];
    for (const args of bad) strictEqual(said(await call(args))[0], true, JSON.stringify(args).slice(0, 60));
    const other = (await client.callTool({ name: 'write', arguments: {} })) as CallToolResult;
    deepStrictEqual(said(other), [true, 'There is no tool write.']);
    strictEqual(said(await call({ paths: ['\0'] }))[0], false);
    const most = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(4096, 'a'));
    strictEqual(((await call({ paths: most })).structuredContent as { paths: unknown[] }).paths.length, 100);
  });

  /** What a process makes of raw bytes on its input. */
  async function raw(
    write: (input: NodeJS.WritableStream) => void,
  ): Promise<{ code: number; out: string; err: string }> {
    const child = spawn(process.execPath, [program, 'mcp'], { cwd: repo.root, env: env(), timeout: 20_000 });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.stdin.on('error', () => {});
    write(child.stdin);
    const [code] = await once(child, 'close');
    return { code, out, err };
  }
  const initialize = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  });

  it('ends with its input; its output is the protocol’s alone, whatever comes in', async () => {
    const { code, out, err } = await raw((input) =>
      input.end(`${initialize}\nnonsense\n{"jsonrpc":"2.0"}\n`),
    );
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    deepStrictEqual([code, lines.map(({ jsonrpc, id }) => [jsonrpc, id])], [0, [['2.0', 1]]]);
    match(err, /^colophon: /);
  });

  it('ends where a message has no end', async () => {
    const { code, out, err } = await raw((input) => input.write('x'.repeat(5 * 1024 * 1024)));
    deepStrictEqual([code, out], [2, '']);
    ok(err.includes('maximum size'), err);
  });
});
