import { uniqueId } from '../../base/unique-id.ts';
import type { Account } from '../account/account.ts';
import { LOOP_PREFIX } from './told-interest.ts';

/** For each account a subject of which every leafnode is told, and nobody else: who hears of it by a leafnode is in a loop. */
export class LoopSubjects {
  readonly #byAccount = new WeakMap<Account, string>();

  of(account: Account): string {
    let subject = this.#byAccount.get(account);
    if (subject === undefined) this.#byAccount.set(account, (subject = LOOP_PREFIX + uniqueId()));
    return subject;
  }
}
