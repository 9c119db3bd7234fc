import assert from 'node:assert/strict';
import { jwtPayload } from '../../../src/server/options/jwt-payload.ts';

const claims = { exp: 12, nats: { type: 'user' } };
const jwt = `eyJ0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('jwtPayload', () => {
  it('reads a JWT, and the first in a creds file', () => {
    assert.deepEqual(jwtPayload(jwt), claims);
    assert.deepEqual(jwtPayload(`-----BEGIN NATS USER JWT-----\n${jwt}\n------END\n\nSU…`), claims);
  });

  for (const text of [
    '',
    'x',
    'eyJ0.%%.c2ln',
    'eyJ0.YWJj.c2ln',
    `eyJ0.${Buffer.from('3').toString('base64url')}.x`,
  ]) {
    it(`finds none in "${text}"`, () => assert.equal(jwtPayload(text), undefined));
  }
});
