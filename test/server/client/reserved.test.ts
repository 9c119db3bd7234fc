import assert from 'node:assert/strict';
import { isReservedReply, isReservedSubject } from '../../../src/server/client/reserved.ts';

describe('reserved', () => {
  /** A subject, whether it may not be published to, whether it may not be a reply. */
  const rows: readonly (readonly [string, boolean, boolean])[] = [
    ['foo', false, false],
    ['_INBOX.x', false, false],
    ['_R_.', false, true],
    ['_R_.x', false, true],
    ['_R_', false, false],
    ['_R_x', false, false],
    ['x._R_.y', false, false],
    ['_GR_.', false, false],
    ['_GR_.x', true, true],
    ['$JS.ACK.', false, false],
    ['$JS.ACK.x', false, true],
    ['$JS.API.x', false, false],
    ['$NRG.x', true, false],
    ['$NRG', false, false],
    ['$SYS.x', false, false],
  ];
  for (const [subject, isSubject, isReply] of rows) {
    it(`knows ${subject}`, () => {
      assert.deepEqual(
        [isReservedSubject(subject), isReservedReply(subject)],
        [isSubject, isReply],
      );
    });
  }
});
