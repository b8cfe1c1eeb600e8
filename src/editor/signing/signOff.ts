import * as vscode from 'vscode';
import { oidOf } from '../../attestation/transition';
import { identity } from '../../workflow/verify/attest';
import type { OpenSignoff } from '../../workflow/verify/openSignoffs';
import { showChanges } from '../commit/showChanges';
import { loadGateTools } from '../window/loadPolicyTools';
import { done, fail, inform, openSourceControl } from '../window/messages';
import { outerPolicy } from '../window/organization';
import type { WindowServices } from '../window/windowServices';
import type { GitTree, PolicyTree } from '../window/workingTree';
import { changedMeanwhile, changedMeanwhileText, signAndStage } from './sign';
import { authorProblem, nothingToSign, signOffItem, signOffQuestion } from './signOffModel';

/** Beyond these a window has no use for a diff; the modal question says how many there are. */
const shownFiles = 200;

type Tree = GitTree & PolicyTree;

type SignOffServices = Pick<WindowServices, 'notices' | 'targets' | 'virtualDocuments'>;

/**
 * *Sign Off*: shows the change of a restricted zone, and signs it with the owner's SSH key. The modal question is the
 * confirmation: no program can answer it.
 */
export async function signOff(services: SignOffServices, given?: unknown): Promise<void> {
  await withOpen(services, given, vscode.l10n.t('Sign off which change?'), async (tree, open) => {
    const tools = loadGateTools();
    const { change, signable } = open;
    const { repo, root } = tree;
    const request = { command: 'colophon.requestSignOff', title: vscode.l10n.t('Request Sign-off'), root };
    const { email } = await identity(repo);
    const signer = await tools.signingIdentity(repo, change.change, signable, email);
    if (typeof signer === 'string') return fail(signer, request);
    const { principal } = signer;
    const { name } = signable.zone;
    const problem = authorProblem(signable, principal, await tools.authorsOf(change, name));
    if (problem !== undefined) return fail(problem, request);

    const files = signable.transitions.map(({ path, from, to }) => ({
      path,
      oldOid: oidOf(from),
      newOid: oidOf(to),
    }));
    await showChanges(
      services.virtualDocuments,
      change.range.repo,
      vscode.l10n.t('Sign off {0}', name),
      files.slice(0, shownFiles),
    );
    const expires = tools.expiryOf(signable.zone, Date.now());
    const signIt = vscode.l10n.t('Sign Off');
    const { message, detail } = signOffQuestion(open, signer, expires, email);
    const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, signIt);
    if (chosen !== signIt) return;

    const signed = await signAndStage(tools, repo, change, [{ signable, signer }]);
    if (signed === changedMeanwhile)
      return inform(changedMeanwhileText(), {
        command: 'colophon.signOff',
        title: vscode.l10n.t('Look Again'),
        root,
      });
    if (typeof signed === 'string') return fail(signed);
    services.notices.log.info(`signed off by ${principal}: ${name}, ${signed[0]!.file}`);
    const then = change.staged
      ? vscode.l10n.t('Commit it with the change.')
      : vscode.l10n.t('It is staged: commit it and push it.');
    done(vscode.l10n.t('Signed off: {0}. {1}', name, then), 8000);
  });
}

/** *Request Sign-off*: what an owner needs to sign, as a text to read and to send. */
export async function requestSignOff(services: SignOffServices, root?: unknown): Promise<void> {
  await withOpen(
    services,
    root,
    vscode.l10n.t('Request the sign-off of which change?'),
    async ({ repo }, open) => {
      const text = await loadGateTools().requestText(repo, open.change, open.signable);
      const { name, owners } = open.signable.zone;
      // Its end may be a patch, which is coloured as one.
      await services.virtualDocuments.show(vscode.l10n.t('Sign-off request for {0}.diff', name), text);
      // Not awaited: the command has ended.
      const copy = vscode.l10n.t('Copy');
      const message =
        owners.length > 0
          ? vscode.l10n.t('Send this text to {0}.', owners.join(vscode.l10n.t(' or ')))
          : vscode.l10n.t('Send this text to an owner, once the policy names one.');
      void vscode.window.showInformationMessage(message, copy).then((chosen) => {
        return chosen === copy ? vscode.env.clipboard.writeText(text) : undefined;
      });
    },
  );
}

/** Finds what waits for a sign-off, and lets the person choose where there is more than one. */
async function withOpen(
  { targets }: SignOffServices,
  root: unknown,
  title: string,
  work: (tree: Tree, open: OpenSignoff) => Promise<void>,
): Promise<void> {
  const tree = await targets.withGitAndPolicy(root);
  if (!tree) return;
  const organization = outerPolicy();
  if (typeof organization === 'string') return fail(organization);
  const found = await loadGateTools().openSignoffs(tree.repo, Date.now(), organization);
  if (typeof found === 'string') return fail(found);
  try {
    const items = found.open.map((open) => ({ ...signOffItem(open), open }));
    if (items.length === 0) return inform(nothingToSign(found.done), openSourceControl());
    const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
    if (picked) await work(tree, picked.open);
  } finally {
    found.dispose();
  }
}
