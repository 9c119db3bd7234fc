/** What servers have, held against what the store has; changes nothing. */
import { decodeAs } from '../../jwt/codec.ts';
import { JwtError } from '../../jwt/errors.ts';
import type { Report } from '../report.ts';
import { toNatsxError } from '../../nats-client/client-error.ts';
import type { LocalAccount } from './accounts.ts';
import { differences } from './differences.ts';
import { forAll, type Servers } from './servers.ts';

export const PACK = '$SYS.REQ.CLAIMS.PACK';
/** For users that are to look accounts up. */
export const LOOKUP = '$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP';

/** Up to so many are asked for one by one; for more, a server sends all that it has. */
const LOOKUPS = 100;

/** Notes of each account what a push would change. */
export async function compareWithServers(
  servers: Servers,
  accounts: readonly LocalAccount[],
  report: Report,
): Promise<void> {
  let found: ReadonlyMap<string, string>;
  try {
    found = accounts.length > LOOKUPS ? await packed(servers) : await lookedUp(servers, accounts);
  } catch (error) {
    report.error(`failed to get the accounts of servers: ${toNatsxError(error).message}`);
    return;
  }
  for (const account of accounts) reportDifferences(account, found.get(account.key), report);
}

async function lookedUp(
  servers: Servers,
  accounts: readonly LocalAccount[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await forAll(accounts, 16, async ({ key }) => {
    const token = await servers.first(LOOKUP.replace('*', key));
    if (token !== undefined) found.set(key, token);
  });
  return found;
}

async function packed(servers: Servers): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const text of servers.stream(PACK)) {
    for (const [key, token] of packedAccounts(text)) found.set(key, token);
  }
  return found;
}

/** The `KEY|TOKEN` lines of one message; old servers send several. */
export function packedAccounts(text: string): [key: string, token: string][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('|');
      return [line.slice(0, Math.max(0, at)), line.slice(at + 1)];
    });
}

/** Notes how the account differs from what is elsewhere. */
export function reportDifferences(
  { name, token }: LocalAccount,
  remote: string | undefined,
  report: Report,
): void {
  if (remote === undefined) {
    report.ok(`account "${name}" would be added`);
  } else if (remote === token) {
    report.ok(`account "${name}" would stay as it is`);
  } else {
    const line = report.group(`account "${name}" would change`);
    for (const text of changes(remote, token)) line.ok(text);
  }
}

function changes(remote: string, local: string): string[] {
  try {
    const found = differences(decodeAs('account', remote), decodeAs('account', local));
    return found.length > 0 ? found : ['nothing but the time of its signature'];
  } catch (error) {
    if (error instanceof JwtError) return [`what is there can't be read: ${error.message}`];
    throw error;
  }
}
