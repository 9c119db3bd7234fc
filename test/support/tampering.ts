// Logins that nobody may get in by: JWTs altered, expired, foreign, downgraded or replayed, and signatures that are not
// the user's. Each is a line of CONNECT for the INFO of a connection.
import { createHash } from 'node:crypto';
import { encode, newUserClaims, newUserScope, type Export } from '../../src/jwt/index.ts';
import { createAccount, createOperator, createUser } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';
import { preloadOf, TestOperator, type TestAccount, type TestUser } from './operator.ts';

export interface Attempt {
  readonly name: string;
  /** The line of CONNECT that answers `info`. */
  readonly line: (info: Info) => string;
}

type Info = Readonly<Record<string, unknown>>;
type Json = Record<string, unknown>;

/** An operator and its accounts, what a server is told of them, and who tries to get in. */
export interface TamperedWorld {
  readonly operator: TestOperator;
  readonly preload: Readonly<Record<string, string>>;
  /** Somebody who may get in, to see that anybody can. */
  readonly user: TestUser;
  readonly attempts: readonly Attempt[];
}

const HOUR = 3600;

export function tamperedWorld(): TamperedWorld {
  const operator = new TestOperator();
  const now = Math.floor(Date.now() / 1000);
  const scope = createAccount();
  const account = operator.account('A');
  account.change({
    nats: {
      signing_keys: new Map([
        [account.signingKey.publicKey, undefined],
        [scope.publicKey, { ...newUserScope(scope.publicKey, 'r'), template: templated() }],
      ]),
    },
  });
  const user = account.user('u');
  const others = otherAccounts(operator, now);
  const attempts = [
    ...alteredClaims(user),
    ...alteredHeaders(user),
    ...alteredSignatures(user),
    ...alteredEncodings(user),
    ...wrongKinds(operator, account, user),
    ...wrongIssuers(operator, account, user),
    ...wrongTimes(account, now),
    ...wrongRestrictions(account),
    ...wrongScopes(account, scope),
    ...wrongNonces(user),
    ...others.attempts,
  ];
  const preload = { ...preloadOf(operator.systemAccount, account), ...others.preload };
  return { operator, preload, user, attempts };
}

function templated() {
  const { template } = newUserScope('');
  return { ...template, pub: { allow: [], deny: ['a.{{tag(missing)}}'] } };
}

/** As `user` would connect, but with this JWT. */
function withJwt(name: string, user: TestUser, jwt: string): Attempt {
  return { name, line: (info) => user.connect(info, { jwt }) };
}

function as(name: string, user: TestUser, more: object = {}): Attempt {
  return { name, line: (info) => user.connect(info, more) };
}

interface Parts {
  readonly header: Json;
  readonly claims: Json;
  readonly signature: string;
}

function partsOf(jwt: string): Parts {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
  return { header: read(header), claims: read(claims), signature };
}

