// The start of a connection: INFO, CONNECT and each of its fields, verbose, a second CONNECT, refusals.
import {
  closed,
  closes,
  connect,
  hpub,
  join,
  open,
  pongs,
  pub,
  send,
  settle,
  stays,
  talk,
  type Session,
} from '../session.ts';

/** Each field of CONNECT with its JSON type. */
const fields = {
  verbose: 'bool',
  pedantic: 'bool',
  tls_required: 'bool',
  echo: 'bool',
  headers: 'bool',
  no_responders: 'bool',
  new_account: 'bool',
  auth_token: 'string',
  user: 'string',
  pass: 'string',
  name: 'string',
  lang: 'string',
  version: 'string',
  sig: 'string',
  jwt: 'string',
  nkey: 'string',
  account: 'string',
  remote_account: 'string',
  protocol: 'number',
  import: 'object',
  export: 'object',
} as const;
const values = {
  bool: 'true',
  string: '"text"',
  number: '1',
  object: '{"allow":["a"],"deny":null}',
  array: '[]',
};
const harmless: Record<keyof typeof values, string> = { ...values, bool: 'false', string: '""' };

const wrongTypes: Session[] = Object.entries(fields).flatMap(([field, type]) =>
  Object.entries(values)
    .filter(([other]) => other !== type)
    .map(([other, value]) =>
      refusedOrNot(`CONNECT with ${field} of type ${other}`, `CONNECT {"${field}":${value}}\r\n`),
    ),
);

/** Not every release knows every field, so that some servers go on here: a PING in the same write tells. */
function refusedOrNot(name: string, bytes: string): Session {
  return talk(name, [open('a'), send('a', `${bytes}PING\r\n`, 1), pongs('a')]);
}

const rightTypes: Session[] = Object.entries(fields).flatMap(([field, type]) => [
  stays(
    `CONNECT with ${field} at its plainest`,
    `CONNECT {"${field}":${harmless[type]}}\r\nSUB foo 1\r\n${pub('foo', 'x')}`,
  ),
  stays(
    `CONNECT with ${field} null`,
    `CONNECT {"${field}":null}\r\nSUB foo 1\r\n${pub('foo', 'x')}`,
  ),
]);

const documents: Session[] = [
  ...[
    '',
    'null x',
    '{',
    '{}}',
    '{} {}',
    '{"verbose":false,}',
    "{'verbose':false}",
    '{verbose:false}',
    '[]',
    '"text"',
    '1',
    'true',
    '{"verbose":}',
    'nonsense',
    '{"name":"\x01"}',
    '{"name":"\\x"}',
    '{"name":"a',
    '{"protocol":01}',
    '{"protocol":+1}',
  ].map((json) => closes(`CONNECT ${json}`, `CONNECT ${json}\r\n`)),
  ...[
    '{}',
    'null',
    '{ }',
    '{"unknown":{"a":[1,2,{"b":null}]},"verbose":false}',
    '{"verbose":false,"verbose":true}',
    '{"VERBOSE":false}',
    '{"Verbose":false,"pedantic":false}',
    '{"name":"caf\xc3\xa9 \\u20ac \\ud83d\\ude00"}',
    '{"name":"\xff\xfe"}',
    '{"verbose" : false , "echo":\ttrue}',
    '{"protocol":0}',
    '{"protocol":-0}',
    '{"protocol":1}',
    '{"tls_required":true}',
  ].map((json) => stays(`CONNECT ${json}`, `CONNECT ${json}\r\nSUB foo 1\r\n${pub('foo', 'x')}`)),
  ...['1.0', '1e0', '1.5', '9223372036854775808', '99999999999999999999'].map((number) =>
    closes(`CONNECT with protocol ${number}`, `CONNECT {"protocol":${number}}\r\n`),
  ),
];

