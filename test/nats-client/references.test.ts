import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsxError } from '../../src/base/errors.ts';
import {
  isFileReference,
  readNscProfile,
  readReference,
  type ReferenceSurroundings,
} from '../../src/nats-client/references.ts';

describe('references to credentials', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'natsx-references-'));
    writeFileSync(join(home, 'joe.creds'), 'content');
  });
  after(() => rmSync(home, { recursive: true }));

  const ran: string[][] = [];
  const surroundings = (output = ''): ReferenceSurroundings => ({
    env: { HERE: home, SECRET: 'hush', EMPTY: '' },
    home,
    run: async (program, args) => {
      ran.push([program, ...args]);
      if (output === '') throw new Error('not found on the PATH');
      return `${output}\n`;
    },
  });
  const read = async (reference: string, output?: string) =>
    (await readReference(reference, 'nats', surroundings(output))).toString();

  it('are paths, in which variables and ~ are replaced', async () => {
    for (const path of [
      '~/joe.creds',
      'file://~/joe.creds',
      '$HERE/joe.creds',
      '${HERE}/joe.creds',
    ]) {
      assert.equal(await read(path), 'content', path);
      assert.ok(isFileReference(path));
    }
    await assert.rejects(read('$NOWHERE/x'), { message: /open \$NOWHERE\/x: no such file/ });
  });

  it('are environment variables', async () => {
    assert.equal(await read('env://SECRET'), 'hush');
    for (const name of ['EMPTY', 'MISSING']) {
      await assert.rejects(read(`env://${name}`), {
        code: 'ERR_FILE',
        message: `nats: the environment variable ${name} is not set`,
      });
    }
  });

  it('are what they say themselves', async () => {
    assert.equal(await read('data:;base64,aHVzaA=='), 'hush');
    assert.equal(await read('data:text/plain;base64,aHVzaA=='), 'hush');
    await assert.rejects(read('data:hush'), (error: NatsxError) => !error.message.includes('hush'));
    assert.ok(!isFileReference('data:;base64,'));
  });

  it('are what 1Password keeps', async () => {
    assert.equal(await read('op://vault/nats/creds', 'hush'), 'hush');
    assert.deepEqual(ran.at(-1), ['op', 'read', 'op://vault/nats/creds']);
    await assert.rejects(read('op://vault/nats/creds'), {
      message: 'nats: could not read op://vault/nats/creds: op read failed: not found on the PATH',
    });
  });

  it('are users of nsc', async () => {
    const profile = { user_creds: join(home, 'joe.creds'), operator: { service: ['nats://o'] } };
    assert.equal(await read('nsc://O/A/joe', JSON.stringify(profile)), 'content');
    assert.deepEqual(ran.at(-1), ['nsc', 'generate', 'profile', 'nsc://O/A/joe']);
    const told = await readNscProfile(
      'nsc://O/A/joe',
      'nats',
      surroundings(JSON.stringify(profile)),
    );
    assert.deepEqual(told.servers, ['nats://o']);
    await assert.rejects(read('nsc://O/A/joe', '{}'), {
      message: /nsc knows no creds of this user/,
    });
    await assert.rejects(read('nsc://O/A/joe', 'oops'), {
      message: /did not answer with a profile/,
    });
  });
});
