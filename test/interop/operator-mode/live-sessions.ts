// Accounts whose claims change while users are connected. Each session is played to natsx and to nats-server with the
// same JWTs, and tells what its clients heard.
import {
  encode,
  newActivationClaims,
  newExport,
  newImport,
  newUserScope,
  type Export,
  type Import,
} from '../../../src/jwt/index.ts';
import { createAccount } from '../../../src/nkeys/create.ts';
import {
  preloadOf,
  TestOperator,
  type AccountChange,
  type TestAccount,
  type TestUser,
} from '../../support/operator.ts';
import { RawClient } from '../../support/raw-client.ts';

/** A server, by its system account. */
export class Live {
  readonly #port: number;
  readonly #system: RawClient;
  /** Others hear the same account. */
  readonly #reply = `reply.${createAccount().publicKey}`;

  private constructor(port: number, system: RawClient) {
    this.#port = port;
    this.#system = system;
  }

  static async open(port: number, { systemAccount }: TestOperator): Promise<Live> {
    const system = await RawClient.connect(port);
    const live = new Live(port, system);
    system.send(`${systemAccount.user('sys').connect(system.info)}SUB ${live.#reply} 1\r\n`);
    await system.settle();
    await system.settle();
    return live;
  }

  async connect(user: TestUser, then = ''): Promise<RawClient> {
    const client = await RawClient.connect(this.#port);
    client.send(user.connect(client.info, { no_responders: true }));
    await client.settle();
    client.send(then);
    await client.settle();
    return client;
  }

  /** Tells the server other claims; the answer without what only one server says. */
  async update(accountKey: string, jwt: string): Promise<string> {
    const subject = `$SYS.REQ.ACCOUNT.${accountKey}.CLAIMS.UPDATE`;
    this.#system.send(`PUB ${subject} ${this.#reply} ${jwt.length}\r\n${jwt}\r\n`);
    const answer = await this.#system.expect(/H?MSG [^]*?\}\r\n/);
    return /"code":(\d+)/.exec(answer)?.[1] ?? answer;
  }

  async close(): Promise<void> {
    await this.#system.close();
  }
}

/** What a client heard, and whether it was cut off. */
async function heard(client: RawClient, { isCutOff = false } = {}): Promise<string> {
  if (isCutOff) await client.waitFor(() => false, 'its end', { orClosed: true });
  const rest = client.isClosed ? client.unread : await settled(client);
  const lines = rest.split('\r\n').filter((line) => line !== '' && !line.startsWith('INFO '));
  const told = `${lines.join(' | ')}${client.isClosed ? ' (closed)' : ''}`;
  await client.close();
  return told;
}

/** It may be cut off meanwhile. */
async function settled(client: RawClient): Promise<string> {
  client.send('PING\r\n');
  const isOver = (frames: readonly string[]) => frames.includes('PONG\r\n');
  await client.waitFor(isOver, 'PONG', { orClosed: true });
  return client.unread;
}

export interface LiveSession {
  readonly name: string;
  play(live: Live): Promise<string[]>;
}

export function liveSessions(): {
  operator: TestOperator;
  preload: Record<string, string>;
  sessions: LiveSession[];
} {
  const operator = new TestOperator();
  const accounts: TestAccount[] = [operator.systemAccount];
  const sessions: LiveSession[] = [];
  const account = (change: AccountChange = {}): TestAccount => {
    const made = operator.account(`A${accounts.length}`, change);
    accounts.push(made);
    return made;
  };
  const session = (name: string, play: LiveSession['play']): void => {
    sessions.push({ name, play });
  };
  const now = Math.floor(Date.now() / 1000);

  /** One user whose account becomes another. */
  const change = (
    name: string,
    before: AccountChange,
    after: AccountChange | (() => AccountChange),
    { then = 'SUB a 1\r\n', later = 'PUB a 2\r\nhi\r\n', isCutOff = false } = {},
    userOf: (of: TestAccount) => TestUser = (of) => of.user('u'),
  ): void => {
    const changing = account(before);
    const user = userOf(changing);
    session(name, async (live) => {
      const client = await live.connect(user, then);
      const jwt = changing.issue(typeof after === 'function' ? after() : after);
      const answer = await live.update(changing.publicKey, jwt);
      if (!isCutOff) client.send(later);
      return [answer, await heard(client, { isCutOff })];
    });
  };

  const cutOff = { isCutOff: true };
  change('nothing', {}, {});
  change('all are revoked', {}, { nats: { revocations: new Map([['*', now + 100]]) } }, cutOff);
  change('others are revoked', {}, { nats: { revocations: new Map([['UX', now + 100]]) } });
  change(
    'bearers are not allowed',
    {},
    { nats: { limits: { disallow_bearer: true } as never } },
    cutOff,
    (of) => of.user('u', { nats: { bearer_token: true } }),
  );
  change('no subscriptions', {}, { nats: { limits: { subs: 0 } as never } }, cutOff);
  change(
    'fewer subscriptions',
    {},
    { nats: { limits: { subs: 1 } as never } },
    {
      ...cutOff,
      then: 'SUB a 1\r\nSUB b 2\r\nSUB c 3\r\n',
    },
  );
  change(
    'more subscriptions',
    { nats: { limits: { subs: 1 } as never } },
    {},
    { later: 'SUB b 2\r\n' },
  );
  change('smaller messages', {}, { nats: { limits: { payload: 1 } as never } });
  change('larger messages', { nats: { limits: { payload: 1 } as never } }, {});
  change('no connections', {}, { nats: { limits: { conn: 0 } as never } }, cutOff);
  change('another name', {}, { name: 'B' });
  change(
    'a mapping',
    {},
    { nats: { mappings: new Map([['a', [{ subject: 'b', weight: 0, cluster: '' }]]]) } },
    {
      then: 'SUB a 1\r\nSUB b 2\r\n',
    },
  );
  change(
    'no mapping',
    { nats: { mappings: new Map([['a', [{ subject: 'b', weight: 0, cluster: '' }]]]) } },
    {},
    {
      then: 'SUB a 1\r\nSUB b 2\r\nPUB a 1\r\nx\r\n',
    },
  );
  const denied = {
    pub: { allow: ['b'], deny: [] },
    sub: { allow: ['b'], deny: [] },
    resp: undefined,
  };
  change('default permissions', {}, { nats: { default_permissions: denied } });
  change(
    'other default permissions',
    { nats: { default_permissions: denied } },
    {},
    { then: '', later: 'SUB a 1\r\nPUB a 2\r\nhi\r\n' },
  );
  change('default permissions of others', {}, { nats: { default_permissions: denied } }, {}, (of) =>
    of.user('u', { nats: { pub: { allow: ['a'], deny: [] } } }),
  );
  change('the end of its time', {}, () => ({ exp: seconds() + 3 }), cutOff);

  const signing = createAccount();
  const scope = newUserScope(signing.publicKey, 'r');
  const other = { ...scope, template: { ...scope.template, subs: 5 } };
  const keys = (...entries: [string, typeof scope | undefined][]): AccountChange => ({
    nats: { signing_keys: new Map(entries) },
  });
  const signed = (of: TestAccount) => of.signedUser('u', {}, signing);
  const scoped = (of: TestAccount) => of.scopedUser('u', {}, signing);
  change('a signing key goes', keys([signing.publicKey, undefined]), {}, cutOff, signed);
  change(
    'another signing key comes',
    keys([signing.publicKey, undefined]),
    keys([signing.publicKey, undefined], [createAccount().publicKey, undefined]),
    {},
    signed,
  );
  change(
    'a role changes',
    keys([signing.publicKey, scope]),
    keys([signing.publicKey, other]),
    cutOff,
    scoped,
  );
  change(
    'a role stays',
    keys([signing.publicKey, scope]),
    { name: 'B', ...keys([signing.publicKey, scope]) },
    {},
    scoped,
  );

  const foreign = new TestOperator();
  const kept = account();
  session('a foreign operator has no say', async (live) => {
    const client = await live.connect(kept.user('u'), 'SUB a 1\r\n');
    const answer = await live.update(kept.publicKey, kept.issue({ exp: now + 1 }, foreign.key));
    client.send('PUB a 1\r\nx\r\n');
    return [answer, await heard(client)];
  });
  const alsoKept = account();
  session('nor has another account', async (live) => {
    const client = await live.connect(alsoKept.user('u'), 'SUB a 1\r\n');
    const answer = await live.update(alsoKept.publicKey, operator.systemAccount.jwt);
    client.send('PUB a 1\r\nx\r\n');
    return [answer, await heard(client)];
  });

  const crowd = account();
  const members = [crowd.user('1'), crowd.user('2'), crowd.user('3')];
  const fewer = crowd.issue({ nats: { limits: { conn: 1 } as never } });
  session('fewer connections', async (live) => {
    const clients: RawClient[] = [];
    for (const member of members) clients.push(await live.connect(member));
    const answer = await live.update(crowd.publicKey, fewer);
    const [first, second, third] = clients as [RawClient, RawClient, RawClient];
    return [answer, await heard(first), await heard(second, cutOff), await heard(third, cutOff)];
  });

  const revoking = account();
  const [stays, goes] = [revoking.user('stays'), revoking.user('goes')];
  const revoked = revoking.issue({ nats: { revocations: new Map([[goes.publicKey, now + 100]]) } });
  session('a user is revoked', async (live) => {
    const [one, two] = [await live.connect(stays), await live.connect(goes)];
    const answer = await live.update(revoking.publicKey, revoked);
    return [answer, await heard(one), await heard(two, cutOff)];
  });

  const ending = account();
  for (const inSeconds of [3, 4]) {
    session(`a user's time ends in ${inSeconds} s`, async (live) => {
      const client = await live.connect(ending.user('u', { exp: seconds() + inSeconds }));
      return [await heard(client, cutOff)];
    });
  }
  shares({ account, session, now });
  return { operator, preload: preloadOf(...accounts), sessions };
}

interface Workshop {
  readonly account: (change?: AccountChange) => TestAccount;
  readonly session: (name: string, play: LiveSession['play']) => void;
  readonly now: number;
}

/** Exporters and importers; after each change both are looked at. */
function shares({ account, session, now }: Workshop): void {
  const exporting = (...exports: Export[]): AccountChange => ({ nats: { exports } });
  const importing = (...imports: Import[]): AccountChange => ({ nats: { imports } });
  const stream = newExport('stream', 's.>');
  const service = newExport('service', 'q');

  /** The importer listens and asks, before and after a change of one of both. */
  const share = (
    name: string,
    exports: readonly Export[],
    importsOf: (exporter: TestAccount, importer: TestAccount) => readonly Import[],
    after: (exporter: TestAccount, importer: TestAccount) => readonly [TestAccount, AccountChange],
    waitFor = '',
  ): void => {
    const exporter = account(exporting(...exports));
    const importer = account();
    importer.change(importing(...importsOf(exporter, importer)));
    session(name, async (live) => {
      const server = await live.connect(exporter.user('e'), 'SUB q 1\r\n');
      const client = await live.connect(
        importer.user('i'),
        'SUB s.a 1\r\nSUB reply 2\r\nSUB t.> 3\r\n',
      );
      const told: string[] = [];
      const round = async (): Promise<void> => {
        client.send('PUB q reply 1\r\n?\r\nPUB r reply 1\r\n?\r\n');
        await client.settle().then((text) => told.push(shown(text)));
        await server.settle().then((text) => told.push(shown(text)));
        server.send('PUB s.a 1\r\nx\r\n');
        await server.settle();
        await client.settle().then((text) => told.push(shown(text)));
      };
      await round();
      const [changing, change] = after(exporter, importer);
      told.push(await live.update(changing.publicKey, changing.issue(change)));
      if (waitFor !== '') await until(server, client, waitFor);
      await round();
      await Promise.all([server.close(), client.close()]);
      return told;
    });
  };

  const both = (exporter: TestAccount) => [
    newImport('stream', 's.>', exporter.publicKey),
    newImport('service', 'q', exporter.publicKey),
  ];
  share('exports stay', [stream, service], both, (exporter) => [
    exporter,
    { name: 'B', ...exporting(stream, service) },
  ]);
  share('exports go', [stream, service], both, (exporter) => [exporter, {}]);
  share('exports come', [], both, (exporter) => [exporter, exporting(stream, service)]);
  share('exports become private', [stream, service], both, (exporter) => [
    exporter,
    exporting({ ...stream, token_req: true }, { ...service, token_req: true }),
  ]);
  share(
    'exports become public',
    [
      { ...stream, token_req: true },
      { ...service, token_req: true },
    ],
    both,
    (exporter) => [exporter, exporting(stream, service)],
  );
  share('imports go', [stream, service], both, (_, importer) => [importer, {}]);
  share(
    'imports come',
    [stream, service],
    () => [],
    (exporter, importer) => [importer, importing(...both(exporter))],
  );
  share('imports get other names', [stream, service], both, (exporter, importer) => [
    importer,
    importing(
      { ...newImport('stream', 's.>', exporter.publicKey), local_subject: 't.>' },
      { ...newImport('service', 'q', exporter.publicKey), local_subject: 'r' },
    ),
  ]);
  share(
    'imports have the old names',
    [stream, service],
    (exporter) => [
      { ...newImport('stream', 's.>', exporter.publicKey), to: 't' },
      { ...newImport('service', 'r', exporter.publicKey), to: 'q' },
    ],
    (_, importer) => [importer, {}],
  );

  const activated = (
    exporter: TestAccount,
    importer: TestAccount,
    more: object = {},
    signer = exporter.key,
  ): Import[] => {
    const token = (kind: 'stream' | 'service', subject: string): string => {
      const claims = newActivationClaims(importer.publicKey);
      return encode({ ...claims, ...more, nats: { ...claims.nats, kind, subject } }, signer);
    };
    return [
      { ...newImport('stream', 's.>', exporter.publicKey), token: token('stream', 's.>') },
      { ...newImport('service', 'q', exporter.publicKey), token: token('service', 'q') },
    ];
  };
  const personal = [
    { ...stream, token_req: true },
    { ...service, token_req: true },
  ];
  const revokedFor = (importer: TestAccount, at: number) =>
    exporting(
      ...personal.map((each) => ({ ...each, revocations: new Map([[importer.publicKey, at]]) })),
    );
  share('an activation is revoked', personal, activated, (exporter, importer) => [
    exporter,
    revokedFor(importer, now + 100),
  ]);
  share('an older activation is revoked', personal, activated, (exporter, importer) => [
    exporter,
    revokedFor(importer, now - 10),
  ]);
  share('activations come', personal, both, (exporter, importer) => [
    importer,
    importing(...activated(exporter, importer)),
  ]);
  share('activations by a stranger', personal, both, (exporter, importer) => [
    importer,
    importing(...activated(exporter, importer, {}, createAccount())),
  ]);
  share('activations for another', personal, both, (exporter, importer) => [
    importer,
    importing(...activated(exporter, account())),
  ]);
  share('activations that are over', personal, both, (exporter, importer) => [
    importer,
    importing(...activated(exporter, importer, { exp: now - 5 })),
  ]);
  share(
    'activations that end',
    personal,
    both,
    (exporter, importer) => [
      importer,
      importing(...activated(exporter, importer, { exp: seconds() + 2 })),
    ],
    '503',
  );
  const position = { ...newExport('stream', 's.*.x'), account_token_position: 2 };
  share(
    'a place for the account',
    [position],
    (exporter, importer) => [
      newImport('stream', `s.${importer.publicKey}.x`, exporter.publicKey),
      newImport('stream', `s.${exporter.publicKey}.x`, exporter.publicKey),
    ],
    (exporter) => [exporter, exporting(stream, service)],
  );
}

/** Asks again and again until the answer says so: nothing else tells that the time is over. */
async function until(server: RawClient, client: RawClient, answer: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    client.send('PUB q reply 1\r\n?\r\n');
    if ((await client.settle()).includes(answer)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await server.settle();
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Without what chance or time say. */
function shown(text: string): string {
  return (
    text
      .replaceAll(/INFO .*\r\n/g, '')
      .replaceAll(/_R_\.\w+\.\w+/g, '_R_')
      .replaceAll(/,"rtt":\d+/g, '')
      // Old servers do not say what nobody hears.
      .replaceAll(/Nats-Subject: .*\r\n/g, '')
      .replaceAll(/(HMSG .*) \d+ \d+\r/g, '$1\r')
      .replaceAll(/[AU][A-Z0-9]{55}/g, 'KEY')
      .replaceAll('\r\n', ' | ')
  );
}
