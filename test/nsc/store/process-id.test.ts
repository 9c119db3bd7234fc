import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { isRunning, thisProcess } from '../../../src/nsc/store/process-id.ts';

describe('isRunning', () => {
  it('knows who runs, who has ended, and who cannot be known', () => {
    const me = thisProcess();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    assert.equal(isRunning(me), true);
    assert.equal(isRunning({ ...me, pid, started: '' }), false);
    assert.equal(isRunning({ ...me, host: 'elsewhere.invalid' }), undefined);
  });
});
