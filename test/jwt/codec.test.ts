import assert from 'node:assert/strict';
import { JwtError, type JwtErrorCode } from '../../src/jwt/errors.ts';
import {
  decode,
  decodeAs,
  decodeGeneric,
  encode,
  MAX_TOKEN_BYTES,
  newAccountClaims,
  newActivationClaims,
  newAuthorizationRequestClaims,
  newAuthorizationResponseClaims,
  newGenericClaims,
  newOperatorClaims,
  newUserClaims,
  type Claims,
  type ClaimsType,
} from '../../src/jwt/index.ts';
import {
  GOLDEN_V1_TOKENS,
  goldenKey,
  goldenToken,
  payloadOf,
  publicKey,
  type KeyName,
} from './golden.ts';

const now = new Date(1_700_000_000_500);
const operator = newOperatorClaims(publicKey('operator'));
const account = newAccountClaims(publicKey('account'));
const user = newUserClaims(publicKey('user'));
const activation = newActivationClaims(publicKey('account'));
const generic = newGenericClaims('anything');

/** Fails unless `act` throws a JwtError like that. */
function refuses(act: () => unknown, code: JwtErrorCode, message: string | RegExp): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof JwtError, String(error));
    assert.equal(error.code, code);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

/** A token with any header and claims, signed as the header's version signs. */
function forge(
  claims: unknown,
  {
    signer = 'account',
    header = '{"typ":"JWT","alg":"ed25519-nkey"}',
    version = 2,
  }: { signer?: KeyName; header?: string; version?: 1 | 2 } = {},
): string {
  const json = typeof claims === 'string' ? claims : JSON.stringify(claims);
  const [head, body] = [header, json].map((part) => Buffer.from(part).toString('base64url'));
  const signed = version === 1 ? body! : `${head!}.${body!}`;
  const signature = Buffer.from(goldenKey(signer).sign(Buffer.from(signed))).toString('base64url');
  return `${head!}.${body!}.${signature}`;
}

const iss = publicKey('account');
const userPayload = { iss, sub: publicKey('user'), nats: { type: 'user', version: 2 } };

