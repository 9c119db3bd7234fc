import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { certificateExpiries } from '../../../src/server/tls/expiries.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { certificateFile, keyFile, pairOptions, pemOf } from '../../support/certificates.ts';

const validTo = (name: 'server' | 'server-rsa'): number =>
  Date.parse(new X509Certificate(pemOf(name)).validTo);

const expiries = (given: GivenServerOptions) => certificateExpiries(completeOptions(given));

describe('certificateExpiries', () => {
  it('tells each block’s, of several certificates that of the first', () => {
    assert.deepEqual(
      expiries({
        tls: pairOptions('server'),
        cluster: { tls: { ...pairOptions('server'), caFile: certificateFile('ca') } },
        websocket: { tls: { certs: [pairOptions('server-rsa'), pairOptions('server')] } },
        leafnodes: {},
      }),
      {
        clients: validTo('server'),
        cluster: validTo('server'),
        gateway: undefined,
        leafnodes: undefined,
        websocket: validTo('server-rsa'),
      },
    );
  });

  it('knows that whoever only connects need not show one', () => {
    const leafnodes = { tls: { caFile: certificateFile('ca') } };
    assert.equal(expiries({ leafnodes }).leafnodes, undefined);
  });

  it('refuses what is no certificate', () => {
    const tls = { certFile: keyFile('server'), keyFile: keyFile('server') };
    assert.throws(() => expiries({ cluster: { tls } }), { code: 'ERR_TLS' });
  });
});
