import assert from 'node:assert/strict';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { unservedOptions } from '../../../src/server/options/unserved-options.ts';

describe('unservedOptions', () => {
  const refused: [GivenServerOptions, RegExp][] = [
    [
      { jetstream: true },
      /^jetstream: natsx does not serve JetStream.*nats-server -c FILE.*leafnode/,
    ],
    [{ mqtt: { port: 1883 } }, /^mqtt: natsx does not serve MQTT.*nats-server -c FILE/],
    [{ proxyProtocol: true }, /^proxy_protocol: /],
    [
      { authorization: { users: [{ user: 'a', proxyRequired: true }] } },
      /^authorization.users.proxy_required: /,
    ],
    [{ tls: { ocspPeer: true } }, /^tls.ocsp_peer: /],
    [
      { leafnodes: { remotes: [{ tls: { certStore: 'x' } }] } },
      /^leafnodes.remotes.tls.cert_store: /,
    ],
  ];
  for (const [given, reason] of refused) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.match(unservedOptions(given).refusals.join('\n'), reason);
    });
  }

  const warned: [GivenServerOptions, RegExp][] = [
    [{ cluster: { port: 1, compression: 's2_best' } }, /^cluster.compression: /],
    [{ cluster: { port: 1, compression: true } }, /^cluster.compression: /],
    [{ profPort: 1 }, /^prof_port: /],
  ];
  for (const [given, reason] of warned) {
    it(`warns of ${JSON.stringify(given)}`, () => {
      const { refusals, warnings } = unservedOptions(given);
      assert.deepEqual(refusals, []);
      assert.match(warnings.join('\n'), reason);
    });
  }

  it('says nothing of what is not asked for', () => {
    const given: GivenServerOptions = {
      port: 1,
      jetstream: false,
      accounts: {},
      mqtt: {},
      proxyProtocol: false,
      cluster: { name: 'C', port: 1, compression: 'off' },
      gateway: { name: 'C', port: 1 },
      systemAccount: '$SYS',
      operator: [],
      debug: true,
    };
    assert.deepEqual(unservedOptions(given), { refusals: [], warnings: [] });
    assert.deepEqual(
      unservedOptions({ jetstream: { enabled: false, storeDir: 'x' } }).refusals,
      [],
    );
  });
});