const protocols: Session[] = [
  ...['2', '-1', '1000', '9223372036854775807', '-9223372036854775808'].map((number) =>
    closes(`protocol ${number} is refused`, `CONNECT {"verbose":false,"protocol":${number}}\r\n`),
  ),
  closes(
    'verbose does not change the refusal of a protocol',
    'CONNECT {"verbose":true,"protocol":2}\r\nPING\r\n',
  ),
  closes('no responders without headers', connect({ no_responders: true })),
  closes('no responders with headers false', connect({ no_responders: true, headers: false })),
  stays('no responders with headers', connect({ no_responders: true, headers: true })),
  closes('protocol is checked before no responders', connect({ no_responders: true, protocol: 7 })),
  closes('an account is asked for', connect({ account: 'A' })),
  closes(
    'an account is asked for by an unknown user',
    connect({ account: '$G', user: 'u', pass: 'p' }),
  ),
  stays('new_account alone', connect({ new_account: false })),
  closes('a new account is asked for', connect({ account: 'A', new_account: true })),
  closes('new_account true without a name', connect({ new_account: true })),
  closes('the account is checked before the protocol', connect({ account: 'A', protocol: 7 })),
  closes(
    'nothing is worked off after a refused CONNECT',
    `${connect({ protocol: 2 })}PING\r\n${pub('foo', 'x')}`,
  ),
  stays(
    'credentials nobody asked for',
    connect({ user: 'u', pass: 'p', auth_token: 't', jwt: 'j', nkey: 'n', sig: 's' }),
  ),
  stays(
    'all that clients usually send',
    'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"protocol":1,"echo":true,"tls_required":false,"user":"u","pass":"u","lang":"py","version":"1","name":"cli"}\r\nPING\r\nPING\r\n',
    { pongs: 2 },
  ),
];

const verbose: Session[] = [
  stays(
    'no CONNECT at all: verbose, pedantic, no headers',
    `SUB foo 1\r\n${pub('foo', 'hi')}${pub('foo.*', 'x')}UNSUB 1\r\nPING\r\nPONG\r\n`,
    { pongs: 1 },
  ),
  closes('no CONNECT at all: headers are off', hpub('foo', 'NATS/1.0\r\n\r\n')),
  stays('nothing sent but a PING', 'PING\r\n', { pongs: 1 }),
  stays(
    'verbose answers CONNECT, SUB, UNSUB, PUB',
    `CONNECT {"verbose":true}\r\nSUB foo 1\r\nUNSUB 1\r\nUNSUB 7\r\n${pub('foo', 'x')}PING\r\nPONG\r\n+OK\r\nINFO {}\r\n`,
    { pongs: 1 },
  ),
  stays(
    'verbose answers HPUB',
    `CONNECT {"verbose":true,"headers":true}\r\n${hpub('foo', 'NATS/1.0\r\n\r\n', 'x')}`,
  ),
  stays(
    'verbose answers a PUB before its MSG',
    `CONNECT {"verbose":true,"pedantic":false}\r\nSUB foo 1\r\n${pub('foo', 'x')}${pub('foo', 'y')}`,
  ),
  stays(
    'pedantic reports a bad subject and goes on',
    `CONNECT {"verbose":true,"pedantic":true}\r\nSUB > 1\r\n${pub('foo.*', 'x')}${pub('foo.>', 'x')}${pub('foo..bar', 'x')}${pub('.foo', 'x')}${pub('foo.', 'x')}${pub('foo*', 'x')}${pub('foo>.a', 'x')}`,
  ),
  stays(
    'pedantic without verbose',
    `CONNECT {"verbose":false,"pedantic":true}\r\nSUB * 1\r\n${pub('*', 'x')}${pub('>', 'x')}${pub('ok', 'x')}`,
  ),
  stays(
    'pedantic does not look at the reply',
    `CONNECT {"verbose":false,"pedantic":true}\r\nSUB foo 1\r\n${pub('foo a..b', 'x')}${pub('foo >', 'x')}`,
  ),
  stays(
    'pedantic and headers',
    `CONNECT {"verbose":true,"headers":true}\r\n${hpub('foo.*', 'NATS/1.0\r\n\r\n', 'x')}`,
  ),
  stays(
    'no +OK for a refused SUB',
    'CONNECT {"verbose":true}\r\nSUB foo..bar 1\r\nSUB foo _sys_ 2\r\nSUB foo 3\r\n',
  ),
  stays(
    'no +OK for a refused PUB',
    `CONNECT {"verbose":true}\r\n${pub('foo _R_.x', 'x')}${pub('_GR_.a.b.c', 'x')}${pub('foo', 'x')}`,
  ),
];

/** The line and the payload in writes of their own. */
const inTwo: Session[] = [
  talk('pedantic says it once when the payload comes later', [
    open('a'),
    send('a', 'CONNECT {}\r\nPUB foo.* 3\r\n'),
    send('a', 'abc\r\n'),
    settle('a'),
  ]),
];

