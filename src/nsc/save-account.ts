/**
 * Keeping a changed account. In a managed store the operator is somebody else: the account's own signature is shown to
 * the operator's account server, which answers with its own.
 */
import { decodeAs } from '../jwt/codec.ts';
import { pullAccount, pushAccount } from './account-server.ts';
import type { Report } from './report.ts';
import type { OperatorStore } from './store/operator-store.ts';

/** Stores the account, after the operator has seen it if it must. */
export async function saveAccount(
  store: OperatorStore,
  name: string,
  token: string,
  report: Report,
): Promise<void> {
  const kept = store.isManaged ? await showToOperator(store, token, report) : token;
  store.setAccount(name, kept);
}

async function showToOperator(
  store: OperatorStore,
  token: string,
  report: Report,
): Promise<string> {
  const { name, nats } = store.operator();
  const server = nats.account_server_url;
  if (!/^https?:/i.test(server)) {
    const why = "operator doesn't set an account server url or manual exchange necessary";
    report.group('stored self signed account jwt').warning(`unable to push to "${name}" - ${why}`);
    return token;
  }
  const line = report.group('synchronized account jwt with account server');
  const { sub } = decodeAs('account', token);
  const isTaken = await pushAccount(server, sub, token, line);
  const answer = isTaken ? await pullAccount(server, sub, line) : undefined;
  if (answer !== undefined) return answer;
  line.warning('perform push/pull again or exchange self-signed JWT manually');
  return token;
}
