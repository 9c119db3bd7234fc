// Lines and tokens: verbs, blanks, line ends, sizes, the longest control line.
import {
  closed,
  closes,
  connect,
  join,
  open,
  pub,
  send,
  settle,
  stays,
  talk,
  type Session,
} from '../session.ts';

const quiet = connect();
const verbs = [
  'CONNECT',
  'INFO',
  'PING',
  'PONG',
  'PUB',
  'HPUB',
  'SUB',
  'UNSUB',
  '+OK',
  '-ERR',
  'HMSG',
];
/** Verbs between servers, and first bytes of other protocols. */
const strangers = [
  'MSG a 1 1\r\nx\r\n',
  'RMSG',
  'RS+ a',
  'LS+ a',
  'LMSG',
  'A+ a',
  'GET / HTTP/1.1\r\n',
  '\x16\x03\x01',
  '\0',
  '\xff',
  ' PING\r\n',
  '\tPING\r\n',
  '\r\n',
  '\n',
  '{}',
];

/** A verb goes wrong at one byte: the server must not wait for the rest of the line. */
const badBytes: Session[] = verbs.flatMap((verb) =>
  Array.from(verb, (_, at) =>
    closes(`${verb} wrong at byte ${at}`, `${quiet}${verb.slice(0, at)}x`),
  ),
);

/** Verbs that need a blank after them, seen at the next byte. */
const noBlank: Session[] = ['PUB', 'HPUB', 'SUB', 'UNSUB', '-ERR', 'HMSG'].flatMap((verb) => [
  closes(`${verb} with another letter after it`, `${quiet}${verb}x`),
  closes(`${verb} without arguments`, `${quiet}${verb}\r\n`),
]);

/**
 * A blank and no argument. The first byte after the blanks starts the argument whatever it is, so the CR is one, and a
 * line feed there does not end the line.
 */
const noArguments: Session[] = ['CONNECT', 'INFO', 'PUB', 'HPUB', 'SUB', 'UNSUB'].flatMap(
  (verb) => [
    closes(
      `${verb}, a blank, and the end of the line`,
      `${connect({ headers: true })}${verb} \r\n`,
    ),
    closes(
      `${verb}, blanks of both kinds, and two line feeds`,
      `${connect({ headers: true })}${verb} \t \n\n`,
    ),
  ],
);

const lineFeedFirst: Session[] = [
  stays('a line feed before the arguments of SUB', `${quiet}SUB \nfoo 1\r\n${pub('foo', 'x')}`),
  stays(
    'a line feed before the arguments of UNSUB',
    `${quiet}SUB foo 1\r\nUNSUB \n1\r\n${pub('foo', 'x')}`,
  ),
  stays('a line feed before the JSON of CONNECT', 'CONNECT \n{"verbose":false}\r\nSUB foo 1\r\n'),
  stays('a line feed before the arguments of PUB', `${quiet}SUB > 1\r\nPUB \nfoo 1\r\nx\r\n`),
  stays('CONNECT without a blank', 'CONNECT{"verbose":false}\r\nSUB foo 1\r\n'),
  stays('INFO without a blank', `${quiet}INFO{}\r\n`),
  closes('CONNECT with another letter after it', `${quiet}CONNECTx\r\n`),
  closes('INFO with another letter after it', `${quiet}INFOx\r\n`),
  closes('CONNECT without arguments', `${quiet}CONNECT\r\n\n`),
  closes('INFO without arguments', `${quiet}INFO\r\n\n`),
];

