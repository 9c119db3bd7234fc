import assert from 'node:assert/strict';
import { createPair } from '../../../src/nkeys/create.ts';
import { formatCreds } from '../../../src/jwt/creds.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc edit operator', () => {
  it('changes what is named', async () => {
    using tool = await newStore({ A: [] });
    const out = await tool.ok([
      ...[
        'edit',
        'operator',
        '-u',
        'nats://h:4222',
        '-n',
        'nats://A:4222,tls://b',
        '--sk',
        'generate',
      ],
      ...['--system-account', 'A', '--tag', 'T', '--expiry', '1y'],
    ]);
    const { nats, exp } = tool.operator();
    const [key] = nats.signing_keys;
    assert.equal(nats.account_server_url, 'nats://h:4222');
    assert.deepEqual(nats.operator_service_urls, ['nats://a:4222', 'tls://b']);
    assert.equal(nats.system_account, tool.account('A').sub);
    assert.deepEqual(nats.tags, ['t']);
    assert.equal(exp, Date.parse('2027-01-31T09:05:07Z') / 1000);
    assert.deepEqual(out.split('\n'), [
      '[ OK ] changed jwt expiry to 2027-01-31 09:05:07 UTC - in 1 year',
      '[ OK ] added tag "t"',
      `[ OK ] added signing key "${key}"`,
      '[ OK ] set account jwt server url to "nats://h:4222"',
      `[ OK ] set system account "${nats.system_account}"`,
      '[ OK ] added service url "nats://A:4222"',
      '[ OK ] added service url "tls://b"',
      '[ OK ] edited operator "OP"',
      '',
    ]);
    assert.match(tool.read(tool.keyPath(key!)), /^SO/);
  });

  it('leaves alone what is not', async () => {
    using tool = await newStore();
    await tool.ok('edit operator -u nats://h --service-url nats://s --sk generate');
    const before = tool.operator();
    await tool.ok('edit operator --tag t');
    const { nats } = tool.operator();
    assert.deepEqual({ ...nats, tags: [] }, before.nats);
    await tool.ok(
      `edit operator --rm-account-jwt-server-url --rm-service-url nats://s --rm-tag T --rm-sk ${before.nats.signing_keys[0]}`,
    );
    const {
      account_server_url: url,
      operator_service_urls: urls,
      tags,
      signing_keys: keys,
    } = tool.operator().nats;
    assert.deepEqual([url, urls, tags, keys], ['', [], [], []]);
  });

  it('becomes strict only if nothing breaks by it', async () => {
    using tool = await newStore({ A: ['u'] });
    const strict = 'edit operator --require-signing-keys';
    assert.equal(
      await tool.fails(`${strict} --sk generate`),
      'Error: account "A" needs to be issued with a signing key first\n',
    );
    await tool.ok('edit operator --sk generate');
    const [key] = tool.operator().nats.signing_keys;
    await tool.ok(['edit', 'account', 'A', '--tag', 'x', '--sk', 'generate', '-K', key!]);
    const user = 'Error: user "u" in account "A" needs to be issued with a signing key first\n';
    assert.equal(await tool.fails(strict), user);
    const [accountKey] = tool.account('A').nats.signing_keys.keys();
    await tool.ok(['edit', 'user', 'u', '--tag', 'x', '-K', accountKey!]);
    assert.match(await tool.ok(strict), /strict signing key usage set to: true/);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account A --js-enable 0');
    const refused: [string, string][] = [
      [
        '-n http://x',
        "operator service url \"http://x\" - protocol not supported (only 'nats', 'tls', 'ws', 'wss' only)",
      ],
      [
        '-u ftp://x',
        'account server url "ftp://x" must begin with http, https, nats, tls, ws or wss',
      ],
      [
        '--system-account A',
        'system accounts cannot have JetStream limits - run "nsc edit account A --js-disable" first',
      ],
      ['--system-account Z', 'account Z does not exist in the current operator'],
      ['--require-signing-keys', 'account "A" needs to be issued with a signing key first'],
    ];
    for (const [line, text] of refused) {
      assert.equal(await tool.fails(`edit operator ${line}`), `Error: ${text}\n`);
    }
    assert.equal(await tool.fails('edit operator', 2), 'Error: specify an edit option\n');
  });
});

