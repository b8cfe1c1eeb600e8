import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { gitIn, type Repository } from '../git/repository/repository';
import type { ViewMessage } from '../report/view';
import type { AuditedRepository, AuditReport } from '../workflow/audit/auditReport';
import { fail } from './window/messages';
import { assistantsSetting, organizationPolicy } from './window/settings';
import type { WindowServices } from './window/windowServices';

/** The audit and its page: a bundle of its own, which `esbuild.mjs` makes of these modules. */
type ReportTools = typeof import('../report/page') &
  typeof import('../report/view') &
  typeof import('../workflow/audit/audit');

type ReportServices = Pick<WindowServices, 'context' | 'targets' | 'trees' | 'virtualDocuments'>;

interface AuditedWorkspace {
  readonly report: AuditReport;
  /** The repositories of the report, in the same order. */
  readonly repos: readonly Repository[];
}

const maxBytes = 16 * 1024 * 1024;
/** The language of the texts: without translations it is English, whatever the editor's is. */
const language = () => (vscode.l10n.bundle === undefined ? 'en' : vscode.env.language);
let panel: vscode.WebviewPanel | undefined;

/** *Open ReportTools*: the audit of all repositories of the workspace, as a page. */
export async function openReport(services: ReportServices): Promise<void> {
  const repos = await repositories(services);
  if (repos.size === 0) return;
  const tools = require('./report.cjs') as ReportTools;
  const found = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading the history'),
      cancellable: true,
    },
    (progress, token) => read(services, tools, repos, progress, token),
  );
  if (found) show(services, tools, found);
}

/** The repositories by name; where two folders have the same name, a number is added. */
async function repositories({ trees, targets }: ReportServices): Promise<Map<string, Repository>> {
  const found = await trees.ofFolders();
  const repos = new Map(found.flatMap((tree) => (tree?.repo ? [[tree.root, tree.repo] as const] : [])));
  if (repos.size === 0) {
    // Says why there is none.
    const tree = await targets.withGit();
    if (tree) repos.set(tree.root, tree.repo);
  }
  const named = new Map<string, Repository>();
  for (const [root, repo] of repos) {
    let name = path.basename(root);
    for (let i = 2; named.has(name); i++) name = `${path.basename(root)} (${i})`;
    named.set(name, repo);
  }
  return named;
}

async function read(
  { context }: ReportServices,
  { audit }: ReportTools,
  repos: ReadonlyMap<string, Repository>,
  progress: vscode.Progress<{ message: string }>,
  token: vscode.CancellationToken,
): Promise<AuditedWorkspace | undefined> {
  const { version } = context.extension.packageJSON as { version: string };
  const now = Date.now();
  const assistants = assistantsSetting();
  const organization = organizationPolicy();
  const done: AuditedRepository[] = [];
  const read: Repository[] = [];
  const unread: { repository: string; message: string }[] = [];
  for (const [name, repo] of repos) {
    const result = await audit(
      repo,
      {
        now,
        version,
        assistants,
        language: language(),
        ...(organization !== undefined && { organization }),
      },
      {
        progress: (count, all) =>
          progress.report({ message: vscode.l10n.t('{0}: {1} of {2} commits', name, count, all) }),
        cancelled: () => token.isCancellationRequested,
      },
    );
    if (result.kind === 'cancelled') return undefined;
    if (result.kind === 'ok') {
      done.push({ name, audit: result.audit });
      read.push(repo);
    } else unread.push({ repository: name, message: result.message });
  }
  const tool = { name: 'colophon', version } as const;
  const made = new Date(now).toISOString();
  return { report: { made, tool, asked: {}, repositories: done, unread }, repos: read };
}

function show(
  services: ReportServices,
  { viewPage, savedPage, readViewMessage }: ReportTools,
  { report, repos }: AuditedWorkspace,
): void {
  panel?.dispose();
  const shown = vscode.window.createWebviewPanel(
    'colophon.report',
    vscode.l10n.t('AI Exposure Audit'),
    vscode.ViewColumn.Active,
    { enableScripts: true, enableFindWidget: true, localResourceRoots: [] },
  );
  panel = shown;
  shown.onDidDispose(() => {
    if (panel === shown) panel = undefined;
  });
  shown.webview.onDidReceiveMessage(async (value: unknown) => {
    const message = readViewMessage(value, repos.length);
    if (message?.type === 'save') await save(savedPage(report, language()), report.made);
    else if (message) await follow(services, repos[message.repository]!, message);
  });
  shown.webview.html = viewPage(report, language(), randomBytes(16).toString('hex'));
}

async function save(page: string, made: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `ai-exposure-audit-${made.slice(0, 10)}.html`;
  const uri = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { HTML: ['html'] },
  });
  if (uri) await vscode.workspace.fs.writeFile(uri, Buffer.from(page));
}

/** Opens what a link leads to, as git has it: a commit, or a file of one. */
async function follow(
  { virtualDocuments }: ReportServices,
  repo: Repository,
  message: Exclude<ViewMessage, { type: 'save' }>,
): Promise<void> {
  const { commit } = message;
  const args =
    message.type === 'line'
      ? ['cat-file', 'blob', `${commit}:${message.path}`]
      : ['show', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--stat', '--patch', commit, '--'];
  const result = await gitIn(repo, args, { maxBytes });
  if (result.code !== 0)
    return fail(vscode.l10n.t('git could not show {0}. {1}', commit.slice(0, 12), result.stderr.trim()));
  const name = message.type === 'line' ? message.path : `${commit.slice(0, 12)}.diff`;
  const document = await vscode.workspace.openTextDocument(
    virtualDocuments.make(name, result.stdout.toString('utf8'), commit),
  );
  const line = message.type === 'line' ? message.line - 1 : 0;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(line, 0, line, 0) });
}
