/**
 * Servers that hold all JWTs make each other whole: each asks for what the others have, with a hash of what it has itself,
 * soon after its start and then at intervals. One of them answers with all, or with nothing if both have the same.
 */
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';
import type { Logger } from '../../base/logger.ts';
import { uniqueId } from '../../base/unique-id.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { AccountDirectory } from '../account/resolver/account-directory.ts';
import type { TrustedOperators } from '../account/trusted-operators.ts';
import type { HeardMessage } from '../internal/internal-messages.ts';
import type { System } from './system.ts';

export interface SyncSurroundings {
  readonly system: Pick<System, 'subscribe' | 'publish'>;
  readonly directory: AccountDirectory;
  readonly operators: Pick<TrustedOperators, 'verifySignature'>;
  readonly logger: Logger;
  readonly intervalMs: number;
}

/** The first comes when the servers of a cluster have found each other. */
const FIRST_MS = 1_000;

/** Begins to synchronize, until what it returns is called. */
export function syncClaims(around: SyncSurroundings): () => void {
  const sync = new ClaimsSync(around);
  sync.start();
  return () => sync.stop();
}

class ClaimsSync {
  readonly #around: SyncSurroundings;
  readonly #inbox = `$SYS._INBOX.${uniqueId()}`;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(around: SyncSurroundings) {
    this.#around = around;
  }

  start(): void {
    this.#unsubscribe = this.#around.system.subscribe(this.#inbox, (message) =>
      this.#receive(message),
    );
    this.#schedule(Math.min(FIRST_MS, this.#around.intervalMs));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#schedule(this.#around.intervalMs);
      this.#ask().catch((error: unknown) => {
        this.#around.logger.error(`DirResolver - Error on pack request: ${systemErrorText(error)}`);
      });
    }, delayMs).unref();
  }

  async #ask(): Promise<void> {
    const { system, directory, logger } = this.#around;
    const hash = await directory.hash();
    logger.debug(`DirResolver - Checking store state: ${hash.toString('hex')}`);
    system.publish('$SYS.REQ.CLAIMS.PACK', hash, { reply: this.#inbox });
  }

  /** One of the JWTs of another server, or the end, which is empty. */
  async #receive({ payload }: HeardMessage): Promise<void> {
    if (payload.length === 0) return;
    const { directory, operators, logger } = this.#around;
    const [key = '', jwt = ''] = payload.toString('latin1').split('|');
    // Another server may trust others than this one.
    const verdict = operators.verifySignature(jwt);
    const problem =
      verdict.type === 'distrusted'
        ? verdict.why
        : isValidPublicKey(key, 'account') && verdict.claims.sub === key
          ? undefined
          : 'subject does not match jwt content';
    try {
      if (problem !== undefined) throw new NatsxError('ERR_RESOLVER', problem);
      await directory.saveIfNewer(key, jwt);
    } catch (error) {
      logger.error(`DirResolver - Merging resulted in error: ${systemErrorText(error)}`);
    }
  }
}
