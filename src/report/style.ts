/**
 * The page's one style sheet. Colours are variables: a saved page has a set for light and one for dark, the editor's
 * webview takes those of its theme. Nothing is styled by an attribute, so that the page's policy can forbid those.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1f2328; --quiet: #57606a; --line: #8c959f; --faint: #d8dee4; --panel: #f6f8fa; --link: #0550ae;
  --note: #0b5cad; --git-ai: #5b3fa8; --trailer: #0f7a6b; --mark: #b35900; --none: #6e7781; --human: #4d7c0f; --pasted: #a1376b; --tool: #4b5563; --unknown: #6e7781;
  --warn: #9a3412;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16191d; --ink: #e6edf3; --quiet: #a3adb8; --line: #7d8590; --faint: #343b44; --panel: #1e2329; --link: #79b8ff;
    --note: #6cb0ff; --git-ai: #b79cff; --trailer: #4fd1b8; --mark: #ffa657; --none: #8b949e; --human: #a3d977; --pasted: #f39ac0; --tool: #9aa4b2; --unknown: #97a1ac;
    --warn: #ffab70;
  }
}
body.vscode-light, body.vscode-dark, body.vscode-high-contrast, body.vscode-high-contrast-light {
  --page: var(--vscode-editor-background); --ink: var(--vscode-editor-foreground); --quiet: var(--vscode-editor-foreground);
  --panel: var(--vscode-textBlockQuote-background, var(--vscode-editor-background)); --link: var(--vscode-textLink-foreground);
}
body.vscode-light, body.vscode-high-contrast-light {
  --line: #6e7781; --faint: #d8dee4;
  --note: #0b5cad; --git-ai: #5b3fa8; --trailer: #0f7a6b; --mark: #b35900; --none: #6e7781; --human: #4d7c0f; --pasted: #a1376b; --tool: #4b5563; --unknown: #6e7781; --warn: #9a3412;
}
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) {
  --line: #8b949e; --faint: #3d444d;
  --note: #6cb0ff; --git-ai: #b79cff; --trailer: #4fd1b8; --mark: #ffa657; --none: #8b949e; --human: #a3d977; --pasted: #f39ac0; --tool: #9aa4b2; --unknown: #97a1ac; --warn: #ffab70;
}
body.vscode-high-contrast, body.vscode-high-contrast-light {
  --panel: var(--vscode-editor-background); --faint: var(--vscode-contrastBorder); --line: var(--vscode-contrastBorder);
}
* { box-sizing: border-box; }
html { background: var(--page); }
body { margin: 0; padding: 0; background: var(--page); color: var(--ink); font: 15px/1.55 var(--vscode-font-family, system-ui, sans-serif); }
main, header.page { max-width: 900px; margin: 0 auto; padding: 0 24px; }
header.page { padding-top: 28px; }
main { padding-bottom: 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; font-weight: 650; }
h2 { font-size: 19px; line-height: 1.3; margin: 40px 0 6px; padding-top: 14px; border-top: 1px solid var(--faint); font-weight: 650; }
h3 { font-size: 15px; margin: 22px 0 6px; font-weight: 650; }
p { margin: 6px 0 12px; max-width: 74ch; }
p.lead { font-size: 17px; }
p.meta, .note { color: var(--quiet); font-size: 13.5px; }
a, button.link { color: var(--link); }
button.link { background: none; border: 0; padding: 0; font: inherit; text-decoration: underline; cursor: pointer; text-align: left; overflow-wrap: anywhere; }
button.save { font: inherit; color: var(--vscode-button-foreground, var(--page)); background: var(--vscode-button-background, var(--ink)); border: 1px solid var(--vscode-button-border, transparent); border-radius: 4px; padding: 5px 14px; cursor: pointer; }
:focus-visible { outline: 2px solid var(--vscode-focusBorder, var(--link)); outline-offset: 2px; }
code, .code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: 13px; overflow-wrap: anywhere; }
.oid, button.link.oid { white-space: nowrap; overflow-wrap: normal; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px; margin: 18px 0; padding: 0; list-style: none; }
.tiles li { background: var(--panel); border: 1px solid var(--faint); border-left: 6px solid var(--line); border-radius: 4px; padding: 10px 14px; }
.tiles .figure { display: block; font-size: 24px; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tiles .what { display: block; font-size: 13.5px; }
.tiles .sure { display: block; font-size: 13px; color: var(--quiet); }
.tiles li.edge-note { border-left-color: var(--note); } .tiles li.edge-trailer { border-left-color: var(--trailer); }
.tiles li.edge-mark { border-left-color: var(--mark); border-left-style: dashed; } .tiles li.edge-unmarked { border-left-color: var(--unknown); border-left-style: dotted; }
.callout { border: 1px solid var(--warn); border-left-width: 6px; border-radius: 4px; padding: 8px 14px; margin: 14px 0; }
.callout p { margin: 2px 0; }
figure { margin: 14px 0 20px; }
figcaption { font-weight: 600; margin-bottom: 6px; }
.chart { display: block; width: 100%; height: auto; }
.chart text { fill: var(--ink); font-size: 13px; font-family: inherit; dominant-baseline: middle; }
.chart text.name, .chart text.tick { text-anchor: end; }
.chart text.period { text-anchor: middle; }
.chart text.value { font-variant-numeric: tabular-nums; }
.chart .axis { stroke: var(--line); stroke-width: 1; }
.chart .grid { stroke: var(--faint); stroke-width: 1; }
.patterns { position: absolute; }
.fill-note { fill: var(--note); } .fill-trailer { fill: var(--trailer); }
.fill-human { fill: var(--human); } .fill-pasted { fill: var(--pasted); } .fill-tool { fill: var(--tool); }
.fill-none { fill: var(--page); stroke: var(--none); stroke-width: 1.5; }
.fill-git-ai { fill: url(#pattern-git-ai); stroke: var(--git-ai); stroke-width: 1; }
.fill-mark { fill: url(#pattern-mark); stroke: var(--mark); stroke-width: 1; }
.fill-unmarked, .fill-unknown { fill: url(#pattern-unknown); stroke: var(--unknown); stroke-width: 1; }
.ground { fill: var(--page); }
.pattern-mark .stripe { stroke: var(--mark); stroke-width: 6; }
.pattern-git-ai .stripe { stroke: var(--git-ai); stroke-width: 6; }
.pattern-unknown .dot { fill: var(--unknown); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 4px 0 8px; padding: 0; font-size: 13.5px; }
.swatch { width: 14px; height: 14px; vertical-align: -2px; margin-right: 6px; }
table { border-collapse: collapse; width: 100%; margin: 6px 0 14px; font-size: 13.5px; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--faint); overflow-wrap: break-word; }
th { font-weight: 600; }
thead th { overflow-wrap: normal; border-bottom-color: var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th[scope=row] { font-weight: 500; }
td .sub, th .sub { display: block; color: var(--quiet); font-size: 13px; font-weight: 400; }
td .bad { color: var(--warn); font-weight: 600; }
summary { cursor: pointer; font-size: 13.5px; padding: 2px 0; }
dl { margin: 8px 0; } dt { font-weight: 600; margin-top: 8px; } dd { margin: 0 0 4px; max-width: 74ch; }
@media (max-width: 640px) { .chart text { font-size: 17px; } main, header.page { padding-left: 14px; padding-right: 14px; } }
@media (max-width: 520px) {
  table, caption, tbody, tr, tbody th, td { display: block; width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border-bottom: 1px solid var(--faint); padding: 6px 0; }
  tbody th, td, td.number { border: 0; padding: 1px 0; text-align: left; overflow-wrap: anywhere; }
  td:not(:empty)::before { content: attr(data-label) ": "; color: var(--quiet); }
  td:empty { display: none; }
}
/* Where a chart has no room to be read, its table says the same. */
@media (max-width: 400px) { .chart, .legend, figure.bare { display: none; } }
@media print { button.save { display: none; } details > * { display: block; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;
