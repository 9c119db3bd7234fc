// What push and pull find out before they connect.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** Nothing listens there, and nothing is to be asked. */
const NOWHERE = 'nats://127.0.0.1:1';

async function newSystem(): Promise<TemporaryNsc> {
  const tool = new TemporaryNsc();
  await tool.ok('add operator OP --sys --generate-signing-key');
  await tool.ok('add account A');
  return tool;
}

async function firstLine(tool: TemporaryNsc, line: string, code = 1): Promise<string> {
  return (await tool.fails(line, code)).split('\n')[0]!;
}

describe('nsc push', () => {
  it('needs a system account', async () => {
    using tool = new TemporaryNsc();
    await tool.ok('add operator OP');
    await tool.ok('add account A');
    assert.equal(await firstLine(tool, `push -u ${NOWHERE}`), 'Error: system account "" not found');
    const text = await firstLine(tool, `push -u ${NOWHERE} --system-account B`);
    assert.match(text, /^Error: "B" not in accounts for operator "OP"/);
  });

  it('needs a key that may make a user of it', async () => {
    using tool = await newSystem();
    const { sub, nats } = tool.account('SYS');
    const [signingKey = ''] = nats.signing_keys.keys();
    rmSync(tool.keyPath(sub));
    rmSync(tool.keyPath(signingKey));
    // A user whose seed is here does as well.
    assert.match(await firstLine(tool, `push -u ${NOWHERE}`), /^Error: failed to connect: /);
    rmSync(tool.keyPath(tool.user('SYS', 'sys').sub));
    const text = 'Error: no system account user with corresponding nkey found';
    assert.equal(await firstLine(tool, `push -u ${NOWHERE}`), text);
  });

  it('takes no scoped signing key where the operator is strict', async () => {
    using tool = await newSystem();
    const [signingKey = ''] = tool.account('SYS').nats.signing_keys.keys();
    await tool.ok(`edit signing-key --account SYS --sk ${signingKey} --role monitor`);
    // With its identity, as long as that may sign.
    assert.match(await firstLine(tool, `push -u ${NOWHERE}`), /^Error: failed to connect: /);
    await tool.ok('delete user --account SYS sys');
    for (const name of ['SYS', 'A']) {
      const [operatorKey = ''] = tool.operator().nats.signing_keys;
      await tool.ok(`edit account ${name} --tag t -K ${operatorKey}`);
    }
    await tool.ok('edit operator --require-signing-keys');
    const scoped =
      'Error: system account "SYS" only has scoped signing keys, specify --system-user';
    assert.equal(await firstLine(tool, `push -u ${NOWHERE}`), scoped);
    await tool.ok(`edit account SYS --rm-sk ${signingKey}`);
    const none =
      'Error: operator requires signing keys, system account "SYS" doesn\'t have signing keys';
    assert.equal(await firstLine(tool, `push -u ${NOWHERE}`), none);
  });

  it('shows no password of a URL', async () => {
    using tool = await newSystem();
    const err = await tool.fails('push -u nats://bob:secret@127.0.0.1:1');
    assert.ok(!err.includes('secret'), err);
  });

  it('has no account to push where there is none', async () => {
    using tool = new TemporaryNsc();
    await tool.ok('add operator OP');
    const text = 'Error: operator "OP" has no accounts';
    assert.equal(await firstLine(tool, `push -u ${NOWHERE}`), text);
  });
});

describe('nsc pull', () => {
  it('wants to know what', async () => {
    using tool = await newSystem();
    await tool.ok(`edit operator -u ${NOWHERE}`);
    await tool.ok('add account B');
    await tool.ok('delete account B');
    assert.equal(await firstLine(tool, 'pull'), 'Error: specify --all or --account');
    assert.match(await firstLine(tool, 'pull --all'), /^Error: failed to connect: /);
  });
});
