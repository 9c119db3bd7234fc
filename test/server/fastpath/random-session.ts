// What clients may do to a server, as data: fast-check makes it, shrinks it, and prints it.
import fc from 'fast-check';
import type { GivenAccount } from '../../../src/server/options/accounts.ts';
import type { GivenPermissions } from '../../../src/server/options/permissions.ts';

/** One session: the server's limits, and what happens, in order. */
export interface Session {
  /**
   * `groups`: queue groups have members on several connections, and which of them gets a message is chance. `exact`: a
   * group has one member, so that every byte is determined.
   */
  readonly kind: 'exact' | 'groups';
  readonly limits: {
    readonly maxPayload: number;
    readonly maxPending: number;
    readonly noFastProducerStall: boolean;
  };
  /** What each client may do; undefined for everything. */
  readonly permissions: readonly (GivenPermissions | undefined)[];
  /** Undefined where all clients are in one account. */
  readonly sharing: Sharing | undefined;
  /** Other servers, which are counted on from the clients. */
  readonly peers: number;
  readonly steps: readonly Step[];
}

/** Two accounts: what the second imports of the first, which exports all. */
export interface Sharing {
  /** The account of each client. */
  readonly homes: readonly ('A' | 'B')[];
  readonly imports: readonly GivenImport[];
  /** Of both. */
  readonly mappings: Readonly<Record<string, string>>;
  /** Of the second, in bytes; -1 for none. */
  readonly maxPayload: number;
}

type GivenImport = NonNullable<GivenAccount['imports']>[number];

export type Step =
  | { readonly do: 'connect'; readonly client: number; readonly options: ClientOptions }
  /** `ops` in one piece, cut after every so many bytes; `settle`: nothing else happens in that turn. */
  | {
      readonly do: 'say';
      readonly client: number;
      readonly ops: readonly Op[];
      readonly cuts: readonly number[];
      readonly settle: boolean;
    }
  /** Stops to read, reads again, goes away in one of three ways. */
  | { readonly do: 'hold' | 'drain' | 'leave' | 'break'; readonly client: number };

export interface ClientOptions {
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly echo: boolean;
  readonly headers: boolean;
  readonly no_responders: boolean;
}

export type Op =
  | {
      readonly op: 'pub';
      readonly subject: string;
      readonly reply: string;
      /** Undefined for PUB. */
      readonly headers: number | undefined;
      readonly size: number;
      readonly times: number;
      readonly form: Form;
      /** For another server: the clients that are members of the groups that it names. */
      readonly queues: readonly number[];
      readonly account: 'A' | 'B';
    }
  | {
      readonly op: 'sub';
      readonly subject: string;
      readonly sid: string;
      readonly queue: boolean;
      readonly account: 'A' | 'B';
    }
  | {
      readonly op: 'unsub';
      readonly sid: string;
      readonly max: number | undefined;
      readonly account?: undefined;
    }
  | { readonly op: 'raw'; readonly text: string };

/** How a message line is written. */
export type Form = 'plain' | 'lower' | 'blanks' | 'tab' | 'lone LF' | 'zeros' | 'blank at end';

const SUBJECTS = ['a', 'b', 'a.b', 'a.c', 'orders.new', 'a.b.c'];
const ODD_SUBJECTS = [
  'a.*',
  '>',
  'a..b',
  '.a',
  '_GR_.x',
  '$NRG.x',
  'd\xe9j\xe0',
  'foo*',
  'long.'.repeat(40) + 'x',
];
const PATTERNS = [
  ...SUBJECTS,
  'a.*',
  '>',
  '*',
  'a.>',
  '*.b',
  'a.*.c',
  'd\xe9j\xe0',
  '_INBOX.>',
  '*.*',
];
const REPLIES = [
  '_INBOX.x',
  '_INBOX.abcdefghijklmnop.1',
  '12',
  '007',
  '1234567890123',
  'r',
  '_R_.x',
  '_R_x',
  '_GR_.y',
  '$JS.ACK.1',
  '$JS.API',
  'a',
];
const SIDS = ['1', '2', '33', '444', 'sid-with-a-long-name', '0'];

