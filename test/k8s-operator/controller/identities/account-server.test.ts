import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccountServer } from '../../../../src/k8s-operator/controller/identities/account-server.ts';

describe('An account server of an operator', () => {
  let server: Server;
  let asked: string[];
  let answer: { status: number; text: string };
  let accounts: AccountServer;
  before(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
        response.writeHead(answer.status).end(answer.text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    accounts = new AccountServer(`http://127.0.0.1:${port}/jwt/v1`, undefined);
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  it('is given an account', async () => {
    answer = { status: 200, text: '' };
    await accounts.push('AABC', 'eyJ');
    assert.deepEqual(asked, ['POST /jwt/v1/accounts/AABC eyJ']);
    answer = { status: 500, text: 'full' };
    await assert.rejects(accounts.push('AABC', 'eyJ'), /answered 500: full/);
  });

  it('is asked which one it has', async () => {
    for (const [status, text, use] of [
      [200, 'eyJ\n', 'as issued'],
      [200, 'eyK', 'another'],
      [404, '', 'missing'],
    ] as const) {
      answer = { status, text };
      assert.equal(await accounts.use('AABC', 'eyJ'), use);
    }
    answer = { status: 503, text: 'later' };
    await assert.rejects(accounts.use('AABC', 'eyJ'), { code: 'ERR_PUSH' });
  });

  it('is told by its name when it does not answer', async () => {
    const gone = new AccountServer('http://127.0.0.1:1/jwt/v1', undefined);
    await assert.rejects(gone.use('AABC', 'eyJ'), /account server at http:\/\/127\.0\.0\.1:1/);
  });
});
