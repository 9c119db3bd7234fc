import assert from 'node:assert/strict';
import { get } from 'node:https';
import { connect } from 'node:net';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activationHashId,
  decodeAs,
  encode,
  newActivationClaims,
  newGenericClaims,
} from '../../src/jwt/index.ts';
import { createAccount, createOperator } from '../../src/nkeys/index.ts';
import { certificateFile, clientTls, keyFile } from '../support/certificates.ts';
import {
  startAccountServer,
  testOperator,
  type TestAccountServer,
} from '../support/account-server.ts';

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

describe('the HTTP side of the account server', () => {
  const operator = testOperator();
  const account = operator.account('A');
  let accounts: TestAccountServer;
  let base: string;

  before(async () => {
    accounts = await startAccountServer(operator, { store: { allowDelete: true } });
    base = `${accounts.url}/jwt/v1/accounts`;
  });
  after(() => accounts.stop());

  const push = (key: string, body: string, url = base): Promise<Response> =>
    fetch(`${url}/${key}`, { method: 'POST', body });

  it('keeps what it was given in a file for its owner alone', async () => {
    assert.equal((await push(account.key, account.token)).status, 200);
    const file = join(accounts.options.store.dir, `${account.key}.jwt`);
    assert.equal(readFileSync(file, 'utf8'), account.token);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('lets what does not expire be kept for an hour, and never for less than nothing', async () => {
    const { headers } = await fetch(`${base}/${account.key}`);
    const text = 'max-age=3600, stale-while-revalidate=3600, stale-if-error=3600';
    assert.equal(headers.get('cache-control'), text);
  });

  it('answers alike under /jwt/v2', async () => {
    const response = await fetch(`${accounts.url}/jwt/v2/operator`);
    assert.equal(await response.text(), operator.token);
  });

  it('says so when an older JWT comes, and keeps the newer one', async () => {
    const pair = createAccount();
    const newer = operator.account('N', undefined, later(10), pair);
    const older = operator.account('O', undefined, later(0), pair);
    await push(newer.key, newer.token);
    const response = await push(older.key, older.token);
    assert.match(await response.text(), /^not stored: a JWT that was issued later/);
    assert.equal(await (await fetch(`${base}/${newer.key}`)).text(), newer.token);
  });

  it('takes accounts of a signing key, and with a strict operator only those', async () => {
    const key = createOperator();
    const strict = testOperator((claims) => ({
      ...claims,
      nats: { ...claims.nats, signing_keys: [key.publicKey], strict_signing_key_usage: true },
    }));
    const other = await startAccountServer(strict);
    try {
      const direct = strict.account('D');
      const url = `${other.url}/jwt/v1/accounts`;
      const refused = await push(direct.key, direct.token, url);
      assert.equal(await refused.text(), 'untrusted issuer in request\n');
      const signed = operator.account('S');
      const token = encode(decodeAs('account', signed.token), key);
      assert.equal((await push(signed.key, token, url)).status, 200);
    } finally {
      await other.stop();
    }
  });

  it('takes nothing without an operator', async () => {
    const open = await startAccountServer(undefined);
    try {
      const response = await push(account.key, account.token, `${open.url}/jwt/v1/accounts`);
      assert.equal(await response.text(), 'untrusted issuer in request\n');
      assert.equal((await fetch(`${open.url}/jwt/v1/operator`)).status, 404);
    } finally {
      await open.stop();
    }
  });

  it('refuses a body that is larger than a JWT, however it is announced', async () => {
    const body = 'x'.repeat(1024 * 1024 + 1);
    assert.equal((await push(account.key, body)).status, 413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(64 * 1024, 'x'));
      },
    });
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    const status = await fetch(`${base}/${account.key}`, init).then(
      (response) => response.status,
      () => 413, // It hangs up on who goes on talking.
    );
    assert.equal(status, 413);
  });

  it('gives nothing but files of accounts, whatever the path says', async () => {
    writeFileSync(join(accounts.folder, 'secret.jwt'), 'secret');
    symlinkSync(
      join(accounts.folder, 'secret.jwt'),
      join(accounts.options.store.dir, 'secret.jwt'),
    );
    for (const key of ['..%2fsecret', 'secret', '%00', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '%']) {
      const status = (await fetch(`${base}/${key}`)).status;
      assert.ok(status === 404 || status === 400, `${key}: ${status}`);
    }
  });

  it('outlives clients that speak no HTTP', async () => {
    const { port, hostname } = new URL(accounts.url);
    for (const text of [
      '\0\0\0',
      'GET\r\n\r\n',
      `GET / HTTP/1.1\r\nA: ${'a'.repeat(70_000)}\r\n`,
    ]) {
      const socket = connect(Number(port), hostname);
      await new Promise<void>((resolve) => {
        socket.on('error', () => undefined).on('close', () => resolve());
        socket.resume().end(text);
      });
    }
    assert.equal((await fetch(`${accounts.url}/healthz`)).status, 200);
  });

  it('says that a file of another account, or of nothing, can not be loaded', async () => {
    const [one, other] = [operator.account('X'), operator.account('Y')];
    const file = (key: string): string => join(accounts.options.store.dir, `${key}.jwt`);
    writeFileSync(file(one.key), other.token);
    writeFileSync(file(other.key), other.token.slice(0, 100));
    for (const { key } of [one, other]) {
      const response = await fetch(`${base}/${key}`);
      assert.equal(response.status, 500);
      assert.equal(await response.text(), 'error loading JWT\n');
    }
  });

  it('answers 500 with no word of where when a file can not be read', async () => {
    const { key } = operator.account('U');
    mkdirSync(join(accounts.options.store.dir, `${key}.jwt`));
    const response = await fetch(`${base}/${key}`);
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /natsx-accounts/);
  });

  it('lists the accounts', async () => {
    const response = await fetch(`${base}?list=true`);
    const { accounts: list } = (await response.json()) as { accounts: { account: string }[] };
    assert.ok(list.some((each) => each.account === account.key));
  });

  it('deletes for who has the operator key, and not by an order that is older than the account', async () => {
    const pair = createAccount();
    const doomed = operator.account('D', undefined, later(0), pair);
    await push(doomed.key, doomed.token);
    const order = (now: Date, signer = operator.key): string => {
      const claims = newGenericClaims(signer.publicKey);
      const nats = { ...claims.nats, accounts: [doomed.key] };
      return encode({ ...claims, nats }, signer, { now });
    };
    const remove = async (body: string): Promise<number> =>
      (await fetch(`${base}/${doomed.key}`, { method: 'DELETE', body })).status;
    assert.equal(await remove(order(later(5), createOperator())), 400);
    assert.equal(await remove(order(later(-60))), 404);
    assert.equal(await remove(order(later(5))), 200);
    assert.equal((await fetch(`${base}/${doomed.key}`)).status, 404);
  });

  it('keeps activations of accounts that it knows, by their hash', async () => {
    const exporter = createAccount();
    const known = operator.account('E', undefined, later(0), exporter);
    await push(known.key, known.token);
    const claims = newActivationClaims(account.key);
    const nats = { ...claims.nats, subject: 'foo.*', kind: 'stream' as const };
    const activation = encode({ ...claims, nats }, exporter);
    const url = `${accounts.url}/jwt/v1/activations`;
    const post = async (body: string): Promise<number> =>
      (await fetch(url, { method: 'POST', body })).status;
    assert.equal(await post(encode({ ...claims, nats }, createAccount())), 400);
    assert.equal(await post(activation), 200);
    const hash = activationHashId({ ...claims, iss: known.key, nats });
    assert.equal(await (await fetch(`${url}/${hash}`)).text(), activation);
    assert.equal((await fetch(`${url}/${hash.replace('=', 'A')}`)).status, 404);
  });

  it('tells its numbers', async () => {
    const text = await (await fetch(`${accounts.url}/metrics`)).text();
    assert.match(text, /^nats_account_server_accounts \d+$/m);
    assert.match(text, /^nats_account_server_lookups_total [1-9]/m);
  });

  it('lets nobody read who does not know a read token', async () => {
    const closed = await startAccountServer(operator, { http: { readTokens: ['s3cret'] } });
    try {
      const url = `${closed.url}/jwt/v1/accounts`;
      const status = async (Authorization?: string, path = url): Promise<number> =>
        (await fetch(path, { headers: Authorization === undefined ? {} : { Authorization } }))
          .status;
      assert.equal((await push(account.key, account.token, url)).status, 200);
      assert.equal(await status(), 401);
      assert.equal(await status('Bearer wrong', `${url}/${account.key}`), 401);
      assert.equal(await status('Bearer s3cret', `${url}/${account.key}`), 200);
      const basic = Buffer.from('any:s3cret').toString('base64');
      assert.equal(await status(`Basic ${basic}`, `${url}/${account.key}`), 200);
      for (const path of ['/', '/metrics', '/jwt/v1/pack', '/jwt/v1/operator']) {
        assert.equal(await status(undefined, closed.url + path), 401, path);
      }
      assert.equal(await status(undefined, `${closed.url}/healthz`), 200);
    } finally {
      await closed.stop();
    }
  });
});

