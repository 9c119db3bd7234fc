import assert from 'node:assert/strict';
import { advertised, ownUrls } from '../../../src/server/ports/own-urls.ts';

describe('ownUrls', () => {
  const addresses = () =>
    [
      ['127.0.0.1', true],
      ['::1', true],
      ['10.0.0.7', false],
      ['169.254.3.4', false],
      ['fe80::1', false],
      ['febf::1', false],
      ['fec0::1', false],
      ['2001:db8::7', false],
    ].map(([address, internal]) => ({ address: String(address), internal: internal === true }));

  it('names the host that the port is open on', () => {
    assert.deepEqual(ownUrls({ host: '10.0.0.7', port: 4222 }, addresses), ['10.0.0.7:4222']);
    assert.deepEqual(ownUrls({ host: '::1', port: 1 }, addresses), ['[::1]:1']);
    assert.deepEqual(ownUrls({ host: 'localhost', port: 1 }, addresses), ['localhost:1']);
  });

  it('names all addresses of the machine that lead to it from elsewhere', () => {
    for (const host of ['0.0.0.0', '::']) {
      assert.deepEqual(ownUrls({ host, port: 4222 }, addresses), [
        '10.0.0.7:4222',
        '[fec0::1]:4222',
        '[2001:db8::7]:4222',
      ]);
    }
  });

  it('names what others are to be told', () => {
    const told = (advertise: string) =>
      ownUrls({ host: '0.0.0.0', port: 4222, advertise }, addresses);
    assert.deepEqual(told('nats.example.com'), ['nats.example.com:4222']);
    assert.deepEqual(told('nats.example.com:443'), ['nats.example.com:443']);
    assert.deepEqual(told(''), ownUrls({ host: '0.0.0.0', port: 4222 }, addresses));
  });

  it('looks at this machine', () => {
    for (const url of ownUrls({ host: '0.0.0.0', port: 4222 })) assert.match(url, /:4222$/);
  });
});

describe('advertised', () => {
  it('takes host and port apart', () => {
    assert.deepEqual(advertised('h:1', 2), { host: 'h', port: 1 });
    assert.deepEqual(advertised('h', 2), { host: 'h', port: 2 });
    assert.deepEqual(advertised('[::1]:1', 2), { host: '::1', port: 1 });
  });
});
