/** Taking over what another account server has, at the start of a replica. */
import type { Logger } from '../base/logger.ts';
import { NatsxError } from '../base/errors.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { complaintOfAccount } from './operator.ts';
import type { AccountServerOptions } from './options.ts';
import { shortKey } from './answer.ts';
import type { AccountStore } from './store.ts';

/** Merges the pack of the primary, if it can be had; else what is there will do. */
export async function takeFromPrimary(
  options: AccountServerOptions,
  store: AccountStore,
  operator: OperatorClaims | undefined,
  logger: Logger,
): Promise<void> {
  const { primary, maxReplicationPack } = options;
  if (primary === '') return;
  if (store.isReadOnly) {
    logger.notice("skipping initial JWT pack from primary, configured store doesn't support it");
    return;
  }
  if (maxReplicationPack === 0) {
    logger.notice('skipping initial JWT pack from primary, config has MaxReplicationPack of 0');
    return;
  }
  logger.notice(`grabbing initial JWT pack from primary ${withoutSecret(primary)}`);
  const pack = await fetchPack(options, logger);
  if (pack !== undefined) await merge(pack, store, operator, logger);
}

async function fetchPack(
  { primary, maxReplicationPack, replicationTimeoutMs }: AccountServerOptions,
  logger: Logger,
): Promise<string | undefined> {
  const failed = (reason: string): void => {
    logger.notice(`unable to initialize from primary, ${reason}, will use what is on disk`);
  };
  try {
    const { url, headers } = split(
      `${primary.replace(/\/$/, '')}/jwt/v1/pack?max=${maxReplicationPack}`,
    );
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.timeout(replicationTimeoutMs),
    });
    if (response.status !== 200) {
      failed(`server returned status "${response.status} ${response.statusText}"`);
      return undefined;
    }
    return await response.text();
  } catch (error) {
    const { message, cause } = error as Error;
    failed(cause instanceof Error && cause.message !== '' ? cause.message : message);
    return undefined;
  }
}

/** A URL may carry the read token as its password, which fetch does not take there. */
function split(text: string): { url: string; headers: Record<string, string> } {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') return { url: url.href, headers: {} };
  url.username = url.password = '';
  const userInfo = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const basic = Buffer.from(userInfo).toString('base64');
  return { url: url.href, headers: { Authorization: `Basic ${basic}` } };
}

function withoutSecret(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

async function merge(
  pack: string,
  store: AccountStore,
  operator: OperatorClaims | undefined,
  logger: Logger,
): Promise<void> {
  for (const line of pack.split('\n').filter((each) => each !== '')) {
    const [account = '', token = ''] = line.split('|', 2);
    const complaint = complaintOfAccount(operator, account, token);
    try {
      if (complaint === undefined) await store.save(account, token);
      else logger.error(`JWT of the primary refused: ${shortKey(account)} - ${complaint}`);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      logger.error(`JWT of the primary not stored: ${shortKey(account)} - ${error.message}`);
    }
  }
}
