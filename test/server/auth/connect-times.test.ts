import assert from 'node:assert/strict';
import { connectedUntil } from '../../../src/server/auth/connect-times.ts';

/** When it is that time in UTC, on a day on which New York puts its clocks back at 06:00. */
function at(time: string, day = '2026-11-01'): number {
  return Date.parse(`${day}T${time}Z`);
}

describe('connectedUntil', () => {
  const rows: [start: string, end: string, zone: string, now: string, until: string | undefined][] =
    [
      ['11:00:00', '22:00:00', 'UTC', '13:00:00', '22:00:00'],
      ['11:00:00', '22:00:00', 'UTC', '10:59:59', undefined],
      ['11:00:00', '22:00:00', 'UTC', '11:00:00', undefined],
      ['11:00:00', '22:00:00', 'UTC', '11:00:00.001', '22:00:00'],
      ['11:00:00', '22:00:00', 'UTC', '22:00:00', undefined],
      ['22:00:00', '06:00:00', 'UTC', '05:00:00', '06:00:00'],
      ['22:00:00', '06:00:00', 'UTC', '12:00:00', undefined],
      ['9:00:00', '10:00:00', 'UTC', '09:30:00', '10:00:00'],
      ['12:00:00', '12:00:00', 'UTC', '12:00:00', undefined],
      ['21:00:00', '23:00:00', 'Asia/Tokyo', '13:00:00', '14:00:00'],
      ['21:00:00', '23:00:00', 'Asia/Tokyo', '14:00:00', undefined],
      // 00:30 there, an hour and a half before the clocks go back; 03:00 there is 08:00.
      ['00:00:00', '03:00:00', 'America/New_York', '04:30:00', '08:00:00'],
    ];
  for (const [start, end, zone, now, until] of rows) {
    it(`${now} within ${start}-${end} of ${zone}: ${until ?? 'never'}`, () => {
      const ms = connectedUntil([{ start, end }], zone, at(now));
      assert.equal(ms, until === undefined ? undefined : at(until));
    });
  }

  it('crosses midnight into the next day', () => {
    const range = { start: '22:00:00', end: '06:00:00' };
    assert.equal(connectedUntil([range], 'UTC', at('23:30:00')), at('06:00:00', '2026-11-02'));
  });

  it('takes the range that ends last', () => {
    const ranges = [
      { start: '10:00:00', end: '12:00:00' },
      { start: '11:00:00', end: '14:00:00' },
      { start: '15:00:00', end: '16:00:00' },
    ];
    assert.equal(connectedUntil(ranges, 'UTC', at('11:30:00')), at('14:00:00'));
  });

  it('has no end where nothing is said', () => {
    assert.equal(connectedUntil([], '', at('00:00:00')), Infinity);
  });
});
