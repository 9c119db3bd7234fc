import assert from 'node:assert/strict';
import { openSyslogWay } from '../../src/base/syslog-ways.ts';

describe('openSyslogWay', () => {
  const refused: [string, RegExp][] = [
    ['tcp://127.0.0.1:1', /^error connecting to syslog: "connection refused"$/],
    ['unix:///no/such/socket', /^error connecting to syslog: "no such file or directory"$/],
    ['http://127.0.0.1', /^error invalid network type: "http"$/],
    ['nonsense', /^cannot read the address "nonsense"$/],
  ];
  for (const [address, message] of refused) {
    it(`says why ${address} cannot be used`, async () => {
      const onFailure = (): never => assert.fail('it was never in use');
      const options = { address, tag: 'natsx-server', pid: 1, onFailure };
      await assert.rejects(openSyslogWay(options), { code: 'ERR_SYSLOG', message });
    });
  }
});
