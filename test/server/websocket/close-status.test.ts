import assert from 'node:assert/strict';
import type { ClosedState } from '../../../src/protocol/closed-state.ts';
import { closeStatus } from '../../../src/server/websocket/close-status.ts';

describe('closeStatus', () => {
  const table: [reason: ClosedState, status: number][] = [
    ['Client Closed', 1000],
    ['Server Shutdown', 1001],
    ['Stale Connection', 1001],
    ['Protocol Violation', 1002],
    ['Authentication Failure', 1008],
    ['Maximum Connections Exceeded', 1008],
    ['Maximum Message Payload Exceeded', 1009],
    ['No Responders Requires Headers', 1011],
  ];
  for (const [reason, status] of table) {
    it(`says ${status} for ${reason}`, () => assert.equal(closeStatus(reason), status));
  }
});
