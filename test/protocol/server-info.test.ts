import assert from 'node:assert/strict';
import { isComplaint } from '../../src/protocol/json-fields.ts';
import { encodeServerConnect, readServerConnect } from '../../src/protocol/server-connect.ts';
import { encodeServerInfo, readServerInfo } from '../../src/protocol/server-info.ts';

describe('INFO between servers', () => {
  // As nats-server 2.9.10 wrote it.
  const line =
    'INFO {"server_id":"NCZ3","server_name":"A","version":"2.9.10","proto":2,"go":"go1.19.8","host":"127.0.0.1","port":15321,"headers":true,"max_payload":1048576,"nonce":"TEL4lV_PP-t0Bjo","cluster":"C1","connect_urls":["127.0.0.1:15221"],"ws_connect_urls":["127.0.0.1:15621"],"lnoc":true,"gateway_url":"127.0.0.1:15421","leafnode_urls":["127.0.0.1:15521"]} \r\n';

  it('is written as it was read', () => {
    const info = readServerInfo(line.slice('INFO '.length));
    assert.ok(!isComplaint(info));
    assert.equal(encodeServerInfo(info), line);
  });

  it('passes over what it does not know', () => {
    assert.deepEqual(readServerInfo('{"nothing":1}'), readServerInfo('{}'));
  });

  for (const json of ['{"port":"x"}', '[]', '{', '{"connect_urls":[1]}', '{"import":[]}']) {
    it(`refuses ${json}`, () => assert.ok(isComplaint(readServerInfo(json))));
  }

  it('says names in UTF-8', () => {
    const info = readServerInfo('{"server_name":"ärger"}');
    assert.ok(!isComplaint(info));
    const bytes = Buffer.from(encodeServerInfo(info), 'latin1').toString();
    assert.match(bytes, /"server_name":"ärger"/);
  });
});

describe('CONNECT between servers', () => {
  // As nats-server 2.9.10 wrote it.
  const line =
    'CONNECT {"echo":true,"verbose":false,"pedantic":false,"tls_required":false,"headers":true,"name":"NCKP","cluster":"C1","lnoc":true}\r\n';

  it('is written as it was read', () => {
    const connect = readServerConnect(line.slice('CONNECT '.length));
    assert.ok(!isComplaint(connect));
    assert.equal(connect.lang, '');
    assert.equal(encodeServerConnect(connect), line);
  });

  it('tells a client by its language', () => {
    const connect = readServerConnect('{"lang":"go","verbose":true}');
    assert.ok(!isComplaint(connect));
    assert.equal(connect.lang, 'go');
  });

  it('refuses what is no CONNECT, and repeats no password', () => {
    const refused = readServerConnect('{"user":1,"pass":"hush"}');
    assert.ok(isComplaint(refused));
    assert.doesNotMatch(refused.complaint, /hush/);
  });
});