function joined({ header, claims, signature }: Parts): string {
  const write = (json: Json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${write(header)}.${write(claims)}.${signature}`;
}

/** The same signed by somebody, over what version 2 signs or over what version 1 did. */
function signed(header: Json, claims: Json, signer: KeyPair, version: 1 | 2 = 2): string {
  const [head = '', body = ''] = joined({ header, claims, signature: '' }).split('.');
  const bytes = Buffer.from(version === 2 ? `${head}.${body}` : body);
  return `${head}.${body}.${Buffer.from(signer.sign(bytes)).toString('base64url')}`;
}

/** Any claim changed, the signature as it was. */
function alteredClaims(user: TestUser): Attempt[] {
  const parts = partsOf(user.jwt);
  const nats = parts.claims['nats'] as Json;
  const [key, otherAccount] = [createUser().publicKey, createAccount().publicKey];
  const changes: Json[] = [
    { sub: key },
    { iss: otherAccount },
    { iss: user.publicKey },
    { name: 'admin' },
    { exp: 9_999_999_999 },
    { iat: 1 },
    { iat: 9_999_999_999 },
    { nbf: 1 },
    { jti: 'X' },
    { aud: 'y' },
    { extra: true },
    { ISS: otherAccount },
    { type: 'user' },
    ...[
      { pub: { allow: ['>'] } },
      { sub: { allow: ['>'] } },
      { pub: { deny: [] } },
      { resp: { max: -1, ttl: -1 } },
      { bearer_token: true },
      { subs: 1_000_000 },
      { data: 0 },
      { payload: 1 },
      { src: [] },
      { src: ['0.0.0.0/0'] },
      { times: [] },
      { times_location: 'UTC' },
      { allowed_connection_types: ['STANDARD'] },
      { proxy_required: false },
      { issuer_account: otherAccount },
      { issuer_account: parts.claims['iss'] },
      { tags: ['admin'] },
      { version: 1 },
      { version: 3 },
      { type: 'account' },
      { type: 'generic' },
      { extra: 1 },
    ].map((each) => ({ nats: { ...nats, ...each } })),
  ];
  const attempts = changes.map((change) =>
    withJwt(
      `claims changed: ${JSON.stringify(change).slice(0, 60)}`,
      user,
      joined({ ...parts, claims: { ...parts.claims, ...change } }),
    ),
  );
  const missing = Object.keys(parts.claims).map((claim) => {
    const rest = Object.entries(parts.claims).filter(([name]) => name !== claim);
    const claims = Object.fromEntries(rest);
    return withJwt(`claim left out: ${claim}`, user, joined({ ...parts, claims }));
  });
  return [...attempts, ...missing];
}

/** What the header says is signed, too; and what it says it is signed by must not be believed. */
function alteredHeaders(user: TestUser): Attempt[] {
  const { header, claims, signature } = partsOf(user.jwt);
  const changes: Json[] = [
    { alg: 'none' },
    { alg: 'None' },
    { alg: '' },
    { alg: 'HS256' },
    { alg: 'EdDSA' },
    { alg: 'RS256' },
    { alg: 'ed25519' },
    { alg: 'ED25519-NKEY' },
    { typ: 'JWS' },
    { typ: '' },
    { typ: 'jwt' },
    { crit: ['exp'], exp: 1 },
    { kid: user.publicKey },
    { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } },
    { b64: false },
  ];
  const attempts = changes.flatMap((change) => {
    const changed = { ...header, ...change };
    const name = `header changed: ${JSON.stringify(change)}`;
    return [
      withJwt(name, user, joined({ header: changed, claims, signature })),
      withJwt(`${name}, no signature`, user, joined({ header: changed, claims, signature: '' })),
      withJwt(`${name}, by the user`, user, signed(changed, claims, user.key)),
    ];
  });
  const secret = String(claims['iss']);
  const text = joined({ header: { typ: 'JWT', alg: 'HS256' }, claims, signature: '' }).slice(0, -1);
  const mac = createHash('sha256').update(secret).update(text).digest('base64url');
  return [...attempts, withJwt('signed by the public key as a secret', user, `${text}.${mac}`)];
}

/** Every byte of the signature matters, and there is one form of it. */
function alteredSignatures(user: TestUser): Attempt[] {
  const { header, claims, signature } = partsOf(user.jwt);
  const make = (name: string, bytes: Uint8Array): Attempt =>
    withJwt(
      `JWT's signature: ${name}`,
      user,
      joined({ header, claims, signature: Buffer.from(bytes).toString('base64url') }),
    );
  return alterations(Buffer.from(signature, 'base64url')).map(([name, bytes]) => make(name, bytes));
}

function alterations(signature: Buffer): [string, Uint8Array][] {
  const flipped = Array.from({ length: signature.length }, (_, at): [string, Uint8Array] => {
    const bytes = Buffer.from(signature);
    bytes[at]! ^= 1 << (at % 8);
    return [`a bit of byte ${at}`, bytes];
  });
  return [
    ...flipped,
    ['empty', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['ones', Buffer.alloc(64, 0xff)],
    ['a byte less', signature.subarray(0, 63)],
    ['a byte more', Buffer.concat([signature, Buffer.alloc(1)])],
    ['its halves swapped', Buffer.concat([signature.subarray(32), signature.subarray(0, 32)])],
    ['another form of the same number', plusOrder(signature)],
    ['small order', Buffer.concat([Buffer.from([1]), Buffer.alloc(63)])],
  ];
}

/** S plus the order of the group: verifiers that do not look take it, too (RFC 8032, 5.1.7). */
function plusOrder(signature: Buffer): Buffer {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  const hex = s.toString(16).padStart(64, '0');
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(hex, 'hex').reverse()]);
}

