import { toNatsxError } from '../../nats-client/client-error.ts';
import type { Report } from '../report.ts';
import { LOOKUP, PACK, packedAccounts } from './compare-servers.ts';
import { keepAccount, type Keeping } from './keep-account.ts';
import type { Meter } from './meter.ts';
import type { Servers } from './servers.ts';

/** Takes all accounts from one of the servers that keep them; answers whose they were. */
export async function pullAll(
  servers: Servers,
  keeping: Keeping,
  report: Report,
  meter: Meter,
): Promise<Set<string>> {
  const keys = new Set<string>();
  try {
    for await (const text of servers.stream(PACK)) {
      for (const [key, token] of packedAccounts(text)) {
        keys.add(key);
        meter.done++;
        if (key === '') report.error('pull response bad');
        else keepAccount(key, token, keeping, report);
      }
    }
  } catch (error) {
    report.error(`failed to get response to pull: ${toNatsxError(error).message}`);
  }
  return keys;
}

/** Takes one account. */
export async function pullOne(
  servers: Servers,
  { name, key }: { readonly name: string; readonly key: string },
  keeping: Keeping,
  report: Report,
): Promise<void> {
  try {
    const token = await servers.first(LOOKUP.replace('*', key));
    if (token === undefined) report.error(`no nats-server has account "${name}" (${key})`);
    else keepAccount(key, token, keeping, report);
  } catch (error) {
    report.error(`failed to get response to pull: ${toNatsxError(error).message}`);
  }
}
