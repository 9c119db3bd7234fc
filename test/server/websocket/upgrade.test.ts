import assert from 'node:assert/strict';
import { OriginRules } from '../../../src/server/websocket/origins.ts';
import {
  checkUpgrade,
  type UpgradeRequest,
  type UpgradeRules,
} from '../../../src/server/websocket/upgrade.ts';

const headers = {
  host: 'nats.example',
  upgrade: 'websocket',
  connection: 'Upgrade',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
};
const rules: UpgradeRules = {
  origins: new OriginRules(false, [], false),
  compression: true,
  cookies: { jwt: 'jwt', user: 'u', pass: 'p', token: 't' },
};

function check(
  changes: Readonly<Record<string, string | undefined>>,
  request: Partial<UpgradeRequest> = {},
): ReturnType<typeof checkUpgrade> {
  const all = { ...headers, ...changes };
  return checkUpgrade({ method: 'GET', url: '/', headers: all, ...request }, rules);
}

function accepted(
  ...args: Parameters<typeof check>
): ReturnType<typeof checkUpgrade> & { type: 'accepted' } {
  const verdict = check(...args);
  assert.equal(verdict.type, 'accepted');
  return verdict;
}

describe('checkUpgrade', () => {
  it('takes what browsers send', () => {
    const verdict = accepted({ connection: 'keep-alive, upgrade', upgrade: 'WebSocket' });
    assert.deepEqual(verdict, {
      type: 'accepted',
      kind: 'client',
      isCompressed: false,
      takesSmallMessages: false,
      state: { clientIp: undefined, credentials: { jwt: '', user: '', pass: '', token: '' } },
    });
  });

  const refusals: [
    name: string,
    changes: Record<string, string | undefined>,
    request: Partial<UpgradeRequest>,
    status: number,
    reason: string,
  ][] = [
    ['POST', {}, { method: 'POST' }, 405, 'request method must be GET'],
    ['no host', { host: undefined }, {}, 400, "'Host' missing in request"],
    ['no Upgrade', { upgrade: undefined }, {}, 400, "invalid value for header 'Upgrade'"],
    ['another Upgrade', { upgrade: 'h2c' }, {}, 400, "invalid value for header 'Upgrade'"],
    ['no Connection', { connection: 'close' }, {}, 400, "invalid value for header 'Connection'"],
    ['no key', { 'sec-websocket-key': undefined }, {}, 400, 'key missing'],
    ['a short key', { 'sec-websocket-key': 'c2hvcnQ=' }, {}, 400, 'invalid websocket key'],
    [
      'a key that is no base64',
      { 'sec-websocket-key': '*'.repeat(24) },
      {},
      400,
      'invalid websocket key',
    ],
    ['no version', { 'sec-websocket-version': undefined }, {}, 400, 'invalid version'],
    ['another version', { 'sec-websocket-version': '8' }, {}, 400, 'invalid version'],
    ['MQTT', {}, { url: '/mqtt?x=1' }, 404, 'mqtt websocket endpoint not enabled'],
  ];
  for (const [name, changes, request, status, reason] of refusals) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(check(changes, request), { type: 'refused', status, reason });
    });
  }

  it('knows a leafnode by its path', () => {
    assert.equal(accepted({}, { url: '/some/leafnode' }).kind, 'leafnode');
  });

  it('compresses for who offers it, if it is on', () => {
    const offer = {
      'sec-websocket-extensions': 'x-foo, permessage-deflate; client_max_window_bits',
    };
    assert.equal(accepted(offer).isCompressed, true);
    const off = checkUpgrade(
      { method: 'GET', url: '/', headers: { ...headers, ...offer } },
      { ...rules, compression: false },
    );
    assert.equal(off.type === 'accepted' && off.isCompressed, false);
  });

  it('makes small messages for browsers', () => {
    const agents = {
      'Mozilla/5.0 (X11) Chrome/120 Safari/537.36': true,
      'Mozilla/5.0 (Macintosh) Version/17.0 Safari/605.1.15': true,
      'Go-http-client/1.1': false,
    };
    for (const [agent, isBrowser] of Object.entries(agents)) {
      assert.equal(accepted({ 'user-agent': agent }).takesSmallMessages, isBrowser, agent);
    }
  });

  it('believes the first proxy about the address, if it is one', () => {
    const of = (list: string) => accepted({ 'x-forwarded-for': list }).state.clientIp;
    assert.equal(of('203.0.113.7'), '203.0.113.7');
    assert.equal(of('2001:db8::1, 10.0.0.1'), '2001:db8::1');
    assert.equal(of('evil\n, 10.0.0.1'), undefined);
  });

  it('reads cookies', () => {
    const cookie = 'a=b; u="derek" ; p=s=cr=t; jwt=x; jwt=eyJ0; odd; t';
    assert.deepEqual(accepted({ cookie }).state.credentials, {
      jwt: 'eyJ0',
      user: 'derek',
      pass: 's=cr=t',
      token: '',
    });
  });

  it('reads no cookies that nobody named', () => {
    const verdict = checkUpgrade(
      { method: 'GET', url: '/', headers: { ...headers, cookie: 'undefined=x; =y; jwt=z' } },
      { ...rules, cookies: {} },
    );
    assert.deepEqual(verdict.type === 'accepted' && verdict.state.credentials, {
      jwt: '',
      user: '',
      pass: '',
      token: '',
    });
  });
});
