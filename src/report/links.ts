import { type Html, html } from './html';

/** How a page leads back to what it speaks of. */
export interface ReportLinks {
  commit(repository: number, oid: string): Html;
  /** @param line 1-based, in the file as that commit has it; null where it has no lines */
  line(repository: number, oid: string, path: string, line: number | null): Html;
}

/** In a page on its own: to the forge where it is a known one, else as text. @param forges by repository */
export function permalinks(forges: readonly (string | undefined)[]): ReportLinks {
  return {
    commit: (repository, oid) => {
      const forge = forges[repository];
      const shown = html`<code class="oid">${oid.slice(0, 12)}</code>`;
      return forge === undefined
        ? shown
        : html`<a href="${forge}/${pathOn(forge, 'commit')}/${oid}">${shown}</a>`;
    },
    line: (repository, oid, path, line) => {
      const forge = forges[repository];
      const shown = html`<span class="code">${place(path, line)}</span>`;
      // A path that is not UTF-8 is quoted, and leads nowhere.
      if (forge === undefined || path.startsWith('"')) return shown;
      const at = line === null ? '' : `#${forge.includes('bitbucket.org') ? 'lines-' : 'L'}${line}`;
      const name = path.split('/').map(encodeURIComponent).join('/');
      return html`<a href="${forge}/${pathOn(forge, 'file')}/${oid}/${name}${at}">${shown}</a>`;
    },
  };
}

function pathOn(forge: string, what: 'commit' | 'file'): string {
  if (forge.startsWith('https://gitlab.com/')) return what === 'commit' ? '-/commit' : '-/blob';
  if (forge.startsWith('https://bitbucket.org/')) return what === 'commit' ? 'commits' : 'src';
  if (forge.startsWith('https://codeberg.org/')) return what === 'commit' ? 'commit' : 'src/commit';
  return what === 'commit' ? 'commit' : 'blob';
}

/** In the editor: buttons, whose data `view.ts` sends to it. */
export const buttons: ReportLinks = {
  commit: (repository, oid) =>
    html`<button type="button" class="link code oid" data-repository="${repository}" data-commit="${oid}">${oid.slice(0, 12)}</button>`,
  line: (repository, oid, path, line) =>
    html`<button type="button" class="link code" data-repository="${repository}" data-commit="${oid}" data-path="${JSON.stringify(path)}" data-line="${line ?? 1}">${place(path, line)}</button>`,
};

function place(path: string, line: number | null): string {
  return line === null ? path : `${path}:${line}`;
}
