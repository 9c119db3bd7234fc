import assert from 'node:assert/strict';
import { LEAFNODE, ROUTE } from '../../../src/protocol/dialect.ts';
import { lineStartOf } from '../../../src/server/fastpath/line-start.ts';

describe('lineStartOf', () => {
  it('tells clients from servers', () => {
    assert.equal(lineStartOf(undefined)?.plain, Buffer.from('PUB ').readInt32LE());
    assert.equal(lineStartOf(ROUTE)?.plain, Buffer.from('RMSG').readInt32LE());
    assert.equal(lineStartOf(LEAFNODE)?.plain, Buffer.from('LMSG').readInt32LE());
  });

  it('knows that a route names the account', () => {
    assert.equal(lineStartOf(ROUTE)?.keyWords, 2);
    assert.equal(lineStartOf(LEAFNODE)?.keyWords, 1);
  });

  it('knows no dialect but those of this server', () => {
    assert.equal(lineStartOf({ ...ROUTE }), undefined);
  });
});
