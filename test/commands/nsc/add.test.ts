import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCreds } from '../../../src/jwt/creds.ts';
import { createPair } from '../../../src/nkeys/create.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

describe('nsc add operator', () => {
  it('makes a store as nsc has it', async () => {
    using tool = new TemporaryNsc();
    const out = await tool.ok('add operator --name OP');
    const { sub, iss, name } = tool.operator();
    assert.deepEqual({ iss, name }, { iss: sub, name: 'OP' });
    assert.equal(
      out,
      `[ OK ] generated and stored operator key "${sub}"\n` +
        '[ OK ] added operator "OP"\n' +
        '[ OK ] When running your own nats-server, make sure they run at least version 2.2.0\n',
    );
    const mark = '{"managed":false,"name":"OP","kind":"operator","version":"1"}';
    assert.equal(tool.read(tool.path('OP', '.nsc')), mark);
    assert.deepEqual(readdirSync(tool.path('OP')).sort(), ['.nsc', 'OP.jwt', 'accounts']);
    const files = [
      tool.path('OP', 'OP.jwt'),
      tool.path('OP', '.nsc'),
      tool.keyPath(sub),
      tool.config,
    ];
    assert.deepEqual(
      files.map((path) => tool.mode(path)),
      ['600', '600', '600', '600'],
    );
    assert.equal(tool.mode(tool.path('OP')), '700');
    assert.match(tool.read(tool.keyPath(sub)), /^SO[A-Z2-7]{56}$/);
    assert.equal(
      tool.read(join(tool.keystore, '.gitignore')),
      '# ignore all nk files \n**/*.nk\n\n# ignore all creds files\n**/*.creds\n',
    );
    const settings = JSON.parse(tool.read(tool.config)) as Record<string, unknown>;
    assert.equal(settings['store_root'], tool.stores);
    assert.equal(settings['operator'], 'OP');
  });

  it('adds a system account and a signing key', async () => {
    using tool = new TemporaryNsc();
    const out = await tool.ok('add operator OP --sys --generate-signing-key');
    const operator = tool.operator();
    const system = tool.account('SYS');
    const user = tool.user('SYS', 'sys');
    const [signingKey] = operator.nats.signing_keys;
    assert.equal(operator.nats.system_account, system.sub);
    assert.equal(system.iss, signingKey);
    assert.equal(user.nats.issuer_account, system.sub);
    assert.ok(system.nats.signing_keys.has(user.iss));
    assert.deepEqual(
      system.nats.exports.map(({ name, type, subject }) => [name, type, subject]),
      [
        ['account-monitoring-streams', 'stream', '$SYS.ACCOUNT.*.>'],
        ['account-monitoring-services', 'service', '$SYS.REQ.ACCOUNT.*.*'],
      ],
    );
    assert.deepEqual(out.split('\n').slice(3, 7), [
      `[ OK ] created operator signing key: ${signingKey}`,
      `[ OK ] created system_account: name:SYS id:${system.sub}`,
      `[ OK ] created system account user: name:sys id:${user.sub}`,
      '[ OK ] system account user creds file stored in `~/.local/share/nats/nsc/keys/creds/OP/SYS/sys.creds`',
    ]);
    assert.equal(tool.mode(tool.credsPath('SYS', 'sys')), '600');
  });

  it('takes a key that is there, and leaves its seed where it is', async () => {
    using tool = new TemporaryNsc();
    const pair = createPair('operator');
    await tool.ok(['add', 'operator', 'OP', '-K', pair.seed()]);
    assert.equal(tool.operator().sub, pair.publicKey);
    assert.throws(() => tool.read(tool.keyPath(pair.publicKey)), { code: 'ENOENT' });
  });

  it("takes somebody else's operator from a file, and marks the store as managed", async () => {
    using other = await newStore();
    using tool = new TemporaryNsc();
    const file = join(tool.currentDirectory, 'op.jwt');
    writeFileSync(file, other.read(other.path('OP', 'OP.jwt')));
    const out = await tool.ok('add operator -u op.jwt');
    assert.match(out, /^\[ OK \] imported operator "OP"\n/);
    assert.match(tool.read(tool.path('OP', '.nsc')), /^\{"managed":true,/);
    const text =
      'Error: operator named OP exists already please inspect and use --force to overwrite\n';
    assert.equal(await tool.fails('add operator -u op.jwt'), text);
    await tool.ok('add operator -u op.jwt --force');
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore();
    const refused: [string, string][] = [
      ['add operator', 'operator name is required'],
      ['add operator a/b', `name cannot contain '/' or '\\'`],
      ['add operator ..', '".." cannot be a name: it is no name of a file'],
      [
        'add operator OP',
        'operator named OP exists already please inspect and use --force to overwrite',
      ],
      ['add operator P --force', 'force only works with -u'],
      [
        'add operator -u x --sys',
        'importing an operator is not compatible with system account generation',
      ],
      ['add operator -u nowhere.jwt', 'error reading `nowhere.jwt`: no such file or directory'],
      [
        'add operator P --expiry 1.5d',
        'expiry "1.5d" is invalid: start/expiry must be an integer value: 1.5d',
      ],
    ];
    const before = tool.snapshot();
    for (const [line, text] of refused)
      assert.equal(await tool.fails(line), `Error: ${text}\n`, line);
    assert.deepEqual(tool.snapshot(), before);
  });
});

describe('nsc add account', () => {
  it('adds it, signed by the operator, and chooses it', async () => {
    using tool = await newStore();
    const out = await tool.ok(
      'add account -n A --expiry 1d --allow-pub b,a --deny-sub c --start 2026-01-01',
    );
    const account = tool.account('A');
    assert.equal(account.iss, tool.operator().sub);
    assert.equal(account.exp, Date.parse('2026-02-01T09:05:07Z') / 1000);
    assert.equal(account.nbf, Date.parse('2026-01-01') / 1000);
    assert.deepEqual(account.nats.default_permissions.pub.allow, ['a', 'b']);
    assert.equal(
      out,
      '[ OK ] added pub "b"\n[ OK ] added pub "a"\n[ OK ] added deny sub "c"\n' +
        `[ OK ] generated and stored account key "${account.sub}"\n[ OK ] added account "A"\n`,
    );
    assert.equal((JSON.parse(tool.read(tool.config)) as { account: string }).account, 'A');
  });

  it('knows only the public key of one made elsewhere', async () => {
    using tool = await newStore();
    const { publicKey } = createPair('account');
    assert.equal(
      await tool.ok(['add', 'account', 'A', '-k', publicKey]),
      '[ OK ] added account "A"\n',
    );
    assert.equal(tool.account('A').sub, publicKey);
    assert.throws(() => tool.read(tool.keyPath(publicKey)), { code: 'ENOENT' });
  });

  it('refuses a name that is taken in any case', async () => {
    using tool = await newStore({ A: [] });
    assert.equal(await tool.fails('add account a'), 'Error: the account "a" already exists\n');
    assert.equal(await tool.fails('add account'), 'Error: account name is required\n');
  });

  it('wants an operator, and its seed', async () => {
    using empty = new TemporaryNsc();
    const text = "Error: set an operator -- 'nsc env -o operatorName'\n";
    assert.equal(await empty.fails('add account A'), text);
    using tool = await newStore();
    const { sub } = tool.operator();
    writeFileSync(tool.keyPath(sub), '');
    const message = `Error: unable to resolve any of the following signing keys in the keystore: ${sub}\n`;
    assert.ok((await tool.fails('add account A')).startsWith(message));
  });

  it('signs with a signing key where the operator is strict', async () => {
    using tool = await newStore();
    await tool.ok('edit operator --sk generate --require-signing-keys');
    await tool.ok('add account A');
    assert.equal(tool.account('A').iss, tool.operator().nats.signing_keys[0]);
  });
});

describe('nsc add user', () => {
  it('adds it with its creds', async () => {
    using tool = await newStore({ A: [] });
    const out = await tool.ok([
      ...['add', 'user', 'u1', '--allow-pub', 'a.>', '--allow-pubsub', 'b', '--deny-sub', 'c q'],
      ...[
        '--allow-pub-response',
        '--response-ttl',
        '5s',
        '--tag',
        'X,y',
        '--source-network',
        '10.0.0.0/8',
      ],
      '--bearer',
    ]);
    const { sub, iss, nats } = tool.user('A', 'u1');
    assert.equal(iss, tool.account('A').sub);
    assert.equal(nats.issuer_account, '');
    assert.deepEqual(nats.pub, { allow: ['a.>', 'b'], deny: [] });
    assert.deepEqual(nats.sub, { allow: ['b'], deny: ['c q'] });
    assert.deepEqual(nats.resp, { max: 1, ttl: 5_000_000_000 });
    assert.deepEqual([nats.tags, nats.src, nats.bearer_token], [['x', 'y'], ['10.0.0.0/8'], true]);
    assert.deepEqual([nats.subs, nats.data, nats.payload], [-1, -1, -1]);
    assert.equal(
      out,
      [
        '[ OK ] set max responses to 1',
        '[ OK ] set response ttl to 5s',
        '[ OK ] added pub "a.>"',
        '[ OK ] added pub "b"',
        '[ OK ] added sub "b"',
        '[ OK ] added deny sub "c q"',
        `[ OK ] generated and stored user key "${sub}"`,
        '[ OK ] generated user creds file `~/.local/share/nats/nsc/keys/creds/OP/A/u1.creds`',
        '[ OK ] added user "u1" to account "A"',
        '',
      ].join('\n'),
    );
    const seed = tool.read(tool.keyPath(sub));
    const token = tool.read(tool.path('OP', 'accounts', 'A', 'users', 'u1.jwt'));
    assert.equal(tool.read(tool.credsPath('A', 'u1')), formatCreds(token, seed));
  });

  it('writes no creds for a public key', async () => {
    using tool = await newStore({ A: [] });
    const out = await tool.ok(['add', 'user', 'u', '-k', createPair('user').publicKey]);
    const skipped = '[ OK ] skipped generating creds file - user private key is not available\n';
    assert.equal(out, `${skipped}[ OK ] added user "u" to account "A"\n`);
  });

  it('leaves all permissions to the role', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit signing-key --sk generate --role reader --allow-sub x');
    await tool.ok('add user u -K reader');
    const { iss, nats } = tool.user('A', 'u');
    const scope = tool.account('A').nats.signing_keys.get(iss);
    assert.equal(scope?.role, 'reader');
    assert.equal(nats.issuer_account, tool.account('A').sub);
    assert.deepEqual([nats.subs, nats.data, nats.payload], [0, 0, 0]);
    const text = await tool.fails('add user v -K reader --allow-pub y');
    assert.match(text, /^Error: scoped users require no permissions or limits set\n/);
  });

  it('fails for a key that is mistyped, instead of taking another', async () => {
    using tool = await newStore({ A: [] });
    const before = tool.snapshot();
    const text = 'Error: --private-key names no role, key or file with a seed that is there\n';
    assert.equal(await tool.fails('add user u -K reeder'), text);
    const stranger = createPair('account');
    const none = `Error: invalid signer\n  ${stranger.publicKey} is none of those that may sign this: ${tool.account('A').sub}\n`;
    assert.equal(await tool.fails(['add', 'user', 'u', '-K', stranger.seed()]), none);
    const wrongKind = await tool.fails(['add', 'user', 'u', '-K', createPair('user').seed()]);
    assert.match(wrongKind, /^Error: unexpected resolved keytype type/);
    assert.deepEqual(tool.snapshot(), before);
  });

  it('finds the account by its public key', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok(['add', 'user', 'u', '-a', tool.account('B').sub]);
    assert.equal(tool.user('B', 'u').iss, tool.account('B').sub);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: ['u1'], B: [] });
    await tool.ok('edit account --disallow-bearer -n B');
    const refused: [string[], string][] = [
      [[], 'user name is required'],
      [['u1'], 'the user "u1" already exists'],
      [['u', '-a', 'ZZ'], `"ZZ" not in accounts for operator "OP" in \`${tool.stores}\``],
      [['u', '--allow-pub', 'a b'], 'publish permission subject "a b" contains illegal space'],
      [
        ['u', '--allow-sub', 'a b c'],
        'subscribe permission subject "a b c" can at most contain one space',
      ],
      [['u', '--source-network', 'home'], 'invalid cidr "home" in user src limits'],
      [['u', '-a', 'B', '--bearer'], 'account "B" forbids the use of bearer token'],
      [['u', '--response-ttl', 'soon'], 'time: invalid duration "soon"'],
    ];
    for (const [argv, text] of refused) {
      assert.equal(await tool.fails(['add', 'user', ...argv]), `Error: ${text}\n`);
    }
  });

  it('says what it made in JSON', async () => {
    using tool = await newStore({ A: [] });
    const { user, outcome } = (await tool.json('add user u')) as { user: object; outcome: string };
    assert.deepEqual(user, { name: 'u', key: tool.user('A', 'u').sub, account: 'A' });
    assert.equal(outcome, 'ok');
    const failed = await tool.run('add user u --json');
    assert.deepEqual(JSON.parse(failed.out), {
      error: { code: 'ERR_NSC_EXISTS', message: 'the user "u" already exists' },
    });
    assert.deepEqual([failed.code, failed.err], [1, '']);
  });
});
