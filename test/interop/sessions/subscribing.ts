// Subscribing: arguments, subjects, queue groups, UNSUB and its maximum, limits.
import { closes, connect, join, pub, send, settle, stays, talk, type Session } from '../session.ts';

const quiet = connect();

const argumentsOf: Session[] = [
  ...['', 'foo', 'foo bar baz 1', 'a b c d e'].map((args) =>
    closes(`SUB ${args}`, `${quiet}SUB ${args}\r\n`),
  ),
  ...['a b c', '1 2 3 4'].map((args) => closes(`UNSUB ${args}`, `${quiet}UNSUB ${args}\r\n`)),
  ...['a-b_c', '0', '01', '\xc3\xa9', '99999999999999999999', '*', '\x01', '"'].map((sid) =>
    stays(
      `the sid ${sid}`,
      `${quiet}SUB foo ${sid}\r\n${pub('foo', 'x')}UNSUB ${sid}\r\n${pub('foo', 'y')}`,
    ),
  ),
  stays(
    'a carriage return separates arguments of SUB',
    `${quiet}SUB foo 1\r\r\n${pub('foo', 'x')}`,
  ),
  stays(
    'the same sid twice: the first stays',
    `${quiet}SUB foo 1\r\nSUB bar 1\r\n${pub('foo', 'x')}${pub('bar', 'y')}UNSUB 1\r\n${pub('foo', 'x')}${pub('bar', 'y')}`,
  ),
  stays('the same sid twice, verbose', `CONNECT {}\r\nSUB foo 1\r\nSUB bar 1\r\nSUB foo q 1\r\n`),
  stays(
    'a sid may be used again after UNSUB',
    `${quiet}SUB foo 1\r\nUNSUB 1\r\nSUB bar 1\r\n${pub('foo', 'x')}${pub('bar', 'y')}`,
  ),
  stays(
    'a refused sid may be used again',
    `${quiet}SUB foo..bar 1\r\nSUB foo 1\r\n${pub('foo', 'x')}`,
  ),
  stays(
    'a reused sid with an invalid subject keeps the first',
    `${quiet}SUB foo 1\r\nSUB foo..bar 1\r\n${pub('foo', 'x')}`,
  ),
];

const subjects: Session[] = [
  ...['.', '..', '.foo', 'foo.', 'foo..bar', '>.foo', 'foo.>.bar', '>.>', '*.>.*', 'foo.>.'].map(
    (subject) =>
      stays(`SUB ${subject}`, `CONNECT {}\r\nSUB ${subject} 1\r\nSUB ${subject} q 2\r\n`),
  ),
  ...[
    '*',
    '>',
    '*.*',
    'foo.>',
    '*.>',
    'foo*',
    '*foo',
    'foo>',
    '>foo',
    'f*o.b>r',
    '**',
    '>>',
    'foo.*bar',
    '\x01',
    '\xff.\xfe',
    'a"b',
  ].map((subject) =>
    stays(
      `SUB ${subject}`,
      `CONNECT {}\r\nSUB ${subject} 1\r\n${pub('foo', 'x')}${pub('foo.bar', 'x')}${pub('foo.bar.baz', 'x')}${pub('foo*', 'x')}`,
    ),
  ),
  ...[
    ['foo', ['foo', 'foo.bar', 'fo', 'FOO']],
    ['foo.*', ['foo', 'foo.a', 'foo.a.b', 'foo.*']],
    ['foo.>', ['foo', 'foo.a', 'foo.a.b', 'foo.>', 'foo.a.>']],
    ['*.b.*', ['a.b.c', 'a.b', 'b.b.b', 'a.c.b', 'a.b.c.d']],
    ['*.*.>', ['a', 'a.b', 'a.b.c', 'a.b.c.d']],
    ['foo*', ['foo*', 'foobar', 'foo']],
  ].map(([pattern, published]) =>
    stays(
      `what ${String(pattern)} matches`,
      `${quiet}SUB ${String(pattern)} 1\r\n${(published as string[]).map((subject) => pub(subject, 'x')).join('')}`,
    ),
  ),
];

