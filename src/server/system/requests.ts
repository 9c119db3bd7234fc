/** What the server is asked in its system account, each subject by its name. */
import { NatsxError } from '../../base/errors.ts';
import type { Account } from '../account/account.ts';
import type { HeardMessage, MessageHandler } from '../internal/internal-messages.ts';
import { isComplaint, readFields } from '../../protocol/json-fields.ts';
import type { ServerView } from '../monitor/server-view.ts';
import type { Surroundings } from '../monitor/varz.ts';
import type { AccountEvents } from './account-events.ts';
import { Answers } from './answers.ts';
import {
  ACCOUNT_ENDPOINTS,
  ALL_ACCOUNTS_STATZ,
  SERVER_ENDPOINTS,
  type Endpoint,
} from './endpoints.ts';
import { isMeant } from './event-filter.ts';
import { queryOf, readOptions, type Fields, type OptionFields } from './request-options.ts';
import { countSubscribers } from './subscriber-counts.ts';
import type { System } from './system.ts';
import { userInfo, type UserView } from './user-info.ts';

/** What the owner of the servers may have one of them do, and what its users may ask of themselves. */
export interface ServerControl {
  /** Closes the client with this id. Throws a NatsxError if there is none. */
  kick(id: number): void;
  /** Tells the client with this id that the server is about to go. Throws a NatsxError if it can't. */
  sendAway(id: number): void;
  /** Reads the configuration again. Rejects with a NatsxError if that can't be done. */
  reload(): Promise<void>;
  user(id: number): UserView | undefined;
  account(name: string): Account | undefined;
}

/** What requests need of the server. */
export interface RequestSurroundings {
  readonly system: System;
  readonly view: ServerView;
  readonly control: ServerControl;
  readonly accountEvents: AccountEvents;
  /** What is known of the process now. */
  surroundings(): Surroundings;
  /** Tells everybody how the server is, or `subject` alone. */
  sendStatsz(subject?: string): void;
}

const ONE_CLIENT: OptionFields = { cid: { type: 'integer' } };

export class Requests {
  readonly #around: RequestSurroundings;
  readonly #answers: Answers;

  constructor(around: RequestSurroundings) {
    this.#around = around;
    this.#answers = new Answers(around.system);
  }

