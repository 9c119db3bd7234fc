// The lines in which clients and servers send messages, as both kernels read and repeat them.
import assert from 'node:assert/strict';
import { ACCOUNT_ROUTE, GATEWAY, LEAFNODE, ROUTE } from '../../../src/protocol/dialect.ts';
import { encodeHmsg, encodeMsg, encodeRouted } from '../../../src/protocol/encode.ts';
import type { LineForm } from '../../../src/server/connection/connection.ts';
import { lineStartOf } from '../../../src/server/fastpath/line-start.ts';
import { WasmKernel } from '../../../src/server/fastpath/wasm-kernel.ts';
import { RoadBench, SENDER, type Receiver } from './road-bench.ts';

/** Who sends: the verbs, and what stands between these and the subject. */
const SPEAKERS = {
  client: { dialect: undefined, verbs: ['PUB', 'HPUB'], space: '', namesQueues: false },
  route: { dialect: ROUTE, verbs: ['RMSG', 'HMSG'], space: 'A ', namesQueues: true },
  gateway: { dialect: GATEWAY, verbs: ['RMSG', 'HMSG'], space: 'A ', namesQueues: true },
  accountRoute: { dialect: ACCOUNT_ROUTE, verbs: ['RMSG', 'HMSG'], space: '', namesQueues: true },
  leafnode: { dialect: LEAFNODE, verbs: ['LMSG', 'HMSG'], space: '', namesQueues: true },
} as const;

/** Who hears: the form of his lines, and the line that the slow road makes. */
interface Hearer {
  readonly form: LineForm;
  line(reply: string, sizes: string, hasHeaders: boolean): string;
}

function server(plain: string, withHeaders: string, groups: readonly string[]): Hearer {
  const tellsNoHeaders = plain.startsWith('LMSG L');
  return {
    form: {
      head: withHeaders,
      plainHead: plain,
      queues: groups.map((group) => `${group} `).join(''),
      takesHeaders: true,
      tellsNoHeaders,
    },
    line: (reply, sizes, hasHeaders) =>
      encodeRouted(
        hasHeaders ? withHeaders : plain,
        reply,
        groups.length === 0 ? undefined : groups,
        tellsNoHeaders && !hasHeaders ? `0 ${sizes}` : sizes,
      ),
  };
}

const CLIENT: Hearer = {
  form: { head: 'HMSG a.b 12 ', plainHead: 'MSG a.b 12 ', queues: '', takesHeaders: true },
  line: (reply, sizes, hasHeaders) =>
    (hasHeaders ? encodeHmsg : encodeMsg)('a.b', '12', reply, sizes),
};
const WITHOUT_WORDS = [
  CLIENT,
  server('RMSG A a.b ', 'HMSG A a.b ', []),
  server('RMSG A a.b ', 'HMSG A a.b ', []),
  server('LMSG a.b ', 'HMSG a.b ', []),
];
const WITH_WORDS = [
  ...WITHOUT_WORDS,
  server('RMSG A a.b ', 'HMSG A a.b ', ['g']),
  server('RMSG A a.b ', 'HMSG A a.b ', ['g']),
  server('LMSG a.b ', 'HMSG a.b ', ['group', 'another-long-name-of-a-group']),
  server('LMSG L A a.b ', 'LMSG L A a.b ', []),
  server('LMSG L A a.b ', 'LMSG L A a.b ', ['g', 'h']),
];

for (const language of ['JavaScript', 'WebAssembly'] as const) testLines(language);

