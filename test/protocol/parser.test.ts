import assert from 'node:assert/strict';
import { Parser, type Operations } from '../../src/protocol/parser.ts';
import { bytesInUse } from '../support/heap.ts';
import { Recorder, type RecorderOptions } from '../support/recorder.ts';

const UNKNOWN = 'violation: Unknown Protocol Operation, Protocol Violation';
const MALFORMED = 'violation: nothing said, Protocol Violation';
const TOO_LONG = 'violation: maximum control line exceeded, Maximum Control Line Exceeded';

type Row = readonly [input: string, records: readonly string[], options?: RecorderOptions];

describe('Parser', () => {
  table('verbs', [
    ['PING\r\n', ['PING']],
    ['PONG\r\n', ['PONG']],
    ['+OK\r\n', ['+OK']],
    ['ping\r\npOnG\r\n+ok\r\n', ['PING', 'PONG', '+OK']],
    ['PING\nPONG\n', ['PING', 'PONG']],
    ['PING whatever follows\r\n', ['PING']],
    ['PINGxxxx\r\nPING\r\n', ['PING', 'PING']],
    ['PONG\r\r\r\n', ['PONG']],
    ['+OKAY\r\n', ['+OK']],
    ["-ERR 'why'\r\n", ["-ERR 'why'"]],
    ["-err \t 'why'\r\n", ["-ERR 'why'"]],
    ['INFO {"a":1}\r\n', ['INFO {"a":1}']],
    ['info{"a":1}\r\n', ['INFO {"a":1}']],
    ['CONNECT {"a":"\xc3\xbc b"}\r\n', ['CONNECT {"a":"ü b"}']],
    ['connect\t{}\n', ['CONNECT {}']],
    ['CONNECT{}\r\n', ['CONNECT {}']],
    ['CONNECT {}  \r\n', ['CONNECT {}  ']],
    ['CONNECT \r\n', ['CONNECT \r']],
    ['CONNECT\r\n', ['CONNECT \r']],
    // The first byte after the blanks belongs to the arguments, even an LF.
    ['CONNECT\n{}\n', ['CONNECT \n{}']],
  ]);

  table('SUB and UNSUB', [
    ['SUB foo 1\r\n', ['SUB foo - 1']],
    ['sub foo q 1\r\n', ['SUB foo q 1']],
    ['SUB\tfoo\t\t q  1 \t\r\n', ['SUB foo q 1']],
    ['SUB   foo 1\n', ['SUB foo - 1']],
    ['SUB foo\rq 1\r\n', ['SUB foo q 1']],
    ['SUB \nfoo 1\r\n', ['SUB foo - 1']],
    ['SUB foo.\xff\xe4 s\xef\r\n', ['SUB foo.\xff\xe4 - s\xef']],
    ['SUB foo 1\r\nSUB bar 2\r\n', ['SUB foo - 1', 'SUB bar - 2']],
    ['SUB foo\r\nPING\r\n', [MALFORMED]],
    ['SUB foo a b c\r\nPING\r\n', [MALFORMED]],
    ['SUB \r\nPING\r\n', [MALFORMED]],
    ['SUB\r\nPING\r\n', [UNKNOWN]],
    ['SUB\nPING\r\n', [UNKNOWN]],
    ['UNSUB 1\r\n', ['UNSUB 1 -']],
    ['UNSUB 1 5\r\n', ['UNSUB 1 5']],
    ['unsub \t1\t5 \r\n', ['UNSUB 1 5']],
    ['UNSUB 1 0\r\n', ['UNSUB 1 0']],
    ['UNSUB 1 007\r\n', ['UNSUB 1 7']],
    ['UNSUB 1 999999999\r\n', ['UNSUB 1 999999999']],
    ['UNSUB 1 1000000000\r\n', ['UNSUB 1 -1']],
    ['UNSUB 1 x\r\n', ['UNSUB 1 -1']],
    ['UNSUB 1 -3\r\n', ['UNSUB 1 -1']],
    ['UNSUB\r\nPING\r\n', [UNKNOWN]],
    ['UNSUB \r\nPING\r\n', [MALFORMED]],
    ['UNSUB 1 2 3\r\nPING\r\n', [MALFORMED]],
  ]);

  table('PUB', [
    ['PUB foo 0\r\n\r\n', ['PUB foo - 0 0 "\\r\\n"']],
    ['PUB foo 1\r\nx\r\n', ['PUB foo - 0 1 "x\\r\\n"']],
    ['PUB foo bar 5\r\nhello\r\n', ['PUB foo bar 0 5 "hello\\r\\n"']],
    ['pub\t foo\t\tbar  5\t\r\nhello\r\n', ['PUB foo bar 0 5 "hello\\r\\n"']],
    ['PUB foo 2\nhi\r\n', ['PUB foo - 0 2 "hi\\r\\n"']],
    ['PUB foo 005\r\nhello\r\n', ['PUB foo - 0 5 "hello\\r\\n"']],
    ['PUB foo 8\r\n\r\nPING\r\n\r\n', ['PUB foo - 0 8 "\\r\\nPING\\r\\n\\r\\n"']],
    ['PUB f\xfc\xff 2\r\n\x00\xff\r\n', ['PUB f\xfc\xff - 0 2 "\\u0000\xff\\r\\n"']],
    ['PUB foo..bar 0\r\n\r\n', ['PUB foo..bar - 0 0 "\\r\\n"']],
    [
      'PUB a 1\r\nx\r\nPUB b r 2\r\nyz\r\nPING\r\n',
      ['PUB a - 0 1 "x\\r\\n"', 'PUB b r 0 2 "yz\\r\\n"', 'PING'],
    ],
    ['PUB foo\r\nPING\r\n', [MALFORMED]],
    ['PUB \r\nPING\r\n', [MALFORMED]],
    ['PUB a b c 1\r\nx\r\n', [MALFORMED]],
    ['PUB foo -1\r\nPING\r\n', [MALFORMED]],
    ['PUB foo +1\r\nx\r\n', [MALFORMED]],
    ['PUB foo 1.\r\nx\r\n', [MALFORMED]],
    ['PUB foo 0x1\r\nx\r\n', [MALFORMED]],
    ['PUB foo 0\r\r\n\r\n', [MALFORMED]],
    ['PUB foo 1000000000\r\n', [MALFORMED]],
    ['PUB\r\n', [UNKNOWN]],
    ['PUBfoo 1\r\nx\r\n', [UNKNOWN]],
    // The payload must end where its size says, in CR LF, and not in LF alone.
    ['PUB foo 2\r\nabc\r\n', [UNKNOWN]],
    ['PUB foo 2\r\nabc', [UNKNOWN]],
    ['PUB foo 2\r\nab\n', [UNKNOWN]],
    ['PUB foo 2\r\nab\rx', [UNKNOWN]],
    ['PUB foo 3\r\nab\r\nPING\r\n', [UNKNOWN]],
    ['PUB foo 0\r\nx', [UNKNOWN]],
    // Decided by the line, before the payload comes.
    ['PUB foo 9\r\n', ['refused 9'], { maxPayload: 8 }],
    ['PUB foo 9\r\n123456789\r\nPING\r\n', ['refused 9'], { maxPayload: 8 }],
    ['PUB foo 8\r\n12345678\r\n', ['PUB foo - 0 8 "12345678\\r\\n"'], { maxPayload: 8 }],
    ['PUB foo 999999999\r\n', ['refused 999999999'], { maxPayload: 8 }],
  ]);

  table('HPUB', [
    [
      'HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n',
      ['HPUB foo - 12 14 "NATS/1.0\\r\\n\\r\\nhi\\r\\n"'],
    ],
    ['hpub foo bar 5 6\r\nXXXXXx\r\n', ['HPUB foo bar 5 6 "XXXXXx\\r\\n"']],
    ['HPUB\t\tfoo  bar\t5 5 \r\nXXXXX\r\n', ['HPUB foo bar 5 5 "XXXXX\\r\\n"']],
    ['HPUB foo 0 2\r\nhi\r\n', ['PUB foo - 0 2 "hi\\r\\n"']],
    // A message without headers after one with them has none.
    ['HPUB a r 1 1\r\nx\r\nPUB b 0\r\n\r\n', ['HPUB a r 1 1 "x\\r\\n"', 'PUB b - 0 0 "\\r\\n"']],
    ['HPUB foo 2\r\nhi\r\n', [MALFORMED]],
    ['HPUB a b c 1 2\r\nhi\r\n', [MALFORMED]],
    ['HPUB foo 3 2\r\nhi\r\n', [MALFORMED]],
    ['HPUB foo x 2\r\nhi\r\n', [MALFORMED]],
    ['HPUB foo 1 x\r\nhi\r\n', [MALFORMED]],
    ['HPUB foo -1 2\r\nhi\r\n', [MALFORMED]],
    ['HPUB foo 0 1000000000\r\n', [MALFORMED]],
    ['HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n', [MALFORMED], { acceptsHeaders: false }],
    ['HPUB\r\n', [UNKNOWN]],
    ['HPUB foo 1 2\r\nabc', [UNKNOWN]],
  ]);

  // No line end in most of these: garbage fails at its first byte.
  table('garbage', [
    ...[
      ...[
        'X',
        '\r',
        '\n',
        ' ',
        '\t',
        '\x00',
        '\xff',
        '{',
        '0',
        'GET / HTTP/1.1\r\n',
        '\x16\x03\x01',
      ],
      ...['PX', 'PUX', 'PUBX', 'PIX', 'PINX', 'POX', 'PONX', 'P\r', 'P\n', 'PI\n', 'PING\r\nX'],
      ...['HX', 'HM', 'HMSG a 1 2\r\n', 'HPX', 'HPUX', 'HPUBX', 'SX', 'SUX', 'SUBX', 'S\r\n'],
      ...['UX', 'UNX', 'UNSX', 'UNSUX', 'UNSUBX', 'CX', 'CONNX', 'CONNECX', 'IX', 'INFX', 'INF '],
      ...['+X', '+OX', '+ ', '-X', '-EX', '-ERX', '-ERRX', '-ERR\r\n', '-err\n'],
      // Other connection kinds' verbs.
      ...['MSG a 1 2\r\n', 'R', 'RS+ A a\r\n', 'A+ A\r\n', 'L', 'LS+ a\r\n', 'r', 'l', 'a', 'm'],
    ].map((input): Row => [input, [...(input.startsWith('PING\r\n') ? ['PING'] : []), UNKNOWN]]),
    ['SUB foo 1\r\nX', ['SUB foo - 1', UNKNOWN]],
    ['PUB a 1\r\nx\r\n\r\nPING\r\n', ['PUB a - 0 1 "x\\r\\n"', UNKNOWN]],
  ]);

  table('control line limit', [
    ['SUB 12345678 1\r\n', ['SUB 12345678 - 1'], { maxControlLine: 10 }],
    ['SUB 12345678 1\n', ['SUB 12345678 - 1'], { maxControlLine: 10 }],
    ['SUB \t    12345678 1\r\n', ['SUB 12345678 - 1'], { maxControlLine: 10 }],
    ['SUB 12345678 12\r\n', [TOO_LONG], { maxControlLine: 10 }],
    ['SUB 12345678 12', [TOO_LONG], { maxControlLine: 10 }],
    ['SUB 12345678 1 ', [TOO_LONG], { maxControlLine: 10 }],
    ['SUB 12345678 1 \r\n', [TOO_LONG], { maxControlLine: 10 }],
    ['PUB 12345678 1\r\nx\r\n', ['PUB 12345678 - 0 1 "x\\r\\n"'], { maxControlLine: 10 }],
    ['PUB 123456789 1\r\nx\r\n', [TOO_LONG], { maxControlLine: 10 }],
    ['PUB 123456789 1', [TOO_LONG], { maxControlLine: 10 }],
    ['HPUB 123456 0 0\r\n\r\n', ['PUB 123456 - 0 0 "\\r\\n"'], { maxControlLine: 10 }],
    ['HPUB 1234567 0 0', [TOO_LONG], { maxControlLine: 10 }],
    ['UNSUB 1234567890\r\n', ['UNSUB 1234567890 -'], { maxControlLine: 10 }],
    ['UNSUB 12345678901', [TOO_LONG], { maxControlLine: 10 }],
    ['CONNECT {"a":1234}\r\n', ['CONNECT {"a":1234}'], { maxControlLine: 10 }],
    ['CONNECT {"a":12345}\r\n', [TOO_LONG], { maxControlLine: 10 }],
    ['CONNECT{"a":12345}', [TOO_LONG], { maxControlLine: 10 }],
    ['INFO {"a":12345}', [TOO_LONG], { maxControlLine: 10 }],
    ['-ERR 12345678901', [TOO_LONG], { maxControlLine: 10 }],
    // They have no arguments that could be too long.
    [`PING${'x'.repeat(40)}\r\n`, ['PING'], { maxControlLine: 10 }],
  ]);

  it('takes lines of just the default limit, and not one byte more', () => {
    const subject = 's'.repeat(4096 - ' 1'.length);
    assert.deepEqual(play([`SUB ${subject} 1\r\n`]), [`SUB ${subject} - 1`]);
    assert.deepEqual(play([`SUB ${subject} 12\r\n`]), [TOO_LONG]);
    assert.deepEqual(play([`SUB ${subject} `, '12']), [TOO_LONG]);
  });

  it('puts large payloads together, wherever they are cut', () => {
    for (const size of [3_000, 70_000]) {
      const payload = Buffer.alloc(size, '0123456789abcdefghijklmnopqrstuvwxyz').toString('latin1');
      const input = `PUB foo bar ${size}\r\n${payload}\r\nPING\r\n`;
      const expected = [`PUB foo bar 0 ${size} ${JSON.stringify(`${payload}\r\n`)}`, 'PING'];
      for (let at = 1; at < input.length; at += at < 40 || at > input.length - 40 ? 1 : 499) {
        assert.ok(same(play([input.slice(0, at), input.slice(at)]), expected), `cut at ${at}`);
      }
      assert.ok(same(play(pieces(input, 1_000)), expected), 'cut into many');
    }
  });

  it('says nothing of bytes after the operation that ended the connection', () => {
    assert.deepEqual(play(['PUB foo\r\n', 'PING\r\n', 'X\r\n']), [MALFORMED]);
  });

  it('can be stopped from within an operation', () => {
    class Stopping extends Recorder {
      override PING(): void {
        super.PING();
        this.stop();
      }
    }
    const recorder = new Stopping({});
    recorder.feed(Buffer.from('PING\r\nPING\r\nPUB foo 1\r\n'));
    recorder.feed(Buffer.from('x\r\nPING\r\n'));
    assert.deepEqual(recorder.records, ['PING']);
  });

  it('knows whether the next byte begins an operation', () => {
    for (const [input, isBetween] of [
      ['', true],
      ['PING\r\n', true],
      ['PING', false],
      ['PING\r', false],
      ['P', false],
      ['SUB foo', false],
      ['SUB foo 1\r\n', true],
      ['PUB foo 1\r\n', false],
      ['PUB foo 1\r\nx\r', false],
      ['PUB foo 1\r\nx\r\n', true],
    ] as const) {
      const recorder = new Recorder({});
      recorder.feed(Buffer.from(input));
      assert.equal(recorder.isBetweenOperations, isBetween, JSON.stringify(input));
    }
  });

  for (const [what, begin, filler, end, expected] of [
    ['blanks before arguments', 'SUB ', ' ', 'foo 1\r\n', 'SUB foo - 1'],
    ['tabs before arguments', 'PUB\t', '\t', 'foo 0\r\n\r\n', 'PUB foo - 0 0 "\\r\\n"'],
    ['bytes after PING', 'PING', 'x', '\r\n', 'PING'],
    ['bytes after +OK', '+OK', '\r', '\n', '+OK'],
  ] as const) {
    it(`holds no memory for endless ${what}`, () => {
      const recorder = new Recorder({});
      const chunk = Buffer.alloc(65_536, filler);
      recorder.feed(Buffer.from(begin));
      const before = bytesInUse();
      for (let i = 0; i < 100; i++) recorder.feed(chunk);
      assert.ok(bytesInUse() - before < 1_000_000, '6.5 MB came in');
      recorder.feed(Buffer.from(end));
      assert.deepEqual(recorder.records, [expected]);
    });
  }

  it('logs where a line went wrong, with little of it', () => {
    const recorder = new Recorder({});
    recorder.feed(Buffer.from(`FOO${'x'.repeat(1_000)}\r\n`));
    assert.match(recorder.details[0]!, /"FOOx/);
    assert.ok(recorder.details[0]!.length < 100);
  });

  it('logs no more than the first word of a line that it does not know: behind it may be a password', () => {
    for (const line of [
      'CONNEC {"pass":"hush"}',
      'CONNEC{"pass":"hush"}',
      '{"pass":"hush"}',
      'X"hush"',
    ]) {
      const recorder = new Recorder({});
      recorder.feed(Buffer.from(`${line}\r\n`));
      assert.equal(recorder.details.length, 1);
      assert.doesNotMatch(recorder.details[0]!, /hush/);
    }
  });

  it('logs nothing of a CONNECT that is too long: there may be a password in it', () => {
    for (const rest of ['', '\r\n']) {
      const recorder = new Recorder({ maxControlLine: 30 });
      recorder.feed(Buffer.from(`CONNECT {"pass":"secret","name":"${'x'.repeat(30)}"}${rest}`));
      assert.deepEqual(recorder.records, [TOO_LONG]);
      assert.doesNotMatch(recorder.details[0]!, /secret/);
    }
  });

  describe('when it is told to hold', () => {
    /** Holds after each CONNECT. */
    function holding(): { parser: Parser; heard: string[] } {
      const heard: string[] = [];
      const operations: Operations = {
        CONNECT: () => {
          heard.push('CONNECT');
          parser.hold();
        },
        PING: () => heard.push('PING'),
        PUB: ({ subject }) => heard.push(`PUB ${subject}`),
        violation: (_, detail) => heard.push(detail),
      };
      const parser = new Parser(operations, 4096);
      return { parser, heard };
    }

    it('keeps all that comes, and gives it back once', () => {
      const bytes = 'CONNECT {}\r\nPING\r\nPUB a 2\r\nhi\r\nPING\r\n';
      for (let at = 1; at <= bytes.length; at++) {
        const { parser, heard } = holding();
        parser.parse(Buffer.from(bytes.slice(0, at)));
        parser.parse(Buffer.from(bytes.slice(at)));
        assert.deepEqual(heard, ['CONNECT'], `cut at ${at}`);
        const kept = parser.release();
        assert.equal(kept.toString(), bytes.slice('CONNECT {}\r\n'.length), `cut at ${at}`);
        assert.equal(parser.release().length, 0);
        parser.parse(kept);
        assert.deepEqual(heard, ['CONNECT', 'PING', 'PUB a', 'PING'], `cut at ${at}`);
      }
    });

    it('says how much it keeps, and forgets it when it is stopped', () => {
      const { parser, heard } = holding();
      parser.parse(Buffer.from('CONNECT {}\r\nPING\r\n'));
      assert.equal(parser.heldBytes, 6);
      parser.stop();
      assert.equal(parser.heldBytes, 0);
      parser.parse(parser.release());
      parser.parse(Buffer.from('PING\r\n'));
      assert.deepEqual(heard, ['CONNECT']);
    });
  });
});

/** Each row whole, in two chunks cut at every byte, and byte by byte. */
function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [input, expected, options] of rows) {
      it(`${JSON.stringify(input)}${options === undefined ? '' : ` with ${JSON.stringify(options)}`}`, () => {
        assert.deepEqual(play([input], options), expected);
        for (let at = 1; at < input.length; at++) {
          const parts = [input.slice(0, at), input.slice(at)];
          assert.deepEqual(play(parts, options), expected, `cut at ${at}`);
        }
        assert.deepEqual(play(pieces(input, 1), options), expected, 'byte by byte');
      });
    }
  });
}

function play(chunks: readonly string[], options: RecorderOptions = {}): string[] {
  const recorder = new Recorder(options);
  for (const chunk of chunks) recorder.feed(Buffer.from(chunk, 'latin1'));
  return recorder.records;
}

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    text.slice(i * size, (i + 1) * size),
  );
}

/** Like deepEqual, without a diff of megabytes. */
function same(actual: readonly string[], expected: readonly string[]): boolean {
  return actual.length === expected.length && actual.every((each, i) => each === expected[i]);
}
