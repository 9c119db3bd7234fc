import assert from 'node:assert/strict';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Broker, type Peer } from '../../support/broker.ts';

type Accounts = Extract<NonNullable<GivenServerOptions['accounts']>, Record<string, unknown>>;
type Account = Accounts[string];

/** `A: {…}` with a user `a` for each. */
function brokerOf(accounts: Readonly<Record<string, Account>>): Broker {
  const named = Object.entries(accounts).map(([name, account]): [string, Account] => [
    name,
    { ...account, users: [{ user: name.toLowerCase(), password: 'p' }] },
  ]);
  return new Broker({}, { login: { accounts: Object.fromEntries(named) } });
}

const use = (account: string, subject: string, to = subject, share = false) => ({
  service: { account, subject },
  to,
  share,
});

async function join(broker: Broker, user: string, more: object = {}): Promise<Peer> {
  const terms = { verbose: false, pedantic: false, headers: true, no_responders: true };
  return broker.connect({ ...terms, user, pass: 'p', ...more });
}

/** What a service heard, the round trips and random digits aside. */
function told(bytes: string): string {
  return bytes
    .replace(/"rtt":\d+/g, '"rtt":0')
    .replace(/_R_\.\w{6}\.\w{6}/g, '_R_')
    .replace(/^HMSG (.*) \d+ \d+\r$/gm, 'HMSG $1\r');
}

function replyIn(bytes: string): string {
  const reply = /_R_\.\S+/.exec(bytes)?.[0];
  assert.ok(reply !== undefined, `no request in ${JSON.stringify(bytes)}`);
  return reply;
}

const INFO = (account: string, more = ''): string =>
  `NATS/1.0\r\nNats-Request-Info: {"acc":"${account}"${more},"rtt":0}\r\n\r\n`;