const again: Session[] = [
  stays(
    'a second CONNECT changes verbose',
    `${connect()}SUB foo 1\r\nCONNECT {"verbose":true}\r\nSUB bar 2\r\n${pub('bar', 'x')}`,
  ),
  stays(
    'a second CONNECT keeps what it does not name',
    `${connect({ echo: false, headers: true })}CONNECT {}\r\nSUB foo 1\r\n${pub('foo', 'x')}${hpub('foo', 'NATS/1.0\r\n\r\n', 'y')}`,
  ),
  stays(
    'a second CONNECT and the subscriptions before it',
    `${connect()}SUB foo 1\r\nSUB bar q 2\r\n${connect()}${pub('foo', 'x')}${pub('bar', 'y')}`,
  ),
  stays(
    'a second CONNECT and a sid used before',
    `${connect()}SUB foo 1\r\n${connect()}SUB bar 1\r\n${pub('foo', 'x')}${pub('bar', 'y')}`,
  ),
  stays(
    'a second CONNECT takes headers away',
    `${connect({ headers: true })}CONNECT {"headers":false}\r\nPING\r\n`,
    { pongs: 1 },
  ),
  closes(
    'a second CONNECT without headers refuses HPUB',
    `${connect({ headers: true })}CONNECT {"headers":false}\r\n${hpub('foo', 'NATS/1.0\r\n\r\n')}`,
  ),
  closes('a second CONNECT with a bad protocol', `${connect()}CONNECT {"protocol":2}\r\n`),
  closes('a second CONNECT that is no JSON', `${connect()}CONNECT {\r\n`),
  closes(
    'a second CONNECT takes headers away from no responders',
    `${connect({ headers: true, no_responders: true })}CONNECT {"headers":false}\r\n`,
  ),
  stays(
    'a second CONNECT after the first PING',
    `${connect({ protocol: 1 })}PING\r\n${connect({ protocol: 1 })}PING\r\nPING\r\n`,
    { pongs: 3 },
  ),
];

/** INFO comes again after the first PING of a client with protocol 1. */
const asyncInfo: Session[] = [
  stays('protocol 1: the first PING', `${connect({ protocol: 1 })}PING\r\nPING\r\nPING\r\n`, {
    pongs: 3,
  }),
  stays('protocol 0: the first PING', `${connect({ protocol: 0 })}PING\r\nPING\r\n`, { pongs: 2 }),
  stays(
    'protocol 1: a SUB before the first PING',
    `${connect({ protocol: 1 })}SUB foo 1\r\n${pub('foo', 'x')}PING\r\n${pub('foo', 'y')}`,
    { pongs: 1 },
  ),
  stays(
    'protocol raised after the first PING',
    `${connect()}PING\r\n${connect({ protocol: 1 })}PING\r\nPING\r\n`,
    { pongs: 3 },
  ),
  stays('a PING before CONNECT', `PING\r\n${connect({ protocol: 1 })}PING\r\nPING\r\n`, {
    pongs: 3,
  }),
  stays('protocol 1 under a smaller max_payload', `${connect({ protocol: 1 })}PING\r\nPING\r\n`, {
    pongs: 2,
    settings: { max_payload: 16 },
  }),
];

/** The player never answers the server's PINGs, and leaves them out of what it compares. */
const impatient = { settings: { ping_interval: '50ms', ping_max: 1 }, isSplit: false } as const;
const liveness: Session[] = [
  closes('a client that answers no PING is stale', connect(), impatient),
  talk('a client that says nothing is stale', [open('a'), closed('a')], impatient),
];

const refusals: Session[] = [
  talk(
    'one connection too many',
    [...join('a'), settle('a'), open('b'), closed('b'), settle('a')],
    {
      settings: { max_connections: 1 },
      isSplit: false,
    },
  ),
  stays('INFO says that headers are off', `${connect({ headers: true })}PING\r\n`, {
    pongs: 1,
    settings: { no_header_support: true },
  }),
  closes(
    'headers are off: HPUB',
    `${connect({ headers: true })}${hpub('foo', 'NATS/1.0\r\n\r\n')}`,
    { settings: { no_header_support: true } },
  ),
  closes('headers are off: no responders', connect({ headers: true, no_responders: true }), {
    settings: { no_header_support: true },
  }),
];

export const connecting: Session[] = [
  ...wrongTypes,
  ...rightTypes,
  ...documents,
  ...protocols,
  ...verbose,
  ...inTwo,
  ...again,
  ...asyncInfo,
  ...refusals,
  ...liveness,
];
