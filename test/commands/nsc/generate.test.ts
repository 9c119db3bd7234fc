import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseConf } from '../../../src/conf/parser.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

/** Files and variables that a configuration could refer to. */
const NOTHING = { readFile: () => '', env: {} };

describe('nsc generate creds', () => {
  it('prints what the keystore has', async () => {
    using tool = await newStore({ A: ['u'] });
    assert.equal(await tool.ok('generate creds -n u'), tool.read(tool.credsPath('A', 'u')));
    const { out, err } = await tool.run('generate creds -o c.creds');
    assert.equal(out, '');
    assert.equal(err, '[ OK ] wrote credentials to `c.creds`\nSuccess!! - generated `c.creds`\n');
    const file = join(tool.currentDirectory, 'c.creds');
    assert.equal(tool.read(file), tool.read(tool.credsPath('A', 'u')));
    assert.equal(tool.mode(file), '600');
  });

  it('wants a user', async () => {
    using tool = await newStore({ A: ['u', 'v'], B: [] });
    assert.equal(await tool.fails('generate creds'), 'Error: user is required\n');
    assert.equal(await tool.fails('generate creds -n x'), 'Error: user "x" not found in "A"\n');
    assert.equal(await tool.fails('generate creds -a B'), 'Error: account "B" has no users\n');
  });
});

describe('nsc generate nkey', () => {
  it('prints seed and public key of each kind', async () => {
    using tool = await newStore();
    const out = await tool.ok('generate nkey -o -a -u -x');
    assert.match(
      out,
      /^SO\w{56}\nO\w{55}\n\nSA\w{56}\nA\w{55}\n\nSU\w{56}\nU\w{55}\n\nSX\w{56}\nX\w{55}\n\n$/,
    );
    assert.equal(
      await tool.fails('generate nkey'),
      'Error: set --operator, --account, --user, or --curve\n',
    );
  });

  it('keeps the seed to the keystore', async () => {
    using tool = await newStore();
    const [key = '', stored] = (await tool.ok('generate nkey -u -S')).split('\n');
    assert.equal(stored, `user key stored ${tool.keyPath(key)}`);
    assert.match(tool.read(tool.keyPath(key)), /^SU/);
  });
});

describe('nsc generate config', () => {
  it('puts all accounts into a memory resolver', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('edit operator --system-account B');
    const out = await tool.ok('generate config --mem-resolver');
    assert.equal(parseConf(out, 's.conf', NOTHING).entries.size, 4);
    const token = tool.read(tool.path('OP', 'OP.jwt'));
    const sorted = ['A', 'B'].map((name) => [tool.account(name).sub, name]).sort();
    const blocks = sorted.map(([key, name]) => {
      const account = tool.read(tool.path('OP', 'accounts', name!, `${name}.jwt`));
      return `  // Account "${name}"\n  ${key}: ${account}\n\n`;
    });
    assert.equal(
      out,
      `// Operator "OP"\noperator: ${token}\n\nsystem_account: ${tool.account('B').sub}\n\n` +
        `resolver: MEMORY\n\nresolver_preload: {\n${blocks.join('')}}\n`,
    );
  });

  it('writes a NATS resolver into a file', async () => {
    using tool = await newStore({ SYS: [] });
    const missing = await tool.fails('generate config --nats-resolver');
    assert.match(missing, /^Error: system account is not set\n/);
    const { out, err } = await tool.run(
      'generate config --nats-resolver --sys-account SYS --config-file s.conf',
    );
    const file = join(tool.currentDirectory, 's.conf');
    const said = '[ OK ] wrote server configuration to `~/here/s.conf`\n';
    assert.deepEqual([out, err], ['', `${said}Success!! - generated \`${file}\`\n`]);
    const text = tool.read(file);
    assert.equal(parseConf(text, 's.conf', NOTHING).entries.size, 4);
    assert.match(
      text,
      /^# Operator named OP\noperator: ey.*\n# System Account named SYS\nsystem_account: A.*\n/,
    );
    assert.match(
      text,
      /type: full\n[^]*dir: '.\/jwt'\n[^]*allow_delete: false\n[^]*interval: "2m"\n/,
    );
    assert.equal(tool.mode(file), '600');
    const again = await tool.fails(
      'generate config --nats-resolver-cache --sys-account SYS --config-file s.conf',
    );
    assert.match(again, /^Error: `.*s.conf` already exists\n/);
    await tool.run(
      'generate config --nats-resolver-cache --sys-account SYS --config-file s.conf -F',
    );
    assert.match(tool.read(file), /type: cache\n[^]*ttl: "1h"\n/);
  });

  it('wants one kind', async () => {
    using tool = await newStore({ A: [] });
    assert.equal(await tool.fails('generate config'), 'Error: specify a config type option\n');
    const both = 'Error: can only generate one config at a time\n';
    assert.equal(await tool.fails('generate config --mem-resolver --nats-resolver'), both);
  });
});
