/** What the answers over HTTP are made of. */
import type { Logger } from '../base/logger.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import type { ActivationStore } from './activations.ts';
import type { Counters } from './metrics.ts';
import type { Signed } from './operator.ts';
import type { AccountStore } from './store.ts';

/** What a signing service said. */
export type SignAnswer =
  | { readonly type: 'signed'; readonly token: string }
  /** Nothing yet; who asked is to read this. */
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string; readonly why: string };

export interface Api {
  readonly logger: Logger;
  readonly store: AccountStore;
  /** Undefined where nothing can be written. */
  readonly activations: ActivationStore | undefined;
  readonly operator: Signed<OperatorClaims> | undefined;
  readonly systemAccount: Signed<AccountClaims> | undefined;
  readonly maxPack: number;
  readonly allowsDelete: boolean;
  readonly counters: Counters;
  /** Has an account signed that signs itself; undefined if nobody does. */
  readonly sign: ((account: string, token: string) => Promise<SignAnswer>) | undefined;
  /** Asks the others for an account that is not here. */
  lookUp(account: string): Promise<string | undefined>;
  /** Tells the servers of an account; throws a NatsxError if they can't be told. */
  notify(account: string, token: string): void;
  notifyActivation(hash: string, account: string, token: string): void;
}
