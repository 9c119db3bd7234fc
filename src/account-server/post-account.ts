/** POST and DELETE of accounts and activations. What is signed by whom is the only question: nobody logs in. */
import { NatsxError } from '../base/errors.ts';
import { activationHashId } from '../jwt/activation-claims.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import { isSelfSigned } from '../jwt/claims.ts';
import { decodeAs, decodeGeneric } from '../jwt/codec.ts';
import { didSign } from '../jwt/trust.ts';
import { isBlocking } from '../jwt/validation.ts';
import { validate } from '../jwt/validate.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { failed, goError, plain, shortKey, type Answer, type Question } from './answer.ts';
import type { Api } from './api.ts';
import { complain } from './get-account.ts';
import type { Saved } from './store.ts';

/** The original's order of checks (handlers_accounts.go, UpdateAccountJWT), and its sentences. */
export async function postAccount(api: Api, question: Question): Promise<Answer> {
  const answer = await update(api, question);
  api.counters.count(answer.status < 300 ? 'updates' : 'updates_refused');
  return answer;
}

async function update(api: Api, { parameters, body }: Question): Promise<Answer> {
  const pushed = read(body);
  if ('complaint' in pushed) {
    return complain(api, 400, 'bad JWT in request', '', pushed.complaint);
  }
  const { claims } = pushed;
  const short = shortKey(claims.sub);
  if (claims.sub !== parameters['account']) {
    return complain(api, 400, "pub keys don't match", short);
  }
  if (api.sign === undefined || isTrusted(api, claims)) {
    return store(api, claims, body.trim());
  }
  const refused = await complaintOfSelfSigned(api, claims);
  if (refused !== undefined) return complain(api, 400, refused, short);
  const answer = await api.sign(claims.sub, body.trim());
  if (answer.type === 'failed') {
    api.logger.error(`${short} - error when signing account - ${answer.why}`);
    return failed(500, answer.text);
  }
  if (answer.type === 'message') {
    api.logger.notice(`${short} Initiated JWT signing process for ${claims.jti}`);
    return { ...plain(answer.text), status: 202 };
  }
  const signed = read(answer.token);
  return 'complaint' in signed || signed.claims.sub !== claims.sub
    ? complain(api, 400, 'bad JWT returned when signing account jwt', short)
    : store(api, signed.claims, answer.token);
}

type Read = { readonly claims: AccountClaims } | { readonly complaint: string };

function read(token: string): Read {
  try {
    return { claims: decodeAs('account', token) };
  } catch (error) {
    if (error instanceof NatsxError) return { complaint: error.message };
    throw error;
  }
}

function isTrusted({ operator }: Api, claims: AccountClaims): boolean {
  return operator !== undefined && didSign(operator.claims, claims);
}

/** A new account signs itself; one that is known was signed by a key that both its JWTs have. */
async function complaintOfSelfSigned(
  { store }: Api,
  claims: AccountClaims,
): Promise<string | undefined> {
  const known = await store.load(claims.sub);
  const before = known === undefined ? undefined : read(known);
  if (before === undefined || 'complaint' in before) {
    return isSelfSigned(claims) ? undefined : 'bad JWT Issuer/Subject pair in request';
  }
  return isSigner(before.claims, claims.iss) && isSigner(claims, claims.iss)
    ? undefined
    : 'bad JWT issuer is not trusted';
}

function isSigner({ sub, nats }: AccountClaims, key: string): boolean {
  return sub === key || nats.signing_keys.has(key);
}

