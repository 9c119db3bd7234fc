import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** The rows of a table without its frame: `Name | OP`. */
const rowsOf = (out: string): string[] =>
  out
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    );

describe('nsc describe', () => {
  it('shows an operator', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok(
      'edit operator --system-account A --sk generate -n nats://a,nats://b -u nats://c --tag x',
    );
    const { sub, nats } = tool.operator();
    assert.deepEqual(rowsOf(await tool.ok('describe operator')), [
      'Operator Details',
      'Name | OP',
      `Operator ID | ${sub}`,
      `Issuer ID | ${sub}`,
      'Issued | 2026-01-31 09:05:07 UTC',
      'Expires | ',
      'Tags | x',
      'Account JWT Server | nats://c',
      'Operator Service URLs | nats://a',
      ' | nats://b',
      `System Account | ${nats.system_account} / A`,
      'Require Signing Keys | false',
      `Signing Keys | ${nats.signing_keys[0]}`,
    ]);
  });

  it('shows an account', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok(
      'edit account --js-disk-storage 1GiB --js-mem-storage -1 --conns 5 --leaf-conns 0 --payload 1000 --allow-pub a --description d',
    );
    const { sub, iss } = tool.account('A');
    assert.deepEqual(rowsOf(await tool.ok('describe account')), [
      'Account Details',
      'Name | A',
      `Account ID | ${sub}`,
      `Issuer ID | ${iss}`,
      'Issued | 2026-01-31 09:05:07 UTC',
      'Expires | ',
      'Description | d',
      'Max Connections | 5',
      'Max Leaf Node Connections | Not Allowed',
      'Max Data | Unlimited',
      'Max Exports | Unlimited',
      'Max Imports | Unlimited',
      'Max Msg Payload | 1.0 kB (1000 bytes)',
      'Max Subscriptions | Unlimited',
      'Exports Allows Wildcards | True',
      'Disallow Bearer Token | False',
      'Pub Allow | a',
      'Response Permissions | Not Set',
      'Jetstream | Enabled',
      'Max Disk Storage | 1.1 GB',
      'Max Mem Storage | Unlimited',
      'Max Streams | Unlimited',
      'Max Consumers | Unlimited',
      'Max Ack Pending | Consumer Setting',
      'Max Bytes | optional (Stream setting)',
      'Max Memory Stream | Unlimited',
      'Max Disk Stream | Unlimited',
      'Imports | None',
      'Exports | None',
      'Tracing Context | Disabled',
    ]);
  });

  it('shows the exports of a system account', async () => {
    using tool = new TemporaryNsc();
    await tool.ok('add operator OP --sys');
    const rows = rowsOf(await tool.ok('describe account SYS'));
    const row =
      'account-monitoring-services | Service [Stream] | $SYS.REQ.ACCOUNT.*.* | 4 | Yes | 0 | - | No';
    assert.ok(rows.includes(row), rows.join('\n'));
    assert.ok(rows.includes('Exports - Descriptions'));
  });

  it('shows a user, and its role', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok(
      'edit user u --payload 1000 --allow-pub-response=2 --response-ttl 90s --time 08:00:00-09:00:00',
    );
    const rows = rowsOf(await tool.ok('describe user u'));
    assert.deepEqual(rows.slice(6), [
      'Bearer Token | No',
      'Max Responses | 2',
      'Response Permission TTL | 1m30s',
      'Max Msg Payload | 1000 bytes (≈1.0 kB)',
      'Max Data | Unlimited',
      'Max Subs | Unlimited',
      'Network Src | Any',
      'Time | 08:00:00-09:00:00',
    ]);
    await tool.ok('edit signing-key --sk generate --role r');
    await tool.ok('add user s -K r');
    const scoped = rowsOf(await tool.ok('describe user s'));
    assert.ok(scoped.includes('Issuer Scoped | Yes') && scoped.includes('Role | r'));
  });

  it('prints JSON, a field, the token', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('edit operator --sk generate');
    const json = (await tool.json('describe operator')) as { name: string; nats: { type: string } };
    assert.deepEqual([json.name, json.nats.type], ['OP', 'operator']);
    const [key] = tool.operator().nats.signing_keys;
    assert.equal(await tool.ok('describe operator -F nats.signing_keys[0]'), `"${key}"\n`);
    assert.equal(await tool.ok('describe account -F nats.limits.conn'), '-1\n');
    const missing = await tool.fails('describe account --field nats.nope');
    assert.match(missing, /^Error: there is no field "nats.nope"\n/);
    const token = tool.read(tool.path('OP', 'OP.jwt'));
    assert.equal(await tool.ok('describe operator --raw'), `${token}\n`);
  });

  it('reads files, creds too, and writes files', async () => {
    using tool = await newStore({ A: ['u'] });
    assert.match(await tool.ok(['describe', 'jwt', '-f', tool.credsPath('A', 'u')]), /\| User ID/);
    const out = await tool.ok('describe user u --raw -o u.jwt');
    const file = join(tool.currentDirectory, 'u.jwt');
    assert.equal(out, '');
    assert.match(tool.read(file), /^-----BEGIN NATS USER JWT-----\n/);
    assert.match(await tool.ok('describe jwt u.jwt'), /\| User ID/);
    assert.equal(
      await tool.fails('describe jwt nope'),
      'Error: error reading `nope`: no such file or directory\n',
    );
  });

  it('says what is not there', async () => {
    using tool = await newStore({ A: ['u', 'v'], B: [] });
    assert.equal(
      await tool.fails('describe user nope'),
      'Error: user nope does not exist in the current account\n',
    );
    assert.match(
      await tool.fails('describe account Z'),
      /^Error: "Z" not in accounts for operator "OP" in /,
    );
    assert.equal(
      await tool.fails('describe operator Z'),
      `Error: operator "Z" not in \`${tool.stores}\`\n`,
    );
  });
});

