import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  activationHashId,
  encode,
  newAccountClaims,
  newActivationClaims,
} from '../../src/jwt/index.ts';
import { createAccount, createOperator } from '../../src/nkeys/index.ts';
import type { Server } from '../../src/server/server.ts';
import { startAccountServer, testOperator, type GivenOptions } from '../support/account-server.ts';
import { startServer } from '../support/start-server.ts';

// Any account will do for a system account: the subjects are the same.
describe('the NATS side of the account server', () => {
  const operator = testOperator();
  let server: Server;
  let client: NatsConnection;
  let given: GivenOptions;

  before(async () => {
    server = await startServer();
    client = await connect({ port: server.port });
    const url = `nats://127.0.0.1:${server.port}`;
    given = { nats: { servers: [url], reconnectWaitMs: 50 }, signRequestSubject: 'sign' };
  });
  after(async () => {
    await client.close();
    await server.stop();
  });

  /** Runs `act` with an account server that is connected. */
  async function withServer(
    act: (accounts: Awaited<ReturnType<typeof startAccountServer>>) => Promise<void>,
    more: GivenOptions = {},
  ): Promise<void> {
    const accounts = await startAccountServer(operator, { ...given, ...more });
    try {
      await accounts.log.until(/connected to NATS for JWT syncing/);
      await act(accounts);
    } finally {
      await accounts.stop();
    }
  }

  const post = (url: string, key: string, body: string): Promise<Response> =>
    fetch(`${url}/jwt/v1/accounts/${key}`, { method: 'POST', body });
  const get = async (url: string, key: string): Promise<Response> =>
    fetch(`${url}/jwt/v1/accounts/${key}`);
  /** Asks until it is there. */
  const untilThere = async (url: string, key: string): Promise<string> => {
    for (;;) {
      const response = await get(url, key);
      if (response.status === 200) return response.text();
    }
  };

  it('tells the servers what was pushed, and once more when asked to', async () => {
    await withServer(async ({ url }) => {
      const account = operator.account('A');
      const heard = client.subscribe(`$SYS.ACCOUNT.${account.key}.CLAIMS.UPDATE`, { max: 2 });
      await client.flush();
      await post(url, account.key, account.token);
      await fetch(`${url}/jwt/v1/accounts/${account.key}?notify=true`);
      const texts: string[] = [];
      for await (const message of heard) texts.push(message.string());
      assert.deepEqual(texts, [account.token, account.token]);
    });
  });

  it('tells them of a file that somebody puts into the folder', async () => {
    await withServer(async ({ options }) => {
      const account = operator.account('F');
      const heard = client.subscribe(`$SYS.ACCOUNT.${account.key}.CLAIMS.UPDATE`, { max: 1 });
      await client.flush();
      writeFileSync(join(options.store.dir, `${account.key}.jwt`), account.token);
      for await (const message of heard) assert.equal(message.string(), account.token);
    });
  });

  it('stores an update that the operator has signed, and says so', async () => {
    await withServer(async ({ url }) => {
      const account = operator.account('U');
      const subject = `$SYS.ACCOUNT.${account.key}.CLAIMS.UPDATE`;
      const answer = (await client.request(subject, account.token)).json<{ data: object }>();
      assert.deepEqual(answer.data, { account: account.key, code: 200, message: 'Updated jwt' });
      assert.equal(await (await get(url, account.key)).text(), account.token);
    });
  });

  it('refuses what the operator has not signed, for another account, or altered', async () => {
    await withServer(async ({ url, log }) => {
      const pair = createAccount();
      const claims = { ...newAccountClaims(pair.publicKey), name: 'X' };
      const good = operator.account('G', undefined, new Date(), pair);
      const other = operator.account('O');
      const bad = [
        encode(claims, pair),
        encode(claims, createOperator()),
        other.token,
        good.token.slice(0, -4) + 'AAAA',
        'no token',
        '',
      ];
      const subject = `$SYS.ACCOUNT.${pair.publicKey}.CLAIMS.UPDATE`;
      for (const token of bad) {
        const answer = (await client.request(subject, token)).json<{ error: { code: number } }>();
        assert.equal(answer.error.code, 500);
      }
      assert.equal((await get(url, pair.publicKey)).status, 404);
      assert.match(log.text, /error received error when saving jwt - A\w+ - untrusted issuer/);
    });
  });

  it('answers lookups, and asks others for what it does not have', async () => {
    const account = operator.account('L');
    await withServer(async (one) => {
      await post(one.url, account.key, account.token);
      const subject = `$SYS.REQ.ACCOUNT.${account.key}.CLAIMS.LOOKUP`;
      assert.equal((await client.request(subject)).string(), account.token);
      // The other does not synchronize within the test.
      const nats = { ...given.nats, reconnectWaitMs: 600_000 };
      await withServer(
        async (other) => assert.equal((await get(other.url, account.key)).status, 200),
        { nats },
      );
    });
  });

  it('gets from the others what it lacks, by and by', async () => {
    const account = operator.account('P');
    await withServer(async (one) => {
      await post(one.url, account.key, account.token);
      await withServer(async (other) => {
        assert.equal(await untilThere(other.url, account.key), account.token);
      });
    });
  });

  it('believes no pack that the operator has not signed', async () => {
    const stranger = createAccount();
    const own = encode({ ...newAccountClaims(stranger.publicKey), name: 'S' }, stranger);
    const liar = client.subscribe('$SYS.REQ.CLAIMS.PACK', {
      callback: (_error, message) => {
        message.respond(`${stranger.publicKey}|${own}`);
        message.respond('nothing|');
        message.respond('|');
      },
    });
    await client.flush();
    await withServer(async ({ url, log }) => {
      await log.until(/Merging resulted in error: A\w{11} - untrusted issuer/);
      assert.equal((await fetch(`${url}/jwt/v1/pack`)).status, 200);
      assert.equal(await (await fetch(`${url}/jwt/v1/pack`)).text(), '');
    });
    liar.unsubscribe();
  });

  it('has accounts signed that sign themselves', async () => {
    await withServer(async ({ url }) => {
      const account = operator.account('S');
      const own = encode({ ...newAccountClaims(account.key), name: 'S' }, account.pair);
      const unanswered = await post(url, account.key, own);
      assert.equal(unanswered.status, 500);
      assert.match(await unanswered.text(), /^Failure during signature request\. signing service/);
      let answer = 'somebody will look at it';
      const signer = client.subscribe('sign', {
        callback: (_error, message) => void message.respond(answer),
      });
      await client.flush();
      const pending = await post(url, account.key, own);
      assert.deepEqual([pending.status, await pending.text()], [202, answer]);
      answer = operator.account('other').token;
      assert.equal((await post(url, account.key, own)).status, 400);
      answer = account.token;
      assert.equal((await post(url, account.key, own)).status, 200);
      assert.equal(await (await get(url, account.key)).text(), account.token);
      // One that is known must be signed by a key that its JWT has.
      const foreign = encode(newAccountClaims(account.key), createAccount());
      assert.equal(
        await (await post(url, account.key, foreign)).text(),
        'bad JWT issuer is not trusted\n',
      );
      signer.unsubscribe();
    });
  });

  it('takes activations of accounts that it knows', async () => {
    await withServer(async ({ url, log }) => {
      const exporter = operator.account('E');
      await post(url, exporter.key, exporter.token);
      const claims = newActivationClaims(createAccount().publicKey);
      const nats = { ...claims.nats, subject: 'foo.bar', kind: 'service' as const };
      const token = encode({ ...claims, nats }, exporter.pair);
      const hash = activationHashId({ ...claims, iss: exporter.key, nats });
      const subject = `$SYS.ACCOUNT.${exporter.key}.CLAIMS.ACTIVATE.${hash}`;
      client.publish(subject, encode({ ...claims, nats }, createAccount()));
      await log.until(/the issuer of the activation is not known/);
      client.publish(subject, token);
      for (;;) {
        const response = await fetch(`${url}/jwt/v1/activations/${hash}`);
        if (response.status === 200) {
          assert.equal(await response.text(), token);
          return;
        }
      }
    });
  });

  it('serves HTTP while NATS is not there, and says when it tries again', async () => {
    const nats = { servers: ['nats://127.0.0.1:1'], reconnectWaitMs: 600_000 };
    const accounts = await startAccountServer(operator, { nats });
    try {
      await accounts.log.until(/will try to connect again in 600000 milliseconds/);
      const account = operator.account('H');
      assert.equal((await post(accounts.url, account.key, account.token)).status, 200);
      assert.equal((await get(accounts.url, account.key)).status, 200);
      assert.equal((await get(accounts.url, operator.account('I').key)).status, 404);
    } finally {
      await accounts.stop();
    }
  });

  it('serves a store of nsc as it is, and takes nothing', async () => {
    const account = operator.account('N');
    const first = await startAccountServer(operator, {});
    const nsc = join(first.folder, 'O');
    mkdirSync(join(nsc, 'accounts', 'N'), { recursive: true });
    writeFileSync(join(nsc, 'O.jwt'), operator.token);
    writeFileSync(join(nsc, 'accounts', 'N', 'N.jwt'), account.token);
    try {
      await withServer(
        async ({ url }) => {
          assert.equal(await (await get(url, account.key)).text(), account.token);
          assert.equal(await (await fetch(`${url}/jwt/v1/operator`)).text(), operator.token);
          assert.equal((await post(url, account.key, account.token)).status, 405);
          const added = operator.account('M');
          const heard = client.subscribe(`$SYS.ACCOUNT.${added.key}.CLAIMS.UPDATE`, { max: 1 });
          await client.flush();
          mkdirSync(join(nsc, 'accounts', 'M'));
          writeFileSync(join(nsc, 'accounts', 'M', 'M.jwt'), added.token);
          for await (const message of heard) assert.equal(message.string(), added.token);
        },
        { store: { nsc }, operatorJwtPath: '' },
      );
    } finally {
      await first.stop();
    }
  });
});