const weighted = <T>(...entries: readonly [number, fc.Arbitrary<T>][]): fc.Arbitrary<T> =>
  fc.oneof(...entries.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const sizes = weighted(
  [30, fc.integer({ min: 0, max: 200 })],
  [3, fc.integer({ min: 1_000, max: 1_100 })],
  // Around a small slab, the size from which frames are shared, a large slab, and what is read at once.
  [2, fc.integer({ min: 4_050, max: 4_100 })],
  [1, fc.integer({ min: 16_370, max: 16_400 })],
  [1, fc.integer({ min: 65_350, max: 65_420 })],
  [1, fc.integer({ min: 65_500, max: 70_000 })],
);

/** How many clients there may be. */
export const CLIENTS = 4;
const client = weighted(
  [3, fc.nat({ max: CLIENTS - 1 })],
  [1, fc.nat({ max: 1 }).map((peer) => CLIENTS + peer)],
);
const account = fc.constantFrom('A' as const, 'B' as const);

const publish: fc.Arbitrary<Op> = fc.record({
  op: fc.constant('pub' as const),
  subject: weighted([20, fc.constantFrom(...SUBJECTS)], [1, fc.constantFrom(...ODD_SUBJECTS)]),
  reply: weighted([4, fc.constant('')], [1, fc.constantFrom(...REPLIES)]),
  headers: weighted<number | undefined>(
    [4, fc.constant(undefined)],
    [1, fc.integer({ min: 0, max: 60 })],
  ),
  size: sizes,
  times: weighted([2, fc.constant(1)], [3, fc.integer({ min: 2, max: 100 })]),
  form: weighted<Form>(
    [40, fc.constant('plain' as const)],
    [1, fc.constantFrom<Form>('lower', 'blanks', 'tab', 'lone LF', 'zeros', 'blank at end')],
  ),
  queues: weighted(
    [2, fc.constant<number[]>([])],
    [1, fc.array(fc.nat({ max: CLIENTS + 1 }), { minLength: 1, maxLength: 3 })],
  ),
  account,
});

const subscribe: fc.Arbitrary<Op> = fc.record({
  op: fc.constant('sub' as const),
  subject: fc.constantFrom(...PATTERNS),
  sid: fc.constantFrom(...SIDS),
  queue: weighted([3, fc.constant(false)], [1, fc.constant(true)]),
  account,
});

const unsubscribe: fc.Arbitrary<Op> = fc.record({
  op: fc.constant('unsub' as const),
  sid: fc.constantFrom(...SIDS),
  max: weighted<number | undefined>(
    [1, fc.constant(undefined)],
    [1, fc.integer({ min: 0, max: 60 })],
  ),
});

const harmless = fc.constantFrom(
  'PING\r\n',
  'ping\n',
  'PONG\r\n',
  'SUB .. 9\r\n',
  'CONNECT {"headers":false,"no_responders":false}\r\n',
  'CONNECT {"headers":true}\r\n',
  'CONNECT {"echo":false}\r\n',
  'CONNECT {"verbose":true}\r\n',
  'CONNECT {"verbose":false,"pedantic":false}\r\n',
);

const garbage = fc.constantFrom(
  'GARBAGE\r\n',
  'PUB a\r\n',
  'PUB  \r\n',
  'PUB a -1\r\nx',
  'PUB a 5x\r\nhello\r\n',
  'PUB a 5\r\nhelloXX',
  'PUB a 5\r\nhell\r\n',
  'PUB a 5 \r\nhello\r\n',
  'PUB a b c 5\r\nhello\r\n',
  'PUB a 1234567890\r\n',
  'PUB a 999999999\r\n',
  'HPUB a 5 3\r\nhello\r\n',
  'HPUB a 5\r\nhello\r\n',
  'HPUB a r s 3 5\r\nhello\r\n',
  'HPUBa 3 5\r\nhello\r\n',
  `PUB ${'x'.repeat(4_200)} 0\r\n\r\n`,
  'CONNECT {',
  'PUB a 3\r\nab',
);

const raw = (texts: fc.Arbitrary<string>): fc.Arbitrary<Op> =>
  fc.record({ op: fc.constant('raw' as const), text: texts });

const ops = weighted([30, publish], [6, subscribe], [3, unsubscribe], [1, raw(harmless)]);

const clientOptions: fc.Arbitrary<ClientOptions> = fc.record({
  verbose: rarely(),
  pedantic: rarely(),
  echo: rarely().map((value) => !value),
  headers: weighted([3, fc.constant(true)], [1, fc.constant(false)]),
  no_responders: fc.boolean(),
});

function rarely(): fc.Arbitrary<boolean> {
  return weighted([15, fc.constant(false)], [1, fc.constant(true)]);
}

const say: fc.Arbitrary<Step> = fc
  .record({
    client,
    ops: fc.array(ops, { minLength: 1, maxLength: 12 }),
    end: weighted<Op | undefined>([25, fc.constant(undefined)], [1, raw(garbage)]),
    cuts: weighted(
      [4, fc.constant<number[]>([])],
      [1, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 })],
      [4, fc.array(fc.integer({ min: 200, max: 20_000 }), { minLength: 1, maxLength: 6 })],
    ),
    settle: fc.boolean(),
  })
  .map(({ end, ...rest }) => ({
    do: 'say' as const,
    ...rest,
    ops: end === undefined ? rest.ops : [...rest.ops, end],
  }));

const step: fc.Arbitrary<Step> = weighted<Step>(
  [30, say],
  [2, fc.record({ do: fc.constantFrom('hold' as const, 'drain' as const), client })],
  [1, fc.record({ do: fc.constantFrom('leave' as const, 'break' as const), client })],
  [2, fc.record({ do: fc.constant('connect' as const), client, options: clientOptions })],
);