describe('nsc list', () => {
  it('lists operators, accounts and users', async () => {
    using tool = await newStore({ B: ['u2', 'u1'], A: [] });
    assert.deepEqual(rowsOf(await tool.ok('list operators')), [
      'Operators',
      'Name | Public Key',
      `OP | ${tool.operator().sub}`,
    ]);
    assert.deepEqual(await tool.json('list accounts'), [
      { name: 'A', public_key: tool.account('A').sub },
      { name: 'B', public_key: tool.account('B').sub },
    ]);
    assert.deepEqual(rowsOf(await tool.ok('list users')).slice(2), [
      `u1 | ${tool.user('B', 'u1').sub}`,
      `u2 | ${tool.user('B', 'u2').sub}`,
    ]);
    assert.deepEqual(rowsOf(await tool.ok('list users -a A')), ['Users', 'No entries defined']);
  });

  it('colours for people only', async () => {
    using tool = await newStore({ A: [], B: [] });
    assert.doesNotMatch(await tool.ok('list accounts'), /\u001b/);
    tool.isTerminal = true;
    assert.match(await tool.ok('list accounts'), /\u001b\[1mA\u001b\[0m/);
    tool.env = { NO_COLOR: '1' };
    assert.doesNotMatch(await tool.ok('list accounts'), /\u001b/);
  });

  it('goes on past what somebody else put there', async () => {
    using tool = await newStore({ A: [] });
    writeFileSync(tool.path('.DS_Store'), '');
    mkdirSync(tool.path('OP', 'accounts', '.git'));
    mkdirSync(tool.path('OP', 'accounts', 'X'));
    writeFileSync(tool.path('OP', 'accounts', 'X', 'X.jwt'), 'garbage');
    const rows = rowsOf(await tool.ok('list accounts')).slice(2);
    assert.deepEqual(rows, [`A | ${tool.account('A').sub}`, 'X | error: it is no JWT']);
  });

  it('says where to begin without operators', async () => {
    using tool = new TemporaryNsc();
    const { code, out, err } = await tool.run('list operators');
    assert.deepEqual([code, out], [0, '']);
    assert.equal(
      err,
      `no operators defined in store dir "${tool.stores}"\n` +
        'init an environment or change the store root with `env --store <dir>`\n',
    );
  });

  it('lists keys and whether their seeds are there', async () => {
    using tool = await newStore({ A: ['u'], B: [] });
    await tool.ok('edit account A --sk generate');
    const [key] = tool.account('A').nats.signing_keys.keys();
    rmSync(tool.keyPath(key!));
    writeFileSync(tool.keyPath(tool.user('A', 'u').sub), 'garbage');
    assert.deepEqual(rowsOf(await tool.ok('list keys')).slice(1), [
      'Entity | Key | Signing Key | Stored',
      `OP | ${tool.operator().sub} |  | *`,
      `A | ${tool.account('A').sub} |  | *`,
      `A | ${key} | * | `,
      `u | ${tool.user('A', 'u').sub} |  | BAD`,
    ]);
    assert.equal(await tool.ok('list keys --filter ZZZZZZZZ'), 'no keys matched query\n');
    const [first] = (await tool.json('list keys --operator --show-seeds')) as Record<
      string,
      unknown
    >[];
    assert.equal(first!['seed'], tool.read(tool.keyPath(tool.operator().sub)));
    assert.match(await tool.ok('list keys -A -S'), /\[ ! \] seed is not stored\n/);
  });

  it("lists keys that are nobody's", async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    await tool.ok('delete user u');
    const out = await tool.ok('list keys --not-referenced');
    assert.deepEqual(rowsOf(out).slice(2), [`? | ${sub} |  | *`]);
    assert.match(out, /\[\?\] unreferenced key/);
  });
});

describe('nsc env and select', () => {
  it('chooses for the next commands', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add operator P');
    assert.deepEqual(await tool.run('select operator OP'), { code: 0, out: '', err: '' });
    await tool.ok('select account B');
    const env = (await tool.json('env')) as Record<string, unknown>;
    assert.deepEqual([env['operator'], env['account'], env['from_cwd']], ['OP', 'B', false]);
    assert.match(await tool.ok('env -a A'), /\| Current Account +\| +\| A +\|/);
    assert.equal(
      await tool.fails('env -a ZZ'),
      `Error: "ZZ" not in accounts for operator "OP" in \`${tool.stores}\`\n`,
    );
    assert.equal(
      await tool.fails('env -o NOPE'),
      `Error: operator "NOPE" not in \`${tool.stores}\`\n`,
    );
  });

  it('follows the current directory', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add operator P');
    tool.currentDirectory = tool.path('OP', 'accounts', 'B');
    const env = (await tool.json('env')) as Record<string, unknown>;
    assert.deepEqual([env['operator'], env['account'], env['from_cwd']], ['OP', 'B', true]);
    tool.env = { NSC_CWD_ONLY: '' };
    const text = 'Error: $NSC_CWD_ONLY is set - change your cwd to change context\n';
    assert.equal(await tool.fails('env -o P'), text);
  });

  it('keeps the stores elsewhere', async () => {
    using tool = await newStore();
    await tool.ok('env -s other');
    assert.equal(
      (JSON.parse(tool.read(tool.config)) as { store_root: string }).store_root,
      join(tool.currentDirectory, 'other'),
    );
    await tool.ok('add operator Q');
    assert.ok(tool.read(join(tool.currentDirectory, 'other', 'Q', 'Q.jwt')));
  });

  it('takes all directories from one flag', async () => {
    using tool = new TemporaryNsc();
    await tool.ok('add operator OP -H all');
    const all = join(tool.currentDirectory, 'all');
    assert.ok(tool.read(join(all, 'OP', 'OP.jwt')) && tool.read(join(all, 'nsc.json')));
    await tool.ok('add account A -H all');
    assert.match(await tool.ok('-H all list accounts'), /\| A /);
  });
});

