import assert from 'node:assert/strict';
import { shownSubjectAt } from '../../../src/server/delivery/acknowledged.ts';

const ACK = '$JS.ACK.ORDERS.worker.1.5.5.1760000000000000000.0';

describe('shownSubjectAt()', () => {
  it('finds the subject behind an acknowledgement', () => {
    const reply = `${ACK}@orders.new`;
    assert.equal(reply.slice(shownSubjectAt(reply)), 'orders.new');
  });

  it('takes the first @ that follows all tokens', () => {
    const reply = `${ACK}@orders@new`;
    assert.equal(reply.slice(shownSubjectAt(reply)), 'orders@new');
  });

  for (const reply of ['', '_INBOX.a', ACK, `${ACK}@`, '$JS.ACK.ORDERS.a@b.1.5', 'x.$JS.ACK.a@b']) {
    it(`finds none in ${JSON.stringify(reply)}`, () => assert.equal(shownSubjectAt(reply), -1));
  }
});