const kind = weighted<'exact' | 'groups'>(
  [3, fc.constant('exact' as const)],
  [1, fc.constant('groups' as const)],
);
const limits = fc.record({
  maxPayload: weighted([6, fc.constant(1_048_576)], [1, fc.integer({ min: 20, max: 5_000 })]),
  maxPending: weighted([4, fc.constant(67_108_864)], [2, fc.integer({ min: 6_000, max: 200_000 })]),
  noFastProducerStall: fc.boolean(),
});

/** Of subjects that clients use, and with groups, whose names play-session.ts makes. */
const rules = (groups: readonly string[]) =>
  fc.array(fc.constantFrom(...PATTERNS, ...groups), { minLength: 1, maxLength: 4 });
const sides = (groups: readonly string[]) =>
  fc.record({ allow: rules(groups), deny: rules(groups) }, { requiredKeys: [] });

const permissions: fc.Arbitrary<GivenPermissions> = fc.record(
  {
    publish: sides([]),
    subscribe: sides(['a.* >', 'a.> q1.*', '> q1', 'b q1', 'a q2.>']),
    allowResponses: fc.constantFrom(true, { max: 3 }, { max: -1 }),
  },
  { requiredKeys: [] },
);

const stream = (subject: string) => ({ account: 'A', subject });
const IMPORTS: readonly GivenImport[] = [
  { stream: stream('a') },
  { stream: stream('a.>'), prefix: 'a' },
  { stream: stream('*'), to: 'a.$1' },
  { stream: stream('*.*'), to: '$2.$1' },
  { stream: stream('orders.new'), to: 'b' },
  { stream: stream('_INBOX.>') },
  { stream: stream('>'), prefix: 'orders' },
];
/** Chance has no part in them. */
const MAPPINGS: readonly Record<string, string>[] = [
  { 'orders.new': 'a.b' },
  { 'a.*': 'b.$1', b: 'a.b.c' },
  { 'a.b': 'a.{{partition(2)}}', 'a.c': '$NRG.x' },
];

const sharing: fc.Arbitrary<Sharing> = fc.record({
  homes: fc.array(fc.constantFrom('A' as const, 'B' as const), {
    minLength: CLIENTS,
    maxLength: CLIENTS,
  }),
  imports: fc.subarray([...IMPORTS]),
  mappings: weighted<Record<string, string>>(
    [2, fc.constant({})],
    [1, fc.constantFrom(...MAPPINGS)],
  ),
  maxPayload: weighted([5, fc.constant(-1)], [1, fc.integer({ min: 20, max: 5_000 })]),
});

/** Which member of a group gets a request, and may then answer it, is chance. */
function suited(to: Session['kind'], given: GivenPermissions | undefined) {
  if (to === 'exact' || given === undefined) return given;
  return { publish: given.publish, subscribe: given.subscribe };
}

/** Two clients are there from the start; the others come, if they do, by and by. */
export const randomSession: fc.Arbitrary<Session> = fc
  .record({
    kind,
    limits,
    permissions: fc.array(
      weighted<GivenPermissions | undefined>([1, fc.constant(undefined)], [1, permissions]),
      { minLength: CLIENTS, maxLength: CLIENTS },
    ),
    sharing: fc.option(sharing, { nil: undefined }),
    isRestricted: weighted([2, fc.constant(false)], [1, fc.constant(true)]),
    peers: weighted([1, fc.constant(0)], [1, fc.integer({ min: 1, max: 2 })]),
    first: fc.array(clientOptions, { minLength: 2, maxLength: CLIENTS }),
    interest: fc.array(fc.record({ client, op: subscribe }), { maxLength: 6 }),
    steps: fc.array(step, { minLength: 1, maxLength: 20 }),
  })
  .map(({ kind, limits, permissions, sharing, peers, isRestricted, first, interest, steps }) => ({
    kind,
    // Nor may it show whether a member is here or elsewhere.
    peers: kind === 'exact' ? peers : 0,
    // In which account a group's member is, its messages show.
    sharing: kind === 'exact' ? sharing : undefined,
    permissions: permissions.map((each) => (isRestricted ? suited(kind, each) : undefined)),
    limits: {
      ...limits,
      maxPayload: Math.min(limits.maxPayload, limits.maxPending),
      // Which member of a group gets too much for its limit, is chance.
      ...(kind === 'groups' ? { maxPending: 67_108_864 } : {}),
    },
    steps: [
      ...first.map((options, client) => ({ do: 'connect' as const, client, options })),
      // There if the session has so many.
      ...[CLIENTS, CLIENTS + 1].map((client) => ({
        do: 'connect' as const,
        client,
        options: first[0]!,
      })),
      ...interest.map(({ client, op }) => ({
        do: 'say' as const,
        client,
        ops: [op],
        cuts: [],
        settle: true,
      })),
      ...steps,
    ],
  }));
