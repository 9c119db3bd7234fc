import assert from 'node:assert/strict';
import { interestLine } from '../../src/protocol/interest-line.ts';

describe('interestLine', () => {
  const current = { knowsOrigins: true, knowsEndedOrigins: true };
  const old = { knowsOrigins: true, knowsEndedOrigins: false };
  const oldest = { knowsOrigins: false, knowsEndedOrigins: false };

  it('tells of interest, and of members', () => {
    assert.equal(interestLine('ACC', 'bar.x', 3, false, current), 'RS+ ACC bar.x\r\n');
    assert.equal(interestLine('ACC', 'bar.* q1', 2, false, current), 'RS+ ACC bar.* q1 2\r\n');
    assert.equal(interestLine('ACC', 'bar.* q1', 0, false, current), 'RS- ACC bar.* q1\r\n');
    assert.equal(interestLine('', 'bar.* q1', 2, false, current), 'RS+ bar.* q1 2\r\n');
    assert.equal(interestLine('', 'bar', 0, false, current), 'RS- bar\r\n');
  });

  it('tells of which leafnodes it is', () => {
    assert.equal(interestLine('ACC', 'L lsub lw', 1, true, current), 'LS+ L ACC lsub lw 1\r\n');
    assert.equal(interestLine('ACC', 'L lsub', 1, true, current), 'LS+ L ACC lsub\r\n');
    assert.equal(interestLine('ACC', 'L lsub lw', 0, true, current), 'LS- L ACC lsub lw\r\n');
    assert.equal(interestLine('', 'L lsub', 0, true, current), 'LS- L lsub\r\n');
  });

  it('tells older servers what they understand', () => {
    assert.equal(interestLine('ACC', 'L lsub lw', 0, true, old), 'LS- ACC lsub lw\r\n');
    assert.equal(interestLine('ACC', 'L lsub lw', 1, true, old), 'LS+ L ACC lsub lw 1\r\n');
    assert.equal(interestLine('ACC', 'L lsub lw', 1, true, oldest), 'RS+ ACC lsub lw 1\r\n');
    assert.equal(interestLine('ACC', 'L lsub', 0, true, oldest), 'RS- ACC lsub\r\n');
  });
});