describe('nsc edit account', () => {
  it('changes limits, and says so', async () => {
    using tool = await newStore({ A: [] });
    const out = await tool.ok(
      'edit account --conns 10 --leaf-conns 0 --data 1k --exports 2 --imports 3 --payload 1KiB --subscriptions 5 --wildcard-exports=false --disallow-bearer',
    );
    const { limits } = tool.account('A').nats;
    assert.deepEqual(
      [
        limits.conn,
        limits.leaf,
        limits.data,
        limits.exports,
        limits.imports,
        limits.payload,
        limits.subs,
      ],
      [10, 0, 1000, 2, 3, 1024, 5],
    );
    assert.deepEqual([limits.wildcards, limits.disallow_bearer], [false, true]);
    assert.deepEqual(out.split('\n').slice(0, -1), [
      '[ OK ] changed max connections to 10',
      '[ OK ] changed leaf node connections to 0',
      '[ OK ] changed max data to 1000 bytes',
      '[ OK ] changed max exports to 2',
      '[ OK ] changed wild card exports to false',
      '[ OK ] changed disallow bearer to true',
      '[ OK ] changed max imports to 3',
      '[ OK ] changed max payload size to 1024',
      '[ OK ] changed max subscriptions to 5',
      '[ OK ] edited account "A"',
    ]);
  });

  it('resets nothing that is not named', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account --wildcard-exports=false --disallow-bearer --js-disk-storage 1g');
    const before = tool.account('A').nats.limits;
    await tool.ok('edit account --description text');
    assert.deepEqual(tool.account('A').nats.limits, before);
    // What JetStream may that was just switched on: nobody has said less.
    assert.deepEqual([before.streams, before.max_ack_pending], [-1, -1]);
    assert.deepEqual([before.disk_storage, before.mem_storage], [1e9, 0]);
  });

  it('changes info, tags, keys, permissions and tracing', async () => {
    using tool = await newStore({ A: [] });
    const key = createPair('account').publicKey;
    await tool.ok([
      ...[
        'edit',
        'account',
        '--description',
        'two words',
        '--info-url',
        'https://x.y',
        '--tag',
        'A',
        '--sk',
        key,
      ],
      ...[
        '--allow-pub',
        'a',
        '--allow-pub-response=3',
        '--trace-context-subject',
        't',
        '--trace-context-sampling',
        '10',
      ],
    ]);
    const { nats } = tool.account('A');
    assert.deepEqual(
      [nats.description, nats.info_url, nats.tags],
      ['two words', 'https://x.y', ['a']],
    );
    assert.deepEqual(Array.from(nats.signing_keys), [[key, undefined]]);
    assert.deepEqual(nats.trace, { dest: 't', sampling: 10 });
    assert.deepEqual(nats.default_permissions.resp, { max: 3, ttl: 0 });
    const out = await tool.ok([
      ...[
        'edit',
        'account',
        '--rm-sk',
        key,
        '--rm',
        'a',
        '--rm-response-perms',
        '--trace-context-subject',
        '',
      ],
    ]);
    assert.deepEqual(out.split('\n').slice(0, -1), [
      `[ OK ] removed signing key "${key}"`,
      '[ OK ] removed response permissions',
      '[ OK ] removed pub "a"',
      '[ OK ] disabled trace context',
      '[ OK ] edited account "A"',
    ]);
    const { trace, signing_keys: keys, default_permissions: permissions } = tool.account('A').nats;
    assert.deepEqual(
      [trace, keys.size, permissions.pub.allow, permissions.resp],
      [undefined, 0, [], undefined],
    );
  });

  it('switches JetStream on and off, by tier too', async () => {
    using tool = await newStore({ A: [] });
    const limits = () => tool.account('A').nats.limits;
    assert.match(await tool.ok('edit account --js-enable 0'), /enabled global limit/);
    assert.deepEqual([limits().mem_storage, limits().disk_storage, limits().streams], [-1, -1, 0]);
    assert.equal(
      await tool.fails('edit account --js-enable 0'),
      'Error: jetstream tier global is already enabled\n',
    );
    const tierless = await tool.fails('edit account --js-tier 3 --js-disk-storage 1');
    assert.match(
      tierless,
      /^Error: cannot set a jetstream tier limit when a configuration has a global limit\n/,
    );
    assert.match(await tool.ok('edit account --rm-js-tier 0'), /deleted global limit/);
    await tool.ok('edit account --js-tier 3 --js-disk-storage 1k --js-max-bytes-required');
    await tool.ok('edit account --js-tier 3 --js-streams 5');
    const tier = limits().tiered_limits.get('R3')!;
    assert.deepEqual([tier.disk_storage, tier.streams, tier.max_bytes_required], [1000, 5, true]);
    const both =
      "Error: cannot set a jetstream global limit when a configuration has tiered limits 'R3'\n";
    assert.equal(await tool.fails('edit account --js-streams 1'), both);
    assert.equal(
      await tool.fails('edit account --rm-js-tier 1'),
      "Error: account doesn't have tier R1 limit\n",
    );
    assert.match(await tool.ok('edit account --js-disable'), /disabled tier limit R3/);
    assert.equal(limits().tiered_limits.size, 0);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('add user b --bearer');
    await tool.ok('add operator P --sys');
    const refused: [string, string][] = [
      [
        'edit account SYS --js-streams 5',
        'system account cannot have jetstream related settings - please rerun without: --js-streams',
      ],
      [
        'edit account SYS --js-enable 0',
        'system account cannot have JetStream limits - please rerun with --js-disable',
      ],
      [
        'edit account SYS --js-enable 0 --js-disable',
        'js-disable is exclusive of all other js options',
      ],
      ['edit account SYS --trace-context-sampling 5', 'trace-context-sampling requires a subject'],
      [
        'edit account SYS --trace-context-subject a.*',
        'tracing subjects cannot contain wildcards: "a.*"',
      ],
      ['edit account SYS --sk UABC', 'a signing key is required'],
      ['edit account SYS --info-url nowhere', 'error parsing info url: no hostname or scheme'],
    ];
    for (const [line, text] of refused) {
      const err = await tool.fails(line);
      assert.equal(err.split('\n')[0], `Error: ${text}`, line);
    }
    await tool.ok('env -o OP -a A');
    const bearer =
      'Error: user "b" in account "A" uses bearer token (needs to be deleted/changed first)\n';
    assert.equal(await tool.fails('edit account --disallow-bearer'), bearer);
    assert.equal(await tool.fails('edit account A', 2), 'Error: specify an edit option\n');
  });
});

