/** An HTTP account server: it keeps the JWTs of accounts, and gives them to servers. */
import { decodeAs } from '../jwt/codec.ts';
import type { Report } from './report.ts';

const TIMEOUT_MS = 5000;

export interface ServerReply {
  readonly status: number;
  readonly text: string;
}

/** Shows an account to the server; whether it took it without a wait. */
export async function pushAccount(
  server: string,
  account: string,
  token: string,
  report: Report,
): Promise<boolean> {
  try {
    return reportPush(await postToken(accountUrl(server, account), token), report);
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
    const { status, text } = await getText(url);
    if (status !== 200) {
      report.error(`error pulling "${url}": ${status}`);
      return undefined;
    }
    // What came must be that account, and signed: it is kept as it is.
    if (decodeAs('account', text).sub !== account) throw new Error('it is another account');
    report.ok('pulled jwt from the account server');
    return text;
  } catch (error) {
    report.error(`error pulling account "${account}": ${reasonOf(error)}`);
    return undefined;
  }
}

/** What the server says to an account. */
export function reportPush({ status, text }: ServerReply, report: Report): boolean {
  if (status === 200) report.ok('pushed account jwt to the account server');
  else if (status === 201 || status === 202) {
    report.warning('pushed account jwt was accepted by the account server');
  } else {
    report.error('failed to push account to remote server');
  }
  if (text !== '') report.message(text);
  return status === 200;
}

export async function postToken(url: string, token: string): Promise<ServerReply> {
  return reply(
    await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/jwt' },
      body: token,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }),
  );
}

export async function getText(url: string): Promise<ServerReply> {
  return reply(await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }));
}

async function reply(response: Response): Promise<ServerReply> {
  return { status: response.status, text: (await response.text()).trim() };
}

export function accountUrl(server: string, account: string): string {
  return urlBelow(server, `accounts/${account}`);
}

/** A URL of the account server, whose own ends with `/jwt/v1` as a rule. */
export function urlBelow(server: string, path: string): string {
  const url = new URL(server.trim());
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

/** fetch says `fetch failed`; why is in the cause. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
