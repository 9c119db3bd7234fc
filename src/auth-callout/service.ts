/**
 * The service: hears what servers ask, judges by the rules, and answers. Several of them in one queue group share the
 * work; each decides alone, so none is waited for.
 */
import type { Msg, Subscription } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Session } from '../nats-client/session.ts';
import { answerTo, isInConfiguration, keyFor, readRequest, userClaims } from './answer.ts';
import { connectionOf } from './connection.ts';
import { Judge, type Asked, type Passwords, type Verdict } from './judge.ts';
import { readKeys, type ServiceKeys } from './keys.ts';
import { Providers } from './providers.ts';
import type { Rules } from './rules.ts';

const SUBJECT = '$SYS.REQ.USER.AUTH';
const KEY_HEADER = 'Nats-Server-Xkey';

/** Requests that are judged at a time; a server waits two seconds, so more would be answered too late anyway. */
const MOST_OPEN = 1000;
/** How long requests may take that are being judged when the service stops. */
const GRACE_MS = 5_000;

/** All that a decision needs: replaced as one on a reload. */
export interface Ready {
  readonly rules: Rules;
  readonly keys: ServiceKeys;
  readonly judge: Judge;
}

/** Reads what the rules name. Rejects with a NatsxError, and nothing has changed then. */
export async function prepare(rules: Rules, passwords: Passwords): Promise<Ready> {
  const keys = await readKeys(rules);
  const providers = await Providers.open(rules.providers);
  return { rules, keys, judge: new Judge(rules, providers, passwords) };
}

export class CalloutService {
  /** Resolves when the connection has ended for good. */
  readonly ended: Promise<NatsxError>;
  readonly #session: Session;
  readonly #logger: Logger;
  readonly #open = new Set<Promise<void>>();
  readonly #subscriptions: Subscription[] = [];
  #ready: Ready;
  #dropped = 0;

  /** Connects and listens; rejects with a NatsxError. */
  static async start(ready: Ready, logger: Logger): Promise<CalloutService> {
    const session = await Session.open(connectionOf(ready.rules.nats), {
      onComplaint: ({ message }) => logger.warn(`nats error ${message}`),
      onDisconnect: (reason) => logger.warn(`nats disconnected: ${reason}`),
      onReconnect: (url) => logger.notice(`nats reconnected to ${url}`),
    });
    const service = new CalloutService(session, ready, logger);
    try {
      await service.#listen();
      return service;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(session: Session, ready: Ready, logger: Logger) {
    this.#session = session;
    this.#ready = ready;
    this.#logger = logger;
    this.ended = session.ended;
  }

  /** From now on other rules hold; what is being judged ends by those that it began with. */
  use(ready: Ready): void {
    this.#ready = ready;
  }

  /** Takes no more requests, and answers those that it has. */
  async stop(): Promise<void> {
    await Promise.all(this.#subscriptions.map((each) => this.#session.drain(each)));
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, GRACE_MS)));
    await Promise.race([Promise.all(this.#open), tooLong]);
    clearTimeout(timer);
    await this.#session.finish().catch(() => undefined); // The server may be gone before us.
    await this.#session.close();
  }

  async #listen(): Promise<void> {
    const { queue, testSubject } = this.#ready.rules;
    this.#hear(SUBJECT, queue, (message) => this.#answer(message));
    if (testSubject !== '') this.#hear(testSubject, queue, (message) => this.#answerTest(message));
    await this.#session.flush();
    this.#logger.notice(`Listening on ${SUBJECT}, queue group ${JSON.stringify(queue)}`);
  }

  #hear(subject: string, queue: string, answer: (message: Msg) => Promise<void>): void {
    const callback = (_error: unknown, message: Msg): void => this.#take(message, answer);
    const subscription = this.#session.connection.subscribe(subject, {
      callback,
      ...(queue === '' ? {} : { queue }),
    });
    this.#subscriptions.push(subscription);
  }

  #take(message: Msg, answer: (message: Msg) => Promise<void>): void {
    if (this.#open.size >= MOST_OPEN) {
      if (this.#dropped++ === 0)
        this.#logger.warn('Too many requests at a time: some are not answered');
      return;
    }
    this.#dropped = 0;
    const work = answer(message).catch((error: unknown) => {
      // What can't be read can't be answered either: the server lets nobody in then.
      const text = error instanceof NatsxError ? error.message : String(error);
      this.#logger.error(`Error answering an authorization request: ${text}`);
    });
    this.#open.add(work);
    void work.finally(() => this.#open.delete(work));
  }

  async #answer(message: Msg): Promise<void> {
    const { keys, judge, rules } = this.#ready;
    const request = readRequest(message.data, message.headers?.get(KEY_HEADER) ?? '', keys);
    const verdict = withKey(await judge.judge(request.nats), keys);
    const { client_info: client, server_id: server } = request.nats;
    const who = `client ${client.id} of ${server.name} from ${client.host}`;
    this.#logger[verdict.type === 'granted' ? 'debug' : 'warn'](`${told(verdict)}: ${who}`);
    message.respond(answerTo(request, verdict, keys, isInConfiguration(rules)));
  }

  /** For `natsx auth-callout test`: what the answer would say, without a signature that would let anybody in. */
  async #answerTest(message: Msg): Promise<void> {
    const { rules, keys, judge } = this.#ready;
    const asked = message.json<Asked>();
    const verdict = withKey(await judge.judge(asked), keys);
    message.respond(JSON.stringify(shown(verdict, rules, keys)));
  }
}

/** What an answer says, for people and programs. */
export interface ShownVerdict {
  readonly granted: boolean;
  /** Why not. */
  readonly why?: string;
  /** By password, token, nkey or provider. */
  readonly by?: string;
  readonly account?: string;
  /** The claims of the user that would be signed. */
  readonly user?: object;
}

export function shown(verdict: Verdict, rules: Rules, keys: ServiceKeys): ShownVerdict {
  if (verdict.type === 'denied') return { granted: false, why: verdict.why };
  const { by, grant } = verdict;
  const key = keyFor(grant.account, keys)!; // withKey has seen to it.
  const { name, exp, nats } = userClaims('', verdict, key, isInConfiguration(rules));
  const { pub, sub, resp, subs, payload, tags, allowed_connection_types } = nats;
  const user = {
    name,
    exp,
    pub,
    sub,
    ...(resp === undefined ? {} : { resp: { max: Number(resp.max), ttl: Number(resp.ttl) } }),
    subs: Number(subs),
    payload: Number(payload),
    tags,
    allowed_connection_types,
    scoped: key.scoped,
  };
  return { granted: true, by, account: grant.account, user };
}

/** A template may have made an account that there is no key for. */
export function withKey(verdict: Verdict, keys: ServiceKeys): Verdict {
  if (verdict.type === 'denied' || keyFor(verdict.grant.account, keys) !== undefined)
    return verdict;
  return { type: 'denied', why: `there is no account ${JSON.stringify(verdict.grant.account)}` };
}

function told(verdict: Verdict): string {
  if (verdict.type === 'denied') return `Denied, ${verdict.why}`;
  return `Granted account ${JSON.stringify(verdict.grant.account)} by ${verdict.by}`;
}
