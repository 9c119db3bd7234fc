// Pushing to an HTTP account server and pulling from it, also where its operator is somebody else.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { decodeAs, encode } from '../../../src/jwt/codec.ts';
import { fromSeed } from '../../../src/nkeys/create.ts';
import { TemporaryAccountServer } from '../../nsc/temporary-account-server.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

function tokenOf(tool: TemporaryNsc, name: string): string {
  return tool.read(tool.path('OP', 'accounts', name, `${name}.jwt`));
}

describe('nsc push to an account server', () => {
  it('pushes accounts, and looks what the server has', async () => {
    using tool = await newStore({ A: [], B: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator --account-jwt-server-url ${server.url}`);
    assert.equal(
      await tool.ok('push --all'),
      '[ OK ] pushed "A" to account server\n' +
        '[ OK ] pushed "B" to account server\n' +
        '[ OK ] check the account server:\n' +
        '       [ OK ] the account server has "A", "B" as pushed\n' +
        'all jobs succeeded\n',
    );
    assert.equal(server.tokens.get(tool.account('B').sub), tokenOf(tool, 'B'));
    assert.equal(server.requests[0], `POST /jwt/v1/accounts/${tool.account('A').sub}`);
  });

  it('goes where it is told to', async () => {
    using tool = await newStore({ A: [] });
    await using server = await TemporaryAccountServer.start();
    assert.equal(
      await tool.ok(`push --check=false -u ${server.url}/`),
      '[ OK ] pushed "A" to account server\n',
    );
    assert.equal(server.tokens.size, 1);
  });

  it('says what the server has against an account', async () => {
    using tool = await newStore({ A: [], B: [] });
    await using server = await TemporaryAccountServer.start();
    const b = tool.account('B').sub;
    server.onPost = (_, path) =>
      path.endsWith(b) ? { status: 400, text: 'untrusted issuer\nin request\n' } : { status: 200 };
    const { code, out, err } = await tool.run(`push --all --check=false -u ${server.url}`);
    assert.deepEqual([code, out], [1, '']);
    assert.equal(
      err,
      '[ OK ] pushed "A" to account server\n' +
        '[ERR ] push B to account server:\n' +
        '       [ERR ] failed to push account to remote server\n' +
        '       > untrusted issuer\n' +
        '       > in request\n' +
        'Error: 1 job failed - 1 job succeeded and 0 had warnings\n',
    );
  });

  it('warns of an account that is taken, but not yet', async () => {
    using tool = await newStore({ A: [] });
    await using server = await TemporaryAccountServer.start();
    server.onPost = () => ({ status: 202, text: 'waits for approval' });
    assert.equal(
      await tool.ok(`push -u ${server.url}`),
      '[WARN] push A to account server:\n' +
        '       [WARN] pushed account jwt was accepted by the account server\n' +
        '       > waits for approval\n',
    );
  });

  it('fails where no server is', async () => {
    using tool = await newStore({ A: [] });
    const server = await TemporaryAccountServer.start();
    const { url } = server;
    await server[Symbol.asyncDispose]();
    assert.match(await tool.fails(`push -u ${url}`), /failed to push account "A": .*ECONNREFUSED/);
  });

  it('shows what a push would change', async () => {
    using tool = await newStore({ A: [], B: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    await tool.ok('push --account A');
    await tool.ok('edit account A --payload 1k --tag blue');
    const lines = [
      '       [ OK ] account "A" would change:',
      '              [ OK ] limits.payload: -1 -> 1000',
      '              [ OK ] tags[blue]: added "blue"',
      '       [ OK ] account "B" would be added',
    ];
    for (const flag of ['--diff', '--all --dry-run']) {
      const out = await tool.ok(`push ${flag}`);
      assert.deepEqual(out.split('\n').slice(1, -1), lines);
    }
    assert.equal(server.tokens.size, 1);
  });

  it('refuses what an account server can not do, and what it would refuse', async () => {
    using tool = await newStore({ A: [], B: [] });
    const to = '-u http://127.0.0.1:9';
    const refused: readonly [line: string, text: string][] = [
      ['push', 'no account server url or nats-server url was provided by the operator jwt'],
      ['push -u ftp://x', 'scheme "ftp" is not supported (http, https, nats, tls, ws, wss)'],
      [`push --prune ${to}`, 'prune only works for nats based account resolver'],
      [`push -A -a A ${to}`, 'specify only one of --account or --all-accounts'],
      ['push -P -D -u nats://x', '--prune and --diff are mutually exclusive'],
      [
        'push -P -R A -u nats://x',
        '--prune/--diff and --account-removal <account> are mutually exclusive',
      ],
      [`push -R A ${to}`, 'account removal only works for nats based account resolver'],
      ['pull', 'operator "OP" doesn\'t set account server url - unable to pull'],
    ];
    for (const [line, text] of refused) {
      assert.equal((await tool.fails(line)).split('\n')[0], `Error: ${text}`, line);
    }
    using other = await newStore();
    const signer = fromSeed(other.read(other.keyPath(other.operator().sub)));
    const forged = encode(tool.account('B'), signer);
    writeFileSync(tool.path('OP', 'accounts', 'B', 'B.jwt'), forged);
    const text = 'unable to push account "B" as it is not signed by the operator "OP"';
    assert.equal((await tool.fails(`push -a B ${to}`)).split('\n')[0], `Error: ${text}`);
  });
});

describe('nsc pull from an account server', () => {
  it('pulls the operator and all accounts', async () => {
    using tool = await newStore({ A: [], B: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    await tool.ok('push --all');
    server.tokens.set('operator', tool.read(tool.path('OP', 'OP.jwt')));
    const before = tool.snapshot();
    assert.equal(
      await tool.ok('pull --all'),
      ['OP', 'A', 'B'].map((name) => `[ OK ] pulled "${name}" from the account server\n`).join('') +
        'all jobs succeeded\n',
    );
    assert.deepEqual(tool.snapshot(), before);
    // The second version of the path is asked first.
    assert.ok(server.requests.includes('GET /jwt/v2/operator'));
  });

  it('takes what the server has, unless that is older', async () => {
    using tool = await newStore({ A: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    await tool.ok('push');
    tool.now = new Date(tool.now.getTime() + 1000);
    await tool.ok('edit account A --conns 5');
    const newer =
      'local jwt for "A" is newer than remote version - specify --overwrite-newer to overwrite';
    assert.ok((await tool.fails('pull --account A')).includes(newer));
    assert.equal(tool.account('A').nats.limits.conn, 5);
    assert.match(await tool.ok('pull -a A -F --dry-run'), /limits\.conn: 5 -> -1/);
    await tool.ok('pull --account A --overwrite-newer');
    assert.equal(tool.account('A').nats.limits.conn, -1);
  });

  it('keeps what it has, whatever the server sends', async () => {
    using tool = await newStore({ A: [], B: [] });
    using other = await newStore({ A: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    const { sub } = tool.account('A');
    const operator = fromSeed(other.read(other.keyPath(other.operator().sub)));
    const foreign = encode(tool.account('A'), operator);
    const sent: readonly [token: string, complaint: RegExp][] = [
      ['no token', /error decoding remote token of A\w+: expected 3 chunks/],
      ['', /error decoding remote token/],
      [`${tokenOf(tool, 'A').slice(0, -4)}AAAA`, /error decoding remote token/],
      [tokenOf(tool, 'B'), /what was sent as A\w+ is account A\w+/],
      [tool.read(tool.path('OP', 'OP.jwt')), /error decoding remote token/],
      [foreign, /is not signed by the operator "OP": it is not stored/],
    ];
    const before = tool.snapshot();
    for (const [token, complaint] of sent) {
      server.tokens.set(sub, token);
      assert.match(await tool.fails('pull --account A'), complaint);
    }
    server.tokens.set('operator', other.read(other.path('OP', 'OP.jwt')));
    assert.match(
      await tool.fails('pull --all'),
      /the account server's operator is O\w+, and here it is O/,
    );
    assert.deepEqual(tool.snapshot(), before);
  });

  it('says which account the server does not have', async () => {
    using tool = await newStore({ A: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    const url = `${server.url}/accounts/${tool.account('A').sub}`;
    assert.equal(
      await tool.fails('pull --account A'),
      '[ERR ] pull "A" from the account server:\n' +
        `       [ERR ] error pulling "${url}": 404\n` +
        'Error: all jobs failed\n',
    );
  });
});

describe("nsc with somebody else's operator", () => {
  /** A store whose operator is that of `owner`, with its account server. */
  async function newManaged(owner: TemporaryNsc, url: string): Promise<TemporaryNsc> {
    const tool = new TemporaryNsc();
    tool.now = new Date();
    await owner.ok(`edit operator -u ${url}`);
    await tool.ok(`add operator --url ${owner.path('OP', 'OP.jwt')}`);
    return tool;
  }

  it('shows accounts to the operator, and keeps what it signs', async () => {
    using owner = await newStore();
    await using server = await TemporaryAccountServer.start();
    using tool = await newManaged(owner, server.url);
    const operator = fromSeed(owner.read(owner.keyPath(owner.operator().sub)));
    server.onPost = (token, path) => {
      const claims = decodeAs('account', token);
      const nats = { ...claims.nats, limits: { ...claims.nats.limits, conn: 3 } };
      const key = path.slice(path.lastIndexOf('/') + 1);
      server.tokens.set(key, encode({ ...claims, nats }, operator));
      return { status: 200, text: 'welcome' };
    };
    const out = await tool.ok('add account A');
    assert.match(out, /synchronized account jwt with account server:\n/);
    const account = tool.account('A');
    assert.deepEqual([account.iss, account.nats.limits.conn], [operator.publicKey, 3]);
    await tool.ok('add user u');
    // The server still has the operator's, not what is shown again.
    const pushed = await tool.ok('push');
    assert.match(pushed, /^\[ OK \] pushed "A" to account server:\n {7}> welcome\n/);
    await tool.ok('pull --account A');
  });

  it('keeps its own signature until the operator has signed', async () => {
    using owner = await newStore();
    await using server = await TemporaryAccountServer.start();
    using tool = await newManaged(owner, server.url);
    server.onPost = () => ({ status: 202, text: 'an operator will look at it' });
    const out = await tool.ok('add account A');
    assert.match(out, /pushed account jwt was accepted by the account server\n/);
    assert.match(out, /> an operator will look at it\n/);
    assert.match(out, /perform push\/pull again or exchange self-signed JWT manually\n/);
    const account = tool.account('A');
    assert.equal(account.iss, account.sub);
    // Servers that give it as it is are believed: the account signed it.
    server.tokens.set(account.sub, tokenOf(tool, 'A'));
    await tool.ok('pull --account A');
  });

  it('keeps its own signature where the server does not answer', async () => {
    using owner = await newStore();
    const server = await TemporaryAccountServer.start();
    using tool = await newManaged(owner, server.url);
    await server[Symbol.asyncDispose]();
    const err = await tool.fails('add account A');
    assert.match(err, /error pushing account "A\w+": .*ECONNREFUSED/);
    assert.equal(tool.account('A').iss, tool.account('A').sub);
  });
});

describe('nsc generate activation --push', () => {
  it('keeps the activation on the account server', async () => {
    using tool = await newStore({ A: [], B: [] });
    await using server = await TemporaryAccountServer.start();
    await tool.ok(`edit operator -u ${server.url}`);
    await tool.ok('add export --account A --subject rate --service --private');
    const line =
      'generate activation --account A --subject rate --target-account B --push -o a.jwt';
    const { err } = await tool.run(line);
    const [, id] =
      /activation accessible at ".*\/jwt\/v1\/activations\/([A-Z2-7]{52}====)"/.exec(err) ?? [];
    assert.ok(id !== undefined, err);
    assert.equal(server.requests.at(-1), 'POST /jwt/v1/activations');
    assert.match(server.tokens.get('activations') ?? '', /^eyJ/);
  });

  it('wants an account server', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export --account A --subject rate --service --private');
    const line = 'generate activation --account A --subject rate --target-account B --push';
    const none = "operator OP doesn't have an account server url configured";
    assert.equal((await tool.fails(line)).split('\n')[0], `Error: ${none}`);
    await tool.ok('edit operator -u nats://127.0.0.1:4222');
    const nats =
      'activation push is only supported for http base account server not nats-resolver enabled nats-server';
    assert.equal((await tool.fails(line)).split('\n')[0], `Error: ${nats}`);
  });
});