describe('nsc edit user', () => {
  it('changes what is named, and the creds with it', async () => {
    using tool = await newStore({ A: ['u'] });
    const out = await tool.ok([
      ...[
        'edit',
        'user',
        '--conn-type',
        'standard',
        '--source-network',
        '10.0.0.0/8',
        '--locale',
        'Europe/Berlin',
      ],
      ...[
        '--time',
        '08:00:00-09:00:00',
        '--payload',
        '1k',
        '--subs',
        '5',
        '--data',
        '7',
        '--allow-pub',
        'a',
        '--tag',
        't',
      ],
    ]);
    const { sub, nats } = tool.user('A', 'u');
    assert.deepEqual([nats.payload, nats.subs, nats.data], [1000, 5, 7]);
    assert.deepEqual(nats.allowed_connection_types, ['STANDARD']);
    assert.deepEqual(nats.times, [{ start: '08:00:00', end: '09:00:00' }]);
    assert.equal(nats.times_location, 'Europe/Berlin');
    assert.deepEqual(out.split('\n').slice(0, -1), [
      '[ OK ] added tag "t"',
      '[ OK ] changed max payload to 1000',
      '[ OK ] changed max data to 7',
      '[ OK ] changed max number of subs to 5',
      '[ OK ] added connection type STANDARD',
      '[ OK ] added src network 10.0.0.0/8',
      '[ OK ] added time range 08:00:00-09:00:00',
      '[ OK ] changed time locale to "Europe/Berlin"',
      '[ OK ] added pub "a"',
      '[ OK ] generated user creds file `~/.local/share/nats/nsc/keys/creds/OP/A/u.creds`',
      '[ OK ] edited user "u"',
    ]);
    const token = tool.read(tool.path('OP', 'accounts', 'A', 'users', 'u.jwt'));
    assert.equal(
      tool.read(tool.credsPath('A', 'u')),
      formatCreds(token, tool.read(tool.keyPath(sub))),
    );
    await tool.ok(
      'edit user --rm-conn-type STANDARD --rm-source-network 10.0.0.0/8 --rm-time 08:00:00 --rm a --rm-tag t --bearer',
    );
    const after = tool.user('A', 'u').nats;
    assert.deepEqual(
      [
        after.allowed_connection_types,
        after.src,
        after.times,
        after.pub.allow,
        after.tags,
        after.bearer_token,
      ],
      [[], [], [], [], [], true],
    );
    assert.equal(after.payload, 1000);
  });

  it('keeps the issuer', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('edit account --sk generate');
    const [key] = tool.account('A').nats.signing_keys.keys();
    await tool.ok(['edit', 'user', 'u', '--tag', 'a', '-K', key!]);
    await tool.ok('edit user u --tag b');
    assert.equal(tool.user('A', 'u').iss, key);
  });

  it('warns of what was not there', async () => {
    using tool = await newStore({ A: ['u'] });
    const out = await tool.ok('edit user u --rm nope --rm-time 01:00:00');
    assert.match(
      out,
      /\[WARN\] no time range starts at 01:00:00\n\[WARN\] "nope" is in no permission\n/,
    );
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: ['u', 'v'] });
    const refused: [string, string][] = [
      ['--tag x', 'user name is required'],
      ['nope --tag x', 'user "nope" not found'],
      ['u --conn-type PIGEON', 'unknown connection type PIGEON'],
      [
        'u --time 8-9',
        'invalid argument "8-9" for "--time" flag: require format: "15:04:05-15:04:05" could not parse start time "8"',
      ],
      ['u --locale Moon', 'invalid argument "Moon" for "--locale" flag: unknown time zone Moon'],
    ];
    for (const [line, text] of refused) {
      const err = await tool.fails(`edit user ${line}`);
      assert.equal(err.split('\n')[0], `Error: ${text}`);
    }
  });
});

