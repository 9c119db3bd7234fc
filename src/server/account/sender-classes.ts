import type { Account } from './account.ts';

/**
 * Numbers for those who publish: equal for two exactly if their messages are treated alike, which is so when they are in
 * one account and may publish the same. The fast road keeps its plans by these numbers.
 */
export class SenderClasses {
  #last = 0;
  readonly #numbers = new WeakMap<Account, WeakMap<object, number>>();

  /** The class of senders in `account` with `permissions`, an object that all who have the same share. */
  of(account: Account, permissions: object | undefined): number {
    let ofAccount = this.#numbers.get(account);
    if (ofAccount === undefined) this.#numbers.set(account, (ofAccount = new WeakMap()));
    // Who is not restricted is told apart by the account alone.
    const key = permissions ?? account;
    let number = ofAccount.get(key);
    if (number === undefined) ofAccount.set(key, (number = ++this.#last));
    return number;
  }
}
