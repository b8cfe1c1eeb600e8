import { isRecord } from '../text/isRecord';

/** What a click in the editor's webview asks for. */
export type ViewMessage =
  | { readonly type: 'save' }
  | { readonly type: 'commit'; readonly repository: number; readonly commit: string }
  | {
      readonly type: 'line';
      readonly repository: number;
      readonly commit: string;
      readonly path: string;
      readonly line: number;
    };

/** The page's whole script: it sends the data of the button that was clicked. */
export const viewScript = `
const host = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { save, repository, commit, path, line } = button.dataset;
  if (save !== undefined) host.postMessage({ type: 'save' });
  else if (path !== undefined)
    host.postMessage({ type: 'line', repository: Number(repository), commit, path: JSON.parse(path), line: Number(line) });
  else if (commit !== undefined) host.postMessage({ type: 'commit', repository: Number(repository), commit });
});
`;

/** What came from the webview, if it is of one of the forms that the script sends. */
export function readViewMessage(value: unknown, repositories: number): ViewMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { type, repository, commit, path, line } = value;
  if (type === 'save') return { type };
  if (typeof repository !== 'number' || !Number.isInteger(repository)) return undefined;
  if (repository < 0 || repository >= repositories) return undefined;
  if (typeof commit !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return undefined;
  if (type === 'commit') return { type, repository, commit };
  if (type !== 'line' || typeof path !== 'string' || path === '' || path.length > 4096 || path.includes('\0'))
    return undefined;
  if (typeof line !== 'number' || !Number.isInteger(line) || line < 1 || line > 10_000_000) return undefined;
  return { type, repository, commit, path, line };
}
