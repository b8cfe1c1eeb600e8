import { createHash } from 'node:crypto';
import type { AuditReport } from '../workflow/auditReport';
import { patterns } from './chart';
import { exposuresSection } from './exposures';
import { findingsSection } from './findings';
import { of } from './format';
import { Html, html } from './html';
import { buttons, type Links, permalinks } from './links';
import { methodSection } from './method';
import { placesSection } from './places';
import { seenSection, timeSection } from './seen';
import { style } from './style';
import { termsSection } from './terms';
import { totalOf } from './totals';
import { viewScript } from './view';

/** The report as one file: no script, nothing from elsewhere, and a policy that allows no more than its own style. */
export function savedPage(report: AuditReport): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const links = permalinks(report.repositories.map(({ audit }) => audit.forge));
  return page(report, links, {
    csp: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    style: new Html(`<style>${style}</style>`),
  });
}

/** The report in the editor. @param nonce unpredictable, of letters and digits */
export function viewPage(report: AuditReport, nonce: string): string {
  return page(report, buttons, {
    csp: `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
    style: new Html(`<style nonce="${nonce}">${style}</style>`),
    save: html`<p><button type="button" class="save" data-save="">Save as HTML</button></p>`,
    script: new Html(`<script nonce="${nonce}">${viewScript}</script>`),
  });
}

interface Frame {
  readonly csp: string;
  readonly style: Html;
  readonly save?: Html;
  readonly script?: Html;
}

function page(report: AuditReport, links: Links, { csp, style: sheet, save, script }: Frame): string {
  const { made, tool, asked, repositories, unread } = report;
  const sums = totalOf(report);
  const now = Date.parse(made);
  const limits = [
    asked.since !== undefined && `since ${asked.since}`,
    asked.until !== undefined && `until ${asked.until}`,
    asked.all && 'all branches and tags',
  ].filter(Boolean);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AI exposure audit: ${repositories.map(({ name }) => name).join(', ')}</title>
${sheet}
</head>
<body>
${patterns}
<header class="page">
<h1>AI exposure audit</h1>
<p class="meta">${repositories.map(({ name, audit }, i) => html`${i > 0 && ', '}<strong>${name}</strong> at ${links.commit(i, audit.head)} (${of(audit.commits, 'commit')})`)}${limits.length > 0 && html`; ${limits.join(', ')}`}. Made ${made.slice(0, 16).replace('T', ' ')} UTC by Colophon ${tool.version}, from what is in git; nothing was sent anywhere.</p>
${save}
</header>
<main>
${unread.length > 0 && html`<div class="callout"><p><strong>Not read: what is in these repositories is not known.</strong></p>${unread.map(({ repository, message }) => html`<p>${repository}: ${message}</p>`)}</div>`}
${
  repositories.length > 0 && [
    seenSection(sums),
    timeSection(sums),
    placesSection(report),
    termsSection(report, now),
    exposuresSection(report, links),
    findingsSection(report, links),
    methodSection(sums),
  ]
}
</main>
${script}
</body>
</html>
`.toString();
}
