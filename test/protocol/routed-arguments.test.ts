import assert from 'node:assert/strict';
import {
  ACCOUNT_ROUTE,
  LEAFNODE,
  ROUTE,
  type Dialect,
  type MessageVerb,
} from '../../src/protocol/dialect.ts';
import { readRoutedMessage } from '../../src/protocol/routed-arguments.ts';
import { emptyRoutedMessage } from '../../src/protocol/routed-message.ts';

describe('readRoutedMessage', () => {
  function read(verb: MessageVerb, line: string, dialect: Dialect = ROUTE): object | string {
    const message = emptyRoutedMessage();
    const bytes = Buffer.from(line);
    const complaint = readRoutedMessage(verb, dialect, bytes, 0, bytes.length, message);
    if (complaint !== undefined) return complaint;
    const { account, origin, subject, reply, queues, headerSize, size, sizes } = message;
    return [account, origin, subject, reply, queues.join('/'), headerSize, size, sizes];
  }

  // nats-server 2.9.10 wrote these.
  const rows: readonly [MessageVerb, string, readonly unknown[]][] = [
    ['RMSG', 'ACC bar.x 1', ['ACC', '', 'bar.x', '', '', 0, 1, '1']],
    ['RMSG', 'ACC bar.x rp 1', ['ACC', '', 'bar.x', 'rp', '', 0, 1, '1']],
    ['RMSG', 'ACC bar.x | q2 q1 1', ['ACC', '', 'bar.x', '', 'q2/q1', 0, 1, '1']],
    ['RMSG', 'ACC bar.x + rp q2 q1 1', ['ACC', '', 'bar.x', 'rp', 'q2/q1', 0, 1, '1']],
    ['HMSG', 'ACC bar.x + rp q2 q1 12 13', ['ACC', '', 'bar.x', 'rp', 'q2/q1', 12, 13, '12 13']],
    ['LMSG', 'L ACC lb 0 1', ['ACC', 'L', 'lb', '', '', 0, 1, '1']],
    ['LMSG', 'L ACC lb rep 12 13', ['ACC', 'L', 'lb', 'rep', '', 12, 13, '12 13']],
    ['LMSG', 'L ACC lq + rep lqq 0 1', ['ACC', 'L', 'lq', 'rep', 'lqq', 0, 1, '1']],
    // One word is a reply, whatever it is.
    ['RMSG', 'ACC s + 1', ['ACC', '', 's', '+', '', 0, 1, '1']],
    ['RMSG', 'ACC s | 1', ['ACC', '', 's', '|', '', 0, 1, '1']],
    ['RMSG', 'ACC\ts  rp \t 1', ['ACC', '', 's', 'rp', '', 0, 1, '1']],
  ];
  for (const [verb, line, expected] of rows) {
    it(`${verb} ${line}`, () => assert.deepEqual(read(verb, line), expected));
  }

  it('names no account on a connection that is for one', () => {
    const expected = ['', '', 's', 'rp', '', 0, 1, '1'];
    assert.deepEqual(read('RMSG', 's rp 1', ACCOUNT_ROUTE), expected);
    assert.deepEqual(read('LMSG', 's rp 1', LEAFNODE), expected);
    const fromLeafnode = ['', 'L', 's', '', '', 0, 1, '1'];
    assert.deepEqual(read('LMSG', 'L s 0 1', ACCOUNT_ROUTE), fromLeafnode);
  });

  for (const [verb, line] of [
    ['RMSG', 'ACC'],
    ['RMSG', 'ACC 1'],
    ['RMSG', 'ACC s x'],
    ['RMSG', 'ACC s x y 1'],
    ['RMSG', 'ACC s -1'],
    ['HMSG', 'ACC s 1'],
    ['HMSG', 'ACC s 2 1'],
    ['LMSG', 'ACC lb 1'],
  ] as const) {
    it(`refuses ${verb} ${line}`, () => assert.equal(typeof read(verb, line), 'string'));
  }
});