describe('nsc validate', () => {
  it('finds nothing in a good store', async () => {
    using tool = await newStore({ A: ['u'] });
    const { code, out } = await tool.run('validate -A');
    assert.equal(code, 0);
    assert.deepEqual(rowsOf(out), [
      'Operator "OP"',
      'No issues found',
      'Account "A"',
      'No issues found',
    ]);
  });

  it('finds what is wrong, and fails', async () => {
    using tool = await newStore({ A: ['u', 'v', 'w'] });
    using other = await newStore({ A: ['x'] });
    const users = (name: string) => tool.path('OP', 'accounts', 'A', 'users', `${name}.jwt`);
    writeFileSync(users('x'), other.read(other.path('OP', 'accounts', 'A', 'users', 'x.jwt')));
    writeFileSync(users('w'), 'garbage');
    await tool.ok('edit user v --expiry 1d');
    tool.now = new Date('2026-03-01');
    const { code, out, err } = await tool.run('validate');
    assert.deepEqual([code, err], [1, 'Error: validation found errors\n']);
    const rows = rowsOf(out).slice(4);
    assert.equal(rows[0], '1 | ! | user "v": claim is expired');
    assert.match(rows[1]!, /^2 \| ! \| user "w": error decoding/);
    assert.equal(rows[2], '3 | ! | user "x" is not issued by account or account signing keys');
  });

  it('survives users that a strict operator does not accept', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit operator --sk generate');
    const [key] = tool.operator().nats.signing_keys;
    await tool.ok(['edit', 'account', 'A', '--sk', 'generate', '-K', key!]);
    await tool.ok('edit operator --require-signing-keys');
    const strict = tool.read(tool.path('OP', 'OP.jwt'));
    await tool.ok('edit operator --require-signing-keys=false');
    await tool.ok(['add', 'user', 's1', '-K', tool.account('A').sub]);
    writeFileSync(tool.path('OP', 'OP.jwt'), strict);
    const { code, out } = await tool.run('validate');
    assert.equal(code, 1);
    assert.match(out, /user "s1" is issued by account key but operator is in strict mode/);
  });

  it('reads files of tokens', async () => {
    using tool = await newStore({ A: [], B: [] });
    const tokens = ['A', 'B'].map((name) =>
      tool.read(tool.path('OP', 'accounts', name, `${name}.jwt`)),
    );
    writeFileSync(
      join(tool.currentDirectory, 'f'),
      `${tool.account('A').sub}|${tokens[0]}\n\n${tokens[1]}\n`,
    );
    const rows = rowsOf(await tool.ok('validate -f f'));
    assert.equal(rows.length, 6);
    assert.equal(rows[4], 'Account "summary of all accounts"');
    assert.equal(
      await tool.fails('validate -A -a A'),
      'Error: specify only one of --account or --all-accounts\n',
    );
  });
});