const lines: Session[] = [
  stays(
    'verbs in lower case',
    'connect {"verbose":false}\r\nsub foo 1\r\npub foo 2\r\nhi\r\nunsub 1\r\nping\r\npong\r\n',
    { pongs: 1 },
  ),
  stays(
    'verbs in mixed case',
    'cOnNeCt {"verbose":false}\r\nSub foo 1\r\npUB foo 2\r\nhi\r\nuNsUb 1\r\nPiNg\r\nPoNg\r\n+oK\r\niNfO {}\r\n',
    { pongs: 1 },
  ),
  stays(
    'lone line feeds end control lines',
    'CONNECT {"verbose":false}\nSUB foo 1\nPUB foo 2\nab\r\nUNSUB 1\nPING\n',
    { pongs: 1 },
  ),
  stays(
    'tabs and runs of blanks between arguments',
    `${quiet}SUB \t foo\t\t 1\r\nPUB\tfoo\t \tbar \t2\r\nab\r\nUNSUB \t1\t\r\n`,
  ),
  stays(
    'blanks before and after all arguments',
    `${quiet}SUB   foo  g   1   \r\nPUB   foo   1  \t\r\nx\r\nUNSUB   1   5  \r\n`,
  ),
  stays('a tab after CONNECT', 'CONNECT\t{"verbose":false}\r\n'),
  stays('blanks around the JSON of CONNECT', 'CONNECT    {"verbose":false}   \r\n'),
  stays(
    'PING and PONG with anything after them',
    `${quiet}PING and more\r\nPONG   \r\nPINGPONG\r\nPONGPING\r\n`,
    { pongs: 2 },
  ),
  stays('+OK with anything after it', `${quiet}+OK\r\n+OK then\r\n+OKAY\r\n`),
  stays('PING and PONG ended by a lone line feed', `${quiet}PONG\nPING\n`, { pongs: 1 }),
  stays(
    'INFO of a client is read and ignored',
    `${quiet}INFO {"server_id":"X","max_payload":1}\r\n${pub('foo', 'abc')}`,
  ),
  stays('INFO of a client with unknown fields', `${quiet}INFO {"whatever":[1,2,{"a":null}]}\r\n`),
  closes('INFO of a client that is no JSON', `${quiet}INFO nonsense\r\n`),
  closes('INFO of a client that is an array', `${quiet}INFO []\r\n`),
  closes('INFO of a client with a wrong type', `${quiet}INFO {"port":"x"}\r\n`),
  closes('-ERR of a client ends the connection without a word', `${quiet}-ERR 'whatever'\r\n`),
  closes('-err in lower case', `${quiet}-err 'x'\r\n`),
  closes('-ERR with a tab', `${quiet}-ERR\t'x'\r\n`),
  talk(
    'nothing is worked off after -ERR',
    [
      ...join('b'),
      send('b', 'SUB foo 1\r\n'),
      settle('b'),
      ...join('a'),
      send('a', `${pub('foo', 'x')}-ERR 'x'\r\n${pub('foo', 'y')}`),
      closed('a'),
      settle('b'),
    ],
    { isSplit: false },
  ),
  closes(
    'nothing is worked off after a wrong verb',
    `${quiet}SUB foo 1\r\nFOO\r\n${pub('foo', 'x')}PING\r\n`,
  ),
  closes(
    'what came before a wrong verb is delivered',
    `${quiet}SUB foo 1\r\n${pub('foo', 'x')}PING\r\nFOO\r\n`,
    { pongs: 1 },
  ),
  closes('a wrong verb as the very first bytes', 'FOO\r\n'),
  ...strangers.map((bytes) =>
    closes(`not a verb of clients: ${JSON.stringify(bytes)}`, quiet + bytes),
  ),
  closes(
    'HMSG of a client',
    `${connect({ headers: true })}HMSG foo 1 12 12\r\nNATS/1.0\r\n\r\n\r\n`,
  ),
  stays(
    'several commands in one write',
    `${quiet}SUB a 1\r\nSUB b 2\r\n${pub('a', '1')}${pub('b', '2')}${pub('a', '3')}PING\r\n${pub('b', '4')}`,
    { pongs: 1 },
  ),
];

/** What follows `size` bytes of payload must be CR LF. */
const payloadEnds: Session[] = [
  closes('payload longer than its size', `${quiet}PUB foo 2\r\nabc\r\n`),
  closes('payload shorter than its size', `${quiet}PUB foo 4\r\nab\r\nPING\r\n`),
  closes('payload ended by a lone line feed', `${quiet}PUB foo 2\r\nab\nPING\r\n`),
  closes('payload ended by CR and another byte', `${quiet}PUB foo 2\r\nab\rxPING\r\n`),
  closes('payload ended by two CRs', `${quiet}PUB foo 2\r\nab\r\r\n`),
  closes('empty payload without its line end', `${quiet}PUB foo 0\r\nPING\r\n`),
  closes(
    'header block and payload longer than their size',
    `${connect({ headers: true })}HPUB foo 12 14\r\nNATS/1.0\r\n\r\nabc\r\n`,
  ),
  stays(
    'payload of line ends and verbs',
    `${quiet}SUB foo 1\r\nPUB foo 16\r\n\r\n\r\nPING\r\n-ERR\r\n\r\n`,
  ),
  stays('payload of every byte', `${quiet}SUB foo 1\r\n${pub('foo', everyByte())}`),
];

const sizes: Session[] = [
  ...[
    '-1',
    '+1',
    'x',
    '1x',
    '0x1',
    '1.0',
    '1e0',
    '1234567890',
    '0000000001',
    '00000000001',
    "'1'",
    '\x00',
  ].map((size) => closes(`PUB of size ${JSON.stringify(size)}`, `${quiet}PUB foo ${size}\r\n`)),
  closes('PUB of nine digits', `${quiet}PUB foo 999999999\r\n`),
  stays('PUB size with leading zeros', `${quiet}SUB foo 1\r\nPUB foo 000000002\r\nhi\r\n`),
  // nats-server takes the CRs away where the line comes in two reads.
  closes('PUB size with a CR too many', `${quiet}PUB foo 0\r\r\n`, { isSplit: false }),
  closes('PUB with one argument', `${quiet}PUB foo\r\n`),
  closes('PUB with a size alone', `${quiet}PUB 2\r\n`),
  closes('PUB with four arguments', `${quiet}PUB foo bar baz 2\r\nhi\r\n`),
  closes('PUB with five arguments', `${quiet}PUB a b c d 2\r\nhi\r\n`),
  stays('PUB of nothing', `${quiet}SUB foo 1\r\nPUB foo 0\r\n\r\n`),
];

