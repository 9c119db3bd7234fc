/** What servers and accounts can be asked over NATS. The answers are those of monitoring; only the options differ. */
import { NatsxError } from '../../base/errors.ts';
import { accountInfo, accountz } from '../monitor/accountz.ts';
import { statisticsOf } from '../monitor/accstatz.ts';
import { connz } from '../monitor/connz.ts';
import { gatewayz } from '../monitor/gatewayz.ts';
import { healthz } from '../monitor/healthz.ts';
import { ipqueuesz, jsz } from '../monitor/jetstream-endpoints.ts';
import { leafz } from '../monitor/leafz.ts';
import type { Query } from '../monitor/query.ts';
import { routez } from '../monitor/routez.ts';
import type { ServerView } from '../monitor/server-view.ts';
import { subsz } from '../monitor/subsz.ts';
import { varz, type Surroundings } from '../monitor/varz.ts';
import { expvarz, profilez } from './go-runtime.ts';
import type { Fields, OptionFields } from './request-options.ts';

/** What an endpoint answers from. */
interface Asked {
  readonly view: ServerView;
  readonly fields: Fields;
  readonly query: Query;
  readonly around: Surroundings;
  /** Whose; empty if the whole server is asked. */
  readonly account: string;
}

/** One thing that can be asked. */
export interface Endpoint {
  readonly options: OptionFields;
  /** What a request about one account asks for, whatever its options say. */
  readonly about?: (account: string) => Fields;
  /** Undefined if there is nothing to tell. */
  answer(asked: Asked): object | undefined;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const count = { type: 'integer' } as const;
const account = { type: 'string', query: 'acc' } as const;
const page = { offset: count, limit: count };
const depth = {
  subscriptions: { type: 'boolean', query: 'subs' },
  subscriptions_detail: { type: 'boolean', query: 'subs', text: () => 'detail' },
} as const;

/** nats-server's ConnState. */
const CONNECTION_STATES = ['open', 'closed', 'any'];

const connzOptions: OptionFields = {
  sort: text,
  auth: flag,
  ...depth,
  ...page,
  cid: count,
  mqtt_client: text,
  state: {
    type: 'integer',
    text: (state) => CONNECTION_STATES[state as number] ?? String(state),
  },
  user: text,
  acc: text,
  filter_subject: text,
};
const subszOptions: OptionFields = {
  subscriptions: depth.subscriptions,
  account,
  test: text,
  ...page,
};
const leafzOptions: OptionFields = { subscriptions: depth.subscriptions, account };
const jszOptions: OptionFields = {
  account,
  accounts: flag,
  streams: flag,
  consumer: { type: 'boolean', query: 'consumers' },
  direct_consumer: { type: 'boolean', query: 'direct-consumers' },
  config: flag,
  leader_only: { type: 'boolean', query: 'leader-only' },
  ...page,
  raft: flag,
  stream_leader_only: { type: 'boolean', query: 'stream-leader-only' },
};
const statzOptions: OptionFields = {
  accounts: { type: 'strings' },
  include_unused: flag,
};

/** `$SYS.REQ.SERVER.<id>.<name>` and `$SYS.REQ.SERVER.PING.<name>`. */
export const SERVER_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  VARZ: { options: {}, answer: ({ view, around }) => varz(view, around) },
  SUBSZ: { options: subszOptions, answer: listing(subsz) },
  CONNZ: { options: connzOptions, answer: listing(connz) },
  ROUTEZ: { options: depth, answer: listing(routez) },
  GATEWAYZ: {
    options: {
      name: { type: 'string', query: 'gw_name' },
      accounts: { type: 'boolean', query: 'accs' },
      account_name: { type: 'string', query: 'acc_name' },
      ...depth,
    },
    answer: listing(gatewayz),
  },
  LEAFZ: { options: leafzOptions, answer: listing(leafz) },
  ACCOUNTZ: { options: { account }, answer: listing(accountz) },
  JSZ: { options: jszOptions, answer: listing(jsz) },
  HEALTHZ: {
    options: {
      'js-enabled': flag,
      'js-enabled-only': flag,
      'js-server-only': flag,
      'js-meta-only': flag,
      account: text,
      stream: text,
      consumer: text,
      details: flag,
    },
    answer: ({ view, query }) => {
      const { status: code, body } = healthz(view, query);
      const { status, ...details } = body;
      return { status, status_code: code, ...details };
    },
  },
  PROFILEZ: {
    options: { name: text, debug: count, duration: count },
    answer: ({ fields }) => profilez((fields['name'] ?? '') as string),
  },
  EXPVARZ: { options: {}, answer: expvarz },
  IPQUEUESZ: {
    options: { all: flag, filter: text },
    answer: ({ query }) => ipqueuesz(query),
  },
  // No raft groups: over HTTP that is an error.
  RAFTZ: { options: { account: text, group: text }, answer: () => ({}) },
};

/** `$SYS.REQ.ACCOUNT.<account>.<name>`. */
export const ACCOUNT_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  SUBSZ: {
    options: subszOptions,
    about: (name) => ({ account: name, subscriptions: true }),
    answer: listing(subsz),
  },
  CONNZ: { options: connzOptions, about: (acc) => ({ acc }), answer: listing(connz) },
  LEAFZ: { options: leafzOptions, about: (name) => ({ account: name }), answer: listing(leafz) },
  JSZ: {
    options: jszOptions,
    answer: () => {
      throw new NatsxError('ERR_MONITOR_NOT_FOUND', 'jetstream not enabled');
    },
  },
  INFO: { options: {}, answer: ({ view, account: name }) => accountInfo(view, name) },
  STATZ: {
    options: statzOptions,
    answer: ({ view, fields, around, account: name }) =>
      // Account PING is none: that subject has a subscription of its own.
      name === 'PING' ? undefined : statz(view, fields, [name], around.nowMs),
  },
};

/** `$SYS.REQ.ACCOUNT.PING.STATZ` */
export const ALL_ACCOUNTS_STATZ: Endpoint = {
  options: statzOptions,
  answer: ({ view, fields, around }) => {
    const names = (fields['accounts'] ?? []) as readonly string[];
    return statz(view, fields, names.length === 0 ? undefined : names, around.nowMs);
  },
};

/** An endpoint that answers over NATS as it does over HTTP. */
function listing(
  make: (view: ServerView, query: Query, nowMs: number) => object,
): Endpoint['answer'] {
  return ({ view, query, around }) => make(view, query, around.nowMs);
}

/** Who has nothing to tell leaves the answer to other servers. */
function statz(
  view: ServerView,
  fields: Fields,
  names: readonly string[] | undefined,
  nowMs: number,
): object | undefined {
  const showsUnused = fields['include_unused'] === true;
  const answer = statisticsOf(view, { showsUnused, names }, nowMs);
  return answer.isEmpty && !showsUnused ? undefined : answer.told;
}
