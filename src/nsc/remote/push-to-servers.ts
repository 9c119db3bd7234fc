/** Gives accounts to NATS servers that keep them. */
import type { Report } from '../report.ts';
import type { LocalAccount } from './accounts.ts';
import { messageOf, type Answer } from './answer.ts';
import type { Meter } from './meter.ts';
import { forAll, type Answers, type Servers } from './servers.ts';

export const UPDATE = '$SYS.REQ.CLAIMS.UPDATE';

/** Servers handle one after the other; more under way only fill their memory. */
const AT_ONCE = 64;

/** Answers with those accounts that a server has taken. */
export async function pushToServers(
  servers: Servers,
  accounts: readonly LocalAccount[],
  report: Report,
  meter: Meter,
): Promise<LocalAccount[]> {
  meter.total += accounts.length;
  const answers = await forAll(accounts, AT_ONCE, async ({ token }) => {
    const answer = await servers.ask('resolvers', UPDATE, token);
    meter.done++;
    return answer;
  });
  return accounts.filter(({ name }, at) => {
    const line = report.group(`push ${name} to nats-server with nats account resolver`);
    const count = reportAnswers(line, 'push account', answers[at]!, ({ server, data }) =>
      line.ok(`pushed "${name}" to nats-server ${server}: ${messageOf(data)}`),
    );
    line.ok(`pushed to a total of ${count} nats-server`);
    return count > 0;
  });
}

/** Notes what servers said; answers how many of them agreed. */
export function reportAnswers(
  report: Report,
  operation: string,
  { answers, failure }: Answers,
  onGood: (answer: Answer) => void,
): number {
  if (failure !== undefined) report.error(`failed to get response to ${operation}: ${failure}`);
  let count = 0;
  for (const answer of answers) {
    if (answer.complaint !== undefined) {
      report.error(answer.complaint);
    } else {
      onGood(answer);
      count++;
    }
  }
  return count;
}
