/** Gives accounts to an HTTP account server, and looks afterwards what it has. */
import {
  accountUrl,
  getText,
  postToken,
  reasonOf,
  reportPush,
  type ServerReply,
} from '../account-server.ts';
import { Report } from '../report.ts';
import type { LocalAccount } from './accounts.ts';
import { reportDifferences } from './compare-servers.ts';
import type { Meter } from './meter.ts';
import { forAll } from './servers.ts';

const AT_ONCE = 8;

/** Answers with those accounts that the server has taken. */
export async function pushToAccountServer(
  server: string,
  accounts: readonly LocalAccount[],
  report: Report,
  meter: Meter,
): Promise<LocalAccount[]> {
  meter.total += accounts.length;
  const lines = await forAll(accounts, AT_ONCE, async (account) => {
    const line = await pushOne(server, account);
    meter.done++;
    return line;
  });
  report.add(...lines);
  return accounts.filter((_, at) => lines[at]!.outcome === 'ok');
}

async function pushOne(server: string, { name, key, token }: LocalAccount): Promise<Report> {
  const details = new Report();
  try {
    reportPush(await postToken(accountUrl(server, key), token), details);
  } catch (error) {
    details.error(`failed to push account "${name}": ${reasonOf(error)}`);
  }
  const isGood = details.outcome === 'ok';
  const line = new Report(
    isGood ? `pushed "${name}" to account server` : `push ${name} to account server`,
  );
  // That it went well is said already.
  if (!isGood) line.add(...details.lines);
  for (const message of details.messages) line.message(message);
  return line;
}

/** Which version the account server has. */
export async function checkAccountServer(
  server: string,
  pushed: readonly LocalAccount[],
  report: Report,
): Promise<void> {
  const found = await forAll(pushed, AT_ONCE, ({ key }) => tokenOf(server, key));
  const same = pushed.filter(({ token }, at) => found[at]!.text === token);
  if (same.length > 0) {
    const names =
      same.length > 5 ? `${same.length} accounts` : same.map(({ name }) => `"${name}"`).join(', ');
    report.ok(`the account server has ${names} as pushed`);
  }
  pushed.forEach(({ name, token }, at) => {
    const { status, text } = found[at]!;
    if (text === token) return;
    const what =
      status === 200
        ? `the account server has another version of "${name}"`
        : `the account server does not give "${name}"`;
    const why = status === 200 ? 'nsc pull takes it' : text === '' ? `it answers ${status}` : text;
    report.warning(`${what}: ${why}`);
  });
}

/** Notes of each account what a push would change. */
export async function compareWithAccountServer(
  server: string,
  accounts: readonly LocalAccount[],
  report: Report,
): Promise<void> {
  const found = await forAll(accounts, AT_ONCE, ({ key }) => tokenOf(server, key));
  accounts.forEach((account, at) => {
    const { status, text } = found[at]!;
    if (status === 200 || status === 404) {
      reportDifferences(account, status === 200 ? text : undefined, report);
    } else {
      report.error(`error pulling account "${account.name}": ${text === '' ? status : text}`);
    }
  });
}

async function tokenOf(server: string, key: string): Promise<ServerReply> {
  try {
    return await getText(accountUrl(server, key));
  } catch (error) {
    return { status: 0, text: reasonOf(error) };
  }
}
