/** Has NATS servers forget accounts. */
import { encode } from '../../jwt/codec.ts';
import { newGenericClaims } from '../../jwt/generic-claims.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { NscError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { AccountsByKey } from './accounts.ts';
import { messageOf } from './answer.ts';
import { reportAnswers } from './push-to-servers.ts';
import type { Servers } from './servers.ts';

export const LIST = '$SYS.REQ.CLAIMS.LIST';
export const DELETE = '$SYS.REQ.CLAIMS.DELETE';

/** A public key takes 59 bytes of a request, which a server takes up to a megabyte of. */
const KEYS_A_REQUEST = 10_000;

export interface Listing {
  /** How many servers answered. */
  readonly servers: number;
  /** What is on servers, and not in the store. */
  readonly foreign: readonly string[];
  /** All that servers have. */
  readonly all: ReadonlySet<string>;
}

/** Asks servers which accounts they keep. */
export async function listAccounts(
  servers: Servers,
  local: AccountsByKey,
  report: Report,
): Promise<Listing> {
  const foreign = new Set<string>();
  const all = new Set<string>();
  const answers = await servers.ask('resolvers', LIST);
  const count = reportAnswers(report, 'list accounts', answers, ({ server, data }) => {
    const keys = Array.isArray(data) ? data.map(String) : [];
    const line = report.group(`list ${keys.length} accounts from nats-server ${server}`);
    for (const key of keys) {
      const name = local.nameOf(key);
      all.add(key);
      if (name === undefined) foreign.add(key);
      line.ok(
        name === undefined
          ? `account ${key} only exists in server`
          : `account ${key} named ${name} exists`,
      );
    }
  });
  report.ok(`listed accounts from a total of ${count} nats-server`);
  return { servers: count, foreign: Array.from(foreign), all };
}

/** Has all servers delete those accounts; the operator's signature is what lets one. */
export async function deleteAccounts(
  servers: Servers,
  keys: readonly string[],
  { operator, now }: { readonly operator: () => KeyPair; readonly now: Date },
  report: Report,
  expected?: number,
): Promise<void> {
  if (keys.length === 0) {
    report.ok('nothing to prune');
    return;
  }
  let pair: KeyPair;
  try {
    pair = operator();
  } catch (error) {
    // What was done before is told all the same.
    if (!(error instanceof NscError)) throw error;
    report.error(error.message);
    return;
  }
  for (let at = 0; at < keys.length; at += KEYS_A_REQUEST) {
    const claims = newGenericClaims(pair.publicKey, {
      accounts: keys.slice(at, at + KEYS_A_REQUEST),
    });
    const answers = await servers.ask('resolvers', DELETE, encode(claims, pair, { now }));
    const count = reportAnswers(report, 'prune', answers, ({ server, data }) =>
      report.ok(`pruned nats-server ${server}: ${messageOf(data)}`),
    );
    if (expected !== undefined) reportMismatch(count, expected, report);
  }
}

function reportMismatch(pruned: number, listed: number, report: Report): void {
  if (pruned < listed) {
    const text = `Fewer server responded to 'prune' (${pruned}) than to 'list' (${listed}).`;
    report.error(`${text} Accounts may not be completely pruned.`);
  } else if (pruned > listed) {
    const text = `More servers responded to 'prune' (${pruned}) than to 'list' (${listed}).`;
    report.error(`${text} Not every Account may have been included for pruning.`);
  }
}
