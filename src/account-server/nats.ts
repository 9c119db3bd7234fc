/**
 * The account server as a client in the system account: it tells servers of changes, takes those that others tell, and
 * keeps its store the same as those of others. The subjects are nats-server's.
 */
import { hostname } from 'node:os';
import type { Msg } from '@nats-io/transport-node';
import { errors } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { decodeAs } from '../jwt/codec.ts';
import { activationHashId } from '../jwt/activation-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { didSign } from '../jwt/trust.ts';
import { createServer } from '../nkeys/create.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { Session } from '../nats-client/session.ts';
import type { ActivationStore } from './activations.ts';
import type { SignAnswer } from './api.ts';
import { headlineOf } from './headline.ts';
import type { Counters } from './metrics.ts';
import { complaintOfAccount } from './operator.ts';
import type { NatsOptions } from './options.ts';
import type { AccountStore } from './store.ts';
import { shortKey } from './answer.ts';
import { ACCOUNT_SERVER_VERSION } from './version.ts';

const PACK = '$SYS.REQ.CLAIMS.PACK';

export interface NatsSettings {
  readonly options: NatsOptions;
  readonly signRequestSubject: string;
  readonly signRequestTimeoutMs: number;
  readonly store: AccountStore;
  readonly activations: ActivationStore | undefined;
  readonly operator: OperatorClaims | undefined;
  readonly counters: Counters;
  readonly logger: Logger;
  /** The connection has ended and will not come back. */
  readonly onEnd: () => void;
}

export class NatsSide {
  readonly #settings: NatsSettings;
  readonly #logger: Logger;
  readonly #id = createServer().publicKey;
  #session: Session | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #sequence = 0;

  constructor(settings: NatsSettings) {
    this.#settings = settings;
    this.#logger = settings.logger;
  }

  /** Connects, now or later: HTTP does not wait for it. */
  async start(): Promise<void> {
    this.#logger.notice('connecting to NATS for notifications');
    await this.#connect();
  }

  /** Publishes `payload`; throws a NatsxError while there is no connection. */
  publish(subject: string, payload: string): void {
    const session = this.#session;
    if (session === undefined) {
      this.#logger.notice(`skipping notification on ${subject}, NATS is not connected`);
      return;
    }
    if (session.connection.isClosed()) {
      throw new NatsxError('ERR_NATS_CONNECTION', 'nats: connection closed');
    }
    session.connection.publish(subject, payload);
    this.#settings.counters.count('notifications');
  }

