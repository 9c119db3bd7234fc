import assert from 'node:assert/strict';
import { claimsReply, logOutcome } from '../../../src/server/system/claims-reply.ts';
import type { ServerInfo } from '../../../src/server/system/server-info.ts';
import { LogRecorder } from '../../support/log-recorder.ts';

const server = { name: 's' } as ServerInfo; // The rest goes through as it is.

describe('claimsReply', () => {
  it('is what nsc reads: what was done, or why not', () => {
    const done = claimsReply(server, { account: 'A', message: 'jwt updated' });
    assert.equal(
      JSON.stringify(done),
      '{"server":{"name":"s"},"data":{"account":"A","code":200,"message":"jwt updated"}}',
    );
    const failed = claimsReply(server, { message: 'delete failed', error: 'not trusted' });
    assert.equal(
      JSON.stringify(failed),
      '{"server":{"name":"s"},"error":{"code":500,"description":"delete failed - not trusted"}}',
    );
  });
});

describe('logOutcome', () => {
  it('tells the log the same', () => {
    const log = new LogRecorder();
    logOutcome(log, { account: 'A', message: 'jwt updated' });
    logOutcome(log, { message: 'deleted 1 accounts' });
    logOutcome(log, { account: 'A', message: 'jwt updated', error: 'no' });
    logOutcome(log, { message: 'delete failed', error: 'no' });
    assert.deepEqual(log.lines, [
      'debug jwt updated - A',
      'debug deleted 1 accounts',
      'error jwt updated - A - no',
      'error delete failed - no',
    ]);
  });
});