describe('encode', () => {
  it('sets issuer, time and id', () => {
    const token = encode(
      { ...account, name: 'A', iss: 'before', jti: 'before' },
      goldenKey('operator'),
      { now },
    );
    const claims = decodeAs('account', token);
    assert.equal(claims.iss, publicKey('operator'));
    assert.equal(claims.iat, 1_700_000_000);
    assert.match(claims.jti, /^[A-Z2-7]{52}$/);
    assert.equal(token.split('.')[0], 'eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ');
  });

  it('leaves the claims it is given alone', () => {
    const before = structuredClone(account);
    encode(account, goldenKey('operator'), { now });
    assert.deepEqual(account, before);
  });

  it('takes whatever signs for a signer', () => {
    const pair = goldenKey('account');
    const remote = { publicKey: pair.publicKey, sign: (data: Uint8Array) => pair.sign(data) };
    assert.equal(encode(user, remote, { now }), encode(user, pair, { now }));
  });

  it('has an id that covers name and time, and not the body', () => {
    const id = (claims: Claims, at = now) =>
      decode(encode(claims, goldenKey('account'), { now: at })).jti;
    assert.equal(id(user), id({ ...user, nats: { ...user.nats, tags: ['x'] } }));
    assert.notEqual(id(user), id({ ...user, name: 'x' }));
    assert.notEqual(id(user), id(user, new Date(now.getTime() + 1000)));
  });

  // Vectors computed apart from any library: see also golden.test.ts.
  it('writes new claims as Go writes them', () => {
    const json = (claims: Claims, signer: KeyName) => {
      const token = encode(claims, goldenKey(signer), { now });
      return JSON.stringify(payloadOf(token)['nats']);
    };
    assert.equal(json(operator, 'operator'), '{"type":"operator","version":2}');
    assert.equal(
      json(account, 'operator'),
      '{"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1},' +
        '"default_permissions":{"pub":{},"sub":{}},"authorization":{},"type":"account","version":2}',
    );
    assert.equal(
      json(user, 'account'),
      '{"pub":{},"sub":{},"subs":-1,"data":-1,"payload":-1,"type":"user","version":2}',
    );
    assert.equal(json(activation, 'account'), '{"type":"activation","version":2}');
    assert.equal(json(generic, 'user'), '{"version":2}');
  });

  const request = newAuthorizationRequestClaims(publicKey('user'));
  const response = newAuthorizationResponseClaims(publicKey('user'));
  const signers: readonly (readonly [Claims, readonly KeyName[], string])[] = [
    [operator, ['operator'], '[operator]'],
    [account, ['account', 'operator'], '[account operator]'],
    [user, ['account'], '[account]'],
    [activation, ['account', 'operator'], '[account operator]'],
    [request, ['server'], '[server]'],
    [response, ['account'], '[account]'],
    [generic, ['account', 'operator', 'user', 'server', 'cluster'], ''],
  ];
  for (const [claims, may, shown] of signers) {
    for (const signer of ['account', 'operator', 'user', 'server', 'cluster'] as const) {
      it(`${may.includes(signer) ? 'lets' : 'does not let'} ${signer} sign ${claims.type} claims`, () => {
        const act = () => encode(claims, goldenKey(signer), { now });
        if (may.includes(signer)) assert.equal(decode(act()).type, claims.type);
        else refuses(act, 'ERR_JWT_ISSUER', `unable to validate expected prefixes - ${shown}`);
      });
    }
  }

  for (const [claims, message] of [
    [{ ...operator, sub: iss }, 'expected subject to be an operator public key'],
    [{ ...account, sub: publicKey('user') }, 'expected subject to be account public key'],
    [{ ...user, sub: iss }, 'expected subject to be user public key'],
    [{ ...user, sub: `${publicKey('user')}\n` }, 'expected subject to be user public key'],
    [{ ...activation, sub: publicKey('operator') }, 'expected subject to be an account'],
    [{ ...generic, sub: '' }, 'subject is not set'],
    [{ ...request, sub: '' }, 'subject is not set'],
  ] as const) {
    it(`wants a subject of the right kind: ${claims.type} about ${claims.sub.slice(0, 1)}`, () =>
      refuses(() => encode(claims, goldenKey('account')), 'ERR_JWT_SUBJECT', message));
  }

  it('writes no operator with a bad account server', () => {
    const nats = { ...operator.nats, account_server_url: 'host/x' };
    const message = 'account server url "host/x" requires a protocol';
    refuses(() => encode({ ...operator, nats }, goldenKey('operator')), 'ERR_JWT_CLAIM', message);
  });

  for (const [what, subs] of [
    ['a fraction', 1.5],
    ['no number', Number.NaN],
    ['a number beyond 64 bits', 2n ** 63n],
    ['a text', '5' as unknown as number],
  ] as const) {
    it(`writes no limit that is ${what}`, () => {
      const claims = { ...user, nats: { ...user.nats, subs } };
      refuses(
        () => encode(claims, goldenKey('account')),
        'ERR_JWT_CLAIM',
        /^the claim nats\.subs must be a whole/,
      );
    });
  }

  it('writes no token that nobody would read', () => {
    const claims = { ...user, name: 'x'.repeat(MAX_TOKEN_BYTES) };
    refuses(
      () => encode(claims, goldenKey('account')),
      'ERR_JWT_TOO_LARGE',
      /exceeds maximum of 1048576 bytes: token too large$/,
    );
  });

  for (const { name, token } of GOLDEN_V1_TOKENS.filter((each) =>
    /^(cluster|server)/.test(each.name),
  )) {
    it(`writes no claims that only version 1 had: ${name}`, () => {
      const message = /^(Cluster|Server)Claims are not supported$/;
      refuses(() => encode(decode(token), goldenKey('operator')), 'ERR_JWT_VERSION', message);
    });
  }
});

