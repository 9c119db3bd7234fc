// Auth callout beside nats-server 2.10 or later: the same service, the same clients, the same outcome.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import {
  encode,
  newUserClaims,
  newUserScope,
  type AuthorizationRequestClaims,
  type UserClaims,
} from '../../src/jwt/index.ts';
import { createAccount, createCurve, createUser, type KeyPair } from '../../src/nkeys/index.ts';
import { optionsFromFlags } from '../../src/server/options/flags.ts';
import { loadOptions } from '../../src/server/options/load.ts';
import { Server } from '../../src/server/server.ts';
import { testOperator } from '../support/account-server.ts';
import {
  answerToken,
  calloutUser,
  startCalloutService,
  type CalloutAnswer,
  type CalloutService,
} from '../support/callout-service.ts';
import { certificateFile, clientTls, keyFile } from '../support/certificates.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { findPeers, isAtLeast, skipWithout, startPeer } from '../support/peers.ts';

/** A server with auth callout, whoever made it. */
interface Judged {
  readonly port: number;
  log(): string;
  stop(): Promise<void>;
}

type Start = (configuration: string) => Promise<Judged>;

async function startOurs(configuration: string): Promise<Judged> {
  const readTexts = (path: string): string =>
    path === 'server.conf' ? configuration : readFileSync(path, 'utf8');
  const surroundings = { env: {}, readFile: readTexts };
  const { options } = loadOptions('server.conf', optionsFromFlags({}, new Set()), surroundings);
  const log = new LogRecorder();
  const server = await Server.start({ ...options, host: '127.0.0.1', port: 0, logger: log });
  return { port: server.port, log: () => log.text, stop: () => server.stop() };
}

/** What became of a client: its account and what it may do, or how it was refused. */
async function outcome(port: number, options: object): Promise<object> {
  let connection: NatsConnection;
  try {
    connection = await connect({ port, reconnect: false, timeout: 8_000, ...options });
  } catch (error) {
    return { refused: (error as Error).message };
  }
  const { data } = (await connection.request('$SYS.REQ.USER.INFO', '', { timeout: 5_000 })).json<{
    data: { user: string; account: string; permissions?: object; expires?: number };
  }>();
  const { user, account, permissions, expires } = data;
  const result = {
    user,
    account,
    permissions: sorted(permissions),
    expires: expires !== undefined,
  };
  await connection.close();
  return result;
}

/** Lists of subjects come in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(String).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]));
}

/** What of a request must be the same on all servers. */
function comparable({ aud, sub, exp, iat, nats }: AuthorizationRequestClaims): object {
  const { client_info: info, connect_opts: said, server_id: server } = nats;
  return {
    aud,
    sub,
    seconds: exp - iat,
    info: { ...info, id: 0, nonce: info.nonce === '' ? '' : 'nonce' },
    said: { ...said, sig: said.sig === '' ? '' : 'sig' },
    server: { ...server, id: '', name: '', version: '', xkey: server.xkey.slice(0, 1) },
    tls: nats.client_tls,
  };
}

const issuer = createAccount();
const curve = createCurve();

const configuration = (more = ''): string => `
  accounts {
    AUTH { users: [{ user: auth, password: auth }] }
    APP { users: [{ user: app, password: app }] }
    OTHER { users: [{ user: other, password: other }] }
    SYS {}
  }
  system_account: SYS
  server_tags: [eu]
  authorization {
    timeout: 1
    auth_callout { issuer: ${issuer.publicKey}, account: AUTH, auth_users: [auth] ${more} }
  }
`;

type Decide = CalloutService['decide'];

/** A user as most cases want it. */
const inApp =
  (change: (claims: UserClaims) => UserClaims = (claims) => claims): Decide =>
  (request) => ({
    user: calloutUser(issuer, request, (claims) => change({ ...claims, aud: 'APP', name: 'Joe' })),
  });

const claimsOf = (part: Partial<UserClaims['nats']>): Decide =>
  inApp((claims) => ({ ...claims, nats: { ...claims.nats, ...part } }));

