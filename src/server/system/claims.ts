/**
 * The JWTs of accounts by requests in the system account, as nsc and other servers ask for them. Which are answered
 * depends on who keeps the JWTs: a directory of all accounts, a cache, or somebody else.
 */
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { ClaimedAccounts } from '../account/claimed-accounts.ts';
import type { AccountDirectory } from '../account/resolver/account-directory.ts';
import type { AccountResolver } from '../account/resolver/resolver.ts';
import type { HeardMessage, MessageHandler } from '../internal/internal-messages.ts';
import { deleteAccounts } from './claims-delete.ts';
import { syncClaims } from './claims-sync.ts';
import { claimsReply, logOutcome, type ClaimsOutcome } from './claims-reply.ts';
import { updateClaims } from './claims-update.ts';
import type { System } from './system.ts';

/** What answering requests about claims needs of the server. */
export interface ClaimsSurroundings {
  readonly system: Pick<
    System,
    'account' | 'subscribe' | 'publish' | 'request' | 'reply' | 'serverInfo'
  >;
  readonly resolver: AccountResolver;
  readonly accounts: Pick<ClaimedAccounts, 'operators' | 'has' | 'update'>;
  readonly logger: Logger;
  /** Of the options, as far as they say how a directory is kept. */
  readonly times: SyncTimes | undefined;
}

/** In ms. */
export interface SyncTimes {
  /** Between one synchronization of full directories and the next; undefined for none. */
  readonly intervalMs: number | undefined;
  /** That looking a JWT up at other servers may take. */
  readonly timeoutMs: number;
}

/** Of the servers that hold all JWTs, one answers who asks for all. */
const PACK_QUEUE = 'responder';

/** Answers requests about claims, until what it returns is called. */
export function serveClaims(around: ClaimsSurroundings): () => void {
  const requests = new ClaimsRequests(around);
  const { type, directory } = around.resolver;
  const ends = [
    // nsc before version 2 used the first; who publishes an update there may not wait for an answer.
    requests.subscribe('$SYS.ACCOUNT.*.CLAIMS.UPDATE', requests.updateAddressed(2)),
    requests.subscribe('$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE', requests.updateAddressed(3)),
  ];
  if (directory !== undefined) {
    ends.push(
      requests.subscribe('$SYS.REQ.CLAIMS.UPDATE', requests.update),
      requests.subscribe('$SYS.REQ.CLAIMS.LIST', requests.list(directory)),
      requests.subscribe('$SYS.REQ.CLAIMS.DELETE', requests.delete(directory)),
    );
    if (type === 'full') {
      ends.push(
        requests.subscribe('$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP', requests.lookUp(directory)),
        requests.subscribe('$SYS.REQ.CLAIMS.PACK', requests.pack(directory), PACK_QUEUE),
      );
    }
  }
  if (directory !== undefined && around.times !== undefined) {
    ends.push(...exchange(around, directory, around.times));
  }
  return () => ends.forEach((end) => end());
}

/** Has the servers give each other what they do not have. */
function exchange(
  { system, resolver, accounts, logger }: ClaimsSurroundings,
  directory: AccountDirectory,
  { intervalMs, timeoutMs }: SyncTimes,
): (() => void)[] {
  const { operators } = accounts;
  resolver.askOthers = async (key) => {
    const subject = `$SYS.REQ.ACCOUNT.${key}.CLAIMS.LOOKUP`;
    const answer = await system.request(subject, '', { timeoutMs });
    if (typeof answer === 'string' || answer.payload.length === 0) return undefined;
    const jwt = textOf(answer);
    // It is kept as it would be pushed: whoever asks verifies it once more.
    const verdict = operators.verifySignature(jwt);
    return verdict.type === 'trusted' && verdict.claims.sub === key ? jwt : undefined;
  };
  const forget = (): void => {
    resolver.askOthers = undefined;
  };
  if (resolver.type !== 'full' || intervalMs === undefined) return [forget];
  return [forget, syncClaims({ system, directory, operators, logger, intervalMs })];
}

class ClaimsRequests {
  readonly #around: ClaimsSurroundings;

  constructor(around: ClaimsSurroundings) {
    this.#around = around;
  }

  subscribe(subject: string, handle: MessageHandler, queue?: string): () => void {
    return this.#around.system.subscribe(subject, handle, { queue });
  }

  /** For the account that the subject names in its token `at`. */
  updateAddressed(at: number): MessageHandler {
    return async (message) =>
      this.#answer(
        message,
        await updateClaims(textOf(message), message.subject.split('.')[at], this.#around),
      );
  }

  readonly update: MessageHandler = async (message) => {
    this.#answer(message, await updateClaims(textOf(message), undefined, this.#around));
  };

  delete(directory: AccountDirectory): MessageHandler {
    return async (message) => {
      const { system, accounts } = this.#around;
      const outcome = await deleteAccounts(textOf(message), {
        directory,
        operators: accounts.operators,
        systemAccount: system.account?.name,
      });
      this.#answer(message, outcome);
    };
  }

  list(directory: AccountDirectory): MessageHandler {
    return async (message) => {
      const { system, logger } = this.#around;
      if (message.reply === '') return;
      const data = await directory.keys();
      logger.debug(`list request responded with ${data.length} account ids`);
      system.reply(message, { data, server: system.serverInfo() });
    };
  }

  /** An empty answer says that there is none; who can't tell says nothing, and another server may. */
  lookUp(directory: AccountDirectory): MessageHandler {
    return async (message) => {
      const { system, logger } = this.#around;
      if (message.reply === '') return;
      const key = message.subject.split('.')[3]!; // By what is subscribed to.
      try {
        if (!isValidPublicKey(key, 'account'))
          throw new NatsxError('ERR_RESOLVER', 'invalid public key');
        const jwt = await directory.load(key);
        if (jwt === undefined) logger.debug(`DirResolver - Could not find account "${key}"`);
        system.reply(message, jwt ?? '');
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        logger.error(`DirResolver - Error looking up account "${key}": ${error.message}`);
      }
    };
  }

  /** One message for each account, and an empty one at the end; that alone if the asker has the same. */
  pack(directory: AccountDirectory): MessageHandler {
    return async (message) => {
      const { system, logger } = this.#around;
      if (message.reply === '') return;
      const ours = await directory.hash();
      const theirs = message.payload.toString('hex');
      if (message.payload.equals(ours)) {
        logger.debug(`DirResolver - Pack request matches hash ${theirs}`);
      } else {
        for await (const line of directory.pack()) system.reply(message, line);
        const hash = ours.toString('hex');
        logger.debug(
          `DirResolver - Pack request hash ${theirs} - finished responding with hash ${hash}`,
        );
      }
      system.reply(message, '');
    };
  }

  #answer(message: HeardMessage, outcome: ClaimsOutcome): void {
    const { system, logger } = this.#around;
    logOutcome(logger, outcome);
    system.reply(message, () => claimsReply(system.serverInfo(), outcome));
  }
}

/** JWTs are ASCII: any other bytes make none. */
function textOf({ payload }: HeardMessage): string {
  return payload.toString('latin1');
}
