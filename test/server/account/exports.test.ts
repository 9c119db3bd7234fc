import assert from 'node:assert/strict';
import { Exports, NO_EXPORTS } from '../../../src/server/account/exports.ts';
import { completeOptions } from '../../../src/server/options/options.ts';

describe('Exports', () => {
  const { exports: given } = completeOptions({
    accounts: { A: { exports: [{ stream: 'é' }, { service: 'q.*' }, { service: 'q.a' }] } },
  }).accounts['A']!;
  const exported = new Exports(given);

  it('knows streams and services by their subjects, as bytes', () => {
    assert.deepEqual([...exported.streams.keys()], ['\xc3\xa9']);
    assert.deepEqual([...exported.services.keys()], ['q.*', 'q.a']);
  });

  it('finds the service of that name before the one that covers it', () => {
    assert.equal(exported.serviceFor('q.a')?.service, 'q.a');
    assert.equal(exported.serviceFor('q.b')?.service, 'q.*');
    assert.equal(exported.serviceFor('q.*')?.service, 'q.*');
    assert.equal(exported.serviceFor('r'), undefined);
  });

  it('may be none', () => {
    assert.equal(NO_EXPORTS.streams.size + NO_EXPORTS.services.size, 0);
  });
});
