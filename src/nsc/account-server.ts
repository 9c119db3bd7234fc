/** An HTTP account server: it keeps the JWTs of accounts, and gives them to servers. */
import { decodeAs } from '../jwt/codec.ts';
import type { Report } from './report.ts';

const TIMEOUT_MS = 5000;

/** Shows an account to the server; whether it took it without a wait. */
export async function pushAccount(
  server: string,
  account: string,
  token: string,
  report: Report,
): Promise<boolean> {
  try {
    const response = await fetch(accountUrl(server, account), {
      method: 'POST',
      headers: { 'Content-Type': 'application/jwt' },
      body: token,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return await reportPush(response, report);
  } catch (error) {
    report.error(`error pushing account "${account}": ${reasonOf(error)}`);
    return false;
  }
}

/** Asks the server for an account; undefined if it does not give it. */
export async function pullAccount(
  server: string,
  account: string,
  report: Report,
): Promise<string | undefined> {
  const url = accountUrl(server, account);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const token = (await response.text()).trim();
    if (!response.ok) {
      report.error(`error pulling "${url}": ${response.status}`);
      return undefined;
    }
    // What came must be that account, and signed: it is kept as it is.
    if (decodeAs('account', token).sub !== account) throw new Error('it is another account');
    report.ok('pulled jwt from the account server');
    return token;
  } catch (error) {
    report.error(`error pulling account "${account}": ${reasonOf(error)}`);
    return undefined;
  }
}

async function reportPush(response: Response, report: Report): Promise<boolean> {
  const { status } = response;
  if (status === 200) report.ok('pushed account jwt to the account server');
  else if (status === 201 || status === 202) {
    report.warning('pushed account jwt was accepted by the account server');
  } else {
    report.error('failed to push account to remote server');
  }
  const text = await response.text();
  if (text.trim() !== '') report.message(text);
  return status === 200;
}

function accountUrl(server: string, account: string): string {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/accounts/${account}`;
  return url.href;
}

/** fetch says `fetch failed`; why is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