const headerSizes: Session[] = [
  ...[
    '',
    'foo',
    'foo 12',
    '12 12',
    'foo bar baz 12 12',
    'a b c d 1 2',
    'foo x 12',
    'foo 12 x',
    'foo -1 12',
    'foo 12 -1',
    'foo 13 12',
    'foo 12 11',
    'foo 1234567890 12',
    'foo 12 1234567890',
    'foo 12 0',
    'foo bar 13 12',
  ].map((args) => closes(`HPUB ${args}`, `${connect({ headers: true })}HPUB ${args}\r\n`)),
];

/** The argument part may be as long as max_control_line, not a byte longer. */
const limit = 64;
const tight = { settings: { max_control_line: limit } };
const subjectOf = (length: number) => 's'.repeat(length);
const controlLines: Session[] = [
  // CONNECT is a control line too: `CONNECT {}` keeps below these limits, and leaves verbose on.
  stays('SUB as long as the limit', `CONNECT {}\r\nSUB ${subjectOf(limit - 2)} 1\r\n`, tight),
  closes('SUB one byte too long', `CONNECT {}\r\nSUB ${subjectOf(limit - 1)} 1\r\n`, tight),
  stays('PUB as long as the limit', `CONNECT {}\r\n${pub(subjectOf(limit - 2), 'x')}`, tight),
  closes('PUB one byte too long', `CONNECT {}\r\nPUB ${subjectOf(limit - 1)} 1\r\nx\r\n`, tight),
  stays(
    'HPUB as long as the limit',
    `CONNECT {"headers":true}\r\nHPUB ${subjectOf(limit - 6)} 12 12\r\nNATS/1.0\r\n\r\n\r\n`,
    tight,
  ),
  closes(
    'HPUB one byte too long',
    `CONNECT {"headers":true}\r\nHPUB ${subjectOf(limit - 5)} 12 12\r\nNATS/1.0\r\n\r\n\r\n`,
    tight,
  ),
  stays('UNSUB as long as the limit', `CONNECT {}\r\nUNSUB ${subjectOf(limit)}\r\n`, tight),
  closes('UNSUB one byte too long', `CONNECT {}\r\nUNSUB ${subjectOf(limit + 1)}\r\n`, tight),
  stays('CONNECT as long as the limit', `CONNECT ${named(limit)}\r\n`, tight),
  closes('CONNECT one byte too long', `CONNECT ${named(limit + 1)}\r\n`, tight),
  stays('INFO as long as the limit', `CONNECT {}\r\nINFO ${named(limit)}\r\n`, tight),
  closes('INFO one byte too long', `CONNECT {}\r\nINFO ${named(limit + 1)}\r\n`, tight),
  closes('-ERR one byte too long', `CONNECT {}\r\n-ERR ${subjectOf(limit + 1)}\r\n`, tight),
  stays(
    'blanks after the verb are not counted',
    `CONNECT {}\r\nSUB ${' '.repeat(9)}${subjectOf(limit - 2)} 1\r\n`,
    tight,
  ),
  closes(
    'blanks after the arguments are counted',
    `CONNECT {}\r\nSUB ${subjectOf(limit - 2)} 1 \r\n`,
    tight,
  ),
  stays('what follows PING is not counted', `CONNECT {}\r\nPING ${subjectOf(3 * limit)}\r\n`, {
    ...tight,
    pongs: 1,
  }),
  stays('what follows +OK is not counted', `CONNECT {}\r\n+OK ${subjectOf(3 * limit)}\r\n`, tight),
  ...['SUB ', 'PUB ', 'UNSUB ', 'CONNECT ', 'INFO ', '-ERR '].map((verb) =>
    closes(
      `${verb}without an end, past the limit`,
      `CONNECT {}\r\n${verb}${subjectOf(3 * limit)}`,
      tight,
    ),
  ),
  closes(
    'a partial line past the limit, in small pieces',
    `CONNECT {}\r\nPUB ${subjectOf(limit + 1)}`,
    tight,
  ),
  talk(
    'a line at the limit in two writes, ended later',
    [
      open('a'),
      send('a', `CONNECT {}\r\nSUB ${subjectOf(limit - 4)}`),
      send('a', ` 1\r\n`),
      settle('a'),
    ],
    tight,
  ),
  talk(
    'a partial line at the limit outgrows it',
    [
      open('a'),
      send('a', `CONNECT {}\r\nSUB ${subjectOf(limit)}`),
      send('a', `s`),
      send('a', 's'),
      closed('a'),
    ],
    tight,
  ),
  stays('the default limit, reached', `${quiet}SUB ${subjectOf(4094)} 1\r\n`, { isSplit: false }),
  closes('the default limit, passed', `${quiet}SUB ${subjectOf(4095)} 1\r\n`, { isSplit: false }),
];

export const framing: Session[] = [
  ...lines,
  ...badBytes,
  ...noBlank,
  ...noArguments,
  ...lineFeedFirst,
  ...payloadEnds,
  ...sizes,
  ...headerSizes,
  ...controlLines,
];

/** A JSON object of `length` bytes. */
function named(length: number): string {
  return `{"name":"${'n'.repeat(length - 11)}"}`;
}

function everyByte(): string {
  return Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
}