async function store(api: Api, claims: AccountClaims, token: string): Promise<Answer> {
  const short = shortKey(claims.sub);
  if (!isValidPublicKey(claims.iss, 'operator')) {
    const text = isSelfSigned(claims) ? 'Signing service not enabled' : 'Bad JWT Issuer in request';
    return complain(api, 400, text, shortKey(claims.iss));
  }
  if (!isTrusted(api, claims)) {
    return complain(api, 400, 'untrusted issuer in request', shortKey(claims.iss));
  }
  const issues = validate(claims);
  if (isBlocking(issues, { includesTimeChecks: true })) {
    api.logger.error(`attempt to update JWT ${short} with blocking validation errors`);
    const lines = [HEADING, ...issues.map(({ description }) => `\t - ${description}\n`)];
    return goError(400, lines.join('\n'));
  }
  let saved: Saved;
  try {
    saved = await api.store.save(claims.sub, token);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return complain(api, 500, 'error saving JWT', short, error.message);
  }
  // The original says nothing then, and whoever pushed believes that it counts.
  if (saved === 'older') {
    api.logger.notice(`${short} - ${claims.jti} is older than the JWT that is stored`);
    return plain('not stored: a JWT that was issued later is there already');
  }
  try {
    api.notify(claims.sub, token);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return complain(api, 500, 'error sending notification of change', short, error.message);
  }
  api.logger.notice(`updated JWT for account - ${short} - ${claims.jti}`);
  return { status: 200 };
}

const HEADING =
  'The server was unable to update your account JWT. One more more validation issues occurred.';

/** The original took activations from everybody; here an account that is known must have signed. */
export async function postActivation(api: Api, { body }: Question): Promise<Answer> {
  if (api.activations === undefined) return failed(400, 'activations are not supported');
  try {
    const token = body.trim();
    const claims = decodeAs('activation', token);
    const exporter = claims.nats.issuer_account || claims.iss;
    const short = shortKey(exporter);
    const known = await api.store.load(exporter);
    const account = known === undefined ? undefined : read(known);
    if (account === undefined || 'complaint' in account || !didSign(account.claims, claims)) {
      return complain(api, 400, 'bad activation JWT Issuer in request', short);
    }
    const hash = activationHashId(claims);
    await api.activations.save(hash, token);
    api.notifyActivation(hash, exporter, token);
    const subject = JSON.stringify(claims.nats.subject);
    api.logger.notice(`updated activation JWT - ${short}-${shortKey(claims.sub)} - ${subject}`);
    return { status: 200 };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    if (error.code === 'ERR_ACCOUNT_STORE') {
      return complain(api, 500, 'error saving activation JWT', '', error.message);
    }
    return complain(api, 400, 'bad activation JWT in request', '', error.message);
  }
}

/**
 * DELETE with the request that nats-server's resolvers take: a JWT that the operator signs about itself, which names the
 * accounts. One that was written before the account was issued does not count: it may have been kept.
 */
export async function deleteAccount(api: Api, { parameters, body }: Question): Promise<Answer> {
  const { account = '' } = parameters;
  const short = shortKey(account);
  if (!api.allowsDelete)
    return complain(api, 403, 'delete must be enabled in server config', short);
  try {
    const claims = decodeGeneric(body.trim());
    const { accounts } = claims.nats as { accounts?: unknown };
    if (!isSelfSigned(claims)) return complain(api, 400, 'not self signed', short);
    if (api.operator === undefined || !isOperatorKey(api.operator.claims, claims.iss)) {
      return complain(api, 400, 'not trusted', short);
    }
    if (!Array.isArray(accounts) || !accounts.includes(account)) {
      return complain(api, 400, 'malformed request', short);
    }
    if (account === systemAccountOf(api)) {
      return complain(api, 400, 'not allowed to delete system account', short);
    }
    const isGone = await api.store.remove(account, claims.iat);
    if (!isGone) return complain(api, 404, 'no account JWT that was issued before', short);
    api.logger.notice(`deleted account - ${short}`);
    return { status: 200 };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const isStore = error.code.startsWith('ERR_ACCOUNT_STORE');
    return complain(
      api,
      isStore ? 500 : 400,
      isStore ? 'error deleting JWT' : 'bad JWT in request',
      short,
      error.message,
    );
  }
}

function isOperatorKey(operator: NonNullable<Api['operator']>['claims'], key: string): boolean {
  return operator.sub === key || operator.nats.signing_keys.includes(key);
}

function systemAccountOf({ operator, systemAccount }: Api): string | undefined {
  return systemAccount?.claims.sub ?? operator?.claims.nats.system_account;
}
