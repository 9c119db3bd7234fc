/** Which path is answered by what, as the original's router (httprouter) has it. */
import { goError, isYes, plain, type Answer, type Question } from './answer.ts';
import type { Api } from './api.ts';
import { getAccount, getActivation, getOperator, probe } from './get-account.ts';
import { HELP } from './help.ts';
import { metrics } from './metrics.ts';
import { getPack } from './pack.ts';
import { listAccounts, page } from './page.ts';
import { deleteAccount, postAccount, postActivation } from './post-account.ts';

type Handler = (api: Api, question: Question) => Answer | undefined | Promise<Answer | undefined>;

interface Route {
  /** A part `:name` takes one part of a path. */
  readonly pattern: string;
  readonly isOpen?: true;
  readonly methods: Readonly<Record<string, Handler>>;
}

const accounts: Handler = (api, { query }) =>
  isYes(query, 'list') ? listAccounts(api) : probe(api);

/** Both versions of the path answer alike: nsc asks for the operator at /jwt/v2 first. */
const ROUTES: readonly Route[] = [
  { pattern: '/', methods: { GET: page } },
  { pattern: '/healthz', isOpen: true, methods: { GET: () => ({ status: 200 }) } },
  { pattern: '/metrics', methods: { GET: ({ counters, store }) => metrics(counters, store) } },
  ...['/jwt/v1', '/jwt/v2'].flatMap((base): Route[] => [
    { pattern: `${base}/help`, isOpen: true, methods: { GET: () => plain(HELP) } },
    { pattern: `${base}/operator`, methods: { GET: getOperator } },
    { pattern: `${base}/accounts`, methods: { GET: accounts } },
    { pattern: `${base}/accounts/`, methods: { GET: accounts } },
    {
      pattern: `${base}/accounts/:account`,
      methods: { GET: getAccount, POST: postAccount, DELETE: deleteAccount },
    },
    { pattern: `${base}/activations`, methods: { POST: postActivation } },
    { pattern: `${base}/activations/:hash`, methods: { GET: getActivation } },
    { pattern: `${base}/pack`, methods: { GET: getPack } },
  ]),
];

/** What a path leads to. */
export type Destination =
  | { readonly type: 'handler'; readonly handler: Handler; readonly parameters: Parameters }
  | { readonly type: 'answer'; readonly answer: Answer };

type Parameters = Readonly<Record<string, string>>;

/** Whether everybody may see it, who need not say a token. */
export function isOpen(method: string, path: string): boolean {
  // What is written is signed; what is asked about a request tells nothing.
  return method !== 'GET' || find(path)?.route.isOpen === true;
}

export function route(method: string, path: string, isReadOnly: boolean): Destination {
  const found = find(path);
  if (found === undefined) return { type: 'answer', answer: elsewhere(method, path) };
  const { methods } = found.route;
  const allowed = Object.keys(methods).filter((each) => each === 'GET' || !isReadOnly);
  if (allowed.length === 0) return { type: 'answer', answer: NOT_FOUND };
  const handler = allowed.includes(method) ? methods[method] : undefined;
  if (handler !== undefined) return { type: 'handler', handler, parameters: found.parameters };
  const Allow = [...allowed, 'OPTIONS'].sort().join(', ');
  if (method === 'OPTIONS') return { type: 'answer', answer: { status: 200, headers: { Allow } } };
  return { type: 'answer', answer: goError(405, 'Method Not Allowed', { Allow }) };
}

export const NOT_FOUND = goError(404, '404 page not found');

function find(path: string): { route: Route; parameters: Parameters } | undefined {
  const parts = path.split('/');
  for (const each of ROUTES) {
    const parameters = match(each.pattern.split('/'), parts);
    if (parameters !== undefined) return { route: each, parameters };
  }
  return undefined;
}

function match(pattern: readonly string[], parts: readonly string[]): Parameters | undefined {
  if (pattern.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, name] of pattern.entries()) {
    const part = parts[at]!;
    if (name.startsWith(':') && part !== '') parameters[name.slice(1)] = part;
    else if (name !== part) return undefined;
  }
  return parameters;
}

/** A path that is nearly right is told the right one. */
function elsewhere(method: string, path: string): Answer {
  const clean = new URL(path.replace(/\/{2,}|\\/g, '/'), 'http://host').pathname.replace(
    /\/{2,}/g,
    '/',
  );
  const candidates = [clean, clean.replace(/(.)\/$/, '$1'), lowered(clean)];
  const right = candidates.find((each) => each !== path && find(each) !== undefined);
  if (right === undefined) return NOT_FOUND;
  const isGet = method === 'GET';
  const headers = {
    Location: right,
    ...(isGet ? { 'Content-Type': 'text/html; charset=utf-8' } : {}),
  };
  // Of all that a path can hold, only account keys and hashes lead somewhere, which need no escape.
  return {
    status: isGet ? 301 : 308,
    headers,
    ...(isGet ? { body: `<a href="${encodeURI(right)}">Moved Permanently</a>.\n\n` } : {}),
  };
}

/** The names of routes in small letters; keys stay. */
function lowered(path: string): string {
  return path
    .replace(/(.)\/$/, '$1')
    .split('/')
    .map((part) => (part.length < 52 ? part.toLowerCase() : part))
    .join('/');
}