  /** Asks the others for an account, and stores what they know. */
  async lookUp(account: string): Promise<string | undefined> {
    if (!isValidPublicKey(account, 'account')) return undefined;
    const token = await this.#request(`$SYS.REQ.ACCOUNT.${account}.CLAIMS.LOOKUP`, '').catch(
      (error: unknown) => {
        this.#logger.debug(`lookup of account ${account} over NATS: ${String(error)}`);
        return '';
      },
    );
    if (token === '' || this.#complaintOf(account, token) !== undefined) return undefined;
    if (!this.#settings.store.isReadOnly) await this.#settings.store.save(account, token);
    return token;
  }

  /** Has somebody sign `token`, with the original's words for what may go wrong. */
  async sign(token: string): Promise<SignAnswer> {
    const failed = (what: string, error: unknown): SignAnswer => {
      const text = `Failure during signature request. ${what}`;
      return { type: 'failed', text, why: String(error) };
    };
    let answer: string;
    try {
      answer = await this.#request(this.#settings.signRequestSubject, token);
    } catch (error) {
      if (error instanceof NatsxError) return failed('nats-server unavailable.', error);
      if (isUnanswered(error)) return failed('signing service unavailable.', error);
      return failed(`Try again at a later time. Error: ${(error as Error).message}`, error);
    }
    const isToken = headlineOf(answer) !== undefined;
    return isToken ? { type: 'signed', token: answer } : { type: 'message', text: answer };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (this.#session === undefined) return;
    // What was published goes out first; a server that is gone is not waited for.
    await this.#session.finish().catch(() => undefined);
    await this.#session.close();
    this.#logger.notice('disconnected from NATS');
  }

  async #connect(): Promise<void> {
    const { options } = this.#settings;
    const { servers, reconnectWaitMs } = options;
    try {
      const session = await openSession(options, this.#logger);
      if (this.#isStopped) {
        await session.close();
        return;
      }
      this.#session = session;
      this.#logger.notice('connected to NATS for account and activation notifications');
      void session.ended.then(() => this.#ended());
      this.#subscribe(session);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      this.#logger.error(`failed to connect to NATS [${servers.join(' ')}]: ${error.message}`);
      this.#logger.error(`will try to connect again in ${reconnectWaitMs} milliseconds`);
      this.#timer = setTimeout(() => void this.#connect(), reconnectWaitMs);
    }
  }

  #ended(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#logger.error('nats connection closed, shutting down bridge');
    this.#settings.onEnd();
  }

  #subscribe(session: Session): void {
    const { store, activations } = this.#settings;
    this.#on(session, '$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP', this.#answerLookup);
    this.#on(session, PACK, this.#answerPack, 'responder');
    if (!store.isReadOnly) {
      this.#on(session, '$SYS.ACCOUNT.*.CLAIMS.UPDATE', this.#takeUpdate);
      this.#synchronize(session);
    }
    if (activations !== undefined) {
      this.#on(session, '$SYS.ACCOUNT.*.CLAIMS.ACTIVATE.*', this.#takeActivation);
    }
    this.#logger.notice('connected to NATS for JWT syncing');
  }

  /** One message after the other: an update must not overtake the one before. */
  #on(session: Session, subject: string, take: (m: Msg) => Promise<void>, queue = ''): void {
    const subscription = session.connection.subscribe(subject, queue === '' ? {} : { queue });
    const takeAll = async (): Promise<void> => {
      for await (const message of subscription) {
        try {
          await take(message);
        } catch (error) {
          this.#logger.error(`${message.subject}: ${(error as Error).message}`);
        }
      }
    };
    void takeAll();
  }

