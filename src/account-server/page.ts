/** The page on which people look accounts up. A form and links: it needs no script, and asks nobody else for anything. */
import { decodeAs } from '../jwt/codec.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import { NatsxError } from '../base/errors.ts';
import type { Answer, Question } from './answer.ts';
import type { Api } from './api.ts';
import { decodedText } from './decoded.ts';
import { findAccount } from './get-account.ts';
import { isExpired, type Headline } from './headline.ts';

/** More than these are for the search field. */
const MOST_LISTED = 200;

export async function page(api: Api, { query }: Question): Promise<Answer> {
  const search = (query.get('account') ?? '').trim();
  const token = /^A[A-Z2-7]{55}$/.test(search) ? await findAccount(api, search) : undefined;
  const content = token === undefined ? list(api, search) : account(search, token);
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
  return { status: 200, headers, body: document(api, search, content) };
}

/** All accounts, for programs: `?list=true`. */
export function listAccounts({ store }: Api): Answer {
  const accounts = [...store.headlines()]
    .sort(byName)
    .map(({ sub, name, jti, iat, exp }) => ({ account: sub, name, jti, iat, exp }));
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return { status: 200, headers, body: `${JSON.stringify({ accounts })}\n` };
}

function byName(one: Headline, other: Headline): number {
  return one.name.localeCompare(other.name) || (one.sub < other.sub ? -1 : 1);
}

function document({ operator, store }: Api, search: string, content: string): string {
  const name = operator === undefined ? 'no operator' : operator.claims.name;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Accounts of ${escape(name)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1b2733; background: #fff }
h1 { font-size: 1.4rem } h1 a { color: inherit; text-decoration: none }
form { display: flex; gap: .5rem; margin: 1rem 0 }
input { flex: 1; min-width: 0; font: inherit; padding: .4rem .6rem; border: 1px solid #6b7a89; border-radius: 4px }
button { font: inherit; padding: .4rem 1rem; border: 0; border-radius: 4px; background: #1f5fa8; color: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d8dee4; vertical-align: top; overflow-wrap: anywhere }
code, pre { font: .85rem/1.5 ui-monospace, monospace } pre { overflow: auto; background: #f3f5f7; padding: 1rem; border-radius: 4px }
a { color: #1f5fa8 } .bad { color: #a3231d; font-weight: 600 } small { color: #52606d }
@media (prefers-color-scheme: dark) {
  body { background: #14181c; color: #e4e9ee } pre { background: #1e242a } a { color: #7db4f0 }
  th, td { border-color: #333c45 } input { background: #1e242a; color: inherit } .bad { color: #ff8f88 } small { color: #a3b0bc }
}
</style>
</head>
<body>
<h1><a href="/">Accounts of ${escape(name)}</a></h1>
<form method="get" action="/" role="search">
<input name="account" value="${escape(search)}" placeholder="Account key or name" aria-label="Account key or name" autocomplete="off" spellcheck="false">
<button>Look up</button>
</form>
${content}
<p><small>${store.size} account(s) · <a href="/jwt/v1/help">API help</a></small></p>
</body>
</html>
`;
}

function list({ store }: Api, search: string): string {
  const wanted = search.toLowerCase();
  const found = [...store.headlines()].filter(
    ({ sub, name }) => sub.toLowerCase().startsWith(wanted) || name.toLowerCase().includes(wanted),
  );
  if (found.length === 0) {
    return `<p>${search === '' ? 'There is no account yet.' : 'No account has this key or name.'}</p>`;
  }
  const rows = found.sort(byName).slice(0, MOST_LISTED).map(row).join('\n');
  const more = found.length - MOST_LISTED;
  return `<table>
<thead><tr><th>Name</th><th>Account</th><th>Issued</th><th>Expires</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>${more > 0 ? `\n<p>${more} more: search for them.</p>` : ''}`;
}

function row(headline: Headline): string {
  const { sub, name, iat } = headline;
  const link = `<a href="/?account=${encodeURIComponent(sub)}"><code>${escape(sub)}</code></a>`;
  const cells = [escape(name), link, date(iat), expiry(headline)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function account(key: string, token: string): string {
  let claims: AccountClaims;
  try {
    claims = decodeAs('account', token);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return `<p class="bad">The JWT of this account can not be read: ${escape(error.message)}</p>`;
  }
  const { nats } = claims;
  const rows: [string, string][] = [
    ['Name', escape(claims.name)],
    ['Account', `<code>${escape(claims.sub)}</code>`],
    ['Signed by', `<code>${escape(claims.iss)}</code>`],
    ['Issued', date(claims.iat)],
    ['Expires', expiry(claims)],
    ['Signing keys', String(nats.signing_keys.size)],
    ['Exports', nats.exports.map(({ subject }) => `<code>${escape(subject)}</code>`).join(', ')],
    ['Imports', nats.imports.map(({ subject }) => `<code>${escape(subject)}</code>`).join(', ')],
    ['Tags', escape(nats.tags.join(', '))],
  ];
  const table = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`)
    .join('\n');
  return `<table>
${table}
</table>
<p><a href="/jwt/v1/accounts/${encodeURIComponent(key)}?text=true">JWT</a></p>
<pre tabindex="0">${escape(decodedText(token))}</pre>`;
}

function date(seconds: number): string {
  const when = new Date(seconds * 1000);
  if (seconds === 0 || Number.isNaN(when.getTime())) return '';
  return `${when.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function expiry(headline: Pick<Headline, 'exp'>): string {
  if (headline.exp === 0) return 'never';
  const when = date(headline.exp);
  return isExpired(headline) ? `<span class="bad">${when}, expired</span>` : when;
}

/** As text, in an element or in quotes. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