describe('the account server over HTTPS', () => {
  const operator = testOperator();
  const tls = { cert: certificateFile('server'), key: keyFile('server'), root: '', verify: false };

  /** The status that a client gets which shows `name`, or what it fails with. */
  const status = (url: string, name?: 'client' | 'stranger'): Promise<number | string> =>
    new Promise((resolve) => {
      get(`${url}/healthz`, { ...clientTls(name), agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      }).on('error', (error) => resolve(error.message));
    });

  it('serves everybody, and with verify those whose certificate it knows', async () => {
    const open = await startAccountServer(operator, { http: { tls } });
    assert.match(open.url, /^https:/);
    assert.equal(await status(open.url), 200);
    await open.stop();
    const root = certificateFile('ca');
    const closed = await startAccountServer(operator, {
      http: { tls: { ...tls, root, verify: true } },
    });
    try {
      assert.equal(await status(closed.url, 'client'), 200);
      assert.notEqual(await status(closed.url, 'stranger'), 200);
      assert.notEqual(await status(closed.url), 200);
    } finally {
      await closed.stop();
    }
  });

  it('does not start with files that are none', async () => {
    const bad = { ...tls, key: certificateFile('server') };
    await assert.rejects(
      startAccountServer(operator, { http: { tls: bad } }),
      /error loading X509/,
    );
    const gone = { ...tls, cert: '/nix.pem' };
    await assert.rejects(
      startAccountServer(operator, { http: { tls: gone } }),
      /nix\.pem: no such file/,
    );
  });
});

describe('the page of the account server', () => {
  it('shows accounts, and what is in their names as text', async () => {
    const operator = testOperator((claims) => ({ ...claims, name: '<b>O' }));
    const accounts = await startAccountServer(operator);
    try {
      const evil = operator.account('<script>alert("1")</script>');
      await fetch(`${accounts.url}/jwt/v1/accounts/${evil.key}`, {
        method: 'POST',
        body: evil.token,
      });
      for (const query of ['', `?account=${evil.key}`, '?account=<img src=x>']) {
        const response = await fetch(`${accounts.url}/${query}`);
        assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
        const html = await response.text();
        assert.doesNotMatch(html, /<script|<img|<b>/);
      }
      const html = await (await fetch(`${accounts.url}/?account=${evil.key}`)).text();
      assert.match(html, new RegExp(`"sub&#34;: &#34;${evil.key}|sub&#34;: &#34;${evil.key}`));
    } finally {
      await accounts.stop();
    }
  });
});
