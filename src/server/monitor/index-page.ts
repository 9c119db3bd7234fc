import { COMPATIBILITY_VERSION, NATSX_VERSION } from '../version.ts';
import type { ServerView } from './server-view.ts';

/** A link of the page. */
export interface IndexEntry {
  /** Where it leads to, from the root of the host. */
  readonly href: string;
  readonly name: string;
  readonly description: string;
}

const STYLE = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0 }
p { margin: .2rem 0 2rem; opacity: .7; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid #8884; padding: .35rem .5rem .35rem 0 }
td:first-child { font-family: ui-monospace, monospace; width: 10rem }
`;

/** The page at the root: what can be asked. It needs nothing from elsewhere. */
export function indexPage(view: ServerView, entries: readonly IndexEntry[]): string {
  const title = `${view.name} · natsx ${NATSX_VERSION}`;
  const rows = entries.map(
    ({ href, name, description }) =>
      `<tr><td><a href="${escapeHtml(href)}">${escapeHtml(name)}</a></td><td>${escapeHtml(description)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(view.id)} · speaks as nats-server ${escapeHtml(COMPATIBILITY_VERSION)}</p>
<table>
${rows.join('\n')}
</table>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