function alteredEncodings(user: TestUser): Attempt[] {
  const [header = '', claims = '', signature = ''] = user.jwt.split('.');
  const middle = Math.floor(claims.length / 2);
  const texts: [string, string][] = [
    ['one part', header],
    ['two parts', `${header}.${claims}`],
    ['two parts and a dot', `${header}.${claims}.`],
    ['four parts', `${user.jwt}.${signature}`],
    ['no header', `.${claims}.${signature}`],
    ['no claims', `${header}..${signature}`],
    ['header twice', `${header}.${header}.${signature}`],
    ['claims twice', `${claims}.${claims}.${signature}`],
    ['half of it', user.jwt.slice(0, user.jwt.length / 2)],
    ['a letter less', user.jwt.slice(0, -1)],
    ['a letter more', `${user.jwt}A`],
    [
      'a letter of the claims gone',
      `${header}.${claims.slice(0, middle)}${claims.slice(middle + 1)}.${signature}`,
    ],
    [
      'a letter of the claims other',
      `${header}.${claims.slice(0, middle)}_${claims.slice(middle + 1)}.${signature}`,
    ],
    ['a blank in it', `${header}.${claims.slice(0, middle)} ${claims.slice(middle)}.${signature}`],
    ['null', 'null'],
    ['a word', 'jwt'],
    ['a bracket', '{}'],
    ['dots', '..'],
    ['prefix alone', 'eyJ'],
    ['upper case', user.jwt.toUpperCase()],
    ['a seed', 'SUAIBDPBAUTWCWBKIO6XHQNINK5FWJW4OHLXC3HQ2KFE4PEJUA44CNHTC4'],
  ];
  return texts.map(([name, text]) => withJwt(`JWT as ${name}`, user, text));
}

/** JWTs that are right, but not of users. */
function wrongKinds(operator: TestOperator, account: TestAccount, user: TestUser): Attempt[] {
  const { claims } = partsOf(user.jwt);
  const header = { typ: 'JWT', alg: 'ed25519-nkey' };
  const kinds: [string, string][] = [
    ['the operator', operator.jwt()],
    ['the account', account.jwt],
    ['the system account', operator.systemAccount.jwt],
    ...['activation', 'authorization_response', 'generic', 'server', 'cluster', 'USER', ''].map(
      (type): [string, string] => [
        `type ${JSON.stringify(type)}, signed by the account`,
        signed(header, { ...claims, nats: { ...(claims['nats'] as Json), type } }, account.key),
      ],
    ),
  ];
  return kinds.map(([name, jwt]) => withJwt(`not a user's: ${name}`, user, jwt));
}

/** Who signs must be the account, or a key that it names. */
function wrongIssuers(operator: TestOperator, account: TestAccount, user: TestUser): Attempt[] {
  const stranger = createAccount();
  const { claims } = partsOf(user.jwt);
  const header = { typ: 'JWT', alg: 'ed25519-nkey' };
  const claiming = { ...claims, iss: account.publicKey };
  const strangers: [string, KeyPair][] = [
    ['a stranger', stranger],
    ['the user', user.key],
    ['the operator', operator.key],
    ['a foreign operator', createOperator()],
    ["the operator's signing key", operator.signingKey],
    ["the account's signing key", account.signingKey],
    ['the system account', operator.systemAccount.key],
  ];
  const signedByOthers = strangers.flatMap(([who, key]) => [
    withJwt(`in the account's name, signed by ${who}`, user, signed(header, claiming, key)),
    // The system account may have users of its own.
    ...(key === operator.systemAccount.key
      ? []
      : [
          withJwt(
            `signed and issued by ${who}`,
            user,
            signed(header, { ...claims, iss: key.publicKey }, key),
          ),
        ]),
    withJwt(
      `signed and issued by ${who} for the account`,
      user,
      signed(
        header,
        {
          ...claims,
          iss: key.publicKey,
          nats: { ...(claims['nats'] as Json), issuer_account: account.publicKey },
        },
        // The signing key may: it is the others' place that it must not take.
        key === account.signingKey ? stranger : key,
      ),
    ),
  ]);
  const downgraded = strangers
    .filter(([, key]) => key !== account.key)
    .flatMap(([who, key]) => [
      withJwt(
        `version 1, signed by ${who}`,
        user,
        signed({ typ: 'jwt', alg: 'ed25519' }, { ...claiming, type: 'user' }, key, 1),
      ),
      withJwt(
        `version 2 with the header of version 1, signed by ${who}`,
        user,
        signed({ typ: 'jwt', alg: 'ed25519' }, claiming, key, 1),
      ),
    ]);
  const foreign = encode(newUserClaims(user.publicKey), stranger);
  return [...signedByOthers, ...downgraded, withJwt('of an account nobody knows', user, foreign)];
}

