import assert from 'node:assert/strict';
import { Query } from '../../../src/server/monitor/query.ts';

describe('Query', () => {
  it('takes the first of several values, and none for an empty one', () => {
    const query = new Query('acc=A&acc=B&user=&x');
    assert.deepEqual([query.text('acc'), query.text('user'), query.text('x')], ['A', '', '']);
  });

  it('decodes what is encoded, and ignores what can not be decoded', () => {
    const query = new Query('acc=a%20b+%C3%A9&user=%zz&%zz=1&limit=1;2&__proto__=5');
    assert.equal(query.text('acc'), 'a b é');
    assert.equal(query.text('user'), '');
    assert.equal(query.text('limit'), '');
    assert.equal(query.text('__proto__'), '5');
    assert.equal(query.text('constructor'), '');
  });

  for (const [text, value] of [
    ['', false],
    ['1', true],
    ['T', true],
    ['TRUE', true],
    ['True', true],
    ['0', false],
    ['False', false],
  ] as const) {
    it(`takes "${text}" for ${value}`, () => {
      assert.equal(new Query(`auth=${text}`).boolean('auth'), value);
    });
  }

  for (const [text, value] of [
    ['', 0],
    ['12', 12],
    ['%2B3', 3],
    ['-4', -4],
    ['007', 7],
    ['9223372036854775807', 2 ** 63],
  ] as const) {
    it(`takes "${text}" for ${value}`, () => {
      assert.equal(new Query(`limit=${text}`).integer('limit'), value);
    });
  }

  for (const [read, text] of [
    [(query: Query) => query.boolean('q'), `boolean for 'q': strconv.ParseBool: parsing`],
    [(query: Query) => query.integer('q'), `int for 'q': strconv.Atoi: parsing`],
    [(query: Query) => query.unsigned('q'), `uint64 for 'q': strconv.ParseUint: parsing`],
  ] as const) {
    it(`refuses what is none: ${text}`, () => {
      const message = `Error decoding ${text} "-é\\x00\\"": invalid syntax`;
      assert.throws(() => read(new Query('q=-%C3%A9%00%22')), {
        code: 'ERR_MONITOR_REQUEST',
        message,
      });
    });
  }

  it('refuses numbers beyond 64 bits', () => {
    const range = /parsing "\d+": value out of range$/;
    assert.throws(() => new Query('q=9223372036854775808').integer('q'), range);
    assert.throws(() => new Query('q=18446744073709551616').unsigned('q'), range);
  });

  it('says how much of subscriptions is wanted', () => {
    const depth = (text: string) => new Query(text).subscriptions();
    assert.deepEqual(['subs=0', 'subs=1', 'subs=DETAIL'].map(depth), [
      'none',
      'subjects',
      'details',
    ]);
    assert.throws(() => depth('subs=all'), /for 'subs'/);
  });

  it('says which page', () => {
    assert.deepEqual(new Query('').page(), { offset: 0, limit: 1024 });
    assert.deepEqual(new Query('offset=-1&limit=-1').page(), { offset: 0, limit: 1024 });
    assert.deepEqual(new Query('offset=3&limit=5').page(), { offset: 3, limit: 5 });
  });
});
