// Publishing: max_payload, subjects and replies, echo, headers, no responders.
import {
  closes,
  connect,
  hpub,
  join,
  pub,
  send,
  settle,
  stays,
  talk,
  type Session,
} from '../session.ts';

const quiet = connect();
const withHeaders = connect({ headers: true });
const small = { settings: { max_payload: 16 } };

const payloads: Session[] = [
  stays(
    'payload as large as the limit',
    `${quiet}SUB foo 1\r\n${pub('foo', 'x'.repeat(16))}`,
    small,
  ),
  closes('payload one byte too large', `${quiet}SUB foo 1\r\nPUB foo 17\r\n`, small),
  closes('the payload itself is not waited for', `${quiet}PUB foo 17\r\nabc`, small),
  closes('a payload far too large', `${quiet}PUB foo 2000000\r\n`),
  closes('a payload far too large, verbose', `CONNECT {}\r\nPUB foo 2000000\r\n`),
  closes('headers count: one byte too large', `${withHeaders}HPUB foo 12 17\r\n`, small),
  stays(
    'headers count: as large as the limit',
    `${withHeaders}SUB foo 1\r\n${hpub('foo', 'NATS/1.0\r\n\r\n', 'abcd')}`,
    small,
  ),
  closes('a bad subject does not change the size limit', `CONNECT {}\r\nPUB foo.* 17\r\n`, small),
  closes(
    'the size limit comes before the wrong verb after it',
    `${quiet}PUB foo 17\r\nFOO\r\n`,
    small,
  ),
  closes(
    'what came before is delivered',
    `${quiet}SUB foo 1\r\n${pub('foo', 'x')}PUB foo 17\r\n`,
    small,
  ),
  closes(
    'HPUB where headers were not negotiated',
    `${quiet}${hpub('foo', 'NATS/1.0\r\n\r\n', 'x')}`,
  ),
  closes('HPUB where headers were not negotiated, too large', `${quiet}HPUB foo 12 17\r\n`, small),
];

const subjects: Session[] = [
  stays(
    'a subject with wildcards is literal',
    `${quiet}SUB > 1\r\nSUB foo.* 2\r\nSUB foo.bar 3\r\n${pub('foo.*', 'x')}${pub('foo.>', 'y')}${pub('*', 'z')}${pub('>', 'z')}`,
  ),
  stays(
    'subjects with empty tokens match nothing',
    `${quiet}SUB > 1\r\nSUB foo.* 2\r\nSUB *.foo 3\r\n${pub('foo.', 'x')}${pub('.foo', 'x')}${pub('foo..bar', 'x')}${pub('.', 'x')}${pub('..', 'x')}${pub('foo', 'end')}`,
  ),
  stays(
    'subjects of odd bytes',
    `${quiet}SUB > 1\r\n${pub('f\xc3\xb6\xc3\xb6', 'x')}${pub('a/b:c"d\'e', 'x')}${pub('\x01\x7f\xff', 'x')}${pub('\0', 'x')}`,
  ),
  stays(
    'a very long subject',
    `${quiet}SUB > 1\r\n${pub(Array.from({ length: 60 }, () => 'token').join('.'), 'x')}`,
    { isSplit: false },
  ),
  stays(
    'a reply is handed on as it is',
    `${quiet}SUB foo 1\r\n${pub('foo a.b.c', 'x')}${pub('foo >', 'x')}${pub('foo a..b', 'x')}${pub('foo *', 'x')}${pub('foo .', 'x')}`,
  ),
  stays('an empty message with a reply', `${quiet}SUB foo 1\r\n${pub('foo bar')}`),
  stays(
    'subjects of the system inside the account',
    `${quiet}SUB $SYS.> 1\r\nSUB $foo 2\r\n${pub('$SYS.foo', 'x')}${pub('$foo', 'x')}`,
  ),
  stays(
    'JetStream subjects without JetStream',
    `${quiet}SUB $JS.> 1\r\n${pub('$JS.API.INFO', 'x')}`,
  ),
];