describe('decode', () => {
  it('reads what encode wrote', () => {
    const claims = { ...user, name: 'Ü', exp: 5, nats: { ...user.nats, tags: ['a'] } };
    const { jti, ...read } = decodeAs('user', encode(claims, goldenKey('account'), { now }));
    assert.notEqual(jti, '');
    assert.deepEqual({ ...read, jti: '' }, { ...claims, iss, iat: 1_700_000_000 });
  });

  it('keeps an absent limit apart from no limit', () => {
    const limits = (nats: object) =>
      decodeAs('user', forge({ ...userPayload, nats: { ...userPayload.nats, ...nats } })).nats.subs;
    assert.equal(limits({}), 0);
    assert.equal(limits({ subs: null }), 0);
    assert.equal(limits({ subs: 0 }), 0);
    assert.equal(limits({ subs: -1 }), -1);
  });

  it('drops what it does not know, as Go does', () => {
    const token = forge({ ...userPayload, extra: 1, nats: { ...userPayload.nats, future: [] } });
    assert.doesNotMatch(encode(decode(token), goldenKey('account')), /extra|future/);
    assert.ok(!('future' in decode(token).nats));
  });

  it('takes names in any case, as Go does', () => {
    const token = forge({
      ISS: iss,
      Sub: publicKey('user'),
      Nats: { TYPE: 'user', version: 2, SUBS: 5 },
    });
    assert.equal(decodeAs('user', token).nats.subs, 5);
  });

  it('takes the line end of a file for none of the token', () => {
    const token = goldenToken('user defaults');
    assert.deepEqual(decode(`\r\n${token}\r\n`), decode(token));
  });

  it('reads an expired token: whether it counts is for validate to say', () => {
    assert.equal(decode(goldenToken('user expired')).exp, 1_600_000_000);
  });

  it('tells claims of another type than wanted', () => {
    for (const [type, message] of [
      ['operator', 'not operator claim'],
      ['account', 'not account claim'],
      ['activation', 'not activation claim'],
      ['authorization_request', 'not an authorization request claim'],
      ['authorization_response', 'not an authorization request claim'],
      ['generic', 'not generic claim'],
    ] as const) {
      refuses(() => decodeAs(type, goldenToken('user defaults')), 'ERR_JWT_TYPE', message);
    }
    refuses(
      () => decodeAs('user', goldenToken('account defaults')),
      'ERR_JWT_TYPE',
      'not user claim',
    );
  });

  for (const [what, token, message] of [
    ['nothing', '', 'expected 3 chunks'],
    ['two parts', 'a.b', 'expected 3 chunks'],
    ['four parts', `${goldenToken('user defaults')}.x`, 'expected 3 chunks'],
    ['a header that is no base64url', 'a+b.c.d', 'illegal base64 data at input byte 1'],
    [
      'a padded part',
      goldenToken('user defaults').replace('.', '=.'),
      'illegal base64 data at input byte 46',
    ],
    [
      'a line end inside',
      goldenToken('user defaults').replace('.', '\n.'),
      'illegal base64 data at input byte 46',
    ],
    [
      'a blank around it',
      ` ${goldenToken('user defaults')}`,
      'illegal base64 data at input byte 0',
    ],
    [
      'a header that is no JSON',
      forge(userPayload, { header: '{typ' }),
      'the JSON of the header is not valid, at character 1',
    ],
    [
      'a header that is no object',
      forge(userPayload, { header: '[]' }),
      'the header must be a JSON object',
    ],
    [
      'claims that are no JSON',
      forge('{"iss":'),
      'the JSON of the claims is not valid, at character 7',
    ],
    ['claims that are no object', forge('"x"'), 'the claims must be a JSON object'],
    [
      'claims with something after them',
      forge('{} {}'),
      'the JSON of the claims has something after its end, at character 3',
    ],
    [
      'a claim twice',
      forge(`{"iss":"a","iss":"${iss}"}`),
      'the JSON of the claims has a name twice in one object, at character 16',
    ],
    [
      'an escaped claim twice',
      forge(`{"iss":"a","is\\u0073":"${iss}"}`),
      'the JSON of the claims has a name twice in one object, at character 21',
    ],
    [
      'a claim twice deep inside',
      forge(`{"nats":{"x":[{"a":1,"a":2}]}}`),
      'the JSON of the claims has a name twice in one object, at character 24',
    ],
    [
      'deep nesting',
      forge(`{"x":${'['.repeat(64)}${']'.repeat(64)}}`),
      'the JSON of the claims is nested deeper than 64 levels, at character 68',
    ],
    [
      'very deep nesting',
      forge('['.repeat(500_000)),
      'the JSON of the claims is nested deeper than 64 levels, at character 64',
    ],
  ] as const) {
    it(`refuses ${what}`, () => refuses(() => decode(token), 'ERR_JWT_MALFORMED', message));
  }

  it('refuses claims that are not UTF-8', () => {
    const body = Buffer.from('{"name":"\xff"}', 'latin1').toString('base64url');
    const message = 'the claims must be UTF-8';
    refuses(
      () => decode(`eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXkifQ.${body}.`),
      'ERR_JWT_MALFORMED',
      message,
    );
  });

  it('refuses a byte order mark', () =>
    refuses(
      () => decode(forge(`\ufeff${JSON.stringify(userPayload)}`)),
      'ERR_JWT_MALFORMED',
      /not valid/,
    ));

  it('refuses a claim in two spellings', () => {
    refuses(
      () => decode(forge({ ...userPayload, Sub: iss })),
      'ERR_JWT_CLAIM',
      'the claim sub must be there once',
    );
    refuses(
      () => decode(forge({ ...userPayload, NATS: {} })),
      'ERR_JWT_CLAIM',
      'the claim nats must be there once',
    );
    const nats = { ...userPayload.nats, ſubs: 5, subs: 1 };
    refuses(
      () => decode(forge({ ...userPayload, nats })),
      'ERR_JWT_CLAIM',
      'the claim nats.subs must be there once',
    );
  });

  it('refuses tokens over 1 MiB before it looks at them', () => {
    const message = 'token size 1048577 exceeds maximum of 1048576 bytes: token too large';
    refuses(() => decode('a'.repeat(MAX_TOKEN_BYTES + 1)), 'ERR_JWT_TOO_LARGE', message);
    refuses(() => decode('a'.repeat(MAX_TOKEN_BYTES)), 'ERR_JWT_MALFORMED', 'expected 3 chunks');
    // Line ends don't cost more than their reading.
    refuses(
      () => decode(`a${'\n'.repeat(MAX_TOKEN_BYTES)}a`),
      'ERR_JWT_TOO_LARGE',
      /token too large$/,
    );
  });

  const headers: readonly (readonly [string, string, string])[] = [
    ['none', '{"typ":"JWT","alg":"none"}', 'unexpected "none" algorithm'],
    ['no algorithm', '{"typ":"JWT"}', 'unexpected "" algorithm'],
    ['HS256', '{"typ":"JWT","alg":"HS256"}', 'unexpected "HS256" algorithm'],
    ['EdDSA', '{"typ":"JWT","alg":"EdDSA"}', 'unexpected "EdDSA" algorithm'],
    [
      'an algorithm with more behind it',
      '{"typ":"JWT","alg":"ed25519-nkey2"}',
      'unexpected "ed25519-nkey2" algorithm',
    ],
    [
      'an algorithm with a zero byte',
      '{"typ":"JWT","alg":"ed25519-nkey\\u0000"}',
      'unexpected "ed25519-nkey\\x00" algorithm',
    ],
    ['another type', '{"typ":"JWE","alg":"ed25519-nkey"}', 'not supported type "JWE"'],
    ['no type', '{"alg":"ed25519-nkey"}', 'not supported type ""'],
    [
      'critical parameters',
      '{"typ":"JWT","alg":"ed25519-nkey","crit":["exp"]}',
      'unexpected critical header parameters',
    ],
    [
      'critical parameters in capitals',
      '{"typ":"JWT","alg":"ed25519-nkey","CRIT":[]}',
      'unexpected critical header parameters',
    ],
    [
      'the algorithm of version 1',
      '{"typ":"JWT","alg":"ed25519"}',
      'unexpected "ed25519" algorithm',
    ],
    [
      'the algorithm of version 1, spelled oddly',
      '{"typ":"JWT","alg":"Ed25519"}',
      'unexpected "Ed25519" algorithm',
    ],
  ];
  for (const [what, header, message] of headers) {
    for (const version of [1, 2] as const) {
      it(`refuses a header with ${what}, signed as version ${version}`, () =>
        refuses(() => decode(forge(userPayload, { header, version })), 'ERR_JWT_HEADER', message));
    }
  }

  it('refuses an algorithm twice', () => {
    const header = '{"typ":"JWT","alg":"ed25519-nkey","alg":"none"}';
    refuses(() => decode(forge(userPayload, { header })), 'ERR_JWT_MALFORMED', /twice/);
    const spelled = '{"typ":"JWT","alg":"ed25519-nkey","ALG":"none"}';
    refuses(
      () => decode(forge(userPayload, { header: spelled })),
      'ERR_JWT_CLAIM',
      'the claim alg must be there once',
    );
  });

  it('takes header names and values in other spellings, as Go does, for they are signed', () => {
    const header = '{ "alg": "ED25519-NKEY", "typ": "jwt", "kid": "x" }';
    assert.equal(decode(forge(userPayload, { header })).type, 'user');
  });

  it('refuses a header of version 2 over claims of version 1', () => {
    const claims = { iss, sub: publicKey('user'), type: 'user', nats: {} };
    for (const version of [1, 2] as const) {
      refuses(
        () => decode(forge(claims, { version })),
        'ERR_JWT_HEADER',
        'unexpected "ed25519-nkey" algorithm',
      );
    }
  });

  it('refuses a signature over the claims alone, which version 1 had', () => {
    refuses(
      () => decode(forge(userPayload, { version: 1 })),
      'ERR_JWT_SIGNATURE',
      'claim failed V2 signature verification',
    );
    const v1 = { iss, sub: publicKey('user'), type: 'user', nats: {} };
    const header = '{"typ":"jwt","alg":"ed25519"}';
    assert.equal(decode(forge(v1, { header, version: 1 })).type, 'user');
    refuses(
      () => decode(forge(v1, { header })),
      'ERR_JWT_SIGNATURE',
      'claim failed V1 signature verification',
    );
  });

  for (const [what, version, message] of [
    ['a newer one', 3, 'JWT was generated by a newer version '],
    ['none', 0, 'library supports version 2 or less - received 0'],
    ['less than none', -1, 'library supports version 2 or less - received -1'],
  ] as const) {
    it(`refuses version ${what}`, () => {
      const nats = { type: 'user', version };
      refuses(() => decode(forge({ ...userPayload, nats })), 'ERR_JWT_VERSION', message);
    });
  }

  it('refuses version 1 of claims that are younger', () => {
    for (const type of ['authorization_request', 'authorization_response']) {
      const claims = { iss, sub: publicKey('user'), type, nats: {} };
      const token = forge(claims, {
        header: '{"typ":"jwt","alg":"ed25519"}',
        version: 1,
        signer: 'account',
      });
      assert.throws(() => decode(token), JwtError);
    }
    const message = 'library supports version 2 or less - received 1';
    const claims = { iss: publicKey('server'), sub: 'x', type: 'authorization_request', nats: {} };
    const options = {
      header: '{"typ":"jwt","alg":"ed25519"}',
      version: 1,
      signer: 'server',
    } as const;
    refuses(() => decode(forge(claims, options)), 'ERR_JWT_VERSION', message);
  });

  for (const type of ['cluster', 'server'] as const) {
    it(`refuses ${type} claims of version 2, which there never were`, () => {
      const claims = {
        iss: publicKey('cluster'),
        sub: publicKey(type),
        nats: { type, version: 2 },
      };
      refuses(
        () => decode(forge(claims, { signer: 'cluster' })),
        'ERR_JWT_VERSION',
        /Claims are not supported$/,
      );
    });
  }

  const kinds: readonly (readonly [ClaimsType, KeyName, readonly KeyName[], string])[] = [
    ['operator', 'operator', ['account', 'user', 'server', 'cluster'], '[operator]'],
    ['account', 'account', ['user', 'server', 'cluster'], '[account operator]'],
    ['user', 'user', ['operator', 'user', 'server', 'cluster'], '[account]'],
    ['activation', 'account', ['user', 'server', 'cluster'], '[account operator]'],
    ['authorization_request', 'user', ['operator', 'account', 'user', 'cluster'], '[server]'],
    ['authorization_response', 'user', ['operator', 'user', 'server', 'cluster'], '[account]'],
  ];
  for (const [type, subject, signers, shown] of kinds) {
    for (const signer of signers) {
      it(`refuses ${type} claims that a ${signer} signed`, () => {
        const claims = {
          iss: publicKey(signer),
          sub: publicKey(subject),
          nats: { type, version: 2 },
        };
        const message = `unable to validate expected prefixes - ${shown}`;
        refuses(() => decode(forge(claims, { signer })), 'ERR_JWT_ISSUER', message);
      });
    }
  }

  for (const [type, signer, subject] of [
    ['operator', 'operator', 'account'],
    ['account', 'operator', 'user'],
    ['user', 'account', 'account'],
    ['activation', 'account', 'user'],
  ] as const) {
    it(`refuses ${type} claims about a ${subject}`, () => {
      const claims = {
        iss: publicKey(signer),
        sub: publicKey(subject),
        nats: { type, version: 2 },
      };
      refuses(
        () => decode(forge(claims, { signer })),
        'ERR_JWT_SUBJECT',
        /^expected subject to be/,
      );
    });
  }

  for (const [what, issuer] of [
    ['nobody', undefined],
    ['another key than signed', publicKey('other-account')],
    ['a key with a line end', `${iss}\n`],
    ['a key in lower case', iss.toLowerCase()],
    ['a seed', goldenKey('user').seed()],
    // Anybody can sign for it: see nkeys/strkey.ts.
    ['a key of small order', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ] as const) {
    it(`refuses claims issued by ${what}`, () => {
      const token = forge({ ...userPayload, iss: issuer });
      refuses(() => decode(token), 'ERR_JWT_SIGNATURE', 'claim failed V2 signature verification');
    });
  }

  it("refuses a signature that is missing, short, long or another token's", () => {
    const [header, body, signature] = goldenToken('user defaults').split('.') as [
      string,
      string,
      string,
    ];
    const other = goldenToken('user expired').split('.')[2]!;
    for (const wrong of ['', signature.slice(0, -2), `${signature}AA`, other, 'A'.repeat(86)]) {
      assert.throws(() => decode(`${header}.${body}.${wrong}`), { code: 'ERR_JWT_SIGNATURE' });
    }
  });

  for (const [what, nats, path] of [
    ['a fraction', { subs: 1.5 }, 'nats.subs'],
    ['an exponent', '{"type":"user","version":2,"subs":1e0}', 'nats.subs'],
    [
      'a number beyond 64 bits',
      '{"type":"user","version":2,"subs":9223372036854775808}',
      'nats.subs',
    ],
    [
      'a number without end',
      `{"type":"user","version":2,"subs":${'9'.repeat(100_000)}}`,
      'nats.subs',
    ],
    ['a text for a number', { subs: '1' }, 'nats.subs'],
    ['a number for a text', { issuer_account: 1 }, 'nats.issuer_account'],
    ['a text for a truth', { bearer_token: 'true' }, 'nats.bearer_token'],
    ['a list for an object', { pub: [] }, 'nats.pub'],
    ['an object for a list', { tags: {} }, 'nats.tags'],
    ['a number in a list of texts', { pub: { allow: ['a', 1] } }, 'nats.pub.allow[1]'],
  ] as const) {
    it(`refuses ${what} in a claim`, () => {
      const json =
        typeof nats === 'string' ? nats : JSON.stringify({ ...userPayload.nats, ...nats });
      const { iss: issuer, sub } = userPayload;
      const token = forge(`{"iss":"${issuer}","sub":"${sub}","nats":${json}}`);
      const start = `the claim ${path} must be `;
      refuses(
        () => decode(token),
        'ERR_JWT_CLAIM',
        new RegExp(`^${start.replace(/[[\].]/g, '\\$&')}`),
      );
    });
  }

  it('never shows a claim in an error', () => {
    const secret = 'HIDDEN';
    for (const claims of [
      `{"nats":{"connect_opts":{"pass":"${secret}`,
      { ...userPayload, nats: { ...userPayload.nats, subs: secret } },
      { ...userPayload, name: [secret] },
    ]) {
      assert.throws(
        () => decode(forge(claims)),
        (error: Error) => !`${error.stack} ${String(error.cause)}`.includes(secret),
      );
    }
  });

  it('reads integers without loss, and names that JavaScript has plans for', () => {
    const json = `{"iss":"${iss}","sub":"x","nats":{"__proto__":{"constructor":1},"toString":2}}`;
    const { nats } = decodeAs('generic', forge(json));
    assert.deepEqual(Object.keys(nats), ['__proto__', 'toString']);
    assert.equal(Object.getPrototypeOf(nats), Object.prototype);
    const limits = `{"type":"user","version":2,"subs":9007199254740993,"data":9223372036854775807,"payload":-9223372036854775808}`;
    const user64 = decodeAs(
      'user',
      forge(`{"iss":"${iss}","sub":"${publicKey('user')}","nats":${limits}}`),
    );
    assert.equal(user64.nats.subs, 9007199254740993n);
    assert.equal(user64.nats.data, 2n ** 63n - 1n);
    assert.equal(user64.nats.payload, -(2 ** 63));
  });

  it('moves type and tags of a generic token of version 1 into its body', () => {
    const { token } = GOLDEN_V1_TOKENS.find(({ name }) => name === 'generic')!;
    assert.deepEqual(decodeAs('generic', token).nats, { k: 'v', type: 'custom', tags: ['x'] });
  });

  it('reads clusters and servers of version 1', () => {
    const read = (name: string) =>
      decode(GOLDEN_V1_TOKENS.find((each) => each.name === name)!.token);
    assert.deepEqual(read('cluster').nats, {
      identity: ['t'],
      accts: ['a'],
      accturl: 'u',
      opurl: 'o',
    });
    const permission = { allow: [], deny: [] };
    assert.deepEqual(read('server').nats, {
      pub: { allow: ['a'], deny: [] },
      sub: permission,
      resp: undefined,
      cluster: 'c',
    });
  });

  it('refuses null among imports and exports', () => {
    for (const name of ['import', 'export']) {
      const nats = { type: 'account', version: 2, [`${name}s`]: [null] };
      const claims = { iss, sub: iss, nats };
      refuses(() => decode(forge(claims)), 'ERR_JWT_CLAIM', `null ${name} is not allowed`);
    }
  });
});

describe('decodeGeneric', () => {
  it('shows all that a token of any type says', () => {
    const nats = { ...userPayload.nats, future: [1] };
    assert.deepEqual(decodeGeneric(forge({ ...userPayload, nats })).nats, nats);
  });

  it('checks the signature all the same', () => {
    const token = goldenToken('user defaults');
    refuses(
      () => decodeGeneric(`${token.slice(0, -4)}AAAA`),
      'ERR_JWT_SIGNATURE',
      /^claim failed V2/,
    );
  });
});
