/** Takes the operator and accounts from an HTTP account server. */
import { decodeAs } from '../../jwt/codec.ts';
import { JwtError } from '../../jwt/errors.ts';
import { parseDecoratedJwt } from '../../nkeys/creds.ts';
import { accountUrl, getText, reasonOf, urlBelow, type ServerReply } from '../account-server.ts';
import { Report } from '../report.ts';
import type { LocalAccount } from './accounts.ts';
import { keepAccount, type Keeping } from './keep-account.ts';
import type { Meter } from './meter.ts';
import { forAll } from './servers.ts';

const AT_ONCE = 16;

export async function pullOperator(
  server: string,
  { store, isDryRun, overwritesNewer }: Keeping,
  report: Report,
): Promise<void> {
  const url = urlBelow(server, 'operator');
  // Servers that have two versions give this one under another path.
  const second = url.replace('/jwt/v1/operator', '/jwt/v2/operator');
  const details = new Report();
  let reply = await tryGet(second);
  if (reply.status !== 200 && second !== url) reply = await tryGet(url);
  const before = store.operator();
  if (reply.status !== 200) {
    details.error(pullError(url, reply));
  } else {
    try {
      const token = parseDecoratedJwt(reply.text).trim();
      const claims = decodeAs('operator', token);
      if (claims.sub !== before.sub)
        details.error(
          `the account server's operator is ${claims.sub}, and here it is ${before.sub}`,
        );
      else if (before.iat > claims.iat && !overwritesNewer) {
        details.error(
          `local jwt for "${store.name}" is newer than remote version - specify --overwrite-newer to overwrite`,
        );
      } else if (!isDryRun) {
        store.setOperator(token);
      }
    } catch (error) {
      if (!(error instanceof JwtError)) throw error;
      details.error(`error decoding remote token of the operator: ${error.message}`);
    }
  }
  report.add(pulled(store.name, details, isDryRun));
}

export async function pullAccounts(
  server: string,
  accounts: readonly LocalAccount[],
  keeping: Keeping,
  report: Report,
  meter: Meter,
): Promise<void> {
  meter.total += accounts.length;
  const replies = await forAll(accounts, AT_ONCE, async ({ key }) => {
    const reply = await tryGet(accountUrl(server, key));
    meter.done++;
    return reply;
  });
  accounts.forEach(({ name, key }, at) => {
    const details = new Report();
    const reply = replies[at]!;
    if (reply.status !== 200) details.error(pullError(accountUrl(server, key), reply));
    else keepAccount(key, parseDecoratedJwt(reply.text).trim(), keeping, details);
    report.add(pulled(name, details, keeping.isDryRun));
  });
}

/** Where all went well, the heading says so alone. */
function pulled(name: string, details: Report, isDryRun: boolean): Report {
  if (details.outcome === 'ok' && !isDryRun)
    return new Report(`pulled "${name}" from the account server`);
  return new Report(`pull "${name}" from the account server`).add(...details.lines);
}

function pullError(url: string, { status, text }: ServerReply): string {
  return `error pulling "${url}": ${status === 0 ? text : status}`;
}

async function tryGet(url: string): Promise<ServerReply> {
  try {
    return await getText(url);
  } catch (error) {
    return { status: 0, text: reasonOf(error) };
  }
}
