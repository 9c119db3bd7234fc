/**
 * What servers say to each other beyond what clients do. The verbs are the same everywhere, but what stands before the
 * subject differs by the kind of the connection (nats-server parser.go, route.go, leafnode.go).
 */

/** A message's verb among servers. `LMSG` on a route names the leafnode cluster that the message came from. */
export type MessageVerb = 'RMSG' | 'LMSG' | 'HMSG';

/** What a word before the subject is. */
type Leading = 'origin' | 'account';

export interface Dialect {
  /** The words that stand before the subject; a verb that is absent is a violation. */
  readonly leading: Readonly<Partial<Record<MessageVerb, readonly Leading[]>>>;
  /** The verbs of which the line always tells the size of the headers, 0 for none. */
  readonly sizesHeaders: ReadonlySet<MessageVerb>;
}

const ACCOUNT: readonly Leading[] = ['account'];
const NOTHING: readonly Leading[] = [];
const WITH_HEADERS: ReadonlySet<MessageVerb> = new Set(['HMSG']);
const WITH_HEADERS_OR_ORIGIN: ReadonlySet<MessageVerb> = new Set(['HMSG', 'LMSG']);

/** A route for all accounts. */
export const ROUTE: Dialect = {
  leading: { RMSG: ACCOUNT, HMSG: ACCOUNT, LMSG: ['origin', 'account'] },
  sizesHeaders: WITH_HEADERS_OR_ORIGIN,
};

/** A route for one account, which nobody needs to name. */
export const ACCOUNT_ROUTE: Dialect = {
  leading: { RMSG: NOTHING, HMSG: NOTHING, LMSG: ['origin'] },
  sizesHeaders: WITH_HEADERS_OR_ORIGIN,
};

export const GATEWAY: Dialect = {
  leading: { RMSG: ACCOUNT, HMSG: ACCOUNT },
  sizesHeaders: WITH_HEADERS,
};

export const LEAFNODE: Dialect = {
  leading: { LMSG: NOTHING, RMSG: NOTHING, HMSG: NOTHING },
  sizesHeaders: WITH_HEADERS,
};
