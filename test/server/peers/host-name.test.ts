import assert from 'node:assert/strict';
import { isNameOfHost } from '../../../src/server/peers/host-name.ts';

// The rows of nats-server's TestDNSAltNameMatching that matter here.
describe('isNameOfHost', () => {
  const rows: [name: string, host: string, is: boolean][] = [
    ['foo', 'foo', true],
    ['foo', 'bar', false],
    ['FOO.Example', 'foo.eXAMPLE', true],
    ['*.example', 'foo.example', true],
    ['*.example', 'a.foo.example', false],
    ['*.example', 'example', false],
    ['foo.*.example', 'foo.bar.example', false],
    ['fo*.example', 'foo.example', false],
    ['*', 'foo', true],
    ['foo.example', 'foo.example.', false],
    ['', 'foo', false],
  ];
  for (const [name, host, is] of rows) {
    it(`${is ? 'takes' : 'does not take'} ${JSON.stringify(name)} for ${host}`, () => {
      assert.equal(isNameOfHost(name, host), is);
    });
  }
});