describe('nsc edit signing-key', () => {
  it('makes a scoped key and changes it by its role', async () => {
    using tool = await newStore({ A: [] });
    const out = await tool.ok(
      'edit signing-key --sk generate --role r --description d --allow-pub r.{{name()}}',
    );
    const [[key, scope] = []] = tool.account('A').nats.signing_keys;
    assert.equal(out, `[ OK ] added pub "r.{{name()}}"\n[ OK ] edited signing key "${key}"\n`);
    assert.deepEqual([scope?.role, scope?.description, scope?.template.subs], ['r', 'd', -1]);
    assert.match(tool.read(tool.keyPath(key!)), /^SA/);
    await tool.ok('edit signing-key --role r --subs 5');
    await tool.ok('edit signing-key r --bearer');
    const [[, edited] = []] = tool.account('A').nats.signing_keys;
    assert.deepEqual([edited?.template.subs, edited?.template.bearer_token], [5, true]);
    assert.deepEqual(edited?.template.pub.allow, ['r.{{name()}}']);
  });

  it('gives a plain key a scope', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account --sk generate');
    const [key] = tool.account('A').nats.signing_keys.keys();
    await tool.ok(['edit', 'signing-key', '--sk', key!, '--role', 'r']);
    assert.equal(tool.account('A').nats.signing_keys.get(key!)?.role, 'r');
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit signing-key --sk generate --role r');
    assert.match(
      await tool.fails('edit signing-key --bearer'),
      /^Error: signing key is required\n/,
    );
    assert.match(
      await tool.fails('edit signing-key --sk nope'),
      /^Error: a signing key is required\n/,
    );
    assert.match(
      await tool.fails('edit signing-key --sk generate --role r'),
      /^Error: the role "r" is that of/,
    );
  });
});
