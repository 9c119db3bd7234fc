/** GET of accounts, activations and the operator: the JWT, and how long it may be kept. */
import { decodeAs } from '../jwt/codec.ts';
import type { CommonClaims } from '../jwt/claims.ts';
import { NatsxError } from '../base/errors.ts';
import { failed, isYes, plain, shortKey, type Answer, type Question } from './answer.ts';
import type { Api } from './api.ts';
import { decodedText } from './decoded.ts';
import { isExpired } from './headline.ts';

/** nats-server asks without an account at its start, to see whether somebody is there. */
export function probe({ logger }: Api): Answer {
  logger.trace('server sent resolver check');
  const headers = {
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    Pragma: 'no-cache',
    Expires: '0',
  };
  return { status: 200, headers };
}

export async function getAccount(api: Api, question: Question): Promise<Answer> {
  const { logger, counters } = api;
  const { account = '' } = question.parameters;
  const short = shortKey(account);
  logger.trace(`request for JWT for - ${short}`);
  if ((question.query.get('jti') ?? '') !== '') {
    return complain(api, 501, 'lookup by jti is no longer supported', short);
  }
  counters.count('lookups');
  const token = await findAccount(api, account);
  if (token === undefined) {
    counters.count('lookups_missed');
    return complain(api, 404, 'no matching account JWT', short);
  }
  const read = (): CommonClaims => decodeAs('account', token);
  const notify = (): void => api.notify(account, token);
  return giveToken(api, question, { key: account, token, read, notify });
}

export async function getActivation(api: Api, question: Question): Promise<Answer> {
  const { hash = '' } = question.parameters;
  const token = await api.activations?.load(hash);
  if (token === undefined) {
    api.logger.error(`unable to find requested activation JWT for ${shortKey(hash)}`);
    return failed(404, 'No Matching JWT');
  }
  const read = (): CommonClaims => decodeAs('activation', token);
  const notify = (): void => {
    const { iss, nats } = decodeAs('activation', token);
    api.notifyActivation(hash, nats.issuer_account || iss, token);
  };
  return giveToken(api, question, { key: hash, token, read, notify, isActivation: true });
}

export function getOperator({ operator }: Api, { query }: Question): Answer | undefined {
  if (operator === undefined) return undefined;
  const { token } = operator;
  if (isYes(query, 'text')) return plain(token);
  if (isYes(query, 'decode')) return plain(decodedText(token));
  return { status: 200, headers: { 'Content-Type': 'application/jwt' }, body: token };
}

/** Here, elsewhere, or the system account of the configuration. */
export async function findAccount(api: Api, account: string): Promise<string | undefined> {
  const { store, systemAccount, logger } = api;
  const found = (await store.load(account)) ?? (await api.lookUp(account));
  if (found !== undefined || systemAccount?.claims.sub !== account) return found;
  logger.trace('returning system JWT from configuration');
  return systemAccount.token;
}

interface Found {
  readonly key: string;
  readonly token: string;
  /** Throws a NatsxError for what should not lie there. */
  readonly read: () => CommonClaims;
  readonly notify: () => void;
  readonly isActivation?: boolean;
}

function giveToken(api: Api, { query, ifNoneMatch }: Question, found: Found): Answer {
  const { key, token } = found;
  const short = shortKey(key);
  if (isYes(query, 'text')) return plain(token);
  let claims: CommonClaims;
  try {
    claims = found.read();
    if (found.isActivation !== true && claims.sub !== key) {
      throw new NatsxError('ERR_ACCOUNT_STORE', 'it is another account');
    }
    if (isYes(query, 'decode')) return plain(decodedText(token));
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return complain(api, 500, 'error loading JWT', short, error.message);
  }
  if (isYes(query, 'check') && isExpired(claims)) return { status: 404 };
  const etag = `"${claims.jti}"`;
  if (ifNoneMatch.includes(etag)) {
    api.counters.count('not_modified');
    return { status: 304 };
  }
  if (isYes(query, 'notify')) {
    api.logger.trace(`trying to send notification for - ${short}`);
    try {
      found.notify();
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      return complain(api, 500, 'error sending notification of change', short, error.message);
    }
  }
  const headers = {
    Etag: etag,
    'Cache-Control': cacheControl(claims),
    'Content-Type': 'application/jwt',
  };
  return { status: 200, headers, body: token };
}

/** The error, answered and logged; `why` is for the log alone. */
export function complain(
  { logger }: Api,
  status: number,
  text: string,
  short: string,
  why?: string,
): Answer {
  logger.error([short, text, why].filter((part) => part !== undefined && part !== '').join(' - '));
  return failed(status, text);
}

/** How long a JWT may be kept that does not expire; the servers are told of changes, others ask again. */
const WITHOUT_EXPIRY_S = 3600;

/** The original's age is negative for what does not expire or has, and caches make of it what they like. */
function cacheControl({ exp }: CommonClaims): string {
  const left = Math.floor(exp - Date.now() / 1000);
  const age = exp === 0 ? WITHOUT_EXPIRY_S : Math.max(left, 0);
  return `max-age=${age}, stale-while-revalidate=3600, stale-if-error=3600`;
}
