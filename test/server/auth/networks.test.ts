import assert from 'node:assert/strict';
import { Networks } from '../../../src/server/auth/networks.ts';

describe('Networks', () => {
  const rows: [string[], string, boolean][] = [
    [['127.0.0.0/8'], '127.0.0.1', true],
    [['192.0.2.0/24', '127.0.0.1/32'], '127.0.0.1', true],
    [['192.0.2.0/24'], '192.0.3.1', false],
    [['0.0.0.0/0'], '203.0.113.9', true],
    [['0.0.0.0/0'], '::1', false],
    [['::/0'], '127.0.0.1', false],
    [['2001:db8::/32'], '2001:db8::1', true],
    [['0.0.0.0/0'], 'localhost', false],
  ];
  for (const [cidrs, host, isIn] of rows) {
    it(`${cidrs.join()} ${isIn ? 'has' : 'has not'} ${host}`, () => {
      assert.equal(new Networks(cidrs).includes(host), isIn);
    });
  }
});
