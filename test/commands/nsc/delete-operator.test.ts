import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Answering } from '../../nsc/answering.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc delete operator', () => {
  it('deletes an operator without accounts', async () => {
    using tool = await newStore();
    await tool.ok('add operator OLD');
    const { sub } = tool.operator('OLD');
    const { out, err } = await tool.run('delete operator OLD');
    assert.equal(out, '[ OK ] deleted operator "OLD"\n');
    assert.match(err, /^servers that trust the operator go on doing so/);
    assert.ok(!existsSync(tool.path('OLD')) && existsSync(tool.keyPath(sub)));
    assert.match(await tool.ok('describe operator'), /\| OP +\|/);
  });

  it('deletes accounts, users, seeds and creds if it is told to, and undo brings back the JWTs', async () => {
    using tool = await newStore({ A: ['u'] });
    const before = tool.snapshot(tool.stores);
    const { sub } = tool.user('A', 'u');
    assert.equal(
      await tool.fails('delete operator -n OP'),
      'Error: operator "OP" has 1 accounts, specify --force to delete them, too\n',
    );
    await tool.ok('delete operator -n OP --force --rm-nkey --rm-creds');
    assert.ok(!existsSync(tool.path('OP')) && !existsSync(tool.keyPath(sub)));
    assert.ok(!existsSync(tool.credsPath('A', 'u')));
    assert.match(await tool.fails('describe operator'), /set an operator/);
    await tool.ok('undo');
    assert.deepEqual(tool.snapshot(tool.stores), before);
  });

  it('asks first, with --interactive', async () => {
    using tool = await newStore({ A: [] });
    tool.prompter = new Answering([
      ['delete associated nkeys', false],
      ['delete associated user creds files', false],
      ['deleting an operator, its accounts, users, nkeys or creds files - continue', false],
    ]);
    assert.equal(await tool.fails('delete operator -i'), 'Error: delete cancelled\n');
    assert.ok(existsSync(tool.path('OP', 'OP.jwt')));
  });
});

describe('nsc delete signing-key', () => {
  it('takes keys from an account, by key or role', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account A --sk generate');
    await tool.ok('edit signing-key --sk generate --role reader');
    const { signing_keys: keys } = tool.account('A').nats;
    const scoped = Array.from(keys).find(([, scope]) => scope !== undefined)![0];
    const plain = Array.from(keys.keys()).find((key) => key !== scoped)!;
    const out = await tool.ok(`delete signing-key reader --sk ${plain} -D`);
    assert.ok(out.includes(`[ OK ] removed signing key "${scoped}"\n`));
    assert.ok(out.includes(`[ OK ] deleted private key "${plain}"\n`));
    assert.equal(tool.account('A').nats.signing_keys.size, 0);
    assert.ok(!existsSync(tool.keyPath(scoped)));
  });

  it('does not make users void unless it is told to', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit signing-key --sk generate --role reader');
    await tool.ok('add user u -K reader');
    const before = tool.snapshot();
    assert.match(
      await tool.fails('delete signing-key --sk reader'),
      /^Error: A\w+ signed 1 users, which become void: u\n/,
    );
    assert.deepEqual(tool.snapshot(), before);
    await tool.ok('delete signing-key --sk reader --force');
    assert.equal(tool.account('A').nats.signing_keys.size, 0);
  });

  it('takes keys from the operator', async () => {
    using tool = await newStore();
    await tool.ok('edit operator --sk generate');
    const [key] = tool.operator().nats.signing_keys;
    await tool.ok(`add account A -K ${key}`);
    assert.match(
      await tool.fails(`delete signing-key --operator ${key}`),
      /signed 1 accounts, which become void: A/,
    );
    await tool.ok(`edit account A --conns 5 -K ${tool.operator().sub}`);
    await tool.ok(`delete signing-key --operator ${key}`);
    assert.deepEqual(tool.operator().nats.signing_keys, []);
    assert.match(
      await tool.fails(`delete signing-key --operator ${key}`),
      /is no signing key of operator "OP"/,
    );
    assert.equal(await tool.fails('delete signing-key'), 'Error: signing key is required\n');
  });
});
