import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAs } from '../../../src/jwt/codec.ts';
import { createPair } from '../../../src/nkeys/create.ts';
import { parseDecoratedJwt } from '../../../src/nkeys/creds.ts';
import { Answering, type Answer } from '../../nsc/answering.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** Runs a command whose questions are answered, all of them and no others. */
async function asked(
  tool: TemporaryNsc,
  line: string,
  ...script: readonly Answer[]
): Promise<string> {
  const person = new Answering(script);
  tool.prompter = person;
  try {
    const out = await tool.ok(line);
    person.isDone();
    return out;
  } finally {
    tool.prompter = undefined;
  }
}

const ALWAYS: readonly Answer[] = [
  ['valid from', true],
  ['valid until (0 is always)', true],
];

describe('nsc --interactive', () => {
  it('asks for an operator', async () => {
    using tool = new TemporaryNsc();
    await asked(
      tool,
      'add operator -i',
      ['import operator from a JWT', false],
      ['operator name', 'OP'],
      ['valid from', true],
      ['valid until (0 is always)', '1y'],
      ['Generate system account?', true],
      ['Generate signing key?', true],
      ['generate an operator nkey', true],
    );
    assert.equal(tool.operator().exp, Date.parse('2027-01-31T09:05:07Z') / 1000);
    assert.equal(tool.operator().nats.system_account, tool.account('SYS').sub);
    assert.equal(tool.account('SYS').iss, tool.operator().nats.signing_keys[0]);
  });

  it("asks where somebody else's operator is", async () => {
    using tool = await newStore();
    using other = new TemporaryNsc();
    await asked(
      other,
      'add operator -i',
      ['import operator from a JWT', true],
      ['path or url for operator jwt', tool.path('OP', 'OP.jwt')],
    );
    assert.equal(other.operator().sub, tool.operator().sub);
  });

  it('asks for an account and a user, beginning with what was named', async () => {
    using tool = await newStore();
    await asked(
      tool,
      'add account -i -n A',
      ['account name', true],
      ['generate an account nkey', true],
      ...ALWAYS,
    );
    const key = createPair('user').publicKey;
    await asked(
      tool,
      'add user --interactive --expiry 1d',
      ['user name', 'u'],
      ['generate an user nkey', false],
      ['path to an user nkey or nkey', key],
      ...ALWAYS,
    );
    assert.equal(tool.user('A', 'u').sub, key);
    assert.equal(tool.user('A', 'u').exp, Date.parse('2026-02-01T09:05:07Z') / 1000);
  });

  it('asks who signs if several could', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('edit operator --sk generate');
    await tool.ok('edit account A --sk generate');
    const [operatorKey] = tool.operator().nats.signing_keys;
    await asked(
      tool,
      'add account -i',
      ['account name', 'C'],
      ['generate an account nkey', true],
      ...ALWAYS,
      ['select the key to sign the account', operatorKey!],
    );
    assert.equal(tool.account('C').iss, operatorKey);
    const [accountKey] = tool.account('A').nats.signing_keys.keys();
    await asked(
      tool,
      'add user -i',
      ['select account', 'A'],
      ['user name', 'u'],
      ['generate an user nkey', true],
      ...ALWAYS,
      ['select the key to sign the user', accountKey!],
    );
    assert.equal(tool.user('A', 'u').iss, accountKey);
  });

  it('asks for a seed that is elsewhere', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok(['export', 'keys', '--operator', '--remove', '--dir', join(tool.home, 'safe')]);
    const key = tool.operator().sub;
    await asked(
      tool,
      'add export -i',
      ['export type', 'stream'],
      ['subject', 'news.>'],
      ['name', true],
      ['private stream', false],
      ['select the key to use for signing', 'Other...'],
      ['path to signer [operator] nkey or nkey', join(tool.home, 'safe', `${key}.nk`)],
    );
    assert.equal(tool.account('A').nats.exports[0]!.name, 'news.>');
  });

  it('asks whether a time that has passed is meant', async () => {
    using tool = await newStore();
    tool.prompter = new Answering([
      ['account name', 'A'],
      ['generate an account nkey', true],
      ['valid from', true],
      ['valid until (0 is always)', '2020-01-01'],
      ['expiry "2020-01-01" is in the past (6 Years Ago) - are you sure?', false],
    ]);
    const text = 'Error: expiry "2020-01-01" is in the past (6 Years Ago)\n';
    assert.equal(await tool.fails('add account -i'), text);
    assert.deepEqual(await tool.json('list accounts'), []);
  });

  it('asks for exports, and for what services have beside', async () => {
    using tool = await newStore({ A: [] });
    await asked(
      tool,
      'add export -i',
      ['export type', 'service'],
      ['subject', 'rate.*'],
      ['name', 'rate'],
      ['private service', true],
      ['track service latency', true],
      ['sampling percentage [1-100] or `header`', '10'],
      ['latency metrics subject', 'lat'],
      ['service response type', 'Stream'],
      ['response threshold (0 disabled)', '5s'],
      ['allow tracing', true],
    );
    const [made] = tool.account('A').nats.exports;
    assert.deepEqual(made!.service_latency, { sampling: 10, results: 'lat' });
    assert.deepEqual(
      [made!.subject, made!.response_type, made!.response_threshold, made!.allow_trace],
      ['rate.*', 'Stream', 5e9, true],
    );
    const out = await asked(
      tool,
      'edit export -i',
      ['select export to edit', 'A <- [rate] rate.* [!]'],
      ['export type', true],
      ['subject', 'rates.*'],
      ['name', true],
      ['private service', true],
      ['track service latency', false],
      ['service response type', true],
      ['response threshold (0 disabled)', true],
      ['Export Description', 'rates of money'],
      ['Info url', true],
    );
    assert.match(out, /\[WARN\] changed subject to "rates\.\*" - this will break importers\n/);
    const [edited] = tool.account('A').nats.exports;
    assert.deepEqual(
      [edited!.subject, edited!.service_latency, edited!.response_type, edited!.description],
      ['rates.*', undefined, 'Stream', 'rates of money'],
    );
    await asked(tool, 'delete export -i', ['select export to delete', true]);
    assert.deepEqual(tool.account('A').nats.exports, []);
  });

  it('imports what is picked, with an activation that it makes if it is private', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -a A -s priv.* -n priv --private');
    await asked(
      tool,
      'add import -i',
      ['select account', 'B'],
      ['pick from locally available exports', true],
      ['select the export', 'A -> [priv] priv.* [!]'],
      ['name', true],
      ['local subject', 'theirs.*'],
      ['allow tracing', false],
    );
    const [made] = tool.account('B').nats.imports;
    assert.deepEqual([made!.name, made!.local_subject], ['priv', 'theirs.*']);
    assert.equal(decodeAs('activation', made!.token).sub, tool.account('B').sub);
    assert.equal((await tool.run('validate -A')).code, 0);
    await asked(
      tool,
      'delete import -i -a B',
      ['select account', true],
      ['select import to delete', '-> [priv] priv.* [!] (A)'],
    );
    assert.deepEqual(tool.account('B').nats.imports, []);
  });

  it("puts the importer's key where the exporter wants it, and leaves it out here", async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -a A -s rate.*.> -n rate --service --account-token-position 2');
    const { sub } = tool.account('B');
    await asked(
      tool,
      'add import -i -a B',
      ['select account', true],
      ['pick from locally available exports', true],
      ['select the export', true],
      ['export subject', true],
      ['share information when tracking latency?', true],
      ['name', true],
      ['local subject', true],
    );
    const [made] = tool.account('B').nats.imports;
    assert.equal(made!.subject, `rate.${sub}.>`);
    assert.deepEqual([made!.local_subject, made!.share, made!.type], ['rate.>', true, 'service']);
  });

  it('asks what is imported if it is not here', async () => {
    using tool = await newStore({ A: [] });
    const key = createPair('account').publicKey;
    await asked(
      tool,
      'add import -i',
      ['is the export public?', true],
      ['src-account public key', key],
      ['remote subject', 'rate'],
      ['is import a service', true],
      ['name', true],
      ['local subject', 'their.rate'],
    );
    const [made] = tool.account('A').nats.imports;
    assert.deepEqual(
      [made!.account, made!.subject, made!.local_subject, made!.type],
      [key, 'rate', 'their.rate', 'service'],
    );
  });

  it('asks for the token of a private export elsewhere', async () => {
    using tool = await newStore({ A: [] });
    using other = await newStore({ X: [] });
    await other.ok('add export -s priv --private');
    const file = join(tool.home, 'a.jwt');
    await asked(
      other,
      `generate activation -i -o ${file}`,
      ['select the export', 'X -> priv [!]'],
      ['subject', true],
      ['target-account public key', tool.account('A').sub],
      ['valid from', true],
      ['valid until (0 is always)', '1d'],
    );
    const { exp } = decodeAs('activation', parseDecoratedJwt(readFileSync(file)));
    assert.equal(exp, Date.parse('2026-02-01T09:05:07Z') / 1000);
    await asked(
      tool,
      'add import -i',
      ['is the export public?', false],
      ['token path or url', file],
      ['name', true],
      ['local subject', true],
      ['allow tracing', true],
    );
    const [made] = tool.account('A').nats.imports;
    assert.deepEqual([made!.subject, made!.account], ['priv', other.account('X').sub]);
  });

  it('asks all about an account, and changes what is answered otherwise', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account A --tag old --disallow-bearer --imports 3');
    const out = await asked(
      tool,
      'edit account -i',
      ['add a signing key', true],
      ['path to sk nkey or nkey', 'generate'],
      ['add another signing key', false],
      ['max connections (-1 unlimited)', '10'],
      ['max leaf node connections (-1 unlimited)', true],
      ['max data (-1 unlimited)', true],
      ['max exports (-1 unlimited)', true],
      ['max imports (-1 unlimited)', true],
      ['max payload (-1 unlimited)', '1k'],
      ['max subscriptions (-1 unlimited)', true],
      ['set JetStream limits', true],
      ['edit tier (0 matches all tiers)', '1'],
      ['max mem storage (-1 unlimited / 0 disabled)', true],
      ['max disk storage (-1 unlimited / 0 disabled)', '1GiB'],
      ['max streams (-1 unlimited)', true],
      ['max consumer (-1 unlimited)', '5'],
      ['max size for a memory stream (-1 unlimited)', true],
      ['max size for a disk stream (-1 unlimited)', true],
      ['max number of pending acks for a consumer', true],
      ['require max bytes when creating a stream', true],
      ...ALWAYS,
      ['remove tags', true],
      ['select tags to remove', ['old']],
      ['add another tags', true],
      ['enter a tags', 'new'],
      ['add another tags', false],
      ['Account Description', 'of tests'],
      ['Info url', 'https://example.org'],
      ['Enable context tracing?', true],
      ['Trace context subject?', true],
      ['Trace context sampling rate [1-100]', '200'],
    );
    const { nats } = tool.account('A');
    assert.deepEqual(
      [nats.limits.conn, nats.limits.payload, nats.limits.imports, nats.limits.disallow_bearer],
      [10, 1000, 3, true],
    );
    assert.equal(nats.limits.tiered_limits.get('R1')!.disk_storage, 2 ** 30);
    assert.equal(nats.limits.tiered_limits.get('R1')!.consumer, 5);
    assert.equal(nats.limits.tiered_limits.get('R1')!.max_bytes_required, true);
    assert.deepEqual(nats.tags, ['new']);
    assert.deepEqual(nats.trace, { dest: 'trace.messages', sampling: 100 });
    assert.equal(nats.signing_keys.size, 1);
    assert.doesNotMatch(out, /max imports|max data|expiry/);
  });

  it('asks about a user and an operator', async () => {
    using tool = await newStore({ A: ['u', 'v'] });
    await asked(
      tool,
      'edit user -i',
      ['select user', 'v'],
      ['max payload (-1 unlimited)', '5'],
      ['valid from', true],
      ['valid until (0 is always)', '2w'],
      ['add a tags', false],
    );
    assert.equal(tool.user('A', 'v').nats.payload, 5);
    assert.equal(tool.user('A', 'v').exp, Date.parse('2026-02-14T09:05:07Z') / 1000);
    await asked(
      tool,
      'edit operator -i',
      ...ALWAYS,
      ['add a tags', false],
      ['account jwt server url', 'nats://localhost:4222'],
      ['add a service url', true],
      ['operator service url', 'nats://a:4222'],
      ['add another service url', true],
      ['operator service url', 'nats://b:4222'],
      ['add another service url', false],
      ['Set system account', true],
      ['add a signing key', false],
    );
    const { nats } = tool.operator();
    assert.deepEqual(nats.operator_service_urls, ['nats://a:4222', 'nats://b:4222']);
    assert.equal(nats.system_account, tool.account('A').sub);
    await asked(
      tool,
      'edit operator -i',
      ...ALWAYS,
      ['add a tags', false],
      ['account jwt server url', true],
      ['add a service url', false],
      ['remove any service urls', true],
      ['select service urls to remove', ['nats://b:4222']],
      ['Set system account', false],
      ['add a signing key', false],
    );
    assert.deepEqual(tool.operator().nats.operator_service_urls, ['nats://a:4222']);
  });

  it('asks before it deletes', async () => {
    using tool = await newStore({ A: ['u', 'v', 'w'], B: [] });
    const cancelled = new Answering([
      ['select account', true],
      ['select users', ['u']],
      ['revoke user before deleting', true],
      ['delete associated nkey', false],
      ['delete associated creds file', false],
      ['deleting a user, nkey or creds file cannot be undone - continue', false],
    ]);
    tool.prompter = cancelled;
    const before = tool.snapshot();
    assert.equal(await tool.fails('delete user -i'), 'Error: delete cancelled\n');
    assert.deepEqual(tool.snapshot(), before);
    const { sub } = tool.user('A', 'u');
    await asked(
      tool,
      'delete user -i',
      ['select account', true],
      ['select users', ['u', 'v']],
      ['revoke users before deleting', true],
      ['delete associated nkeys', true],
      ['delete associated creds files', true],
      ['deleting users, nkeys or creds files cannot be undone - continue', true],
    );
    assert.ok(tool.account('A').nats.revocations.has(sub));
    assert.equal(((await tool.json('list users -a A')) as unknown[]).length, 1);
    await asked(
      tool,
      'delete account -i',
      ['select account', 'A'],
      ['revoke all account users before deleting', true],
      ['delete associated account and user nkeys', true],
      ['delete associated user creds files', true],
      ['deleting accounts, users, nkeys or creds files cannot be undone - continue', true],
    );
    assert.equal(((await tool.json('list accounts')) as unknown[]).length, 1);
  });

  it('asks whom to revoke, and whom to let in again', async () => {
    using tool = await newStore({ A: ['u'], B: [] });
    await tool.ok('select account A');
    const { sub } = tool.user('A', 'u');
    const at: Answer = [
      'revoke all credentials created before (0 is now, formats are RFC3339 or #seconds since epoch)',
      '1700000000',
    ];
    await asked(
      tool,
      'revocations add-user -i',
      ['select account', true],
      ['Revoke a user by name', true],
      ['select user to revoke', 'u'],
      at,
    );
    assert.equal(tool.account('A').nats.revocations.get(sub), 1_700_000_000);
    await asked(
      tool,
      'revocations delete-user -i',
      ['select account', true],
      ['select revoked user to clear', 'u'],
    );
    assert.equal(tool.account('A').nats.revocations.size, 0);
    await tool.ok('add export -s rate --service --private');
    await asked(
      tool,
      'revocations add-activation -i',
      ['select account', true],
      ['is service', true],
      ['select service export', 'rate'],
      ["target-account public key or '*' to match any target-account", 'B'],
      at,
    );
    const importer = tool.account('B').sub;
    assert.ok(tool.account('A').nats.exports[0]!.revocations.has(importer));
    await asked(
      tool,
      'revocations delete-activation -i',
      ['select account', true],
      ['is service', true],
      ['select service export', true],
      ['select account revocation to delete', `${importer}: B`],
    );
    assert.equal(tool.account('A').nats.exports[0]!.revocations.size, 0);
  });

  it('asks what to show', async () => {
    using tool = await newStore({ A: ['u', 'v'], B: [] });
    const account: Answer = ['select account', 'A'];
    assert.match(await asked(tool, 'describe account -i', account), /Account Details/);
    assert.match(await asked(tool, 'describe user -i', account, ['select user', 'v']), /\| v +\|/);
    const token = tool.path('OP', 'OP.jwt');
    assert.match(await asked(tool, 'describe jwt -i', ['token file or url', token]), /Operator/);
    assert.match(
      await asked(tool, 'generate creds -i', account, ['select user', 'u']),
      /BEGIN USER NKEY SEED/,
    );
    assert.match(await asked(tool, 'validate -i', account), /Account "A"/);
  });

  it('asks which accounts are migrated', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('add operator NEW');
    await asked(
      tool,
      'migrate -i',
      ['migrate all accounts under a particular operator', true],
      ['specify the directory for the operator', tool.path('OP')],
    );
    assert.equal(tool.user('A', 'u', 'NEW').sub, tool.user('A', 'u').sub);
  });

  it('asks what is pulled and pushed, and where to', async () => {
    using tool = await newStore({ A: [], B: [] });
    // Nobody listens there.
    const url = 'http://127.0.0.1:1/jwt/v1';
    tool.prompter = new Answering([
      ['select account', 'A'],
      ['Account Server URL or nats-resolver enabled nats-server URL', url],
    ]);
    assert.match(await tool.fails('push -i'), /failed to push account "A"/);
    await tool.ok(`edit operator --account-jwt-server-url ${url}`);
    tool.prompter = new Answering([
      ['pull operator "OP" and all accounts', false],
      ['select account', 'A'],
    ]);
    assert.match(await tool.fails('pull -i'), /"A"/);
    await tool.ok('add user -a A u');
    await tool.ok('add user -a A v');
    tool.prompter = new Answering([
      ['select account', 'A'],
      ['select user', 'v'],
    ]);
    assert.match(await tool.fails('tool rtt -i'), /operator_service_urls/);
  });

  it('says where nothing is asked, and where nobody is', async () => {
    using tool = await newStore();
    const text = 'Error: this command asks nothing: name its values by flags\n';
    assert.equal(await tool.fails('list accounts -i', 2), text);
    assert.equal(
      await tool.fails('add account -i', 2),
      'Error: --interactive asks on a terminal, and there is none: name the values by flags\n',
    );
  });
});

describe('nsc init', () => {
  it('asks whoever names nothing', async () => {
    using tool = new TemporaryNsc();
    await asked(
      tool,
      'init',
      ['enter a configuration directory', true],
      ['Select an operator', 'Create Operator'],
      ['name your operator, account and user', 'demo'],
    );
    assert.equal(tool.user('demo', 'demo', 'demo').name, 'demo');
  });

  it('asks nobody if there is nobody, or something is named', async () => {
    using tool = new TemporaryNsc();
    tool.prompter = new Answering([]);
    await tool.ok('init --name demo');
    tool.prompter = undefined;
    await tool.ok('init');
    assert.equal(((await tool.json('list operators')) as unknown[]).length, 2);
  });
});
