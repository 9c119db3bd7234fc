import assert from 'node:assert/strict';
import { queryOf, readOptions } from '../../../src/server/system/request-options.ts';

const options = {
  auth: { type: 'boolean' },
  subscriptions: { type: 'boolean', query: 'subs' },
  subscriptions_detail: { type: 'boolean', query: 'subs', text: () => 'detail' },
  limit: { type: 'integer' },
  user: { type: 'string' },
} as const;

describe('readOptions', () => {
  const read = (text: string) => readOptions('CONNZ', Buffer.from(text), options);

  it('takes no payload for no options', () => {
    assert.deepEqual(read(''), {});
  });

  it('reads the options and the filter, and passes over what it does not know', () => {
    assert.deepEqual(read('{"auth":true,"tags":["x"],"unknown":[1],"User":"ü"}'), {
      auth: true,
      tags: ['x'],
      user: 'ü',
    });
  });

  for (const [text, complaint] of [
    ['{', 'the CONNZ request is not valid JSON'],
    ['[1]', 'the CONNZ request is not a JSON object'],
    ['{"limit":"x"}', "the CONNZ request's limit must be a whole number of 64 bits"],
    ['{"limit":1.5}', "the CONNZ request's limit must be a whole number of 64 bits"],
    ['{"server_name":5}', "the CONNZ request's server_name must be a string"],
  ] as const) {
    it(`refuses ${text}`, () => {
      assert.throws(() => read(text), { code: 'ERR_MONITOR_REQUEST', message: complaint });
    });
  }
});

describe('queryOf', () => {
  it('asks the same as a query over HTTP', () => {
    const query = queryOf({ auth: true, limit: 5, user: 'a&b=c ü' }, options);
    assert.deepEqual(
      [query.boolean('auth'), query.integer('limit'), query.text('user'), query.subscriptions()],
      [true, 5, 'a&b=c ü', 'none'],
    );
  });

  for (const [fields, depth] of [
    [{ subscriptions: true }, 'subjects'],
    [{ subscriptions_detail: true }, 'details'],
    [{ subscriptions: true, subscriptions_detail: true }, 'details'],
    [{ subscriptions: true, subscriptions_detail: false }, 'subjects'],
  ] as const) {
    it(`reads ${JSON.stringify(fields)} as ${depth}`, () => {
      assert.equal(queryOf(fields, options).subscriptions(), depth);
    });
  }
});
