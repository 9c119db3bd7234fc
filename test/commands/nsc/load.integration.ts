import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createAccount } from '../../../src/nkeys/create.ts';
import { TemporaryAccountServer } from '../../nsc/temporary-account-server.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** An operator whose account server has an account, and the seed of that. */
async function newService() {
  const owner = await newStore({ ACME: [] });
  const server = await TemporaryAccountServer.start();
  await owner.ok(`edit operator -u ${server.url} --service-url nats://a:4222,nats://b:4222`);
  await owner.ok('push');
  server.tokens.set('operator', owner.read(owner.path('OP', 'OP.jwt')));
  const key = owner.account('ACME').sub;
  return {
    owner,
    server,
    key,
    seed: owner.read(owner.keyPath(key)),
    [Symbol.asyncDispose]: async () => {
      owner[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('nsc load', () => {
  it('takes operator and account over, and makes a user and a context', async () => {
    await using service = await newService();
    const { server, key, seed } = service;
    using tool = new TemporaryNsc();
    tool.env = { NSC_DEMO_OPERATOR: `${server.url}/operator` };
    const out = await tool.ok(['load', '--profile', `nsc://demo?secret=${seed}&user=alice`]);
    const user = tool.user('ACME', 'alice', 'demo');
    assert.equal(
      out,
      `[ OK ] generated and stored user key "${user.sub}"\n` +
        '[ OK ] generated and stored user credentials at ' +
        '`~/.local/share/nats/nsc/keys/creds/demo/ACME/alice.creds`\n' +
        '[ OK ] created nats context "demo_ACME_alice"\n',
    );
    assert.equal(tool.account('ACME', 'demo').sub, key);
    assert.equal(user.iss, key);
    assert.match(tool.read(tool.path('demo', '.nsc')), /"managed":true/);
    const contexts = join(tool.home, '.config/nats');
    const context = JSON.parse(tool.read(join(contexts, 'context/demo_ACME_alice.json'))) as Record<
      string,
      unknown
    >;
    assert.equal(context['url'], 'nats://a:4222,nats://b:4222');
    assert.equal(context['creds'], tool.credsPath('ACME', 'alice', 'demo'));
    assert.equal(context['description'], 'demo (OP)');
    assert.equal(tool.read(join(contexts, 'context.txt')), 'demo_ACME_alice');
    assert.match(await tool.ok('list users'), /alice/);

    const again = await tool.ok(['load', '--profile', `nsc://demo?secret=${seed}&user=alice`]);
    assert.match(again, /^\[WARN\] the user "alice" already exists\n/);
  });

  it('takes the URL of the operator, and the seed from a file', async () => {
    await using service = await newService();
    const { owner, server, key } = service;
    using tool = new TemporaryNsc();
    await tool.ok(['load', '--url', `${server.url}/operator`, '--seed', owner.keyPath(key)]);
    assert.equal(tool.user('ACME', 'default').iss, key);
  });

  it('makes the user of the profile, or else of the flag', async () => {
    await using service = await newService();
    const { owner, server, key, seed } = service;
    const file = owner.keyPath(key);
    using tool = new TemporaryNsc();
    const out = await tool.ok(`load --url ${server.url}/operator --seed "${file}" --user bob`);
    assert.match(out, /created nats context "OP_ACME_bob"\n$/);
    assert.equal(tool.user('ACME', 'bob').iss, key);
    tool.env = { NSC_DEMO_OPERATOR: `${server.url}/operator` };
    await tool.ok(`load --profile nsc://demo?secret=${seed} --user carl`);
    await tool.ok(`load --profile nsc://demo?secret=${seed}&user=alice --user nobody`);
    const users = (await tool.json('list users --account ACME')) as { name: string }[];
    assert.deepEqual(users.map(({ name }) => name).sort(), ['alice', 'carl']);
  });

  it('changes nothing if something is wrong, and shows no seed', async () => {
    await using service = await newService();
    const { owner, server, seed } = service;
    using tool = new TemporaryNsc();
    tool.env = { NSC_DEMO_OPERATOR: `${server.url}/operator` };
    const stranger = createAccount();
    const refused: readonly [argv: readonly string[], text: string | RegExp][] = [
      [[], 'missing account server URL'],
      [['--profile', `nsc://nobody?secret=${seed}`], 'operator not found'],
      [
        ['--profile', `http://demo?secret=${seed}`],
        'a profile URL looks like nsc://operator?secret=SA…',
      ],
      [['--profile', 'nsc://demo'], 'expected account seed to initialize'],
      [['--profile', 'nsc://demo?secret=SAXX'], 'expected account seed to initialize'],
      [['--profile', `nsc://demo?secret=${stranger.seed()}`], /the server answered 404/],
      [['--profile', `nsc://demo?secret=${seed}&user=a/b`], "name cannot contain '/' or '\\'"],
    ];
    for (const [argv, text] of refused) {
      const err = await tool.fails(['load', ...argv]);
      const first = err.split('\n')[0]!;
      if (typeof text === 'string') assert.equal(first, `Error: ${text}`);
      else assert.match(first, text);
      assert.ok(!err.includes(seed.slice(0, 20)), err);
    }
    server.tokens.set(
      stranger.publicKey,
      owner.read(owner.path('OP', 'accounts', 'ACME', 'ACME.jwt')),
    );
    const other = await tool.fails(['load', '--profile', `nsc://demo?secret=${stranger.seed()}`]);
    assert.match(other, /gives is account A/);
    assert.equal(Array.from(tool.snapshot().keys()).length, 0);
  });

  it('does not take another operator of the same name', async () => {
    await using service = await newService();
    const { server, seed } = service;
    using tool = await newStore();
    tool.env = { NSC_OP_OPERATOR: `${server.url}/operator` };
    const err = await tool.fails(['load', '--profile', `nsc://OP?secret=${seed}`]);
    assert.match(err, /^Error: error a different operator named "OP" already exists/);
  });
});

describe('nsc update', () => {
  it('says how to update the package', async () => {
    using tool = new TemporaryNsc();
    assert.match(await tool.ok('update'), /\n {2}npm install --global natsx@latest\n/);
    assert.match(await tool.ok('update --version v1.2'), /natsx@1\.2\n/);
    const json = (await tool.json('update')) as { version: string; command: string };
    assert.equal(json.command, 'npm install --global natsx@latest');
    assert.equal(
      await tool.ok(`update --version ${json.version}`),
      `Current version ${json.version} is requested version\n`,
    );
    await tool.fails('update --version new;rm', 2);
  });
});
