import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { discover } from '../git/repository/discover';
import { printable } from '../text/printable';
import { storedOrganization } from '../workflow/policy/compiledPolicy';
import { loadWorkingPolicy } from '../workflow/policy/loadPolicy';
import { repositoryPath } from '../workflow/policy/lookup';
import { mayWrite, mayWriteLimits } from '../workflow/policy/mayWrite';
import { readArguments } from './arguments';
import { type Io, reportError } from './io';

/** From package.json, put in by the build. */
declare const COLOPHON_VERSION: string;

const usage = `Usage: colophon mcp

A server of the Model Context Protocol on standard input and output, for agents to ask before they write: its one tool,
colophon_policy, says whether AI output may be written to a path, and what it would need. It changes nothing.
Exit: 0 the input has ended, 2 it could not be read.
`;

/** One message with the most paths that may be asked has room in it, in bytes. */
const MESSAGE_MAX = 4 * 1024 * 1024;

const input = z.strictObject({
  paths: z
    .array(z.string().min(1).max(mayWriteLimits.pathLength))
    .min(1)
    .max(mayWriteLimits.paths)
    .describe(
      'Files or folders, absolute or relative to the working directory. They need not exist; a folder ends in a slash.',
    ),
});

const tool = {
  name: 'colophon_policy',
  title: 'Colophon policy',
  description:
    'Says, for each path, whether AI output may be written there under the policy of this repository: the zone and its mode, which assistants are approved, the owners, and what a change would need before it can be committed. Ask before you create or change files. Reads only.',
  inputSchema: z.toJSONSchema(input) as { type: 'object' },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

/** @returns once the input has ended. */
export async function run(args: string[], io: Io): Promise<number> {
  const read = readArguments(args, {}, usage, io);
  if (typeof read === 'number') return read;
  const server = new Server({ name: 'colophon', version: COLOPHON_VERSION }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [tool] }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    params.name === tool.name ? answer(params.arguments, io) : failed(`There is no tool ${params.name}.`),
  );
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: MESSAGE_MAX });
  server.onerror = (error) => reportError(io, error.message);
  return new Promise((fulfil) => {
    process.stdin.once('end', () => fulfil(0));
    // Only what cannot be read ends it before.
    server.onclose = () => fulfil(2);
    void server.connect(transport);
  });
}

async function answer(given: unknown, io: Io): Promise<CallToolResult> {
  const parsed = input.safeParse(given);
  if (!parsed.success) return failed(z.prettifyError(parsed.error));
  const found = await discover(io.cwd, io.env);
  if (found.kind === 'problem') return failed(found.message);
  const { root, colophonDir } = found.repo;
  const policy = loadWorkingPolicy(root, storedOrganization(colophonDir));
  const asked = parsed.data.paths.map((path) => ({ given: path, path: repositoryPath(root, io.cwd, path) }));
  const { text, isError, paths, outside } = mayWrite(policy, asked, { root, now: Date.now() });
  return {
    content: [{ type: 'text', text }],
    ...(isError ? { isError } : { structuredContent: { paths, outside } }),
  };
}

/** The model reads it and can mend its question. */
function failed(message: string): CallToolResult {
  return { content: [{ type: 'text', text: message.split('\n').map(printable).join('\n') }], isError: true };
}
