import assert from 'node:assert/strict';
import { Broker, type Peer } from '../../support/broker.ts';
import { clientSubscriptionsIn } from '../../support/client-subscriptions.ts';
import { turnEnd } from '../../support/turn.ts';

const QUIET = { verbose: false, pedantic: false };
const INFO_1 = 'INFO {"client_id":1} \r\n';

/** One client says `says`; it hears `hears`, and lives on, or is closed for the reason given. */
interface Case {
  readonly it: string;
  readonly connect?: Readonly<Record<string, unknown>> | 'no';
  readonly says: string;
  readonly hears: string;
  readonly closed?: string;
  readonly limits?: ConstructorParameters<typeof Broker>[0];
}

describe('ClientConnection', () => {
  cases('CONNECT', [
    { it: 'is confirmed by default', connect: 'no', says: 'CONNECT {}\r\n', hears: '+OK\r\n' },
    {
      it: 'is not confirmed to who is not verbose',
      connect: 'no',
      says: 'CONNECT {"verbose":false}\r\n',
      hears: '',
    },
    { it: 'with null says nothing new', connect: 'no', says: 'CONNECT null\r\n', hears: '+OK\r\n' },
    {
      it: 'that is no JSON closes without a word',
      connect: 'no',
      says: 'CONNECT {\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'with a wrong type closes without a word',
      connect: 'no',
      says: 'CONNECT {"verbose":1}\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'with nothing closes without a word',
      connect: 'no',
      says: 'CONNECT\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'of a later protocol is refused',
      connect: 'no',
      says: 'CONNECT {"protocol":2}\r\nPING\r\n',
      hears: "-ERR 'invalid client protocol'\r\n",
      closed: 'Bad Client Protocol Version',
    },
    {
      it: 'of a negative protocol is refused',
      connect: 'no',
      says: 'CONNECT {"protocol":-1}\r\n',
      hears: "-ERR 'invalid client protocol'\r\n",
      closed: 'Bad Client Protocol Version',
    },
    {
      it: 'with an account is refused',
      connect: 'no',
      says: 'CONNECT {"account":"A"}\r\n',
      hears: "-ERR 'Authorization Violation'\r\n",
      closed: 'Authentication Failure',
    },
    {
      it: 'with a new account is refused',
      connect: 'no',
      says: 'CONNECT {"new_account":true}\r\n',
      hears: "-ERR 'Authorization Violation'\r\n",
      closed: 'Authentication Failure',
    },
    {
      it: 'says the account before the protocol',
      connect: 'no',
      says: 'CONNECT {"account":"A","protocol":9}\r\n',
      hears: "-ERR 'Authorization Violation'\r\n",
      closed: 'Authentication Failure',
    },
    {
      it: 'that wants no_responders needs headers',
      connect: 'no',
      says: 'CONNECT {"no_responders":true}\r\n',
      hears: "-ERR 'no responders requires headers support'\r\n",
      closed: 'No Responders Requires Headers',
    },
    {
      it: 'that wants no_responders needs headers of the server, too',
      connect: 'no',
      limits: { supportsHeaders: false },
      says: 'CONNECT {"no_responders":true,"headers":true}\r\n',
      hears: "-ERR 'no responders requires headers support'\r\n",
      closed: 'No Responders Requires Headers',
    },
    {
      it: 'with headers and no_responders is taken',
      connect: 'no',
      says: 'CONNECT {"no_responders":true,"headers":true}\r\n',
      hears: '+OK\r\n',
    },
    {
      it: 'may come with credentials that nobody asked for',
      connect: 'no',
      says: 'CONNECT {"user":"u","pass":"p","auth_token":"t","jwt":"j"}\r\n',
      hears: '+OK\r\n',
    },
    {
      it: 'may come twice, laid over the first',
      connect: { verbose: false },
      says: 'CONNECT {"name":"x"}\r\nSUB a 1\r\nCONNECT {"verbose":true}\r\nSUB b 2\r\n',
      hears: '+OK\r\n+OK\r\n',
    },
    {
      it: 'the second time ends the subscriptions',
      connect: QUIET,
      says: 'SUB a 1\r\nCONNECT {}\r\nPUB a 0\r\n\r\nSUB a 2\r\nPUB a 0\r\n\r\n',
      hears: 'MSG a 2 0\r\n\r\n',
    },
  ]);

  cases('PING and others', [
    { it: 'answers PING', says: 'PING\r\n', hears: 'PONG\r\n' },
    { it: 'answers PING before CONNECT', connect: 'no', says: 'PING\r\n', hears: 'PONG\r\n' },
    { it: 'answers each PING', says: 'PING\r\nPING\r\n', hears: 'PONG\r\nPONG\r\n' },
    { it: 'takes PONG and +OK', says: 'PONG\r\n+OK\r\nPING\r\n', hears: 'PONG\r\n' },
    {
      it: 'sends an INFO after the first PONG to who understands it',
      connect: { ...QUIET, protocol: 1 },
      says: 'PING\r\nPING\r\n',
      hears: 'PONG\r\nINFO {"client_id":1,"connect_info":true} \r\nPONG\r\n',
    },
    { it: 'passes INFO over', says: 'INFO {"a":1}\r\nPING\r\n', hears: 'PONG\r\n' },
    {
      it: 'closes on an INFO that is no object',
      says: 'INFO []\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'closes on an INFO that is no JSON',
      says: 'INFO x\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    { it: 'closes on -ERR', says: "-ERR 'x'\r\nPING\r\n", hears: '', closed: 'Parse Error' },
    {
      it: 'closes on what it does not know',
      says: 'PING\r\nFOO\r\nPING\r\n',
      hears: "PONG\r\n-ERR 'Unknown Protocol Operation'\r\n",
      closed: 'Protocol Violation',
    },
    {
      it: "closes on other kinds' verbs",
      says: 'MSG a 1 0\r\n\r\n',
      hears: "-ERR 'Unknown Protocol Operation'\r\n",
      closed: 'Protocol Violation',
    },
    {
      it: 'closes on a line that is too long',
      limits: { maxControlLine: 10 },
      connect: 'no',
      says: 'SUB 123456789 1\r\n',
      hears: "-ERR 'maximum control line exceeded'\r\n",
      closed: 'Maximum Control Line Exceeded',
    },
  ]);

  cases('SUB and UNSUB', [
    {
      it: 'confirms SUB and UNSUB to who is verbose',
      connect: {},
      says: 'SUB a 1\r\nUNSUB 1\r\nUNSUB 44\r\nUNSUB 1 7\r\n',
      hears: '+OK\r\n'.repeat(4),
    },
    {
      it: 'keeps the first subscription of a sid',
      connect: {},
      says: 'SUB a 1\r\nSUB b 1\r\nPUB b 0\r\n\r\nPUB a 0\r\n\r\n',
      hears: '+OK\r\n+OK\r\n+OK\r\n+OK\r\nMSG a 1 0\r\n\r\n',
    },
    {
      it: 'keeps the first subscription of a sid even where the second subject is invalid',
      connect: {},
      says: 'SUB a 1\r\nSUB b. 1\r\n',
      hears: '+OK\r\n+OK\r\n',
    },
    ...['foo..bar', '.foo', 'foo.', '>.foo', '.'].map((subject) => ({
      it: `refuses ${subject}`,
      connect: {},
      says: `SUB ${subject} 1\r\nSUB ok 1\r\n`,
      hears: "-ERR 'Invalid Subject'\r\n+OK\r\n",
    })),
    {
      it: 'refuses the queue that servers use',
      connect: {},
      says: 'SUB foo _sys_ 1\r\nSUB foo _sys_x 2\r\n',
      hears:
        '-ERR \'Permissions Violation for Subscription to "foo" using queue "_sys_"\'\r\n+OK\r\n',
    },
    {
      it: 'takes a subject for _sys_ without a queue',
      connect: {},
      says: 'SUB _sys_ 1\r\n',
      hears: '+OK\r\n',
    },
    {
      it: 'limits the subscriptions',
      connect: {},
      limits: { maxSubscriptions: 2 },
      says: 'SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nUNSUB 1\r\nSUB c 3\r\n',
      hears: "+OK\r\n+OK\r\n-ERR 'maximum subscriptions exceeded'\r\n+OK\r\n+OK\r\n",
    },
    {
      it: 'counts before it looks whether the sid is taken',
      connect: {},
      limits: { maxSubscriptions: 1 },
      says: 'SUB a 1\r\nSUB a 1\r\n',
      hears: "+OK\r\n-ERR 'maximum subscriptions exceeded'\r\n",
    },
    {
      it: 'limits the tokens',
      connect: {},
      limits: { maxSubscriptionTokens: 2 },
      says: 'SUB a.b 1\r\nSUB a.*.> 2\r\n',
      hears:
        '+OK\r\n-ERR \'Permissions Violation for Subscription to "a.*.>", too many tokens\'\r\n',
    },
    {
      it: 'quotes a subject as Go does',
      connect: {},
      limits: { maxSubscriptionTokens: 1 },
      says: 'SUB a"\\.\xff.\xc3\xbc 1\r\n',
      hears:
        '-ERR \'Permissions Violation for Subscription to "a\\"\\\\.\\xff.\xc3\xbc", too many tokens\'\r\n',
    },
    {
      it: 'closes on too few arguments without a word',
      says: 'SUB a\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'ends at the limit of UNSUB, which counts from the subscription on',
      connect: QUIET,
      says: 'SUB a 1\r\nPUB a 1\r\n1\r\nUNSUB 1 3\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\nPUB a 1\r\n4\r\n',
      hears: 'MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\nMSG a 1 1\r\n3\r\n',
    },
    {
      it: 'ends at once when the limit is reached already',
      connect: QUIET,
      says: 'SUB a 1\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\nUNSUB 1 2\r\nPUB a 0\r\n\r\n',
      hears: 'MSG a 1 0\r\n\r\nMSG a 1 0\r\n\r\n',
    },
    ...['0', 'abc', '-1', '1000000000'].map((max) => ({
      it: `takes UNSUB 1 ${max} for now`,
      connect: QUIET,
      says: `SUB a 1\r\nUNSUB 1 ${max}\r\nPUB a 0\r\n\r\n`,
      hears: '',
    })),
    {
      it: 'lets a later UNSUB change the limit',
      connect: QUIET,
      says: 'SUB a 1\r\nUNSUB 1 5\r\nUNSUB 1 1\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\n',
      hears: 'MSG a 1 0\r\n\r\n',
    },
    {
      it: 'frees the sid at the limit',
      connect: QUIET,
      says: 'SUB a 1\r\nUNSUB 1 1\r\nPUB a 0\r\n\r\nSUB b 1\r\nPUB b 0\r\n\r\n',
      hears: 'MSG a 1 0\r\n\r\nMSG b 1 0\r\n\r\n',
    },
  ]);

  cases('PUB', [
    {
      it: 'says +OK before the message that it causes',
      connect: {},
      says: 'SUB a 40\r\nPUB a 1\r\nx\r\n',
      hears: '+OK\r\n+OK\r\nMSG a 40 1\r\nx\r\n',
    },
    {
      it: 'delivers to each subscription',
      connect: QUIET,
      says: 'SUB a.b 1\r\nSUB a.b 2\r\nPUB a.b r 2\r\nhi\r\n',
      hears: 'MSG a.b 1 r 2\r\nhi\r\nMSG a.b 2 r 2\r\nhi\r\n',
    },
    {
      it: 'delivers the subject that was published, and any bytes',
      connect: QUIET,
      says: 'SUB a.* x\xff\r\nPUB a.\xfc 3\r\n\x00\r\n\r\n',
      hears: 'MSG a.\xfc x\xff 3\r\n\x00\r\n\r\n',
    },
    {
      it: 'keeps the order',
      connect: QUIET,
      says: 'SUB a 1\r\nPUB a 1\r\n1\r\nPING\r\nPUB a 1\r\n2\r\n',
      hears: 'MSG a 1 1\r\n1\r\nPONG\r\nMSG a 1 1\r\n2\r\n',
    },
    {
      it: 'does not tell its own to who does not want it',
      connect: { ...QUIET, echo: false },
      says: 'SUB a 1\r\nSUB a q 2\r\nPUB a 0\r\n\r\nPING\r\n',
      hears: 'PONG\r\n',
    },
    {
      it: 'takes a wildcard for a word',
      connect: QUIET,
      says: 'SUB > 1\r\nPUB foo.* 0\r\n\r\nPUB foo. 0\r\n\r\nPUB .foo 0\r\n\r\n',
      hears: 'MSG foo.* 1 0\r\n\r\n',
    },
    {
      it: 'to a wildcard is reprimanded and delivered when pedantic',
      connect: { verbose: true, pedantic: true },
      says: 'SUB > 1\r\nPUB foo.* 1\r\nx\r\n',
      hears: "+OK\r\n-ERR 'Invalid Publish Subject'\r\n+OK\r\nMSG foo.* 1 1\r\nx\r\n",
    },
    {
      it: 'is pedantic before CONNECT',
      connect: 'no',
      says: 'PUB a..b 0\r\n\r\n',
      hears: "-ERR 'Invalid Publish Subject'\r\n+OK\r\n",
    },
    {
      it: 'above the limit closes before the payload comes',
      connect: QUIET,
      limits: { maxPayload: 4 },
      says: 'SUB a 1\r\nPUB a 4\r\n1234\r\nPUB a 5\r\n',
      hears: "MSG a 1 4\r\n1234\r\n-ERR 'Maximum Payload Violation'\r\n",
      closed: 'Maximum Message Payload Exceeded',
    },
    {
      it: 'counts headers as payload',
      connect: { ...QUIET, headers: true },
      limits: { maxPayload: 4 },
      says: 'HPUB a 4 5\r\n',
      hears: "-ERR 'Maximum Payload Violation'\r\n",
      closed: 'Maximum Message Payload Exceeded',
    },
    {
      it: 'closes without a word where the size is none',
      connect: QUIET,
      says: 'PUB a -1\r\nPING\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'closes where the payload is longer than its size',
      connect: QUIET,
      says: 'PUB a 2\r\nabc\r\n',
      hears: "-ERR 'Unknown Protocol Operation'\r\n",
      closed: 'Protocol Violation',
    },
    {
      it: 'refuses gateway replies as subject',
      connect: {},
      says: 'PUB _GR_.abc.x 0\r\n\r\nPUB _GR_. 0\r\n\r\n',
      hears:
        "-ERR 'Permissions Violation for Publish to \"_GR_.abc.x\"'\r\n-ERR 'Invalid Publish Subject'\r\n+OK\r\n",
    },
    {
      it: "refuses servers' raft subjects",
      connect: QUIET,
      says: 'PUB $NRG.x 0\r\n\r\nPING\r\n',
      hears: '-ERR \'Permissions Violation for Publish to "$NRG.x"\'\r\nPONG\r\n',
    },
    ...['_R_.x', '$JS.ACK.x', '_GR_.x'].map((reply) => ({
      it: `refuses ${reply} as reply`,
      connect: { ...QUIET, verbose: true },
      says: `SUB > 1\r\nPUB a ${reply} 0\r\n\r\n`,
      hears: `+OK\r\n-ERR 'Permissions Violation for Publish with Reply of "${reply}"'\r\n`,
    })),
    ...['_R_', '$JS.AC', 'x._R_.y'].map((reply) => ({
      it: `takes ${reply} as reply`,
      connect: QUIET,
      says: `SUB > 1\r\nPUB a ${reply} 0\r\n\r\n`,
      hears: `MSG a 1 ${reply} 0\r\n\r\n`,
    })),
    {
      it: 'lets responders answer on _R_',
      connect: {},
      says: 'PUB _R_.x 0\r\n\r\n',
      hears: '+OK\r\n',
    },
  ]);

  const HEADERS = { ...QUIET, headers: true };
  const ASKING = { ...HEADERS, no_responders: true };
  cases('headers and no responders', [
    {
      it: 'closes on HPUB without a word when headers were not negotiated',
      connect: QUIET,
      says: 'HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'closes on HPUB when the server has no headers',
      connect: HEADERS,
      limits: { supportsHeaders: false },
      says: 'HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n',
      hears: '',
      closed: 'Protocol Violation',
    },
    {
      it: 'delivers headers as they are',
      connect: HEADERS,
      says: 'SUB a 1\r\nHPUB a r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHPUB a 5 6\r\nXXXXXx\r\n',
      hears: 'HMSG a 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHMSG a 1 5 6\r\nXXXXXx\r\n',
    },
    {
      it: 'delivers a header of no bytes as MSG',
      connect: HEADERS,
      says: 'SUB a 1\r\nHPUB a 0 2\r\nhi\r\n',
      hears: 'MSG a 1 2\r\nhi\r\n',
    },
    {
      it: 'delivers PUB as MSG to who takes headers',
      connect: HEADERS,
      says: 'SUB a 1\r\nPUB a 2\r\nhi\r\n',
      hears: 'MSG a 1 2\r\nhi\r\n',
    },
    {
      it: 'tells the requester that nobody hears',
      connect: ASKING,
      says: 'SUB _INBOX.* 9\r\nPUB foo _INBOX.x 0\r\n\r\n',
      hears: 'HMSG _INBOX.x 9 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n',
    },
    {
      it: 'says +OK before the 503',
      connect: { ...ASKING, verbose: true },
      says: 'SUB r 9\r\nPUB foo r 0\r\n\r\n',
      hears: '+OK\r\n+OK\r\nHMSG r 9 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n',
    },
    {
      it: 'sends no 503 to who did not ask for it',
      connect: HEADERS,
      says: 'SUB r 9\r\nPUB foo r 0\r\n\r\nPING\r\n',
      hears: 'PONG\r\n',
    },
    {
      it: 'sends no 503 without a reply',
      connect: ASKING,
      says: 'SUB r 9\r\nPUB foo 0\r\n\r\nPING\r\n',
      hears: 'PONG\r\n',
    },
    {
      it: 'sends no 503 to who does not hear the reply, or only in a group',
      connect: ASKING,
      says: 'PUB foo r 0\r\n\r\nSUB r q 9\r\nPUB foo r 0\r\n\r\nPING\r\n',
      hears: 'PONG\r\n',
    },
    {
      it: 'sends no 503 when somebody hears',
      connect: ASKING,
      says: 'SUB r 9\r\nSUB foo 1\r\nPUB foo r 0\r\n\r\n',
      hears: 'MSG foo 1 r 0\r\n\r\n',
    },
    {
      it: 'sends a 503 when only the requester hears, and not its own',
      connect: { ...ASKING, echo: false },
      says: 'SUB r 9\r\nSUB foo 1\r\nPUB foo r 0\r\n\r\n',
      hears: 'HMSG r 9 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n',
    },
  ]);

  describe('with others', () => {
    it('cuts the headers off for who does not take them', async () => {
      const broker = new Broker();
      const [sender, plain] = [await broker.connect(HEADERS), await broker.connect(QUIET)];
      await plain.say('SUB a 1\r\n');
      await sender.say(
        'HPUB a r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n',
      );
      assert.equal(await plain.hear(), 'MSG a 1 r 2\r\nhi\r\nMSG a 1 0\r\n\r\n');
      const { outMessages, outBytes } = plain.connection.traffic;
      assert.deepEqual([outMessages, outBytes], [2, 2]);
    });

    it('delivers to one member of a group, and to every plain subscription', async () => {
      const broker = new Broker();
      const [a, b] = [await broker.connect(QUIET), await broker.connect(QUIET)];
      await a.say('SUB j.* q 1\r\nSUB j.> q 2\r\nSUB j.x 3\r\n');
      await b.say('SUB j.x q 1\r\n');
      let total = '';
      for (let i = 0; i < 100; i++) total += (await a.say('PUB j.x 0\r\n\r\n')) + (await b.hear());
      assert.equal(total.match(/MSG j\.x 3 0/g)?.length, 100);
      assert.equal(total.match(/MSG j\.x [12] 0/g)?.length, 100);
    });

    it('gives the message of a member that does not want its own to another', async () => {
      const broker = new Broker();
      const sender = await broker.connect({ ...QUIET, echo: false });
      const other = await broker.connect(QUIET);
      await sender.say('SUB j q 1\r\nSUB j q 2\r\nSUB j q 3\r\n');
      await other.say('SUB j q 1\r\n');
      const input = 'PUB j 0\r\n\r\n'.repeat(50);
      assert.equal(await sender.say(input), '');
      assert.equal(await other.hear(), 'MSG j 1 0\r\n\r\n'.repeat(50));
    });

    it('counts per member, and goes on with the rest of the group', async () => {
      const broker = new Broker();
      const [a, b] = [await broker.connect(QUIET), await broker.connect(QUIET)];
      await a.say('SUB j q 1\r\nUNSUB 1 1\r\n');
      await b.say('SUB j q 1\r\n');
      const heardByA = await a.say('PUB j 0\r\n\r\n'.repeat(200));
      const heardByB = await b.hear();
      assert.equal(heardByA, 'MSG j 1 0\r\n\r\n');
      assert.equal(heardByB, 'MSG j 1 0\r\n\r\n'.repeat(199));
      assert.equal(clientSubscriptionsIn(broker.account), 1);
    });

    it('delivers nothing to who left in the same turn', async () => {
      const broker = new Broker();
      const [a, b] = [await broker.connect(QUIET), await broker.connect(QUIET)];
      await a.say('SUB x 1\r\n');
      a.wire.receive('FOO\r\n');
      b.wire.receive('PUB x 0\r\n\r\n');
      assert.equal(await a.hear(), "-ERR 'Unknown Protocol Operation'\r\n");
    });

    it('counts messages and their bytes both ways', async () => {
      const broker = new Broker();
      const [a, b] = [await broker.connect(QUIET), await broker.connect(QUIET)];
      await a.say('SUB x 1\r\nSUB x 2\r\n');
      await b.say('PUB x 3\r\nabc\r\nPUB nobody 5\r\n12345\r\nPUB _GR_.x 1\r\n1\r\n');
      assert.deepEqual(b.connection.traffic, {
        inMessages: 3,
        inBytes: 9,
        outMessages: 0,
        outBytes: 0,
      });
      assert.deepEqual(a.connection.traffic, {
        inMessages: 0,
        inBytes: 0,
        outMessages: 2,
        outBytes: 6,
      });
      const all = { inMessages: 3, inBytes: 9, outMessages: 2, outBytes: 6 };
      assert.deepEqual({ ...broker.account.traffic }, all);
      assert.deepEqual({ ...broker.totals }, { ...all, stalls: 0 });
    });

    it('shares a large payload among its hearers', async () => {
      const broker = new Broker();
      const hearers = await Promise.all(Array.from({ length: 5 }, () => broker.connect(QUIET)));
      for (const hearer of hearers) await hearer.say('SUB x 1\r\n');
      const sender = await broker.connect(QUIET);
      const payload = 'abcdefgh'.repeat(131_072);
      sender.wire.receive(`PUB x ${payload.length}\r\n${payload.slice(0, 500_000)}`);
      sender.wire.receive(`${payload.slice(500_000)}\r\n`);
      for (const hearer of hearers) {
        assert.ok((await hearer.hear()) === `MSG x 1 ${payload.length}\r\n${payload}\r\n`);
      }
    });
  });

  it('greets, and turns away when there are too many', async () => {
    const broker = new Broker();
    const peer = broker.newClient();
    peer.connection.refuse();
    assert.equal(await peer.hear(), `${INFO_1}-ERR 'maximum connections exceeded'\r\n`);
    assert.equal(peer.closed, 'Maximum Connections Exceeded');
    assert.equal(peer.wire.state, 'ended');
  });

  it('leaves nothing behind: no interest, no memory', async () => {
    const broker = new Broker();
    for (let i = 0; i < 1_000; i++) {
      const peer = await broker.connect(QUIET);
      peer.wire.receive(`SUB a.${i} 1\r\nSUB a.* 2\r\nSUB b q 3\r\nPUB a.${i} 10000\r\n`);
      if (i % 3 === 0) peer.wire.receive(`${'x'.repeat(10_000)}\r\n`);
      if (i % 5 === 0) peer.wire.hold();
      await (i % 2 === 0 ? peer.leave() : breakOff(peer));
      assert.notEqual(peer.closed, undefined);
    }
    assert.equal(clientSubscriptionsIn(broker.account), 0);
    assert.equal(broker.arena.out, 0);
    assert.equal(broker.closed.size, 1_000);
  });

  describe('trace', () => {
    it('shows what comes and goes, without secrets', async () => {
      const broker = new Broker({}, { traces: true });
      const peer = await broker.connect({
        user: 'u',
        pass: 'hush',
        auth_token: 'hush',
        nkey: 'hush',
        sig: 'hush',
        jwt: 'hush',
        name: 'n',
        lang: 'l',
        version: '1',
      });
      await peer.say('SUB foo 1\r\nPUB foo 2\r\nhi\r\nPING\r\n');
      const traced = broker.log.filter((line) => line.startsWith('TRC '));
      const lines = traced.map((line) => line.replace(/^TRC 192\.0\.2\.1:4711 - cid:1/, ''));
      assert.doesNotMatch(broker.log.join('\n'), /hush/);
      assert.match(lines[0]!, /^ - <<- \[CONNECT \{"user":"u","pass":"\[REDACTED\]"/);
      assert.deepEqual(lines.slice(1), [
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> [OK]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - <<- [SUB foo 1]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> [OK]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - <<- [PUB foo 2]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - <<- MSG_PAYLOAD: ["hi"]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> [OK]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> [MSG foo 1 2]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> MSG_PAYLOAD: ["hi"]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - <<- [PING]',
        ' - "v1:l:n" - "$G/nkey:[REDACTED]" - ->> [PONG]',
      ]);
    });

    it('shows the beginning of a long payload', async () => {
      const broker = new Broker({ maxTracedMessageLength: 5 }, { traces: true });
      const peer = await broker.connect(QUIET);
      await peer.say('PUB foo 10\r\n0123456789\r\nPUB foo 5\r\n01234\r\n');
      const payloads = broker.log.filter((line) => line.includes('MSG_PAYLOAD'));
      assert.deepEqual(
        payloads.map((line) => line.replace(/^.* - <<- /, '')),
        ['MSG_PAYLOAD: ["01234..."]', 'MSG_PAYLOAD: ["01234"]'],
      );
    });

    it('shows headers alone where that is asked for', async () => {
      const broker = new Broker({ traceHeaders: true }, { traces: true });
      const peer = await broker.connect({ ...QUIET, headers: true });
      const headers = 'NATS/1.0\r\nA: b\r\n\r\n';
      await peer.say(`SUB foo 1\r\nHPUB foo 18 20\r\n${headers}hi\r\nPUB foo 2\r\nhi\r\n`);
      const payloads = broker.log.filter((line) => line.includes('MSG_PAYLOAD'));
      assert.deepEqual(
        payloads.map((line) => line.replace(/^.* - (?=<<-|->>)/, '')),
        ['<<- MSG_PAYLOAD: ["NATS/1.0\\r\\nA: b"]', '->> MSG_PAYLOAD: ["NATS/1.0\\r\\nA: b"]'],
      );
    });
  });
});

async function breakOff(peer: Peer): Promise<void> {
  peer.wire.break('ECONNRESET', 'read');
  await turnEnd();
  peer.wire.close();
}

function cases(name: string, rows: readonly Case[]): void {
  describe(name, () => {
    for (const row of rows) {
      it(row.it, async () => {
        const broker = new Broker(row.limits);
        const peer = await broker.connect(
          row.connect === 'no' ? undefined : (row.connect ?? QUIET),
        );
        const heard = await peer.say(row.says);
        assert.equal(heard, row.hears);
        assert.equal(peer.closed, row.closed);
        assert.equal(peer.wire.state, row.closed === undefined ? 'open' : 'ended');
        await peer.leave();
        assert.equal(clientSubscriptionsIn(broker.account), 0);
        assert.equal(broker.arena.out, 0);
      });
    }
  });
}