const reserved: Session[] = [
  ...[
    '_R_.',
    '_R_.x',
    '_R_',
    '_R_x',
    '$JS.ACK.',
    '$JS.ACK.a.b',
    '$JS.ACK',
    '_GR_.',
    '_GR_.a',
    '_GR_.abcdef.x.y',
    '_GR_',
    '$GR.a.b',
  ].map((reply) =>
    stays(
      `the reply ${reply}`,
      `${quiet}SUB foo 1\r\n${pub(`foo ${reply}`, 'x')}${pub('foo ok', 'y')}`,
    ),
  ),
  ...[
    '_R_.',
    '_R_.x',
    '_GR_.',
    '_GR_.x',
    '_GR_.abcdef.x.y',
    '_GR_',
    '$GR.a.b',
    '$JS.ACK.a.b',
    '$NRG.x',
    '$NRG.',
    '$NRG',
    '$LDS.x',
    '_INBOX.x',
    '$MQTT.x',
  ].map((subject) =>
    stays(`the subject ${subject}`, `${quiet}SUB > 1\r\n${pub(subject, 'x')}${pub('foo', 'y')}`),
  ),
  stays('a refused subject is quoted', `${quiet}${pub('_GR_.a"b\\c\xc3\xa9\x01', 'x')}`),
  stays('a refused reply is quoted', `${quiet}${pub('foo _R_.a"b\\c\xff\x7f', 'x')}`),
  stays(
    'a refused subject with headers',
    `${withHeaders}${hpub('_GR_.x.y.z', 'NATS/1.0\r\n\r\n', 'x')}`,
  ),
  stays('a refused subject with a refused reply', `${quiet}${pub('_GR_.x.y.z _R_.x', 'x')}`),
];

const echo: Session[] = [
  stays('echo is on by default', `${quiet}SUB foo 1\r\n${pub('foo', 'x')}`),
  stays(
    'echo off: nothing of our own',
    `${connect({ echo: false, protocol: 1 })}SUB foo 1\r\n${pub('foo', 'x')}`,
  ),
  stays('echo off with protocol 0', `${connect({ echo: false })}SUB foo 1\r\n${pub('foo', 'x')}`),
  stays(
    'echo off: nothing for our own queue member',
    `${connect({ echo: false })}SUB foo q 1\r\n${pub('foo', 'x')}`,
  ),
  talk('echo off: others hear it', [
    ...join('a', { echo: false }),
    send('a', 'SUB foo 1\r\n'),
    settle('a'),
    ...join('b'),
    send('b', 'SUB foo 2\r\n'),
    settle('b'),
    send('a', pub('foo', 'x')),
    settle('a'),
    settle('b'),
    send('b', pub('foo', 'y')),
    settle('b'),
    settle('a'),
  ]),
  talk('echo off: the other member of the queue group gets all', [
    ...join('a', { echo: false }),
    send('a', 'SUB foo q 1\r\n'),
    settle('a'),
    ...join('b'),
    send('b', 'SUB foo q 2\r\n'),
    settle('b'),
    ...Array.from({ length: 8 }, (_, i) => send('a', pub('foo', String(i)))),
    settle('a'),
    settle('b'),
  ]),
  stays(
    'echo off: no responders when only we listen',
    `${connect({ echo: false, headers: true, no_responders: true })}SUB foo 1\r\nSUB in 2\r\n${pub('foo in', 'x')}`,
  ),
];

const minimal = 'NATS/1.0\r\n\r\n';
const block = 'NATS/1.0\r\nA: 1\r\nb:2\r\nA:   3\r\n\r\n';
const headers: Session[] = [
  stays(
    'headers are handed on as they are',
    `${withHeaders}SUB foo 1\r\n${hpub('foo', minimal, 'x')}${hpub('foo', block, 'x')}${hpub('foo bar', block, 'x')}${hpub('foo', block)}`,
  ),
  stays(
    'no header bytes: a plain message',
    `${withHeaders}SUB foo 1\r\n${hpub('foo', '', 'x')}${hpub('foo bar', '', '')}`,
  ),
  stays(
    'header blocks are not looked at',
    `${withHeaders}SUB foo 1\r\n${hpub('foo', 'XXXXX', 'x')}${hpub('foo', '\0', '')}${hpub('foo', 'NATS/1.0 503 whatever\r\n', 'x')}${hpub('foo', '\r\n', '\r\n')}`,
  ),
  stays(
    'a status line',
    `${withHeaders}SUB foo 1\r\n${hpub('foo', 'NATS/1.0 404 No Messages\r\n\r\n')}`,
  ),
  stays(
    'header sizes with leading zeros',
    `${withHeaders}SUB foo 1\r\nHPUB foo 0012 000013\r\n${minimal}x\r\n`,
  ),
  stays(
    'tabs between the arguments of HPUB',
    `${withHeaders}SUB foo 1\r\nHPUB\tfoo\tbar \t12\t 13\t\r\n${minimal}x\r\n`,
  ),
  stays(
    'hpub in lower case with a lone line feed',
    `${withHeaders}SUB foo 1\r\nhpub foo 12 13\n${minimal}x\r\n`,
  ),
  talk('headers are cut off for a receiver without them', [
    ...join('a', { headers: true }),
    settle('a'),
    ...join('b'),
    send('b', 'SUB foo 1\r\nSUB foo q 2\r\n'),
    settle('b'),
    send(
      'a',
      hpub('foo', block, 'body') +
        hpub('foo re', minimal, '') +
        hpub('foo', 'XX', 'y') +
        pub('foo', 'z'),
    ),
    settle('a'),
    settle('b'),
  ]),
  talk('a plain message to a receiver with headers', [
    ...join('a'),
    settle('a'),
    ...join('b', { headers: true }),
    send('b', 'SUB foo 1\r\n'),
    settle('b'),
    send('a', pub('foo', 'z')),
    settle('a'),
    settle('b'),
  ]),
  closes(
    'HPUB of headers alone, without its line end',
    `${withHeaders}HPUB foo 12 12\r\n${minimal}PING\r\n`,
  ),
];

