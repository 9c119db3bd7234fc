/**
 * Where the server finds the JWTs of accounts. A resolver keeps and hands out; whether a JWT is trusted and valid is
 * looked at by whoever uses it, each time, for what is kept may have been altered.
 */
import type { Logger } from '../../../base/logger.ts';
import type { ResolverOptions } from '../../options/resolver.ts';
import type { AccountDirectory } from './account-directory.ts';

export interface AccountResolver {
  readonly type: ResolverOptions['type'];
  /** The directory that is served to others by requests; undefined for memory and account servers. */
  readonly directory?: AccountDirectory;
  /** Finds a JWT that this one does not have with other servers, if there are any; undefined if nobody has it. */
  askOthers?: ((accountKey: string) => Promise<string | undefined>) | undefined;
  /**
   * The JWT of the account with this public key as it is kept, which nobody has verified; undefined if there is none.
   * At once where it can be. Rejects with a NatsxError, ERR_RESOLVER, if that can't be told: the account server does not
   * answer, or the disk.
   */
  fetch(accountKey: string): string | undefined | Promise<string | undefined>;
  /**
   * Keeps a JWT that was verified, unless what is kept is newer. Missing where nothing can be kept: at an account
   * server. Rejects with a NatsxError, ERR_RESOLVER, and keeps what was there, if it can't be written.
   */
  store?(accountKey: string, jwt: string): void | Promise<void>;
  /**
   * Makes ready, before anything else is asked. Throws a NatsxError, ERR_RESOLVER, if it can't be used: no account server
   * at the URL, no directory that may be written.
   */
  start(listener: ResolverListener): void | Promise<void>;
  /** Looks again at what it has, as on a reload, and tells what changed. */
  reload(): void | Promise<void>;
  /** Ends what runs. What is being written is written first. */
  close(): void | Promise<void>;
}

export interface ResolverListener {
  readonly logger: Logger;
  /**
   * Another JWT than before is kept for an account, or none any more. Who asked for that is answered when the promise
   * has resolved.
   */
  changed(accountKey: string, jwt: string | undefined): void | Promise<void>;
}
