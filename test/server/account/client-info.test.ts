import assert from 'node:assert/strict';
import {
  fullInfo,
  infoText,
  shortInfo,
  shortInfoText,
  type ClientView,
} from '../../../src/server/account/client-info.ts';

const client: ClientView = {
  id: 7,
  kindName: 'Client',
  clientType: 'nats',
  account: { name: 'Y' },
  authorizedUser: 'u',
  options: { name: 'n', lang: 'go', version: '1' },
  transport: { remoteHost: '127.0.0.1' },
  startedAt: Date.UTC(2026, 10, 22, 6, 41, 29, 120),
  rttMs: 1.0004567,
};
const place = { name: 'A', cluster: 'C1' };

describe('the info on a client', () => {
  it('is written as nats-server does, in its order', () => {
    assert.equal(
      infoText(fullInfo(client, place)),
      '{"start":"2026-11-22T06:41:29.12Z","host":"127.0.0.1","id":7,"acc":"Y","user":"u","name":"n","lang":"go",' +
        '"ver":"1","rtt":1000457,"server":"A","cluster":"C1","kind":"Client","client_type":"nats"}',
    );
  });
  it('tells what a JWT says of its user', () => {
    const jwtUser = { jwt: 'eyJ', issuer: 'A1', name: 'x', tags: ['t'] };
    assert.match(
      infoText(fullInfo({ ...client, jwtUser }, place)),
      /"cluster":"C1","jwt":"eyJ","issuer_key":"A1","name_tag":"x","tags":\["t"\],"kind":"Client"/,
    );
  });
  it('leaves out what is empty', () => {
    const bare = { ...client, authorizedUser: '', rttMs: undefined };
    const options = { name: '', lang: '', version: '' };
    assert.equal(
      infoText(fullInfo({ ...bare, options }, { name: 'A', cluster: '' })),
      '{"start":"2026-11-22T06:41:29.12Z","host":"127.0.0.1","id":7,"acc":"Y","server":"A","kind":"Client","client_type":"nats"}',
    );
  });
  for (const [name, rttMs] of [
    ['Y', 1.5],
    ['$G', undefined],
    ['<é> "q"', 0],
  ] as const) {
    it(`for everybody is short, and the same both ways: ${name}`, () => {
      const one = { ...client, account: { name }, rttMs };
      assert.equal(shortInfoText(one), infoText(shortInfo(one)));
    });
  }
  it('is bytes', () => {
    assert.equal(
      shortInfoText({ ...client, account: { name: 'é&' }, rttMs: 1 }),
      '{"acc":"\xc3\xa9\\u0026","rtt":1000000}',
    );
  });
});
