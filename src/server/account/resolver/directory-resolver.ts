import { resolve } from 'node:path';
import { NatsxError } from '../../../base/errors.ts';
import type { Logger } from '../../../base/logger.ts';
import type { ResolverOptions } from '../../options/resolver.ts';
import { AccountDirectory, type DirectorySettings } from './account-directory.ts';
import type { AccountResolver, ResolverListener } from './resolver.ts';

type DirectoryOptions = Extract<ResolverOptions, { dir: string }>;

/** nats-server's, for a cache that says nothing. */
const CACHE_LIMIT = 1000;

/**
 * Has JWTs in a directory: all of them, or those that were used last. What is not there other servers may have.
 */
export class DirectoryResolver implements AccountResolver {
  readonly type: 'full' | 'cache';
  readonly directory: AccountDirectory;
  askOthers: AccountResolver['askOthers'];
  readonly #preload: Readonly<Record<string, string>>;

  constructor(options: DirectoryOptions, preload: Readonly<Record<string, string>>) {
    this.type = options.type;
    this.directory = new AccountDirectory(settingsOf(options));
    this.#preload = preload;
  }

  async start(listener: ResolverListener): Promise<void> {
    await this.directory.open(listener);
    await this.#storePreload(listener.logger);
    const kept = this.type === 'full' ? 'all' : 'some';
    listener.logger.notice(`Managing ${kept} jwt in exclusive directory ${this.directory.path}`);
  }

  /** One that can't be stored must not keep the server from serving the others. */
  async #storePreload(logger: Logger): Promise<void> {
    for (const [key, jwt] of Object.entries(this.#preload)) {
      try {
        await this.store(key, jwt);
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        logger.error(`preload account error for "${key}": ${error.message}`);
      }
    }
  }

  async fetch(accountKey: string): Promise<string | undefined> {
    const own = await this.directory.load(accountKey);
    if (own !== undefined) return own;
    const found = await this.askOthers?.(accountKey);
    if (found !== undefined) await this.store(accountKey, found);
    return found;
  }

  store(accountKey: string, jwt: string): Promise<void> {
    return this.directory.saveIfNewer(accountKey, jwt);
  }

  reload(): Promise<void> {
    return this.directory.reload();
  }

  close(): Promise<void> {
    return this.directory.close();
  }
}

function settingsOf(options: DirectoryOptions): DirectorySettings {
  const path = resolve(options.dir);
  if (options.type === 'full') {
    const { limit, delete: deleting } = options;
    return { path, limit, whenFull: 'nothing', ttlMs: 0, delete: deleting };
  }
  const limit = options.limit > 0 ? options.limit : CACHE_LIMIT;
  return {
    path,
    limit,
    whenFull: 'the least recently used',
    ttlMs: options.ttlMs,
    delete: 'deleted',
  };
}
