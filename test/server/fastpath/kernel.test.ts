import assert from 'node:assert/strict';
import { WasmKernel } from '../../../src/server/fastpath/wasm-kernel.ts';
import { RoadBench, SENDER, type Receiver } from './road-bench.ts';

for (const language of ['JavaScript', 'WebAssembly'] as const) testKernel(language);

function testKernel(language: 'JavaScript' | 'WebAssembly'): void {
  describe(`the kernel in ${language}`, () => {
    let bench: RoadBench;
    let receiver: Receiver;

    before(async () => {
      const module = language === 'WebAssembly' ? await WasmKernel.load() : undefined;
      assert.ok(language === 'JavaScript' || module !== undefined, 'npm run build makes it');
      bench = new RoadBench(module);
    });
    beforeEach(() => {
      bench.table.clear();
      receiver = bench.receiver();
      bench.plan('a.b', [receiver.target('a.b', '12')]);
    });
    afterEach(() => receiver.outbound.release());

    const taken: readonly [input: string, output: string][] = [
      ['PUB a.b 5\r\nhello\r\n', 'MSG a.b 12 5\r\nhello\r\n'],
      ['PUB a.b 0\r\n\r\n', 'MSG a.b 12 0\r\n\r\n'],
      ['PUB a.b 05\r\nhello\r\n', 'MSG a.b 12 05\r\nhello\r\n'],
      ['PUB a.b r 5\r\nhello\r\n', 'MSG a.b 12 r 5\r\nhello\r\n'],
      ['PUB a.b 77 5\r\nhello\r\n', 'MSG a.b 12 77 5\r\nhello\r\n'],
      ['PUB a.b 12345678901 5\r\nhello\r\n', 'MSG a.b 12 12345678901 5\r\nhello\r\n'],
      ['PUB a.b _R_x 5\r\nhello\r\n', 'MSG a.b 12 _R_x 5\r\nhello\r\n'],
      ['PUB a.b _R_ 5\r\nhello\r\n', 'MSG a.b 12 _R_ 5\r\nhello\r\n'],
      ['PUB a.b d\xe9j\xe0 5\r\nhello\r\n', 'MSG a.b 12 d\xe9j\xe0 5\r\nhello\r\n'],
      ['PUB a.b 4\r\n\r\n\r\n\r\n', 'MSG a.b 12 4\r\n\r\n\r\n\r\n'],
      ['HPUB a.b 4 9\r\nHHHHhello\r\n', 'HMSG a.b 12 4 9\r\nHHHHhello\r\n'],
      ['HPUB a.b 4 4\r\nHHHH\r\n', 'HMSG a.b 12 4 4\r\nHHHH\r\n'],
      ['HPUB a.b 33 4 9\r\nHHHHhello\r\n', 'HMSG a.b 12 33 4 9\r\nHHHHhello\r\n'],
    ];
    for (const [input, output] of taken) {
      it(`takes ${JSON.stringify(input)}`, () => {
        assert.equal(bench.run(input), input.length);
        assert.equal(receiver.take(), output);
      });

      it(`takes ${JSON.stringify(input)} three times, and none that is cut short`, () => {
        const all = input.repeat(3);
        for (let end = 0; end <= all.length; end++) {
          const whole = Math.floor(end / input.length);
          // What stands behind the end would make the message whole: it must not be looked at.
          const stopped = bench.run(all.slice(0, end), SENDER, all.slice(end));
          assert.equal(stopped, whole * input.length, `cut at ${end}`);
          assert.equal(bench.kernel.messages, whole);
          const line = input.indexOf('\n') + 1;
          assert.equal(
            bench.kernel.awaitsRest,
            end - whole * input.length >= line,
            `cut at ${end}`,
          );
          assert.equal(receiver.take(), output.repeat(whole));
        }
      });
    }

    it('does not wait for the rest of a payload that is too short', () => {
      assert.equal(bench.run('PUB a.b 5\r\nhell\r\n'), 0);
      assert.equal(bench.kernel.awaitsRest, false);
      assert.equal(bench.run('PUB a.b 5\r\nhello\r'), 0);
      assert.equal(bench.kernel.awaitsRest, true);
    });

    const left: readonly string[] = [
      'pub a.b 5\r\nhello\r\n',
      'Pub a.b 5\r\nhello\r\n',
      'hpub a.b 4 9\r\nHHHHhello\r\n',
      'HPUBa.b 4 9\r\nHHHHhello\r\n',
      'HPUB\ta.b 4 9\r\nHHHHhello\r\n',
      'PUB\ta.b 5\r\nhello\r\n',
      'PUB  a.b 5\r\nhello\r\n',
      'PUB a.b  5\r\nhello\r\n',
      'PUB a.b\t5\r\nhello\r\n',
      'PUB a.b r  5\r\nhello\r\n',
      'PUB a.b r\t5\r\nhello\r\n',
      'PUB a.b 5 \r\nhello\r\n',
      'PUB a.b 5\t\r\nhello\r\n',
      'PUB a.b 5\nhello\r\n',
      'PUB a.b 5\r\r\nhello\r\n',
      'PUB a.b 5\rhello\r\n',
      'PUB a.b r\rs 5\r\nhello\r\n',
      'PUB a.b\r\n\r\nhello\r\n',
      'PUB a.b \r\nhello hello\r\n',
      'PUB a.b -5\r\nhello\r\n',
      'PUB a.b +5\r\nhello\r\n',
      'PUB a.b 5x\r\nhello\r\n',
      'PUB a.b x5\r\nhello\r\n',
      'PUB a.b 0000000005\r\nhello\r\n',
      'PUB a.b 4294967301\r\nhello\r\n',
      'PUB a.b 100001\r\nhello\r\n',
      'PUB a.b r s 5\r\nhello\r\n',
      'PUB a.b 5\r\nhelloXX',
      'PUB a.b 5\r\nhello\rX',
      'PUB a.b 5\r\nhelloX\n',
      'PUB a.b 4\r\nhello\r\n',
      'PUB a.b _R_.x 5\r\nhello\r\n',
      'PUB a.b _GR_.x 5\r\nhello\r\n',
      'PUB a.b $JS.ACK.x 5\r\nhello\r\n',
      `PUB a.b ${'r'.repeat(100)} 5\r\nhello\r\n`,
      'HPUB a.b 5\r\nhello\r\n',
      'HPUB a.b 0 5\r\nhello\r\n',
      'HPUB a.b 6 5\r\nhello\r\n',
      'HPUB a.b x 5\r\nhello\r\n',
      'HPUB a.b r x 5\r\nhello\r\n',
      'HPUB a.b r s 4 5\r\nhello\r\n',
      'HPUB a.b 0000000004 5\r\nhello\r\n',
      'HPUB a.b _R_.x 4 5\r\nhello\r\n',
      'PUB a.c 5\r\nhello\r\n',
      'PUB a 5\r\nhello\r\n',
      'PUB a.b.c 5\r\nhello\r\n',
      'PUB a.* 5\r\nhello\r\n',
      'SUB a.b 5\r\nhello\r\n',
      'PING\r\nPING\r\nPING\r\n',
      '\r\n\r\n\r\n\r\n\r\n\r\n\r\n',
    ];
    for (const input of left) {
      it(`leaves ${JSON.stringify(input)} to the slow road, and what follows`, () => {
        const good = 'PUB a.b 2\r\nhi\r\n';
        assert.equal(bench.run(input + good), 0);
        assert.equal(bench.run(good + input + good), good.length);
        assert.equal(receiver.take(), 'MSG a.b 12 2\r\nhi\r\n');
      });
    }

    it('leaves a line that another sender class has a plan for', () => {
      assert.equal(bench.run('PUB a.b 2\r\nhi\r\n', { ...SENDER, senderClass: 2 }), 0);
    });

    it('leaves headers that the sender has not negotiated', () => {
      assert.equal(bench.run('HPUB a.b 1 2\r\nhi\r\n', { ...SENDER, maySendHeaders: false }), 0);
    });

    it('leaves messages with headers when somebody takes none, and takes others', () => {
      const other = bench.receiver();
      bench.plan('c', [receiver.target('c'), other.target('c', '2', false)]);
      assert.equal(bench.run('HPUB c 1 2\r\nhi\r\n'), 0);
      const input = 'PUB c 2\r\nhi\r\n';
      assert.equal(bench.run(input), input.length);
      assert.equal(other.take(), 'MSG c 2 2\r\nhi\r\n');
    });

    it("leaves what would come back to a sender that does not want it, also through a group's", () => {
      const sender = { ...SENDER, ownOutbox: receiver.outbox };
      assert.equal(bench.run('PUB a.b 2\r\nhi\r\n', sender), 0);
      const other = bench.receiver();
      bench.plan('g', [], [[other.target('g', '2'), receiver.target('g', '1')]]);
      assert.equal(bench.run('PUB g 2\r\nhi\r\n', sender), 0);
      assert.equal(bench.run('PUB g 2\r\nhi\r\n', { ...SENDER, ownOutbox: 12 }), 13);
    });

    it('leaves a request that nobody hears when the sender wants to know', () => {
      bench.plan('void', []);
      const sender = { ...SENDER, wantsAnswer: true };
      assert.equal(bench.run('PUB void r 2\r\nhi\r\n', sender), 0);
      assert.equal(bench.run('PUB void r 2\r\nhi\r\n'), 18);
      assert.equal(bench.run('PUB void 2\r\nhi\r\n', sender), 16);
      assert.equal(bench.run('PUB a.b r 2\r\nhi\r\n', sender), 17);
      assert.deepEqual([bench.kernel.messages, bench.kernel.bytes], [1, 2]);
    });

    it('counts messages and bytes, per run, subscription and outbox', () => {
      const target = receiver.target('c', '3');
      bench.plan('c', [target]);
      bench.run('PUB c 2\r\nhi\r\nPUB c 3\r\nhih\r\nPUB a.b 1\r\nx\r\nHPUB c 1 2\r\nhi\r\n');
      assert.deepEqual([bench.kernel.messages, bench.kernel.bytes], [4, 8]);
      assert.deepEqual(receiver.outbound.takeCounts(), { messages: 4, bytes: 8 });
      bench.table.settle();
      assert.equal(target.subscription.delivered, 3);
    });

    it('keeps the order of messages to a connection that hears a subject twice', () => {
      bench.plan('c', [receiver.target('c', '1'), receiver.target('c', '2')]);
      bench.run('PUB c 1\r\nx\r\nPUB c 1\r\ny\r\n');
      assert.equal(
        receiver.take(),
        'MSG c 1 1\r\nx\r\nMSG c 2 1\r\nx\r\nMSG c 1 1\r\ny\r\nMSG c 2 1\r\ny\r\n',
      );
    });

    for (const size of [0, 1, 2, 3, 4, 150, 191, 192, 193, 1_000, 4_070, 20_000]) {
      it(`copies ${size} bytes to all, whatever their heads`, () => {
        const others = [bench.receiver(), bench.receiver(), bench.receiver()];
        const sids = ['1', '1', '22'];
        bench.plan(
          'c',
          others.map((each, i) => each.target('c', sids[i])),
        );
        const payload = Array.from({ length: size }, (_, i) => String.fromCharCode(33 + (i % 200)));
        const rest = ` ${size}\r\n${payload.join('')}\r\n`;
        const input = `PUB c${rest}`.repeat(3);
        assert.equal(bench.run(input), input.length);
        for (const [i, each] of others.entries()) {
          assert.equal(each.take(), `MSG c ${sids[i]!}${rest}`.repeat(3));
          each.outbound.release();
        }
      });
    }

    it('copies nothing to anybody unless all plain targets have room', () => {
      const narrow = bench.receiver(20);
      bench.plan('c', [receiver.target('c'), narrow.target('c')]);
      assert.equal(bench.run('PUB c 2\r\nhi\r\n'), 13);
      assert.equal(bench.run('PUB c 2\r\nhi\r\n'), 0);
      assert.equal(bench.kernel.messages, 0);
      assert.equal(receiver.take(), 'MSG c 1 2\r\nhi\r\n');
      assert.equal(narrow.take(), 'MSG c 1 2\r\nhi\r\n');
    });

    it('leaves a message to the slow road, for all, when one of several groups has no room', () => {
      const [narrow, wide] = [bench.receiver(20), bench.receiver()];
      bench.plan('c', [receiver.target('c')], [[wide.target('c', '2')], [narrow.target('c', '3')]]);
      const input = 'PUB c 2\r\nhi\r\n';
      assert.equal(bench.run(input.repeat(3)), input.length, 'the first one has room everywhere');
      assert.deepEqual([bench.kernel.messages, bench.kernel.bytes], [1, 2]);
      assert.equal(receiver.take(), 'MSG c 1 2\r\nhi\r\n');
      assert.equal(wide.take(), 'MSG c 2 2\r\nhi\r\n');
      assert.equal(narrow.take(), 'MSG c 3 2\r\nhi\r\n');
    });

    it('copies what comes before a message without room, in lines of several forms', () => {
      const narrow = bench.receiver(60);
      bench.plan('c', [receiver.target('c')], [[narrow.target('c', '3')]]);
      const two = 'PUB c 2\r\nhi\r\n'.repeat(2);
      const one = 'PUB c r 4\r\nhiho\r\n';
      // 15 + 15 + 19 bytes for the member; a fourth message does not fit.
      assert.equal(bench.run(two + one + two), two.length + one.length);
      assert.deepEqual([bench.kernel.messages, bench.kernel.bytes], [3, 8]);
      const lines = 'MSG c 1 2\r\nhi\r\n'.repeat(2) + 'MSG c 1 r 4\r\nhiho\r\n';
      assert.equal(receiver.take(), lines);
      assert.equal(narrow.take(), lines.replaceAll('c 1', 'c 3'));
      assert.deepEqual(receiver.outbound.takeCounts(), { messages: 3, bytes: 8 });
    });

    it('passes over members of a group without room', () => {
      const [narrow, wide] = [bench.receiver(20), bench.receiver()];
      bench.plan('c', [], [[narrow.target('c', '2'), wide.target('c', '3')]]);
      const input = 'PUB c 2\r\nhi\r\n'.repeat(50);
      assert.equal(bench.run(input), input.length);
      const [few, most] = [narrow.take(), wide.take()];
      assert.equal(few.split('MSG').length - 1 + most.split('MSG').length - 1, 50);
      assert.ok(few.length <= 20);
    });

    it('gives each message to one member, and every member its share', () => {
      const members = [bench.receiver(), bench.receiver(), bench.receiver()];
      bench.plan('c', [], [members.map((each) => each.target('c'))]);
      for (let i = 0; i < 10; i++) bench.run('PUB c 2\r\nhi\r\n'.repeat(300));
      const shares = members.map((each) => each.take().split('MSG').length - 1);
      assert.equal(
        shares.reduce((sum, each) => sum + each),
        3_000,
      );
      for (const share of shares) assert.ok(share > 800 && share < 1_200, shares.join());
    });

    it('looks at the messages of a run that was refused once, not once for each of them', () => {
      const full = bench.receiver(10);
      bench.plan('c', [full.target('c')]);
      const input = 'PUB c 0\r\n\r\n';
      const count = 100;
      assert.equal(bench.run(input.repeat(count)), 0);
      const asked = bench.grown;
      for (let i = 1; i < count; i++) {
        const at = i * input.length;
        assert.equal(bench.kernel.run(at, count * input.length, SENDER), at);
      }
      assert.equal(bench.grown, asked);
      assert.equal(bench.run(input), 0);
      assert.equal(bench.grown, asked + 1, 'the next read is looked at');
    });

    it('leaves a message that fits no slab to the slow road', () => {
      // What is read fits a slab; not with as long a sid before it.
      const sid = '1'.repeat(4_050);
      bench.plan('a.c', [receiver.target('a.c', sid)]);
      assert.equal(bench.run(`PUB a.c 61380\r\n${'x'.repeat(61_380)}\r\n`), 0);
      const most = `PUB a.c 61300\r\n${'x'.repeat(61_300)}\r\n`;
      assert.equal(bench.run(most), most.length);
      assert.equal(receiver.take().length, most.length + sid.length + 1);
    });
  });
}