function testLines(language: 'JavaScript' | 'WebAssembly'): void {
  describe(`MessageLine, read in ${language}`, () => {
    let bench: RoadBench;
    let receivers: Receiver[];

    before(async () => {
      const module = language === 'WebAssembly' ? await WasmKernel.load() : undefined;
      assert.ok(language === 'JavaScript' || module !== undefined, 'npm run build makes it');
      bench = new RoadBench(module);
    });
    beforeEach(() => {
      bench.table.clear();
      receivers = WITH_WORDS.map(() => bench.receiver());
    });
    afterEach(() => {
      for (const { outbound } of receivers) outbound.release();
    });

    const senderOf = (name: keyof typeof SPEAKERS) => ({
      ...SENDER,
      lineStart: lineStartOf(SPEAKERS[name].dialect)!,
    });

    /** A plan by which all of `hearers` get what is known as `key`, plainly or as the one member of a group each. */
    function plan(key: string, hearers: readonly Hearer[], asMembers = false): void {
      const targets = hearers.map(({ form }, i) => ({
        subscription: receivers[i]!.subscription('a.b', '1'),
        ...form,
      }));
      if (asMembers)
        bench.plan(
          key,
          [],
          targets.map((target) => [target]),
        );
      else bench.plan(key, targets);
    }

    for (const name of Object.keys(SPEAKERS) as (keyof typeof SPEAKERS)[]) {
      const { verbs, space, namesQueues } = SPEAKERS[name];
      for (const groups of namesQueues ? [[], ['q'], ['q1', 'q2', 'q3']] : [[]]) {
        for (const reply of ['', 'r', '12', '+', '|', '_INBOX.abcdefghijklmnopqrst.1']) {
          for (const hasHeaders of [false, true]) {
            const sizes = hasHeaders ? '4 9' : '9';
            const head = `${verbs[hasHeaders ? 1 : 0]} ${space}a.b `;
            const queues = groups.length === 0 ? undefined : groups;
            const line = encodeRouted(head, reply, queues, sizes);
            const payload = 'HHHHhello\r\n';
            const key = `${space}a.b${queues === undefined ? '' : ` | ${queues.join(' ')}`}`;

            it(`repeats ${JSON.stringify(line)} of a ${name}, and none that is cut short`, () => {
              const input = line + payload;
              const all = input.repeat(2);
              for (const hearers of [WITHOUT_WORDS, WITH_WORDS]) {
                for (const asMembers of [false, true]) {
                  bench.table.clear();
                  plan(key, hearers, asMembers);
                  for (let end = 0; end <= all.length; end++) {
                    const whole = Math.floor(end / input.length);
                    const stopped = bench.run(all.slice(0, end), senderOf(name), all.slice(end));
                    assert.equal(stopped, whole * input.length, `cut at ${end}`);
                    const isKnown = end - whole * input.length >= line.length;
                    assert.equal(bench.kernel.awaitsRest, isKnown, `cut at ${end}`);
                    for (const [i, hearer] of hearers.entries()) {
                      const heard = hearer.line(reply, sizes, hasHeaders) + payload;
                      assert.equal(receivers[i]!.take(), heard.repeat(whole), `cut at ${end}`);
                    }
                  }
                }
              }
            });
          }
        }
      }
    }

    // As servers were seen to write them.
    const seen: readonly [keyof typeof SPEAKERS, key: string, input: string, output: string][] = [
      ['route', 'ACC bar.x | q2 q1', 'RMSG ACC bar.x | q2 q1 1\r\nx\r\n', 'MSG a.b 12 1\r\nx\r\n'],
      [
        'route',
        'ACC bar.x | q2 q1',
        'RMSG ACC bar.x + rp q2 q1 1\r\nx\r\n',
        'MSG a.b 12 rp 1\r\nx\r\n',
      ],
      [
        'route',
        'ACC bar.x | q2 q1',
        'HMSG ACC bar.x + rp q2 q1 12 13\r\nNATS/1.0\r\n\r\nx\r\n',
        'HMSG a.b 12 rp 12 13\r\nNATS/1.0\r\n\r\nx\r\n',
      ],
      ['leafnode', 'lsub', 'LMSG lsub rep 3\r\nabc\r\n', 'MSG a.b 12 rep 3\r\nabc\r\n'],
      ['leafnode', 'lq | qq', 'LMSG lq | qq 1\r\nx\r\n', 'MSG a.b 12 1\r\nx\r\n'],
      ['gateway', 'ACC gq | q1', 'RMSG ACC gq | q1 2\r\nhi\r\n', 'MSG a.b 12 2\r\nhi\r\n'],
      ['route', 'A a', 'RMSG A a _R_.x 2\r\nhi\r\n', 'MSG a.b 12 _R_.x 2\r\nhi\r\n'],
      ['leafnode', 'a', 'LMSG a $JS.ACK.x 2\r\nhi\r\n', 'MSG a.b 12 $JS.ACK.x 2\r\nhi\r\n'],
    ];
    for (const [name, key, input, output] of seen) {
      it(`repeats ${JSON.stringify(input)} for a client`, () => {
        plan(key, [CLIENT]);
        assert.equal(bench.run(input, senderOf(name)), input.length);
        assert.equal(receivers[0]!.take(), output);
      });
    }

    const left: readonly [keyof typeof SPEAKERS, input: string][] = [
      ['client', 'PUB a.b | q 2\r\nhi\r\n'],
      ['client', 'PUB a.b + r q 2\r\nhi\r\n'],
      ['client', 'RMSG A a.b 2\r\nhi\r\n'],
      ['client', 'HMSG a.b 1 2\r\nhi\r\n'],
      ['route', 'PUB a.b 2\r\nhi\r\n'],
      ['route', 'HPUB a.b 1 2\r\nhi\r\n'],
      ['route', 'rmsg A a.b 2\r\nhi\r\n'],
      ['route', 'RMSGA a.b 2\r\nhi\r\n'],
      ['route', 'RMSG\tA a.b 2\r\nhi\r\n'],
      ['route', 'RMSG  A a.b 2\r\nhi\r\n'],
      ['route', 'RMSG A  a.b 2\r\nhi\r\n'],
      ['route', 'RMSG A\ta.b 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b  2\r\nhi\r\n'],
      ['route', 'RMSG A\r\n a.b 2\r\nhi\r\n'],
      ['route', 'RMSG a.b 2\r\nhi\r\n'],
      ['route', 'RMSG B a.b 2\r\nhi\r\n'],
      ['route', 'RMSG A a.c 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b _GR_.x 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b + _GR_.x q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b r q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b x q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b || q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b ++ r q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b |  q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b | q  2\r\nhi\r\n'],
      ['route', 'RMSG A a.b |\tq 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b + r 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b | q q 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b | p 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b | qq 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b + r p 2\r\nhi\r\n'],
      ['route', 'RMSG A a.b | q x\r\nhi\r\n'],
      ['route', 'RMSG A a.b | q 100001\r\nhi\r\n'],
      ['route', `RMSG A a.b | ${'q'.repeat(100)} 2\r\nhi\r\n`],
      ['route', 'HMSG A a.b 2\r\nhi\r\n'],
      ['route', 'HMSG A a.b 0 2\r\nhi\r\n'],
      ['route', 'HMSG A a.b 3 2\r\nhi\r\n'],
      ['route', 'HMSG A a.b | q 2\r\nhi\r\n'],
      ['route', 'HMSG A a.b + r 1 2\r\nhi\r\n'],
      ['route', 'LMSG L A a.b 0 2\r\nhi\r\n'],
      ['route', 'LMSG A a.b 2\r\nhi\r\n'],
      ['accountRoute', 'RMSG A a.b 2\r\nhi\r\n'],
      ['accountRoute', 'LMSG L a.b 0 2\r\nhi\r\n'],
      ['accountRoute', 'LMSG a.b | q 2\r\nhi\r\n'],
      ['leafnode', 'RMSG a.b 2\r\nhi\r\n'],
      ['leafnode', 'LMSG A a.b 2\r\nhi\r\n'],
    ];
    for (const [name, input] of left) {
      it(`leaves ${JSON.stringify(input)} of a ${name} to the slow road`, () => {
        const { verbs, space } = SPEAKERS[name];
        for (const key of [`${space}a.b`, `${space}a.b | q`]) plan(key, [CLIENT]);
        const good = `${verbs[0]} ${space}a.b 2\r\nhi\r\n`;
        assert.equal(bench.run(good + input + good, senderOf(name)), good.length);
        assert.equal(receivers[0]!.take(), 'MSG a.b 12 2\r\nhi\r\n');
        assert.equal(bench.run(input + good, senderOf(name)), 0);
      });
    }

    it('takes no bytes of a longer subject for queue groups', () => {
      // Of the same length, and equal but for the bytes that stand before the groups.
      plan('A a.b.c.q', [CLIENT]);
      assert.equal(bench.run('RMSG A a.b + r q 2\r\nhi\r\n', senderOf('route')), 0);
    });

    it('leaves messages with a reply where replies change on their way, and takes others', () => {
      plan('a.b', [{ ...CLIENT, form: { ...CLIENT.form, takesReplies: false } }]);
      assert.equal(bench.run('PUB a.b r 2\r\nhi\r\n'), 0);
      assert.equal(bench.run('HPUB a.b r 1 2\r\nhi\r\n'), 0);
      const input = 'PUB a.b 2\r\nhi\r\nHPUB a.b 1 2\r\nhi\r\n';
      assert.equal(bench.run(input), input.length);
    });

    it('has room for what it adds, and asks for as much', () => {
      const [short, long] = [
        server('RMSG A a ', 'HMSG A a ', ['q']),
        'RMSG A a + rp q 2\r\nhi\r\n',
      ];
      const narrow = bench.receiver(long.length * 2 + 3);
      const subscription = narrow.subscription('a', '1');
      bench.plan('a', [{ subscription, ...short.form }]);
      const input = 'PUB a rp 2\r\nhi\r\n';
      assert.equal(bench.run(input.repeat(2)), input.length * 2);
      assert.equal(bench.run(input), 0, 'there is no room for a third');
      assert.equal(narrow.take(), long.repeat(2));
    });

    it('sends each message to a member, who stands for others as often as he is there', () => {
      const [here, there] = receivers;
      const route = server('RMSG A g ', 'HMSG A g ', ['q']);
      const remote = { subscription: there!.subscription('g', '1'), ...route.form };
      bench.plan('g', [], [[here!.target('g', '1'), remote, remote, remote]]);
      const input = 'PUB g r 2\r\nhi\r\n';
      for (let i = 0; i < 10; i++) bench.run(input.repeat(400));
      const lines = 'RMSG A g + r q 2\r\nhi\r\n';
      const share = there!.take();
      assert.equal(share, lines.repeat(share.length / lines.length));
      const count = share.length / lines.length;
      assert.ok(count > 2_700 && count < 3_300, `${count} of 4000 to the one with weight 3`);
      assert.equal(here!.take(), 'MSG g 1 r 2\r\nhi\r\n'.repeat(4_000 - count));
      bench.table.settle();
      assert.equal(remote.subscription.delivered, count);
    });
  });
}
