// Every path of the account server beside nats-account-server: the same requests, the same answers.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, newAccountClaims } from '../../src/jwt/index.ts';
import { createAccount, createOperator } from '../../src/nkeys/index.ts';
import {
  startAccountServer,
  testOperator,
  type TestAccountServer,
} from '../support/account-server.ts';
import { requirePeer } from '../support/peers.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Not `fetch`, which tidies paths up. */
function ask(base: string, { method = 'GET', path, headers, body }: Ask): Promise<Reply> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, headers: headers ?? {}, agent: false };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** What must be the same; our max-age is never negative. */
function compared({ status, headers, body }: Reply) {
  const names = [
    'content-type',
    'etag',
    'location',
    'allow',
    'pragma',
    'expires',
    'vary',
    'content-length',
  ];
  const cache = headers['cache-control']?.replace(/max-age=-?\d+/, 'max-age=N');
  const cors = Object.entries(headers).filter(([name]) => name.startsWith('access-control'));
  return {
    status,
    body,
    cache,
    ...Object.fromEntries(cors),
    ...Object.fromEntries(names.map((name) => [name, headers[name]])),
  };
}

describe('the account server beside nats-account-server', () => {
  const operator = testOperator();
  const account = operator.account('A');
  const expiring = operator.account('B', (claims) => ({
    ...claims,
    exp: Math.floor(Date.now() / 1000) + 86_400,
  }));
  const expired = operator.account('C', (claims) => ({ ...claims, exp: 1_700_000_000 }));
  const own = createAccount();
  const selfSigned = encode({ ...newAccountClaims(own.publicKey), name: 'S' }, own);
  const stranger = createAccount();
  const foreign = encode({ ...newAccountClaims(stranger.publicKey), name: 'F' }, createOperator());
  const invalid = operator.account('I', (claims) => ({
    ...claims,
    nats: { ...claims.nats, info_url: 'no url' },
  }));
  let ours: TestAccountServer;
  let theirs: { readonly url: string };
  const endings: (() => Promise<void>)[] = [];

  before(async function () {
    const peer = requirePeer(this, 'nats-account-server');
    ours = await startAccountServer(operator);
    endings.push(ours.stop);
    const folder = mkdtempSync(join(tmpdir(), 'natsx-peer-accounts-'));
    writeFileSync(join(folder, 'operator.jwt'), operator.token);
    const args = [
      '-dir',
      join(folder, 'store'),
      '-operator',
      join(folder, 'operator.jwt'),
      '-hp',
      '127.0.0.1:0',
    ];
    const child = spawn(peer.path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    endings.push(async () => {
      child.kill('SIGINT');
      await once(child, 'close');
      rmSync(folder, { recursive: true, force: true });
    });
    theirs = { url: await urlOf(child) };
  });

  after(async () => {
    for (const end of endings) await end();
  });

  const base = '/jwt/v1/accounts';
  const post = (key: string, body: string): Ask => ({
    method: 'POST',
    path: `${base}/${key}`,
    body,
  });
  const etag = (): Ask => ({
    path: `${base}/${account.key}`,
    headers: { 'If-None-Match': `W/"x", "${jtiOf(account.token)}"` },
  });
  const asks: Record<string, Ask> = {
    'an unknown path': { path: '/nix' },
    'the health': { path: '/healthz' },
    'the health with a slash': { path: '/healthz/' },
    'the health in capitals': { path: '/HEALTHZ' },
    'the health by HEAD': { method: 'HEAD', path: '/healthz' },
    'the health by POST': { method: 'POST', path: '/healthz' },
    'the options of the health': { method: 'OPTIONS', path: '/healthz' },
    'the probe': { path: base },
    'the probe with a slash': { path: `${base}/` },
    'POST to the probe': { method: 'POST', path: base, body: 'x' },
    'an account that is not there': { path: `${base}/${account.key}` },
    'no key': { path: `${base}/x` },
    'a push': post(account.key, account.token),
    'the same push again': post(account.key, account.token),
    'the account': { path: `${base}/${account.key}` },
    'the account with a slash': { path: `${base}/${account.key}/` },
    'the account from a web page': {
      path: `${base}/${account.key}`,
      headers: { Origin: 'http://x' },
    },
    'the account that is known': etag(),
    'the account as text': { path: `${base}/${account.key}?text=TRUE` },
    'the account decoded': { path: `${base}/${account.key}?decode=true` },
    'decode that is not true': { path: `${base}/${account.key}?decode=1` },
    'the account and a notification': { path: `${base}/${account.key}?notify=true` },
    'a lookup by jti': { path: `${base}/${account.key}?jti=1` },
    'a push with an expiry': post(expiring.key, expiring.token),
    'an account that expires': { path: `${base}/${expiring.key}?check=true` },
    'an account that expires, decoded': { path: `${base}/${expiring.key}?decode=true` },
    'a push of what has expired': post(expired.key, expired.token),
    'a push of no JWT': post(account.key, 'abc'),
    'a push of nothing': post(account.key, ''),
    'a push of an operator': post(account.key, operator.token),
    'a push of another account': post(account.key, expiring.token),
    'a push of what signs itself': post(own.publicKey, selfSigned),
    'a push of a foreign account': post(stranger.publicKey, foreign),
    'a push of an account with mistakes': post(invalid.key, invalid.token),
    'a push that was altered': post(account.key, altered(account.token)),
    'a preflight': {
      method: 'OPTIONS',
      path: `${base}/${account.key}`,
      headers: { Origin: 'http://x', 'Access-Control-Request-Method': 'POST' },
    },
    'the operator': { path: '/jwt/v1/operator' },
    'the operator as text': { path: '/jwt/v1/operator?text=true' },
    'the operator decoded': { path: '/jwt/v1/operator?decode=true' },
    'a pack of nothing': { path: '/jwt/v1/pack?max=0' },
    'a pack of x': { path: '/jwt/v1/pack?max=x' },
    'too large a pack': { path: '/jwt/v1/pack?max=99999' },
    'a pack with a slash': { path: '/jwt/v1/pack/' },
    'a pack behind two slashes': { path: '//jwt/v1/pack' },
    'a pack behind dots': { path: `${base}/../pack` },
    'a way out of the folder': { path: `${base}/..%2f..%2fetc` },
  };

  for (const [what, each] of Object.entries(asks)) {
    it(`answers alike: ${what}`, async () => {
      const [our, their] = await Promise.all([ask(ours.url, each), ask(theirs.url, each)]);
      assert.deepEqual(compared(our), compared(their));
    });
  }

  it('packs the same accounts', async () => {
    const lines = async (url: string): Promise<string[]> =>
      (await ask(url, { path: '/jwt/v1/pack' })).body.split('\n').sort();
    assert.deepEqual(await lines(ours.url), await lines(theirs.url));
    assert.equal((await lines(ours.url)).length, 2);
  });

  it('takes what the original has, as its replica', async () => {
    const replica = await startAccountServer(operator, { primary: `${theirs.url}/` });
    try {
      const { body } = await ask(replica.url, { path: `${base}/${account.key}` });
      assert.equal(body, account.token);
    } finally {
      await replica.stop();
    }
  });
});

function jtiOf(token: string): string {
  const { jti } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
    jti: string;
  };
  return jti;
}

function altered(token: string): string {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const text = Buffer.from(claims, 'base64url').toString().replace('"name":"A"', '"name":"Z"');
  return [header, Buffer.from(text).toString('base64url'), signature].join('.');
}

/** The URL that the original logs when it listens. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (text: Buffer) => {
      log += text.toString();
      const url = /resolver: URL\((http:\/\/[^/]+)\//.exec(log)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Error(`nats-account-server ended: ${log}`)));
  });
}