  /** Asks the others for what is not here, as long as it differs. */
  #synchronize(session: Session): void {
    const inbox = `_INBOX.${this.#id}`;
    this.#on(session, inbox, async (message) => {
      const text = message.string();
      if (text !== '') await this.merge(text);
    });
    const ask = (): void => {
      const hash = this.#settings.store.hash();
      this.#logger.debug(`Checking store state: ${hash.toString('hex')}`);
      if (!session.connection.isClosed()) session.connection.publish(PACK, hash, { reply: inbox });
      this.#timer = setTimeout(ask, this.#settings.options.reconnectWaitMs);
    };
    this.#timer = setTimeout(ask, this.#settings.options.reconnectWaitMs);
  }

  /** Stores the lines of a pack that the operator has signed. */
  async merge(pack: string): Promise<void> {
    for (const line of pack.split('\n')) {
      if (line === '') continue;
      const at = line.indexOf('|');
      const [account, token] = [line.slice(0, Math.max(at, 0)), line.slice(at + 1)];
      const complaint = this.#complaintOf(account, token);
      if (complaint === undefined) {
        const saved = await this.#settings.store.save(account, token);
        if (saved === 'stored') this.#settings.counters.count('received');
      } else {
        this.#settings.counters.count('received_refused');
        this.#logger.error(`Merging resulted in error: ${shortKey(account)} - ${complaint}`);
      }
    }
    this.#logger.debug('Embedded pack message');
  }

  readonly #takeUpdate = async (message: Msg): Promise<void> => {
    const token = message.string().trim();
    const account = message.subject.split('.')[2] ?? '';
    const complaint =
      this.#complaintOf(account, token) ?? (await this.#complaintOfSaving(account, token));
    this.#settings.counters.count(complaint === undefined ? 'received' : 'received_refused');
    if (complaint === undefined) this.#respond(message, account, 'Updated jwt');
    else this.#respond(message, account, 'received error when saving jwt', complaint);
  };

  async #complaintOfSaving(account: string, token: string): Promise<string | undefined> {
    try {
      await this.#settings.store.save(account, token);
      return undefined;
    } catch (error) {
      if (error instanceof NatsxError) return error.message;
      throw error;
    }
  }

  /** Like accounts over HTTP: the account that vouches for it must be known. */
  readonly #takeActivation = async (message: Msg): Promise<void> => {
    const { store, activations } = this.#settings;
    const token = message.string().trim();
    const claims = decodeAs('activation', token);
    const known = await store.load(claims.nats.issuer_account || claims.iss);
    if (known === undefined || !didSign(decodeAs('account', known), claims)) {
      throw new NatsxError('ERR_ACTIVATION', 'the issuer of the activation is not known');
    }
    await activations?.save(activationHashId(claims), token);
  };

  readonly #answerLookup = async (message: Msg): Promise<void> => {
    const account = message.subject.split('.')[3] ?? '';
    if (message.reply === undefined || message.reply === '') return;
    const token = await this.#settings.store.load(account);
    if (token === undefined) this.#logger.trace(`lookup of account ${account} - not found`);
    else {
      this.#logger.trace(`lookup of account ${account} - respond ${token.length} bytes`);
      message.respond(token);
    }
  };

  /** A message for each account, and an empty one when that is all; who has the same gets just the latter. */
  readonly #answerPack = async (message: Msg): Promise<void> => {
    const { store } = this.#settings;
    const hash = store.hash();
    if (hash.equals(message.data)) this.#logger.debug('pack request matches');
    else {
      for await (const line of store.pack()) message.respond(line);
      this.#logger.debug(`pack request - finished responding with hash ${hash.toString('hex')}`);
    }
    message.respond('');
  };

  #complaintOf(account: string, token: string): string | undefined {
    return complaintOfAccount(this.#settings.operator, account, token);
  }

  async #request(subject: string, payload: string): Promise<string> {
    if (this.#session === undefined) {
      throw new NatsxError('ERR_NATS_CONNECTION', 'nats: invalid connection');
    }
    const timeout = this.#settings.signRequestTimeoutMs;
    const answer = await this.#session.connection.request(subject, payload, { timeout });
    return answer.string();
  }

  #respond(message: Msg, account: string, text: string, why?: string): void {
    if (why === undefined) this.#logger.debug(`${text} - ${account}`);
    else this.#logger.error(`${text} - ${account} - ${why}`);
    if (message.reply === undefined || message.reply === '') return;
    const server = {
      name: 'nats-account-server',
      host: hostname(),
      ver: ACCOUNT_SERVER_VERSION,
      seq: ++this.#sequence,
      id: this.#id,
      time: new Date().toISOString(),
    };
    const answer =
      why === undefined
        ? { server, data: { account, code: 200, message: text } }
        : { server, error: { account, code: 500, description: `${text} - ${why}` } };
    message.respond(JSON.stringify(answer, undefined, 2));
  }
}

function isUnanswered(error: unknown): boolean {
  if (error instanceof errors.RequestError) return error.isNoResponders();
  return error instanceof errors.TimeoutError || error instanceof errors.NoRespondersError;
}

function openSession(options: NatsOptions, logger: Logger): Promise<Session> {
  const { cert, key, root } = options.tls;
  const given = (path: string): string | undefined => (path === '' ? undefined : path);
  return Session.open(
    {
      servers: options.servers.join(','),
      name: 'nats-account-server',
      credentialsFile: given(options.userCredentials),
      tls: { certificate: given(cert), key: given(key), authority: given(root) },
      timeoutMs: options.connectTimeoutMs,
      reconnects: options.maxReconnects,
      reconnectWaitMs: options.reconnectWaitMs,
      // Else the server would take its own updates and answer its own requests.
      noEcho: true,
    },
    {
      onComplaint: ({ message }) => logger.warn(`nats error ${message}`),
      onDisconnect: () => logger.warn('nats disconnected'),
      onReconnect: () => logger.warn('nats reconnected'),
    },
  );
}
