import { byteString } from '../../base/byte-string.ts';
import { encodeInterest } from '../../protocol/encode.ts';
import { BARE_INFO, encodeServerInfo } from '../../protocol/server-info.ts';
import type { Account, InterestListener } from '../account/account.ts';
import type { Accounts } from '../account/accounts.ts';
import { InterestCounts, isLocal } from '../account/interest-counts.ts';
import type { Subscription } from '../connection/subscription.ts';
import { ALL_SUBS_COMPLETE, ALL_SUBS_START } from './commands.ts';

/**
 * What is of interest in the own cluster, as other clusters are told it: whether anybody listens, not how many or where.
 * They are always told all of it; before 2.9 they would have sent everything until told that it is of no interest.
 */
export class OwnInterest implements InterestListener {
  readonly #cluster: string;
  readonly #accounts: Pick<Accounts, 'all'>;
  readonly #counts: InterestCounts;

  /** `tell` is given the line of each change. */
  constructor(cluster: string, accounts: Pick<Accounts, 'all'>, tell: (line: string) => void) {
    this.#cluster = cluster;
    this.#accounts = accounts;
    this.#counts = new InterestCounts(
      { concerns: isOfCluster, tellsOrigins: false },
      {
        interestChanged(account, { key }, count, before) {
          if (count === 0 || before === 0) tell(interestLine(account, key, count));
        },
      },
    );
  }

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    this.#counts.interestChanged(account, subscription, change);
  }

  /** `account` is gone. */
  forget(account: Account): void {
    this.#counts.forget(account);
  }

  /** All: queue groups first, which count before an account is told whole, then account by account. */
  *lines(): Generator<string> {
    for (const account of [...this.#counts.accounts()]) {
      for (const { key } of this.#counts.of(account)) {
        if (isOfQueue(key)) yield interestLine(account, key, 1);
      }
    }
    for (const account of [...this.#accounts.all()]) yield* this.linesOf(account);
  }

  /** That of one account, between the commands that say that it is whole. */
  *linesOf(account: Account): Generator<string> {
    yield this.#command(account, ALL_SUBS_START);
    for (const { key } of this.#counts.of(account)) {
      if (!isOfQueue(key)) yield interestLine(account, key, 1);
    }
    yield this.#command(account, ALL_SUBS_COMPLETE);
  }

  #command({ name }: Account, command: number): string {
    const payload = Buffer.from(name).toString('base64');
    return encodeServerInfo(
      {
        ...BARE_INFO,
        gateway: this.#cluster,
        gateway_cmd: command,
        gateway_cmd_payload: payload,
      },
      '',
    );
  }
}

/** All that the own cluster listens to: also what its other servers told of. */
function isOfCluster(subscription: Subscription): boolean {
  return subscription.connection.kind === 'route' || isLocal(subscription);
}

/** Of the keys of InterestCounts. */
function isOfQueue(key: string): boolean {
  return key.includes(' ');
}

/** A queue group counts as one member, however many it has. */
function interestLine({ name }: Account, key: string, count: number): string {
  const words = `${byteString(name)} ${key}`;
  if (count === 0) return encodeInterest('RS-', words);
  return encodeInterest('RS+', isOfQueue(key) ? `${words} 1` : words);
}
