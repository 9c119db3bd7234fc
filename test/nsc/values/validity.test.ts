import assert from 'node:assert/strict';
import { formatDistance, formatTime, parseTime } from '../../../src/nsc/values/validity.ts';

const now = new Date('2026-01-31T09:05:07Z');
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('parseTime', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['0', 0],
    ['0d', 0],
    ['2027-03-01', seconds('2027-03-01T00:00:00Z')],
    ['2027-03-01 10:20:30 UTC', seconds('2027-03-01T10:20:30Z')],
    ['5m', seconds('2026-01-31T09:10:07Z')],
    ['-1h', seconds('2026-01-31T08:05:07Z')],
    ['1d', seconds('2026-02-01T09:05:07Z')],
    ['2w', seconds('2026-02-14T09:05:07Z')],
    // Go's AddDate: the 31st of February is the 3rd of March.
    ['1M', seconds('2026-03-03T09:05:07Z')],
    ['1y', seconds('2027-01-31T09:05:07Z')],
  ];
  for (const [text, time] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(parseTime(text, 'expiry', now), time));
  }

  const wrong: [string, string][] = [
    ['1.5d', 'expiry "1.5d" is invalid: start/expiry must be an integer value: 1.5d'],
    ['soon', 'expiry "soon" is invalid: couldn\'t parse expiry: soon'],
    ['5s', 'expiry "5s" is invalid: couldn\'t parse expiry: 5s'],
    ['2026-02-31', 'expiry "2026-02-31" is invalid: parsing time "2026-02-31": day out of range'],
  ];
  for (const [text, message] of wrong) {
    it(`refuses ${text}`, () => {
      assert.throws(() => parseTime(text, 'expiry', now), { code: 'ERR_NSC_INPUT', message });
    });
  }
});

describe('formatTime', () => {
  it('is empty where there is none', () => {
    assert.deepEqual([formatTime(0), formatTime(1769850307)], ['', '2026-01-31 09:05:07 UTC']);
  });
});

describe('formatDistance', () => {
  it('counts the largest unit', () => {
    const at = (iso: string) => formatDistance(seconds(iso), now);
    const cases = [
      ['2026-01-31T09:05:07Z', 'In Now'],
      ['2026-01-31T09:05:37Z', 'In 30 Seconds'],
      ['2026-02-01T09:05:07Z', 'In 1 Day'],
      ['2026-01-30T08:05:07Z', '1 Day Ago'],
      ['2026-02-20T09:05:07Z', 'In 2 Weeks'],
      ['2026-03-02T09:05:07Z', 'In 1 Month'],
      ['2027-01-31T09:05:07Z', 'In 1 Year'],
      ['2027-09-01T09:05:07Z', 'In 2 Years'],
      ['2029-01-31T09:05:07Z', 'In 3 Years'],
      ['2080-01-31T09:05:07Z', 'In A Long While'],
    ] as const;
    for (const [time, distance] of cases) assert.equal(at(time), distance, time);
    assert.equal(formatDistance(0, now), '');
  });
});