const asking = connect({ headers: true, no_responders: true });
const noResponders: Session[] = [
  stays('nobody answers', `${asking}SUB in.1 9\r\n${pub('foo.bar in.1', 'x')}`),
  stays(
    'nobody answers, a wildcard hears the 503',
    `${asking}SUB in.* 9\r\n${pub('foo in.7', 'x')}${hpub('foo in.8', minimal, 'x')}`,
  ),
  stays('nobody answers and nobody hears it', `${asking}SUB in.1 9\r\n${pub('foo in.2', 'x')}`),
  stays('nobody answers, no reply is given', `${asking}SUB in.1 9\r\n${pub('foo', 'x')}`),
  stays(
    'nobody answers, the 503 is not asked for',
    `${connect({ headers: true })}SUB in.1 9\r\n${pub('foo in.1', 'x')}`,
  ),
  stays(
    'nobody answers, verbose',
    `CONNECT {"headers":true,"no_responders":true}\r\nSUB in.1 9\r\n${pub('foo in.1', 'x')}`,
  ),
  stays('somebody answers', `${asking}SUB in.1 9\r\nSUB foo 10\r\n${pub('foo in.1', 'x')}`),
  stays(
    'the 503 and a queue subscription for the reply',
    `${asking}SUB in.1 q 9\r\n${pub('foo in.1', 'x')}`,
  ),
  stays('the reply hears its own request', `${asking}SUB in.1 9\r\n${pub('in.1 in.1', 'x')}`),
  stays(
    'a 503 counts for the maximum of an auto-unsubscribe',
    `${asking}SUB in.* 9\r\nUNSUB 9 1\r\n${pub('foo in.1', 'x')}${pub('foo in.2', 'x')}`,
  ),
  stays(
    'a subject of empty tokens has no responders',
    `${asking}SUB in.1 9\r\n${pub('foo..bar in.1', 'x')}`,
  ),
  stays('a refused publish has no 503', `${asking}SUB in.1 9\r\n${pub('_GR_.a.b.c in.1', 'x')}`),
  talk('the 503 goes to the asking connection alone', [
    ...join('a', { headers: true, no_responders: true }),
    send('a', 'SUB in.1 1\r\n'),
    settle('a'),
    ...join('b', { headers: true }),
    send('b', 'SUB in.1 2\r\n'),
    settle('b'),
    send('a', pub('foo in.1', 'x')),
    settle('a'),
    settle('b'),
  ]),
  talk('the 503 is not for another connection', [
    ...join('a', { headers: true, no_responders: true }),
    settle('a'),
    ...join('b', { headers: true, no_responders: true }),
    send('b', 'SUB in.1 2\r\n'),
    settle('b'),
    send('a', pub('foo in.1', 'x')),
    settle('a'),
    settle('b'),
  ]),
  talk('a request and its reply', [
    ...join('a', { headers: true, no_responders: true }),
    send('a', 'SUB in.1 1\r\nUNSUB 1 1\r\n'),
    settle('a'),
    ...join('b'),
    send('b', 'SUB help q 2\r\n'),
    settle('b'),
    send('a', pub('help in.1', '?')),
    settle('a'),
    settle('b'),
    send('b', pub('in.1', '!')),
    settle('b'),
    settle('a'),
  ]),
];

export const publishing: Session[] = [
  ...payloads,
  ...subjects,
  ...reserved,
  ...echo,
  ...headers,
  ...noResponders,
];