/** Several subscriptions for one message: the order on one connection is not promised, so each is on its own. */
const overlaps: Session[] = [
  talk(
    'overlapping subscriptions, each on its own connection',
    [
      ...['foo.bar', 'foo.*', '*.bar', 'foo.>', '>'].flatMap((pattern, at) => [
        ...join(`s${at}`),
        send(`s${at}`, `SUB ${pattern} ${at}\r\n`),
        settle(`s${at}`),
      ]),
      ...join('p'),
      send('p', pub('foo.bar', 'x') + pub('foo.baz', 'y') + pub('bar', 'z')),
      settle('p'),
      ...Array.from({ length: 5 }, (_, at) => settle(`s${at}`)),
    ],
    { isSplit: false },
  ),
  talk(
    'queue groups of one member each, and a plain subscription',
    [
      ...['SUB foo 1', 'SUB foo q1 2', 'SUB foo q2 3', 'SUB * q3 4', 'SUB foo.> q4 5'].flatMap(
        (line, at) => [...join(`s${at}`), send(`s${at}`, `${line}\r\n`), settle(`s${at}`)],
      ),
      ...join('p'),
      send('p', pub('foo', 'x') + pub('foo.bar', 'y') + pub('foo re', 'z')),
      settle('p'),
      ...Array.from({ length: 5 }, (_, at) => settle(`s${at}`)),
    ],
    { isSplit: false },
  ),
  stays(
    'one queue member gets every message',
    `${quiet}SUB foo q 1\r\n${pub('foo', '1')}${pub('foo', '2')}${pub('foo', '3')}`,
  ),
  stays(
    'a plain subscription is served before a queue member',
    `${quiet}SUB foo q 1\r\nSUB foo 2\r\n${pub('foo', 'x')}${pub('foo', 'y')}`,
  ),
  talk('a queue member that leaves hands over to the other', [
    ...join('a'),
    send('a', 'SUB foo q 1\r\n'),
    settle('a'),
    ...join('b'),
    send('b', 'SUB foo q 2\r\n'),
    settle('b'),
    send('a', 'UNSUB 1\r\n'),
    settle('a'),
    ...join('p'),
    send('p', pub('foo', '1') + pub('foo', '2') + pub('foo', '3')),
    settle('p'),
    settle('a'),
    settle('b'),
  ]),
  talk('a queue member at its maximum hands over to the other', [
    ...join('a'),
    send('a', 'SUB foo q 1\r\nUNSUB 1 2\r\n'),
    settle('a'),
    send('a', pub('foo', '1') + pub('foo', '2')),
    settle('a'),
    ...join('b'),
    send('b', 'SUB foo q 2\r\n'),
    settle('b'),
    send('b', pub('foo', '3') + pub('foo', '4')),
    settle('b'),
    settle('a'),
  ]),
  stays(
    'queue names are any token',
    `${quiet}SUB foo * 1\r\nSUB bar > 2\r\nSUB baz a.b 3\r\nSUB boo \xc3\xa9 4\r\n${['foo', 'bar', 'baz', 'boo'].map((subject) => pub(subject, 'x')).join('')}`,
  ),
  stays(
    'the reserved queue name',
    `${quiet}SUB foo _sys_ 1\r\nSUB foo"\\ _sys_ 2\r\nSUB foo..bar _sys_ 3\r\nSUB foo _sys_x 4\r\nSUB foo _SYS_ 5\r\n`,
  ),
  stays(
    'the reserved queue name and a sid in use',
    `${quiet}SUB foo 1\r\nSUB bar _sys_ 1\r\n${pub('foo', 'x')}`,
  ),
];