describe('ServiceRequests', () => {
  /** A's service q, used by B as my.q: the one who serves and the one who asks. */
  async function pair(
    service: object = {},
    imported = use('A', 'q', 'my.q'),
  ): Promise<{ broker: Broker; a: Peer; b: Peer }> {
    const broker = brokerOf({
      A: { exports: [{ service: 'q', ...service }] },
      B: { imports: [imported] },
    });
    const [a, b] = [await join(broker, 'a'), await join(broker, 'b')];
    await a.say('SUB q 1\r\n');
    await b.say('SUB in.* 9\r\n');
    return { broker, a, b };
  }

  it('tell the service who asks, and bring the answer back', async () => {
    const { broker, a, b } = await pair();
    assert.equal(await b.say('PUB my.q in.1 2\r\nhi\r\n'), '');
    const asked = await a.hear();
    assert.equal(told(asked), `HMSG q 1 _R_\r\n${INFO('B')}hi\r\n`);
    assert.equal(broker.services.responses.countOf(broker.accounts.get('A')!), 1);
    await a.say(`PUB ${replyIn(asked)} 2\r\nyo\r\n`);
    assert.equal(await b.hear(), 'MSG in.1 9 2\r\nyo\r\n');
    assert.equal(broker.services.responses.size, 0);
  });

  it('leave the message as it is for the others who hear it', async () => {
    const { a, b } = await pair();
    await b.say('SUB my.> 8\r\n');
    assert.equal(
      await b.say(
        'HPUB my.q in.1 17 19\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n'.replace('17 19', '18 20'),
      ),
      'HMSG my.q 8 in.1 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n',
    );
    assert.match(
      await a.hear(),
      /^HMSG q 1 _R_\S+ \d+ \d+\r\nNATS\/1\.0\r\nA: b\r\nNats-Request-Info: /,
    );
  });

  it('believe nobody who says himself who he is', async () => {
    const { a, b } = await pair();
    const block = 'NATS/1.0\r\nNats-Request-Info: {"acc":"A"}\r\n\r\n';
    await b.say(`HPUB my.q ${block.length} ${block.length + 2}\r\n${block}hi\r\n`);
    assert.equal(told(await a.hear()), `HMSG q 1\r\n${INFO('B')}hi\r\n`);
  });

  it('give everything to a service that it is shared with', async () => {
    const { a, b } = await pair({}, use('A', 'q', 'my.q', true));
    await b.say('PUB my.q 2\r\nhi\r\n');
    const [, json] = /Nats-Request-Info: (.*)\r/.exec(await a.hear())!;
    assert.deepEqual(Object.keys(JSON.parse(json!) as object), [
      ...['start', 'host', 'id', 'acc', 'user', 'rtt', 'server', 'kind', 'client_type'],
    ]);
  });

  it('strip the header for a service that can not read any', async () => {
    const broker = brokerOf({
      A: { exports: [{ service: 'q' }] },
      B: { imports: [use('A', 'q')] },
    });
    const a = await join(broker, 'a', { headers: false, no_responders: false });
    const b = await join(broker, 'b');
    await a.say('SUB q 1\r\n');
    await b.say('PUB q 2\r\nhi\r\n');
    assert.equal(await a.hear(), 'MSG q 1 2\r\nhi\r\n');
  });

  describe('answered', () => {
    for (const [responseType, heard, open] of [
      ['singleton', ['1'], 0],
      ['stream', ['1', '2', ''], 0],
      ['chunked', ['1', '2', ''], 0],
    ] as const) {
      it(`by a ${responseType}`, async () => {
        const { broker, a, b } = await pair({ responseType });
        await b.say('PUB my.q in.1 0\r\n\r\n');
        const reply = replyIn(await a.hear());
        const answers = ['1', '2', '', '3'].map(
          (each) => `PUB ${reply} ${each.length}\r\n${each}\r\n`,
        );
        await a.say(answers.join(''));
        assert.equal(
          await b.hear(),
          heard.map((each) => `MSG in.1 9 ${each.length}\r\n${each}\r\n`).join(''),
        );
        assert.equal(broker.services.responses.size, open);
      });
    }
    it('with a question, which can be answered in turn', async () => {
      const { broker, a, b } = await pair({ responseType: 'stream' });
      await a.say('SUB more 5\r\n');
      await b.say('PUB my.q in.1 0\r\n\r\n');
      await a.say(`PUB ${replyIn(await a.hear())} more 2\r\nyo\r\n`);
      const asked = await b.hear();
      assert.equal(told(asked), 'MSG in.1 9 _R_ 2\r\nyo\r\n');
      assert.equal(broker.services.responses.size, 2);
      await b.say(`PUB ${replyIn(asked)} 3\r\nand\r\n`);
      assert.equal(await a.hear(), 'MSG more 5 3\r\nand\r\n');
    });
    it('when nobody listens any more: it is forgotten', async () => {
      const { broker, a, b } = await pair({ responseType: 'stream' });
      await b.say('PUB my.q nobody 0\r\n\r\n');
      await a.say(`PUB ${replyIn(await a.hear())} 2\r\nyo\r\n`);
      assert.equal(broker.services.responses.size, 0);
    });
  });

  describe('that nobody serves', () => {
    it('are told so, and leave nothing behind', async () => {
      const { broker, a, b } = await pair();
      await a.say('UNSUB 1\r\n');
      const headers = 'NATS/1.0 503\r\nNats-Subject: my.q\r\n\r\n';
      const size = headers.length;
      assert.equal(
        await b.say('PUB my.q in.1 0\r\n\r\n'),
        `HMSG in.1 9 ${size} ${size}\r\n${headers}\r\n`,
      );
      assert.equal(broker.services.responses.size, 0);
    });
    it('are not told so who do not want to know', async () => {
      const { broker, a } = await pair();
      await a.say('UNSUB 1\r\n');
      const b = await join(broker, 'b', { no_responders: false });
      assert.equal(await b.say('SUB in 1\r\nPUB my.q in 0\r\n\r\n'), '');
    });
    it('are not told so where somebody of their own hears it', async () => {
      const { a, b } = await pair();
      await a.say('UNSUB 1\r\n');
      const own = await b.say('SUB my.q 8\r\nPUB my.q in.1 0\r\n\r\n');
      assert.equal(own, 'MSG my.q 8 in.1 0\r\n\r\n');
    });
  });

  it('reach one member of a queue group', async () => {
    const { broker, a, b } = await pair();
    await a.say('UNSUB 1\r\n');
    const servers = [await join(broker, 'a'), await join(broker, 'a'), await join(broker, 'a')];
    for (const each of servers) await each.say('SUB q workers 1\r\n');
    await b.say('PUB my.q in.1 2\r\nhi\r\n'.repeat(30));
    const heard = await Promise.all(servers.map((each) => each.hear()));
    assert.equal(heard.join('').match(/HMSG q 1 /g)?.length, 30);
  });

  it('go where the mappings of the exporter say', async () => {
    const broker = brokerOf({
      A: { exports: [{ service: 'q.*' }], mappings: { 'q.*': 'work.$1' } },
      B: { imports: [use('A', 'q.*', 'my.$1')] },
    });
    const [a, b] = [await join(broker, 'a'), await join(broker, 'b')];
    await a.say('SUB work.* 1\r\n');
    await b.say('PUB my.x 2\r\nhi\r\n');
    assert.match(await a.hear(), /^HMSG work\.x 1 /);
  });

  it('reach several accounts under one name', async () => {
    const broker = brokerOf({
      A: { exports: [{ service: 'q' }] },
      C: { exports: [{ service: 'q' }] },
      B: { imports: [use('A', 'q'), use('C', 'q')] },
    });
    const [a, b, c] = [await join(broker, 'a'), await join(broker, 'b'), await join(broker, 'c')];
    await a.say('SUB q 1\r\n');
    await c.say('SUB q 1\r\n');
    await b.say('SUB in 9\r\nPUB q in 2\r\nhi\r\n');
    await a.say(`PUB ${replyIn(await a.hear())} 1\r\na\r\n`);
    await c.say(`PUB ${replyIn(await c.hear())} 1\r\nc\r\n`);
    assert.equal(await b.hear(), 'MSG in 9 1\r\na\r\nMSG in 9 1\r\nc\r\n');
  });

  describe('through several accounts', () => {
    async function chain(share = [false, false]): Promise<{ broker: Broker; a: Peer; c: Peer }> {
      const broker = brokerOf({
        A: { exports: [{ service: 'q' }] },
        B: { exports: [{ service: 'b.q' }], imports: [use('A', 'q', 'b.q', share[1])] },
        C: { imports: [use('B', 'b.q', 'c.q', share[0])] },
      });
      const [a, c] = [await join(broker, 'a'), await join(broker, 'c')];
      await a.say('SUB q 1\r\n');
      await c.say('SUB in 9\r\n');
      return { broker, a, c };
    }
    it('are answered all the way back', async () => {
      const { broker, a, c } = await chain();
      await c.say('PUB c.q in 2\r\nhi\r\n');
      const asked = await a.hear();
      assert.equal(told(asked), `HMSG q 1 _R_\r\n${INFO('C', ',"svc":"B"')}hi\r\n`);
      assert.equal(broker.services.responses.size, 2);
      await a.say(`PUB ${replyIn(asked)} 2\r\nyo\r\n`);
      assert.equal(await c.hear(), 'MSG in 9 2\r\nyo\r\n');
      assert.equal(broker.services.responses.size, 0);
    });
    for (const [share, expected] of [
      [
        [true, false],
        ['start', 'host', 'id', 'acc', 'svc', 'user', 'rtt', 'server', 'kind', 'client_type'],
      ],
      [
        [false, true],
        ['acc', 'svc', 'rtt', 'server'],
      ],
    ] as const) {
      it(`share what the first import shares: ${share.join()}`, async () => {
        const { a, c } = await chain([...share]);
        await c.say('PUB c.q 2\r\nhi\r\n');
        const [, json] = /Nats-Request-Info: (.*)\r/.exec(await a.hear())!;
        assert.deepEqual(Object.keys(JSON.parse(json!) as object), expected);
      });
    }
    it('find nobody at the end: the requester is told', async () => {
      const { broker, a, c } = await chain();
      await a.say('UNSUB 1\r\n');
      assert.match(await c.say('PUB c.q in 2\r\nhi\r\n'), /^HMSG in 9 .*503/s);
      assert.equal(broker.services.responses.size, 0);
    });
    it('are forgotten when the requester leaves', async () => {
      const { broker, c } = await chain();
      await c.say('PUB c.q in 2\r\nhi\r\n');
      assert.equal(broker.services.responses.size, 2);
      await c.leave();
      assert.equal(broker.services.responses.size, 0);
    });
  });

  it('do not go round in circles, which mappings may close', async () => {
    const broker = brokerOf({
      A: { exports: [{ service: 'q' }], imports: [use('B', 'b.q', 'x')], mappings: { q: 'x' } },
      B: { exports: [{ service: 'b.q' }], imports: [use('A', 'q')], mappings: { 'b.q': 'q' } },
    });
    const [a, b] = [await join(broker, 'a'), await join(broker, 'b')];
    await a.say('SUB x 1\r\n');
    await b.say('SUB q 1\r\nPUB q 2\r\nhi\r\n');
    assert.equal((await a.hear()).match(/HMSG x 1/g)?.length, 1);
  });

  it('are not exported again as streams', async () => {
    const broker = brokerOf({
      A: { exports: [{ service: 'q' }, { stream: 'q' }] },
      B: { imports: [use('A', 'q')] },
      C: { imports: [{ stream: { account: 'A', subject: 'q' } }] },
    });
    const [a, b, c] = [await join(broker, 'a'), await join(broker, 'b'), await join(broker, 'c')];
    await c.say('SUB q 1\r\n');
    await a.say('PUB q 1\r\n1\r\n');
    await b.say('PUB q 1\r\n2\r\n');
    assert.equal(await c.hear(), 'MSG q 1 1\r\n1\r\n');
  });

  it('end the subscriptions that they exhaust after the message', async () => {
    const { broker, a, b } = await pair();
    await a.say('UNSUB 1\r\nSUB q 2\r\nUNSUB 2 1\r\n');
    await b.say('SUB once 3\r\nUNSUB 3 1\r\nPUB my.q once 2\r\nhi\r\n');
    await a.say(`PUB ${replyIn(await a.hear())} 2\r\nyo\r\n`);
    assert.equal(await b.hear(), 'MSG once 3 2\r\nyo\r\n');
    assert.equal(broker.services.responses.size, 0);
    assert.match(await b.say('PUB my.q in.1 0\r\n\r\n'), /503/);
  });

  describe('that are measured', () => {
    const latency = { sampling: 100, subject: 'm' };
    const statusIn = (bytes: string): unknown => {
      const match = /^MSG m 7 \d+\r\n(\{.*\})\r\n$/.exec(bytes);
      assert.ok(match !== null, `no metric in ${JSON.stringify(bytes)}`);
      const { status, header } = JSON.parse(match[1]!) as Record<string, unknown>;
      return header === undefined ? status : { status, header };
    };
    async function measured(how: object = latency) {
      const both = await pair({ latency: how });
      await both.a.say('SUB m 7\r\n');
      return both;
    }

    it('are told of when they are answered', async () => {
      const { a, b } = await measured();
      await b.say('PUB my.q in.1 0\r\n\r\n');
      const reply = replyIn(await a.hear());
      assert.match(reply, /^_R_\.\w{6}\.\w{6}\.\w{8}\.T$/);
      assert.equal(statusIn(await a.say(`PUB ${reply} 0\r\n\r\nPUB ${reply} 0\r\n\r\n`)), 200);
    });
    it('are told of when there is nowhere to answer to', async () => {
      const { a, b } = await measured();
      await a.say('UNSUB 1\r\n');
      await b.say('PUB my.q 0\r\n\r\n');
      assert.equal(statusIn(await a.hear()), 400);
    });
    it('are told of when nobody serves', async () => {
      const { a, b } = await measured();
      await a.say('UNSUB 1\r\n');
      await b.say('PUB my.q in.1 0\r\n\r\n');
      assert.equal(statusIn(await a.hear()), 503);
    });
    it('are told of when the requester has gone', async () => {
      const { a, b } = await measured();
      await b.say('PUB my.q in.1 0\r\n\r\n');
      await a.hear();
      await b.leave();
      assert.equal(statusIn(await a.hear()), 408);
    });
    it('are those with tracing headers, if it is said so', async () => {
      const { a, b } = await measured({ sampling: 'headers', subject: 'm' });
      await b.say('PUB my.q in.1 0\r\n\r\n');
      assert.equal(await a.say(`PUB ${replyIn(await a.hear())} 0\r\n\r\n`), '');
      await b.say('HPUB my.q in.1 19 19\r\nNATS/1.0\r\nB3: 1\r\n\r\n\r\n');
      const heard = await a.say(`PUB ${replyIn(await a.hear())} 0\r\n\r\n`);
      assert.deepEqual(statusIn(heard), { status: 200, header: { B3: ['1'] } });
    });
  });
});
