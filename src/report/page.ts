import { createHash } from 'node:crypto';
import * as l10n from '../text/l10n';
import type { AuditReport } from '../workflow/audit/auditReport';
import { patterns } from './chart';
import { exposuresSection } from './exposures';
import { findingsSection } from './findings';
import { commitCount } from './format';
import { Html, html, tagged } from './html';
import { buttons, permalinks, type ReportLinks } from './links';
import { methodSection } from './method';
import { placesSection } from './places';
import { seenSection, timeSection } from './seen';
import { style } from './style';
import { termsSection } from './terms';
import { totalOf } from './totals';
import { viewScript } from './view';

/**
 * The report as one file: no script, nothing from elsewhere, and a policy that allows no more than its own style.
 * @param language of its texts, as HTML names it
 */
export function savedPage(report: AuditReport, language: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const links = permalinks(report.repositories.map(({ audit }) => audit.forge));
  return page(report, language, links, {
    csp: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    style: new Html(`<style>${style}</style>`),
  });
}

/** The report in the editor. @param nonce unpredictable, of letters and digits */
export function viewPage(report: AuditReport, language: string, nonce: string): string {
  return page(report, language, buttons, {
    csp: `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
    style: new Html(`<style nonce="${nonce}">${style}</style>`),
    save: html`<p><button type="button" class="save" data-save="">${l10n.t('Save as HTML')}</button></p>`,
    script: new Html(`<script nonce="${nonce}">${viewScript}</script>`),
  });
}

interface PageFrame {
  readonly csp: string;
  readonly style: Html;
  readonly save?: Html;
  readonly script?: Html;
}

function page(
  report: AuditReport,
  language: string,
  links: ReportLinks,
  { csp, style: sheet, save, script }: PageFrame,
): string {
  const { made, tool, asked, repositories, unread } = report;
  const sums = totalOf(report);
  const now = Date.parse(made);
  const limits = [
    asked.since !== undefined && l10n.t('since {0}', asked.since),
    asked.until !== undefined && l10n.t('until {0}', asked.until),
    asked.all && l10n.t('all branches and tags'),
  ].filter(Boolean);
  const read = repositories.map(
    ({ name, audit }, i) =>
      html`${i > 0 && ', '}${tagged(l10n.t('<strong>{0}</strong> at {1} ({2})'), name, links.commit(i, audit.head), commitCount(audit.commits))}`,
  );
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${l10n.t('AI exposure audit: {0}', repositories.map(({ name }) => name).join(', '))}</title>
${sheet}
</head>
<body>
${patterns}
<header class="page">
<h1>${l10n.t('AI exposure audit')}</h1>
<p class="meta">${read}${limits.length > 0 && html`; ${limits.join(', ')}`}. ${l10n.t('Made {0} UTC by Colophon {1}, from what is in git; nothing was sent anywhere.', made.slice(0, 16).replace('T', ' '), tool.version)}</p>
${save}
</header>
<main>
${unread.length > 0 && html`<div class="callout"><p><strong>${l10n.t('Not read: what is in these repositories is not known.')}</strong></p>${unread.map(({ repository, message }) => html`<p>${repository}: ${message}</p>`)}</div>`}
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