function wrongTimes(account: TestAccount, now: number): Attempt[] {
  const expired = [2, 60, HOUR, 1000 * HOUR, now - 1].map((ago) =>
    as(`expired ${ago} s ago`, account.user('u', { exp: now - ago })),
  );
  const early = [HOUR, 1000 * HOUR].map((ahead) =>
    as(`valid in ${ahead} s`, account.user('u', { nbf: now + ahead })),
  );
  return [
    ...expired,
    ...early,
    as('expired before it began', account.user('u', { exp: now - HOUR, nbf: now + HOUR })),
  ];
}

function wrongRestrictions(account: TestAccount): Attempt[] {
  const restricted: [string, object][] = [
    ['another way', { allowed_connection_types: ['WEBSOCKET'] }],
    ['ways that nobody knows', { allowed_connection_types: ['PIGEON'] }],
    ['leafnodes', { allowed_connection_types: ['LEAFNODE', 'MQTT'] }],
    ['another network', { src: ['192.0.2.0/24'] }],
    ['another network of IPv6', { src: ['2001:db8::/32'] }],
    ['no network', { src: ['127.0.0.1'] }],
    ['a network that is none', { src: ['127.0.0.1/33'] }],
    ['a time that is none', { times: [{ start: '25:00:00', end: '26:00:00' }] }],
    ['an empty time', { times: [{ start: '', end: '' }] }],
    ['no time at all', { times: [{ start: '12:00:00', end: '12:00:00' }] }],
    [
      'a zone that is none',
      { times: [{ start: '00:00:00', end: '23:59:59' }], times_location: 'X/Y' },
    ],
    ['a subject that is none', { pub: { allow: ['a..b'], deny: [] } }],
    ['a queue to publish to', { pub: { allow: ['a q'], deny: [] } }],
    ['a trusted proxy', { proxy_required: true }],
  ];
  return restricted.map(([what, nats]) => as(`bound to ${what}`, account.user('u', { nats })));
}

/** Users of a role have nothing of their own, and are who the role's template needs. */
function wrongScopes(account: TestAccount, scope: KeyPair): Attempt[] {
  return [
    as('of a role, with limits', account.signedUser('u', {}, scope)),
    as(
      'of a role, with permissions',
      account.scopedUser('u', { nats: { pub: { allow: ['>'], deny: [] } } }, scope),
    ),
    as('of a role, a bearer', account.scopedUser('u', { nats: { bearer_token: true } }, scope)),
    as('of a role, whose denial needs a tag', account.scopedUser('u', {}, scope)),
    as('of a role that the key does not have', account.scopedUser('u', {}, createAccount())),
  ];
}

