import assert from 'node:assert/strict';
import { encodeInfo, type Info } from '../../src/protocol/info.ts';

const INFO: Info = {
  xkey: 'XKEY',
  max_payload: 1024,
  headers: true,
  port: 4222,
  host: '0.0.0.0',
  go: 'natsx',
  proto: 1,
  version: '2.12.0',
  server_name: 'name',
  server_id: 'NID',
};

describe('encodeInfo', () => {
  it("writes the fields in nats-server's order, and a blank before the line end", () => {
    assert.equal(
      encodeInfo(INFO),
      'INFO {"server_id":"NID","server_name":"name","version":"2.12.0","proto":1,"go":"natsx",' +
        '"host":"0.0.0.0","port":4222,"headers":true,"max_payload":1024,"xkey":"XKEY"} \r\n',
    );
  });

  it('puts what is about the client before the xkey', () => {
    assert.match(
      encodeInfo({
        ...INFO,
        acc_is_sys: true,
        remote_account: '$G',
        connect_info: true,
        client_ip: '::1',
        client_id: 5,
      }),
      /,"max_payload":1024,"client_id":5,"client_ip":"::1","connect_info":true,"remote_account":"\$G","acc_is_sys":true,"xkey":"XKEY"\} \r\n$/,
    );
  });

  it('is a byte string: a name that is not ASCII goes out as UTF-8', () => {
    const line = encodeInfo({ ...INFO, server_name: 'grüße 日本' });
    const bytes = Buffer.from(line, 'latin1');
    assert.equal(bytes.length, line.length);
    assert.match(bytes.toString('utf8'), /"server_name":"grüße 日本"/);
  });
});
