import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clientFlags,
  clientSettings,
  referencesOf,
  usedContext,
} from '../../src/cli/context-flags.ts';
import { parseGoFlags } from '../../src/cli/go-flags.ts';
import { natsPub, natsxPub } from '../../src/cli/nats-pub.ts';
import { execute } from '../../src/cli/program.ts';
import { EMPTY_CONTEXT, type ContextFields } from '../../src/nats-client/context.ts';
import { Contexts } from '../../src/nats-client/contexts.ts';
import { Server } from '../../src/server/server.ts';
import { Terminal } from '../support/terminal.ts';

describe('where a command connects to', () => {
  let home: string;
  let contexts: Contexts;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'natsx-home-'));
    contexts = new Contexts(join(home, '.config', 'nats'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function terminal(env: Record<string, string> = {}): Terminal {
    return Object.assign(new Terminal(), { home, currentDirectory: home, env });
  }
  const settingsOf = (argv: string[], env?: Record<string, string>, isMirror = false) =>
    clientSettings(parseGoFlags(clientFlags, argv), terminal(env), {
      name: 'test',
      reconnects: 0,
      isMirror,
    });
  const save = async (name: string, fields: Partial<ContextFields>, select = true) => {
    await contexts.save(name, { ...EMPTY_CONTEXT, ...fields });
    if (select) await contexts.select(name);
  };

  it('is 127.0.0.1, if nothing says more', async () => {
    assert.equal((await settingsOf([])).servers, 'nats://127.0.0.1:4222');
  });

  it('is said by flags before the environment, before the context', async () => {
    await save('a', { url: 'nats://context', user: 'u', password: 'p' });
    const env = { NATS_URL: 'nats://environment', NATS_TIMEOUT: '7s' };
    const servers = async (argv: string[], given?: Record<string, string>) =>
      (await settingsOf(argv, given)).servers;
    assert.equal(await servers([]), 'nats://context');
    assert.equal(await servers([], env), 'nats://environment');
    assert.equal(await servers(['-s', 'nats://flag'], env), 'nats://flag');
    assert.equal(await servers(['--no-context']), 'nats://127.0.0.1:4222');
    assert.equal((await settingsOf([], env)).timeoutMs, 7000);
    const { user, password } = await settingsOf(['-s', 'nats://flag'], env);
    assert.deepEqual([user, password], ['u', 'p'], 'field by field');
  });

  it('takes who one is from one place', async () => {
    await save('a', { creds: '/context.creds', token: 't' });
    const who = async (argv: string[], env?: Record<string, string>) => {
      const { credentialsFile, seedFile, user, password, token } = await settingsOf(argv, env);
      return { credentialsFile, seedFile, user, password, token };
    };
    const nobody = {
      credentialsFile: undefined,
      seedFile: undefined,
      user: undefined,
      password: undefined,
      token: undefined,
    };
    assert.deepEqual(await who([]), { ...nobody, credentialsFile: '/context.creds', token: 't' });
    assert.deepEqual(await who(['--nkey', '/n']), { ...nobody, seedFile: '/n' });
    assert.deepEqual(await who(['--nkey', '/n'], { NATS_CREDS: '/e.creds' }), {
      ...nobody,
      seedFile: '/n',
    });
    assert.deepEqual(await who(['--user', 'joe'], { NATS_PASSWORD: 'p' }), {
      ...nobody,
      user: 'joe',
      password: 'p',
    });
    await save('b', { user: 'u', password: 'p', creds: '/context.creds' });
    assert.deepEqual(await who([]), { ...nobody, user: 'u', password: 'p' });
    assert.deepEqual(await who(['--password', 'other']), {
      ...nobody,
      user: 'u',
      password: 'other',
    });
  });

  it('is that of the context that is named', async () => {
    await save('a', { url: 'nats://a' });
    await save('b', { url: 'nats://b' }, false);
    assert.equal((await settingsOf(['--context', 'b'])).servers, 'nats://b');
    assert.equal((await settingsOf([], { NATS_CONTEXT: 'b' })).servers, 'nats://b');
    await assert.rejects(settingsOf(['--context', 'c']), { code: 'ERR_CONTEXT_UNKNOWN' });
  });

  it('is that of the project, in its folder', async () => {
    await save('a', { url: 'nats://a' });
    await save('b', { url: 'nats://b' }, false);
    mkdirSync(join(home, '.natsx'));
    writeFileSync(join(home, '.natsx', 'context'), 'b\n');
    assert.equal((await settingsOf([])).servers, 'nats://b');
    assert.deepEqual(await usedContext(terminal()), { name: 'b', by: 'project' });
  });

  it('is for the programs of old what flags say, and a context that is named', async () => {
    await save('a', { url: 'nats://a' });
    const env = { NATS_URL: 'nats://environment' };
    assert.equal((await settingsOf([], env, true)).servers, 'nats://127.0.0.1:4222');
    assert.equal((await settingsOf(['--context', 'a'], env, true)).servers, 'nats://a');
  });

  it('asks our own nsc for a user where there is no other', async () => {
    const env = { PATH: home, HOME: home };
    const ask = (user: string) =>
      settingsOf([], env).then(({ readFile }) => readFile!(`nsc://OP/OP/${user}`, 'nats'));
    const references = referencesOf(terminal(env));
    await references.run('nsc', ['init', '--name', 'OP', '--dir', join(home, 'stores')]);
    assert.match((await ask('OP')).toString(), /^-----BEGIN NATS USER JWT-----/);
    await assert.rejects(ask('joe'), /could not read nsc:.*joe: .*"?joe"?/);
    await assert.rejects(references.run('op', []), /not found on the PATH/);
  });

  it('says what it can not do for a context', async () => {
    await save('a', { socks_proxy: 'socks5://x' });
    await assert.rejects(settingsOf([]), { code: 'ERR_CONTEXT', message: /SOCKS/ });
  });

  it('reaches a server, with secrets that stand in the environment', async () => {
    await using server = await Server.start({
      port: 0,
      authorization: { user: 'joe', password: 'secret' },
    });
    await save('a', { url: server.url, user: 'joe', password: 'env://JOES' });
    const io = terminal({ JOES: 'secret' });
    assert.equal(await execute(natsxPub, ['x', 'y'], io), 0, io.text('stderr'));
    const stranger = terminal({ JOES: 'wrong' });
    assert.equal(await execute(natsxPub, ['x', 'y'], stranger), 1);
    assert.ok(!stranger.text('stderr').includes('wrong'));
    const old = terminal({ JOES: 'secret' });
    assert.equal(await execute(natsPub, ['-context', 'a', 'x', 'y'], old), 0, old.text('stderr'));
  });
});