/** Who shows the JWT of somebody must be it. */
function wrongNonces(user: TestUser): Attempt[] {
  const sign = (data: string | Uint8Array, key: KeyPair = user.key): string =>
    Buffer.from(key.sign(Buffer.from(data))).toString('base64url');
  const nonceOf = (info: Info): string => String(info['nonce']);
  const wrong: [string, (info: Info) => string][] = [
    ['nothing', () => ''],
    ['a word', () => 'signature'],
    ['no base64', () => '!!!!'],
    ['of another user', (info) => sign(nonceOf(info), createUser())],
    ['of an empty nonce', () => sign('')],
    ['of another nonce', () => sign('AAAAAAAAAAAAAAA')],
    ['of the nonce and more', (info) => sign(`${nonceOf(info)}\n`)],
    ['of half the nonce', (info) => sign(nonceOf(info).slice(0, 7))],
    ['of the bytes of the nonce', (info) => sign(Buffer.from(nonceOf(info), 'base64url'))],
    ['of the JWT', () => sign(user.jwt)],
    ['in hexadecimal', (info) => Buffer.from(sign(nonceOf(info)), 'base64url').toString('hex')],
  ];
  const flipped = alterations(Buffer.alloc(64)).map(([name], at): Attempt => ({
    name: `nonce's signature: ${name}`,
    line: (info) => {
      const good = Buffer.from(sign(nonceOf(info)), 'base64url');
      const sig = Buffer.from(alterations(good)[at]![1]).toString('base64url');
      return user.connect(info, { sig });
    },
  }));
  return [
    ...wrong.map(([name, sig]): Attempt => ({
      name: `nonce's signature: ${name}`,
      line: (info) => user.connect(info, { sig: sig(info) }),
    })),
    ...flipped,
    {
      name: 'the key alone',
      line: (info) => user.connect(info, { jwt: '', nkey: user.publicKey }),
    },
    { name: 'the JWT as a token', line: () => connectLine({ auth_token: user.jwt }) },
    { name: 'the JWT as a password', line: () => connectLine({ user: 'u', pass: user.jwt }) },
    { name: 'nothing', line: () => connectLine({}) },
    { name: 'a name', line: () => connectLine({ user: 'u', pass: 'p' }) },
  ];
}

function connectLine(claims: object): string {
  return `CONNECT ${JSON.stringify({ verbose: false, ...claims })}\r\n`;
}

/** Accounts that the server finds, but whose users it must not let in. */
function otherAccounts(
  operator: TestOperator,
  now: number,
): { preload: Record<string, string>; attempts: Attempt[] } {
  const foreign = new TestOperator();
  const [one, other] = [operator.account('1'), operator.account('2')];
  const badExport = { subject: 'a..b', type: 'stream' } as unknown as Export;
  const accounts: [string, TestAccount][] = [
    ['a foreign operator signed', foreign.account('F')],
    ["a foreign operator's key signed", foreign.account('F', {}, foreign.signingKey)],
    ['it signed itself', selfSigned(operator)],
    ['that has expired', operator.account('E', { exp: now - HOUR })],
    ['that is not valid yet', operator.account('E', { nbf: now + HOUR })],
    ['that exports what is no subject', invalid(operator, badExport)],
  ];
  const swapped = { [one.publicKey]: other.jwt };
  const bearers = operator.account('B', { nats: { limits: { disallow_bearer: true } as never } });
  const revoking = operator.account('R');
  const early = revoking.user('u', { at: now - 2 * HOUR });
  const named = revoking.user('u', { at: now });
  revoking.change({
    nats: {
      revocations: new Map([
        ['*', now - HOUR],
        [named.publicKey, now],
      ]),
    },
  });
  return {
    preload: { ...preloadOf(...accounts.map(([, each]) => each), bearers, revoking), ...swapped },
    attempts: [
      ...accounts.map(([name, each]) => as(`of an account ${name}`, each.user('u'))),
      as("of an account under whose key another's JWT stands", one.user('u')),
      as("the same, of the other's user", other.user('u')),
      as('a bearer where none may be', bearers.user('u', { nats: { bearer_token: true } })),
      as('revoked with all others', early),
      as('revoked in the second of its issue', named),
      as('issued before the year 1970 was over', revoking.user('u', { at: 1 })),
    ],
  };
}

function selfSigned(operator: TestOperator): TestAccount {
  const account = operator.account('S');
  account.change({});
  return Object.defineProperty(account, 'jwt', { value: account.issue({}, account.key) });
}

function invalid(operator: TestOperator, each: Export): TestAccount {
  return operator.account('I', { nats: { exports: [{ ...newExportLike(), ...each }] } });
}

function newExportLike(): Export {
  return {
    name: '',
    subject: '',
    type: 'stream',
    token_req: false,
    revocations: new Map(),
    response_type: '',
    response_threshold: 0,
    service_latency: undefined,
    account_token_position: 0,
    advertise: false,
    allow_trace: false,
    description: '',
    info_url: '',
  };
}
