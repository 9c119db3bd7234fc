import assert from 'node:assert/strict';
import { ownAddresses } from '../../../src/server/peers/own-addresses.ts';

describe('ownAddresses', () => {
  it('names all addresses of the machine with the port', () => {
    const machine = [{ address: '127.0.0.1' }, { address: '::1' }, { address: '10.0.0.1' }];
    assert.deepEqual(
      [...ownAddresses(6222, () => machine)],
      ['127.0.0.1:6222', '[::1]:6222', '10.0.0.1:6222'],
    );
  });

  it('knows this machine', () => {
    assert.ok(ownAddresses(1).has('127.0.0.1:1'));
  });
});
