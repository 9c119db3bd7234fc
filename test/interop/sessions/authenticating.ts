// Who may come in, and what he may do then. What fails is not cut at every byte: natsx makes who keeps failing wait; nor
// is what only tries out permissions, which know nothing of bytes.
import {
  closed,
  closes,
  connect,
  open,
  pub,
  send,
  settle,
  stays,
  talk,
  type Session,
  type Settings,
} from '../session.ts';

const token: Settings = { authorization: { token: 's3cr3t' } };
const single: Settings = { authorization: { user: 'u', password: 'p' } };
const several: Settings = {
  authorization: {
    users: [
      { user: 'a', password: 'p' },
      // Of `secret`, at the least cost.
      { user: 'h', password: '$2a$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi' },
      { user: 'y', password: '$2y$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi' },
      {
        user: 'some',
        password: 'p',
        permissions: {
          publish: { allow: ['ok.>', 'req'], deny: 'ok.no' },
          subscribe: { allow: ['ok.>', 'q v.*', '_INBOX.>'], deny: 'ok.no' },
        },
      },
      { user: 'service', password: 'p', permissions: { subscribe: 'req', allow_responses: true } },
      {
        user: 'twice',
        password: 'p',
        permissions: { subscribe: 'req', allow_responses: { max: 2, expires: '1m' } },
      },
      { user: 'websocket', password: 'p', allowed_connection_types: ['WEBSOCKET'] },
    ],
  },
};
const anybody: Settings = {
  authorization: { users: [{ user: 'n', password: 'p', permissions: { publish: 'n' } }] },
  no_auth_user: 'n',
};
const nkeys: Settings = {
  authorization: { users: [{ nkey: 'UA55OFDUK3INVGT3J6EMM6KQ4VSVGEVRQI5FUIFLGGEU3C5653FUUS7N' }] },
};
const defaults: Settings = {
  authorization: {
    default_permissions: { publish: 'd' },
    users: [
      { user: 'a', password: 'p' },
      { user: 'b', password: 'p', permissions: { publish: 'b' } },
    ],
  },
};

let number = 0;

/** A name that nobody else fails with. */
function fresh(): string {
  return `nobody-${number++}`;
}

function entry(
  name: string,
  settings: Settings,
  claims: Readonly<Record<string, unknown>>,
): Session {
  return stays(`${name} comes in`, `${connect(claims)}SUB foo 1\r\n${pub('foo', 'x')}`, {
    settings,
  });
}

function refused(name: string, settings: Settings, bytes: string): Session {
  return closes(`${name} is refused`, bytes, { settings, isSplit: false });
}

const entries: Session[] = [
  entry('who knows the token', token, { auth_token: 's3cr3t' }),
  entry('who knows the token, with a name', token, { auth_token: 's3cr3t', user: 'x', pass: 'y' }),
  entry('the only user', single, { user: 'u', pass: 'p' }),
  entry('a user', several, { user: 'a', pass: 'p' }),
  entry('a user with a hashed password', several, { user: 'h', pass: 'secret' }),
  entry('a user whose hash begins with $2y$', several, { user: 'y', pass: 'secret' }),
  entry('who says nothing', anybody, {}),
];

const refusals: Session[] = [
  refused('a wrong token', token, connect({ auth_token: 'wrong' })),
  refused('a token as a password', token, connect({ user: fresh(), pass: 's3cr3t' })),
  refused('nothing where a token is asked', token, connect()),
  refused('a wrong password', single, connect({ user: 'u', pass: 'x' })),
  refused('another name', single, connect({ user: fresh(), pass: 'p' })),
  refused('a wrong password of one of several', several, connect({ user: 'a', pass: 'x' })),
  refused('an unknown user', several, connect({ user: fresh(), pass: 'p' })),
  refused(
    'a hash as its password',
    several,
    connect({ user: 'h', pass: '$2a$04$......................' }),
  ),
  refused('nothing where a user is asked', several, connect()),
  refused('a user of websockets', several, connect({ user: 'websocket', pass: 'p' })),
  refused('no_auth_user with a password', anybody, connect({ user: 'n', pass: 'x' })),
  refused('a password beside no_auth_user', anybody, connect({ pass: 'x' })),
  refused('a key that is none', nkeys, connect({ nkey: 'UNKEY', sig: 'x' })),
  refused(
    'a key without a signature',
    nkeys,
    connect({ nkey: 'UA55OFDUK3INVGT3J6EMM6KQ4VSVGEVRQI5FUIFLGGEU3C5653FUUS7N' }),
  ),
  refused('an account', several, connect({ user: 'a', pass: 'p', account: 'x' })),
  ...[
    'PING\r\n',
    'PUB foo 0\r\n\r\n',
    'SUB foo 1\r\n',
    'INFO {}\r\n',
    '+OK\r\n',
    'x',
    ' CONNECT {}\r\n',
  ].map((bytes) => refused(`${JSON.stringify(bytes)} before CONNECT`, several, bytes)),
  closes('CONN where a user is asked', 'CONN\r\n', { settings: several }),
  talk(
    'a second CONNECT is asked, too',
    [
      open('a'),
      send(
        'a',
        `${connect({ user: 'a', pass: 'p' })}PING\r\n${connect({ user: 'h', pass: 'p' })}`,
        1,
      ),
      closed('a'),
    ],
    { settings: several, isSplit: false },
  ),
];