const unsubscribing: Session[] = [
  stays('UNSUB of an unknown sid', `CONNECT {}\r\nUNSUB 44\r\nUNSUB 44 5\r\nUNSUB x y\r\n`),
  stays(
    'UNSUB ends delivery',
    `${quiet}SUB foo 1\r\n${pub('foo', 'x')}UNSUB 1\r\n${pub('foo', 'y')}`,
  ),
  stays('UNSUB twice', `CONNECT {}\r\nSUB foo 1\r\nUNSUB 1\r\nUNSUB 1\r\n`),
  stays(
    'a maximum of one',
    `${quiet}SUB foo 1\r\nUNSUB 1 1\r\n${pub('foo', '1')}${pub('foo', '2')}`,
  ),
  stays(
    'a maximum raised before it is reached',
    `${quiet}SUB mx 30\r\nUNSUB 30 2\r\n${pub('mx', '1')}UNSUB 30 3\r\n${pub('mx', '2')}${pub('mx', '3')}${pub('mx', '4')}`,
  ),
  stays(
    'a maximum already passed',
    `${quiet}SUB my 31\r\n${pub('my', '1')}${pub('my', '2')}UNSUB 31 1\r\n${pub('my', '3')}`,
  ),
  stays(
    'a maximum just reached',
    `${quiet}SUB my 31\r\n${pub('my', '1')}${pub('my', '2')}UNSUB 31 2\r\n${pub('my', '3')}`,
  ),
  stays(
    'a maximum counted from the start',
    `${quiet}SUB my 31\r\n${pub('my', '1')}${pub('my', '2')}UNSUB 31 3\r\n${pub('my', '3')}${pub('my', '4')}`,
  ),
  ...['abc', '0', '-1', '1x', '+2', '1234567890', '2.0', '000000002'].map((maximum) =>
    stays(
      `UNSUB with the maximum ${maximum}`,
      `${quiet}SUB mz 32\r\nUNSUB 32 ${maximum}\r\n${pub('mz', '1')}${pub('mz', '2')}${pub('mz', '3')}`,
    ),
  ),
  stays(
    'a sid may be used again after its maximum',
    `${quiet}SUB foo 1\r\nUNSUB 1 1\r\n${pub('foo', '1')}SUB foo 1\r\n${pub('foo', '2')}${pub('foo', '3')}`,
  ),
  stays(
    'UNSUB after the maximum was reached',
    `CONNECT {}\r\nSUB foo 1\r\nUNSUB 1 1\r\n${pub('foo', '1')}UNSUB 1\r\n`,
  ),
  stays(
    'a maximum and a plain UNSUB before it',
    `${quiet}SUB foo 1\r\nUNSUB 1 5\r\n${pub('foo', '1')}UNSUB 1\r\n${pub('foo', '2')}`,
  ),
  stays(
    'maximum of a queue subscription',
    `${quiet}SUB foo q 1\r\nUNSUB 1 2\r\n${pub('foo', '1')}${pub('foo', '2')}${pub('foo', '3')}`,
  ),
  stays(
    'a maximum with a lone line feed and blanks',
    `${quiet}SUB foo 1\nUNSUB \t1  1 \n${pub('foo', '1')}${pub('foo', '2')}`,
  ),
];

const limits: Session[] = [
  stays(
    'one subscription too many',
    `CONNECT {}\r\nSUB a 1\r\nSUB b 2\r\nSUB c 3\r\nUNSUB 1\r\nSUB c 3\r\n${pub('c', 'x')}`,
    { settings: { max_subscriptions: 2 } },
  ),
  stays('a sid in use at the limit', `CONNECT {}\r\nSUB a 1\r\nSUB b 2\r\nSUB c 2\r\n`, {
    settings: { max_subscriptions: 2 },
  }),
  stays(
    'an invalid subject at the limit',
    `CONNECT {}\r\nSUB a 1\r\nSUB b 2\r\nSUB c..d 3\r\nSUB c _sys_ 4\r\n`,
    { settings: { max_subscriptions: 2 } },
  ),
  stays(
    'a reached maximum makes room',
    `CONNECT {}\r\nSUB a 1\r\nSUB b 2\r\nUNSUB 1 1\r\n${pub('a', 'x')}SUB c 3\r\n`,
    { settings: { max_subscriptions: 2 } },
  ),
  stays(
    'too many tokens',
    `CONNECT {}\r\nSUB a.b.c 1\r\nSUB a.b.c.d 2\r\nSUB a.b.c.d q 3\r\nSUB a.b.> 4\r\nSUB a..b.c 5\r\nSUB a.b."x.d 6\r\nSUB a.b.c. 7\r\n`,
    { settings: { max_subscription_tokens: 3 } },
  ),
];

export const subscribing: Session[] = [
  ...argumentsOf,
  ...subjects,
  ...overlaps,
  ...unsubscribing,
  ...limits,
];
