/** Operators whose JWT comes from elsewhere: a file, a URL, or a name that everybody knows. */
import { decode } from '../jwt/codec.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';
import { NscError } from './errors.ts';
import type { Workspace } from './store/workspace.ts';

/** Names and the URLs of their operators' JWTs. */
export type KnownOperators = ReadonlyMap<string, string>;

export interface ForeignOperator {
  readonly token: string;
  readonly claims: OperatorClaims;
  /** What it is called in the store, if nothing else is said. */
  readonly name: string;
}

const WELL_KNOWN: KnownOperators = new Map([['synadia', 'https://api.synadia.io/jwt/v1/operator']]);

/** The well-known operators, with those of the environment: `NSC_<NAME>_OPERATOR`. */
export function knownOperators(env: Readonly<Record<string, string | undefined>>): KnownOperators {
  const known = new Map(WELL_KNOWN);
  for (const [name, url] of Object.entries(env)) {
    const [, operator] = /^NSC_(.+)_OPERATOR$/i.exec(name) ?? [];
    if (operator !== undefined && url !== undefined) known.set(operator.toLowerCase(), url);
  }
  return known;
}

/** Fetches and checks an operator. */
export async function loadOperator(
  source: string,
  known: KnownOperators,
  workspace: Workspace,
): Promise<ForeignOperator> {
  const isFile = workspace.files.has(workspace.expand(source));
  const place = isFile ? source : (known.get(source.toLowerCase()) ?? source);
  const isUrl = /^https?:/i.test(place);
  const text = isUrl ? await fetchText(place) : readFile(place, workspace);
  const token = parseDecoratedJwt(text).trim();
  const claims = decodeOperator(token);
  // An operator that is downloaded is called as everybody calls it.
  const alias = isUrl ? Array.from(known).find(([, url]) => url === place)?.[0] : undefined;
  return { token, claims, name: alias ?? claims.name };
}

export async function fetchText(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return await response.text();
  } catch (cause) {
    const { message, cause: reason } = cause as Error;
    const why = reason instanceof Error && reason.message !== '' ? reason.message : message;
    throw new NscError('ERR_NSC_REMOTE', `error reading \`${url}\`: ${why}`, { cause });
  }
}

function readFile(place: string, workspace: Workspace): string {
  const text = workspace.files.read(workspace.expand(place));
  if (text !== undefined) return text;
  throw new NscError('ERR_NSC_NOT_FOUND', `error reading \`${place}\`: no such file or directory`);
}

function decodeOperator(token: string): OperatorClaims {
  let claims;
  try {
    claims = decode(token);
  } catch (cause) {
    const { message } = cause as Error;
    throw new NscError('ERR_NSC_INPUT', `error importing operator jwt: ${message}`, { cause });
  }
  if (claims.type !== 'operator') {
    throw new NscError('ERR_NSC_INPUT', 'error importing operator jwt: not operator claim');
  }
  if (claims.nats.version === 2) return claims;
  const version = `v${claims.nats.version}`;
  throw new NscError(
    'ERR_NSC_REFUSED',
    `the operator jwt (${version}) is incompatible this version of nsc`,
  );
}
