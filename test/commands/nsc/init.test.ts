import assert from 'node:assert/strict';
import { join } from 'node:path';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

describe('nsc init', () => {
  it('makes operator, system account, account and user', async () => {
    using tool = new TemporaryNsc();
    const out = await tool.ok('init --name demo');
    const operator = tool.operator('demo');
    const account = tool.account('demo', 'demo');
    assert.deepEqual(operator.nats.operator_service_urls, ['nats://localhost:4222']);
    assert.equal(operator.nats.system_account, tool.account('SYS', 'demo').sub);
    assert.equal(tool.user('demo', 'demo', 'demo').iss, account.sub);
    assert.deepEqual(out.split('\n').slice(0, 8), [
      '[ OK ] created operator demo',
      `[ OK ] created system_account: name:SYS id:${operator.nats.system_account}`,
      `[ OK ] created system account user: name:sys id:${tool.user('SYS', 'sys', 'demo').sub}`,
      '[ OK ] system account user creds file stored in `~/.local/share/nats/nsc/keys/creds/demo/SYS/sys.creds`',
      '[ OK ] created account demo',
      '[ OK ] created user "demo"',
      '[ OK ] project jwt files created in `~/.local/share/nats/nsc/stores`',
      '[ OK ] user creds file stored in `~/.local/share/nats/nsc/keys/creds/demo/demo/demo.creds`',
    ]);
    const { code } = await tool.run('validate -A');
    assert.equal(code, 0);
  });

  it('makes the stores where it is told to', async () => {
    using tool = new TemporaryNsc();
    await tool.ok('init -n demo -d st');
    assert.ok(tool.read(join(tool.currentDirectory, 'st', 'demo', 'demo.jwt')));
    const env = (await tool.json('env')) as Record<string, unknown>;
    assert.deepEqual([env['operator'], env['account']], ['demo', 'demo']);
  });

  it('refuses a name that is taken', async () => {
    using tool = await newStore();
    const where = `already exists in \`${tool.stores}\` - specify a different directory with --dir`;
    assert.equal(await tool.fails('init -n OP'), `Error: an operator named \`OP\` ${where}\n`);
    const unknown = await tool.fails('init -n x -o nobody');
    assert.match(unknown, /^Error: error operator "nobody" was not found\n/);
  });
});
