import assert from 'node:assert/strict';
import { violation, WIRE_ERRORS } from '../../src/protocol/wire-errors.ts';

describe('WIRE_ERRORS', () => {
  it('has the texts and ends that client libraries and dashboards know', () => {
    const table = Object.values(WIRE_ERRORS).map(({ text, closes }) => [text, closes]);
    assert.deepEqual(table, [
      ['Unknown Protocol Operation', 'Protocol Violation'],
      [undefined, 'Protocol Violation'],
      ['maximum control line exceeded', 'Maximum Control Line Exceeded'],
      ['Maximum Payload Violation', 'Maximum Message Payload Exceeded'],
      ['Authorization Violation', 'Authentication Failure'],
      ['Authentication Timeout', 'Authentication Timeout'],
      ['User Authentication Expired', 'Authentication Expired'],
      ['Account Authentication Expired', 'Authentication Expired'],
      ['User Authentication Revoked', 'Credentials Revoked'],
      [undefined, 'Authentication Failure'],
      ['Authorization Violation', 'Proxy Required'],
      ['invalid client protocol', 'Bad Client Protocol Version'],
      ['no responders requires headers support', 'No Responders Requires Headers'],
      ['maximum connections exceeded', 'Maximum Connections Exceeded'],
      ['maximum account active connections exceeded', 'Maximum Account Connections Exceeded'],
      ['Stale Connection', 'Stale Connection'],
      ['maximum subscriptions exceeded', undefined],
      ['Invalid Subject', undefined],
      ['Invalid Publish Subject', undefined],
    ]);
  });

  it('lets a connection survive a permissions violation', () => {
    const text = 'Permissions Violation for Publish to "foo"';
    assert.deepEqual(violation(text), { text, closes: undefined });
  });
});
