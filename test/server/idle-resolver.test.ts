import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NatsxError } from '../../src/base/errors.ts';
import { checkIdleResolver } from '../../src/server/idle-resolver.ts';
import { completeOptions } from '../../src/server/options/options.ts';

describe('checkIdleResolver', () => {
  const check = (resolver: object | undefined): Promise<void> =>
    checkIdleResolver({ ...completeOptions({}), resolver: resolver as never });

  it('lets pass what needs nobody', async () => {
    await check(undefined);
    await check({ type: 'memory' });
  });

  it('refuses a directory: there is no operator whose accounts it could hold', async () => {
    const { message } = (await check({ type: 'full', dir: '/nowhere' }).catch((error: unknown) => {
      assert.ok(error instanceof NatsxError && error.code === 'ERR_OPTIONS');
      return error;
    })) as NatsxError;
    assert.equal(message, 'Could not start resolver: no operator key found');
  });

  it('wants an account server to answer', async () => {
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwt/v1/accounts/`;
    await check({ type: 'url', url });
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(check({ type: 'url', url }), NatsxError);
  });
});
