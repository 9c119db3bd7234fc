import assert from 'node:assert/strict';
import ServerStart from '../../../src/commands/server/start.ts';
import { serverFlags } from '../../../src/server/options/flags.ts';

describe('natsx server start', () => {
  it('shows every flag of natsx-server', () => {
    assert.deepEqual(Object.keys(ServerStart.flags), Object.keys(serverFlags));
  });

  it('says which flags are not served', () => {
    const { jetstream, port } = ServerStart.flags;
    assert.match(jetstream!.description, / \(not served\)$/);
    assert.doesNotMatch(port!.description, /not served/);
  });
});
