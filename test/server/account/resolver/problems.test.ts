import assert from 'node:assert/strict';
import { Problems } from '../../../../src/server/account/resolver/problems.ts';
import { LogRecorder } from '../../../support/log-recorder.ts';

describe('Problems', () => {
  it('tells of the first twenty, and how many more there are', () => {
    const log = new LogRecorder();
    const problems = new Problems(log);
    for (let number = 1; number <= 20; number++) problems.tell(`skipped ${number}`);
    problems.sumUp();
    assert.equal(log.lines.length, 20);
    assert.equal(log.lines[19], 'warn DirResolver - skipped 20');
    for (let number = 1; number <= 23; number++) problems.tell(`skipped ${number}`);
    problems.sumUp();
    assert.equal(log.lines.length, 41);
    assert.equal(log.lines.at(-1), 'warn DirResolver - skipped 3 more files');
  });
});