  /** What can be asked, and who answers. */
  handlers(): ReadonlyMap<string, MessageHandler> {
    const { id } = this.#around.view;
    const handlers = new Map<string, MessageHandler>([
      // The name of before there were others.
      ['$SYS.REQ.SERVER.PING', this.#statsz],
      [`$SYS.REQ.SERVER.${id}.RELOAD`, this.#reload],
      [`$SYS.REQ.SERVER.${id}.KICK`, this.#toClient('KICK', (cid) => this.#control.kick(cid))],
      [`$SYS.REQ.SERVER.${id}.LDM`, this.#toClient('LDM', (cid) => this.#control.sendAway(cid))],
      ['$SYS.REQ.ACCOUNT.*.CONNS', this.#connections],
      ['$SYS.REQ.ACCOUNT.PING.STATZ', this.#endpoint('STATZ', ALL_ACCOUNTS_STATZ)],
      ['$SYS.REQ.ACCOUNT.NSUBS', this.#subscriberCount],
      ['$SYS.REQ.USER.*.INFO', this.#userInfo],
      ['$SYS.DEBUG.SUBSCRIBERS', this.#debugSubscribers],
    ]);
    for (const target of ['PING', id]) {
      handlers.set(`$SYS.REQ.SERVER.${target}.STATSZ`, this.#statsz);
      handlers.set(`$SYS.REQ.SERVER.${target}.IDZ`, this.#id);
      for (const [name, endpoint] of Object.entries(SERVER_ENDPOINTS)) {
        handlers.set(`$SYS.REQ.SERVER.${target}.${name}`, this.#endpoint(name, endpoint));
      }
    }
    for (const [name, endpoint] of Object.entries(ACCOUNT_ENDPOINTS)) {
      handlers.set(`$SYS.REQ.ACCOUNT.*.${name}`, this.#endpoint(name, endpoint, accountIn));
    }
    return handlers;
  }

  get #control(): ServerControl {
    return this.#around.control;
  }

  /** `accountOf`: whose data are asked for by a request on a subject. */
  #endpoint(
    name: string,
    endpoint: Endpoint,
    accountOf: (subject: string) => string = noAccount,
  ): MessageHandler {
    return (request) => {
      const said = this.#read(request, name, endpoint.options);
      if (said === undefined) return undefined;
      const account = accountOf(request.subject);
      const fields = { ...said, ...endpoint.about?.(account) };
      return this.#answers.data(request, () =>
        endpoint.answer({
          view: this.#around.view,
          fields,
          query: queryOf(fields, endpoint.options),
          around: this.#around.surroundings(),
          account,
        }),
      );
    };
  }

  /** Without a reply it is for everybody who listens. */
  readonly #statsz: MessageHandler = (request) => {
    if (this.#read(request, 'STATSZ', {}) === undefined) return;
    this.#around.sendStatsz(request.reply === '' ? undefined : request.reply);
  };

  readonly #id: MessageHandler = (request) => {
    const { name, advertised, id } = this.#around.view;
    this.#around.system.reply(request, { name, host: advertised.host, id });
  };

  readonly #reload: MessageHandler = async (request) => {
    if (request.reply === '' || this.#read(request, 'RELOAD', {}) === undefined) return;
    try {
      await this.#control.reload();
      this.#answers.done(request);
    } catch (error) {
      this.#failed(request, error);
    }
  };

  /** Who does not want to know whether it was done, gets nothing done (zReq). */
  #toClient(name: string, act: (id: number) => void): MessageHandler {
    return (request) => {
      if (request.reply === '') return;
      const fields = this.#read(request, name, ONE_CLIENT);
      if (fields === undefined) return;
      try {
        act((fields['cid'] ?? 0) as number);
        this.#answers.done(request);
      } catch (error) {
        this.#failed(request, error);
      }
    };
  }

  /** Other servers ask so when they hear of an account first. Who has no connections in it says nothing. */
  readonly #connections: MessageHandler = ({ subject, reply }) => {
    const account = this.#control.account(accountIn(subject));
    if (account !== undefined && account.clients > 0 && reply !== '')
      this.#around.accountEvents.answer(account, reply);
  };

  /** Only the server that the user is connected to hears of it. */
  readonly #userInfo: MessageHandler = (request) => {
    const { publisher } = request;
    const user = publisher && this.#control.user(publisher.id);
    if (user === undefined) this.#answers.error(request, { code: 400, description: '' });
    else
      this.#around.system.reply(request, () => ({
        server: this.#around.system.serverInfo(),
        data: userInfo(user, Date.now()),
      }));
  };

  /** Another server asks for its part of the sum. */
  readonly #subscriberCount: MessageHandler = (request) => {
    const fields = this.#read(request, 'NSUBS', NSUBS_OPTIONS);
    if (fields === undefined) return;
    const { acc = '', subject = '', queue } = fields as Record<string, string | undefined>;
    const account = this.#control.account(acc);
    if (account === undefined || account.clients === 0) return;
    const group = queue === undefined ? undefined : Buffer.from(queue, 'base64').toString('latin1');
    const count = countSubscribers(account, Buffer.from(subject).toString('latin1'), group);
    this.#around.system.reply(request, String(count));
  };

  /** The payload is a subject, and perhaps a queue group. Who asks from another account is told of that one. */
  readonly #debugSubscribers: MessageHandler = (request) => {
    const account = this.#askingAccount(request);
    if (account === undefined) return;
    const [subject = '', queue] = request.payload.toString('latin1').trim().split(/\s+/);
    this.#around.system.reply(request, String(countSubscribers(account, subject, queue)));
  };

  #askingAccount({ headers, account }: HeardMessage): Account | undefined {
    const info = headers.get('Nats-Request-Info')?.[0];
    if (info === undefined) return account;
    const asking = readFields('Nats-Request-Info', info, { acc: 'string', svc: 'string' });
    if (isComplaint(asking)) return undefined; // Of a user of this account: the server writes none like it.
    return this.#control.account((asking['svc'] ?? asking['acc'] ?? '') as string);
  }

  /** What the payload says; undefined if that was wrong, which is told, or if another server is meant. */
  #read(request: HeardMessage, name: string, options: OptionFields): Fields | undefined {
    try {
      const fields = readOptions(name, request.payload, options);
      return isMeant(this.#around.view, fields) ? fields : undefined;
    } catch (error) {
      this.#failed(request, error, 400);
      return undefined;
    }
  }

  #failed(request: HeardMessage, error: unknown, code: 400 | 500 = 500): void {
    if (!(error instanceof NatsxError)) throw error;
    this.#answers.error(request, { code, description: error.message });
  }
}

const NSUBS_OPTIONS: OptionFields = {
  acc: { type: 'string' },
  subject: { type: 'string' },
  queue: { type: 'string' },
};

function noAccount(): string {
  return '';
}

/** `A` in `$SYS.REQ.ACCOUNT.A.CONNZ`. */
function accountIn(subject: string): string {
  return Buffer.from(subject.split('.')[3] ?? '', 'latin1').toString('utf8');
}