const some = connect({ user: 'some', pass: 'p', verbose: true });
const permitted: Session[] = [
  stays(
    'publishing with permissions',
    `${some}SUB ok.> 1\r\n${pub('ok.x')}${pub('ok.no')}${pub('no')}${pub('ok')}${pub('ok..x')}${pub('ok.*')}`,
    { settings: several },
  ),
  stays(
    'subscribing with permissions',
    `${some}SUB ok.x 1\r\nSUB ok.> 2\r\nSUB > 3\r\nSUB ok.no 4\r\nSUB ok.no q 5\r\nSUB ok..x 6\r\nSUB q v.1 7\r\nSUB q v 8\r\nSUB q 9\r\nSUB ok.>.x 10\r\nSUB ok.x _sys_ 11\r\n`,
    { settings: several },
  ),
  stays(
    'a refused SUB does not take the sid',
    `${some}SUB no 1\r\nSUB ok.x 1\r\n${pub('ok.x', 'x')}`,
    {
      settings: several,
    },
  ),
  stays('odd bytes in a refused subject', `${some}${pub('n\xff"\\\x01')}SUB n\xc3\xa9"' 1\r\n`, {
    settings: several,
    isSplit: false,
  }),
  stays(
    'a pedantic client and a subject that is none',
    `${connect({ user: 'some', pass: 'p', pedantic: true })}${pub('no.*')}${pub('ok.*')}`,
    { settings: several, isSplit: false },
  ),
  talk(
    'denied messages are kept from wider subscriptions',
    [
      open('a'),
      send(
        'a',
        `${connect({ user: 'some', pass: 'p' })}SUB ok.> 1\r\nSUB ok.* q 2\r\nUNSUB 1 2\r\n`,
      ),
      settle('a'),
      open('b'),
      send(
        'b',
        `${connect({ user: 'a', pass: 'p' })}${['ok.no', 'ok.a', 'ok.no', 'ok.a.b'].map((each) => pub(each)).join('')}`,
      ),
      settle('b'),
      settle('a'),
    ],
    { settings: several, isSplit: false },
  ),
  ...(['service', 'twice'] as const).map((user) =>
    talk(
      `the user ${user} answers`,
      [
        open('s'),
        send('s', `${connect({ user, pass: 'p' })}SUB req 1\r\n`),
        settle('s'),
        open('c'),
        send(
          'c',
          `${connect({ user: 'a', pass: 'p' })}SUB r.* 1\r\n${pub('req r.1')}${pub('req')}${pub('req r.2')}`,
        ),
        settle('c'),
        settle('s'),
        send(
          's',
          `${pub('r.1')}${pub('r.3')}${pub('r.1')}${pub('r.1')}${pub('req')}${pub('r.2 r.3')}`,
        ),
        settle('s'),
        settle('c'),
      ],
      { settings: several, isSplit: false },
    ),
  ),
  ...['a', 'b'].map((user) =>
    stays(
      `default permissions: user ${user}`,
      `${connect({ user, pass: 'p' })}${pub('a')}${pub('b')}${pub('d')}`,
      { settings: defaults, isSplit: false },
    ),
  ),
  stays('no_auth_user without CONNECT', `${pub('n')}${pub('no')}SUB n 1\r\n${pub('n')}`, {
    settings: anybody,
  }),
  stays('no_auth_user with CONNECT', `${connect()}${pub('n')}${pub('no')}`, { settings: anybody }),
  stays('no_auth_user with protocol 1', connect({ protocol: 1 }), { settings: anybody }),
  stays('a user with protocol 1', connect({ user: 'a', pass: 'p', protocol: 1 }), {
    settings: several,
    isSplit: false,
  }),
];

/** A requester and a service that may not do each other's part, as talks on NATS show them. */
const parts: Settings = {
  authorization: {
    timeout: 5,
    users: [
      {
        user: 'alice',
        pass: 'foo',
        permissions: {
          publish: { allow: ['_INBOX.>'] },
          subscribe: { allow: ['greetings'], deny: ['_INBOX.>'] },
        },
      },
      {
        user: 'bob',
        pass: 'bar',
        permissions: {
          publish: { allow: ['greetings'] },
          subscribe: { allow: ['_INBOX.>'], deny: ['greetings'] },
        },
      },
    ],
  },
};
const [alice, bob] = ['alice', 'bob'].map(
  (user, at) => `CONNECT {"user": "${user}", "pass": "${['foo', 'bar'][at]!}"}\r\n`,
);

const talks: Session[] = [
  stays('alice may not publish to hello', `${alice}${pub('hello', 'world')}`, {
    settings: parts,
    isSplit: false,
  }),
  stays(
    'bob may publish greetings, not hear them',
    `${bob}SUB greetings 5\r\n${pub('greetings', 'hello')}`,
    {
      settings: parts,
      isSplit: false,
    },
  ),
  talk(
    'bob greets, alice answers',
    [
      open('a'),
      send('a', `${alice}SUB greetings 1\r\nSUB _INBOX.> 2\r\n`),
      settle('a'),
      open('b'),
      send('b', `${bob}SUB _INBOX.b.* 1\r\n${pub('greetings _INBOX.b.1', 'hello')}`),
      settle('b'),
      settle('a'),
      send('a', pub('_INBOX.b.1', 'hi')),
      settle('a'),
      settle('b'),
    ],
    { settings: parts, isSplit: false },
  ),
];

export const authenticating: Session[] = [...entries, ...refusals, ...permitted, ...talks];