const soon = Math.floor(Date.now() / 1000) + 3600;

/** Answers of a service to a client that says user:pass, unless it says otherwise. */
const cases: Record<string, { readonly decide: Decide; readonly client?: object }> = {
  'a user': { decide: inApp() },
  'a client that says nothing': { decide: inApp(), client: {} },
  'a client with a token': { decide: inApp(), client: { token: 's3cret' } },
  'a client that the options know, in $G': {
    decide: inApp(),
    client: { user: 'app', pass: 'app' },
  },
  'a user without a name': { decide: inApp((claims) => ({ ...claims, name: '' })) },
  'a user with permissions': {
    decide: claimsOf({
      pub: { allow: ['a.>', '$SYS.REQ.USER.INFO'], deny: ['a.b'] },
      sub: { allow: ['_INBOX.>', 'x q'], deny: [] },
    }),
    client: { user: 'u', pass: 'p', inboxPrefix: '_INBOX' },
  },
  'a user who expires': { decide: inApp((claims) => ({ ...claims, exp: soon })) },
  'a user of the service’s account': {
    decide: inApp((claims) => ({ ...claims, aud: 'AUTH' })),
  },
  'a user of an account that is not there': {
    decide: inApp((claims) => ({ ...claims, aud: 'NIX' })),
  },
  'an error': { decide: () => ({ error: 'not you' }) },
  'nothing but an empty message': { decide: () => ({ raw: '' }) },
  nonsense: { decide: () => ({ raw: 'nonsense' }) },
  'no answer': { decide: () => undefined },
  'a user of another issuer': {
    decide: (request) => ({
      user: calloutUser(createAccount(), request, (claims) => ({ ...claims, aud: 'APP' })),
    }),
  },
  'an issuer account': { decide: claimsOf({ issuer_account: createAccount().publicKey }) },
  'another user': {
    decide: () => ({
      user: encode({ ...newUserClaims(createUser().publicKey), aud: 'APP' }, issuer),
    }),
  },
  'an answer for another user': {
    decide: (request) => ({
      raw: answerToken(
        { error: 'x' },
        { ...request, nats: { ...request.nats, user_nkey: createUser().publicKey } },
        issuer,
      ),
    }),
  },
  'an answer for another server': {
    decide: (request) => {
      const server_id = { ...request.nats.server_id, id: request.iss.replace(/.$/, 'A') };
      return {
        raw: answerToken(
          { error: 'x' },
          { ...request, nats: { ...request.nats, server_id } },
          issuer,
        ),
      };
    },
  },
  'an expired user': { decide: inApp((claims) => ({ ...claims, exp: 1_700_000_000 })) },
  'a user outside of its times': {
    decide: claimsOf({
      times: [{ start: '00:00:00', end: '00:00:01' }],
      times_location: new Date().getUTCHours() === 0 ? 'Pacific/Apia' : 'UTC',
    }),
  },
  'a wrong password of the service': { decide: inApp(), client: { user: 'auth', pass: 'x' } },
};

const servers: [string, (context: Mocha.Context) => Start][] = [
  ['natsx', () => startOurs],
  [
    'nats-server',
    (context) => {
      const peer = findPeers('nats-server').find(({ version }) => isAtLeast(version, '2.10.0'));
      if (peer === undefined) {
        return skipWithout(
          context,
          'no nats-server 2.10 or later on the PATH',
          'go install github.com/nats-io/nats-server/v2@latest',
        );
      }
      return (text) => startPeer(peer, text, ['-D']);
    },
  ],
];

/** What the other server did, to compare with; filled by the first. */
const seen = new Map<string, object>();

for (const [name, starter] of servers) {
  describe(`auth callout of ${name}`, function () {
    this.timeout(30_000);
    let start: Start;
    before(function () {
      start = starter(this);
    });

    for (const [mode, more, key] of [
      ['in clear', '', undefined],
      ['sealed', `, xkey: ${curve.publicKey}`, curve],
    ] as const) {
      describe(mode, () => {
        let server: Judged;
        let service: CalloutService;
        before(async () => {
          server = await start(configuration(more));
          service = await startCalloutService(
            { port: server.port, user: 'auth', pass: 'auth' },
            issuer,
            key,
          );
        });
        after(async () => {
          await service.stop();
          await server.stop();
        });

        // Who fails again and again is made to wait: each says another name.
        for (const [at, [what, each]] of Object.entries(cases).entries()) {
          const { decide, client = { user: `u${at}`, pass: 'p' } } = each;
          it(`judges alike: ${what}`, async () => {
            service.decide = decide;
            service.requests.length = 0;
            const became = await outcome(server.port, { name: 'tester', ...client });
            const asked = service.requests.map(comparable);
            const result = { became, asked };
            const before = seen.get(`${mode} ${what}`);
            if (before === undefined) seen.set(`${mode} ${what}`, result);
            else assert.deepEqual(before, result);
          });
        }

        it('lets the service itself in, and nobody publish to it', async () => {
          const info = (await outcome(server.port, { user: 'auth', pass: 'auth' })) as {
            account: string;
            permissions: { publish: { deny: string[] } };
          };
          assert.equal(info.account, 'AUTH');
          assert.deepEqual(info.permissions.publish.deny, ['$SYS.REQ.USER.AUTH']);
        });

        it('says in the log what was wrong', async () => {
          service.decide = () => ({ error: 'not you' });
          await outcome(server.port, { user: 'u', pass: 'p' });
          assert.match(server.log(), /Auth callout service returned an error: not you/);
        });
      });
    }

    it('tells of TLS and of certificates alike', async () => {
      const files = `cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}", ca_file: "${certificateFile('ca')}"`;
      const server = await start(`${configuration()}\ntls { ${files}, verify: true }`);
      const tls = clientTls('client');
      const service = await startCalloutService(
        { port: server.port, user: 'auth', pass: 'auth', tls },
        issuer,
      );
      try {
        service.decide = inApp();
        const became = await outcome(server.port, { name: 'tester', user: 'u', pass: 'p', tls });
        const result = { became, asked: service.requests.map(comparable) };
        const before = seen.get('TLS');
        if (before === undefined) seen.set('TLS', result);
        else assert.deepEqual(before, result);
      } finally {
        await service.stop();
        await server.stop();
      }
    });

    it('leaves accounts alone that are not among those allowed', async () => {
      const server = await start(configuration(', allowed_accounts: [APP]'));
      const service = await startCalloutService(
        { port: server.port, user: 'auth', pass: 'auth' },
        issuer,
      );
      try {
        service.decide = inApp();
        assert.deepEqual(
          accountOf(await outcome(server.port, { user: 'other', pass: 'other' })),
          'OTHER',
        );
        assert.equal(service.requests.length, 0);
        assert.deepEqual(
          accountOf(await outcome(server.port, { user: 'app', pass: 'app' })),
          'APP',
        );
        assert.equal(service.requests.length, 1);
      } finally {
        await service.stop();
        await server.stop();
      }
    });

    describe('with operators', () => {
      const system = createAccount();
      const operator = testOperator((claims) => ({
        ...claims,
        nats: { ...claims.nats, system_account: system.publicKey },
      }));
      const auth = createAccount();
      const app = createAccount();
      const forbidden = createAccount();
      const scoped = createAccount();
      const serviceUser = createUser();
      const sentinel = createUser();
      const own = operatorAccounts();
      let server: Judged;
      let service: CalloutService;

      function operatorAccounts(): string {
        const authorization = {
          auth_users: [serviceUser.publicKey],
          allowed_accounts: [app.publicKey],
          xkey: '',
        };
        const scope = newUserScope(scoped.publicKey);
        const template = {
          ...scope.template,
          pub: { allow: ['a.{{name()}}', '$SYS.REQ.USER.INFO'], deny: [] },
        };
        const accounts = [
          operator.account('SYS', undefined, new Date(), system),
          operator.account(
            'AUTH',
            (claims) => ({ ...claims, nats: { ...claims.nats, authorization } }),
            new Date(),
            auth,
          ),
          operator.account(
            'APP',
            (claims) => ({
              ...claims,
              nats: {
                ...claims.nats,
                signing_keys: new Map([[scoped.publicKey, { ...scope, role: 'r', template }]]),
              },
            }),
            new Date(),
            app,
          ),
          operator.account('NO', undefined, new Date(), forbidden),
        ];
        const preload = accounts.map(({ key, token }) => `${key}: "${token}"`).join('\n');
        return `operator: "${operator.token}"\nresolver: MEMORY\nresolver_preload { ${preload} }\nauthorization { timeout: 1 }`;
      }

      const jwtOf = (key: KeyPair, bearer = false): string => {
        const claims = newUserClaims(key.publicKey);
        return encode(
          { ...claims, name: 'S', nats: { ...claims.nats, bearer_token: bearer } },
          auth,
        );
      };
      const asService = {
        authenticator: jwtAuthenticator(jwtOf(serviceUser), Buffer.from(serviceUser.seed())),
      };
      const asClient = {
        authenticator: jwtAuthenticator(jwtOf(sentinel, true)),
        user: 'u',
        pass: 'p',
      };

      before(async () => {
        server = await start(own);
        service = await startCalloutService({ port: server.port, ...asService }, auth);
      });
      after(async () => {
        await service.stop();
        await server.stop();
      });

      const decisions: Record<string, Decide> = {
        'the service’s own account': (request) => ({
          user: calloutUser(auth, request, (claims) => ({ ...claims, name: 'Joe' })),
        }),
        'an account that is allowed': (request) => ({
          user: calloutUser(app, request, (claims) => ({ ...claims, name: 'Joe' })),
        }),
        'an account that is not allowed': (request) => ({
          user: calloutUser(forbidden, request, (claims) => claims),
        }),
        'a key with a role': (request) => ({ user: scopedUser(request) }),
        'a key that nobody knows': (request) => ({
          user: calloutUser(createAccount(), request, (claims) => ({
            ...claims,
            nats: { ...claims.nats, issuer_account: app.publicKey },
          })),
        }),
        'an error': () => ({ error: 'not you' }),
      };

      function scopedUser(request: AuthorizationRequestClaims): string {
        const claims = newUserClaims(request.nats.user_nkey);
        const none = { subs: 0, data: 0, payload: 0 } as never;
        const nats = Object.assign({}, claims.nats, none, { issuer_account: app.publicKey });
        return encode({ ...claims, name: 'joe', nats }, scoped);
      }

      for (const [what, decide] of Object.entries(decisions)) {
        it(`judges alike: ${what}`, async () => {
          service.decide = decide;
          service.requests.length = 0;
          const became = await outcome(server.port, asClient);
          // The second is made by another run, with the same accounts.
          const result = { became, asked: service.requests.map(comparable).map(withoutKeys) };
          const before = seen.get(`operator ${what}`);
          const shown = withoutKeys(result);
          if (before === undefined) seen.set(`operator ${what}`, shown);
          else assert.deepEqual(before, shown);
        });
      }

      it('believes no answer of a key that it does not know', async () => {
        service.decide = (request): CalloutAnswer => ({
          raw: answerToken(
            { user: calloutUser(auth, request, (claims) => claims) },
            request,
            createAccount(),
          ),
        });
        assert.ok('refused' in (await outcome(server.port, asClient)));
        assert.match(server.log(), /Auth callout signing key is unknown/);
      });
    });
  });
}

function accountOf(result: object): unknown {
  return (result as { account?: string }).account ?? result;
}

/** Each run has keys of its own. */
function withoutKeys(value: object): object {
  const text = JSON.stringify(value)
    .replace(/\b[AUO][A-Z2-7]{55}\b/g, 'KEY')
    .replace(/eyJ[\w.-]+/g, 'JWT');
  return JSON.parse(text) as object;
}
