import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatCreds } from '../../../src/jwt/creds.ts';
import { newStore, TemporaryNsc } from '../temporary-nsc.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));

function startWriter(home: string, prefix: string, count: number): ChildProcess {
  const argv = ['--import', 'tsx', WRITER, home, prefix, String(count)];
  return spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Every file of the store belongs to a whole change: JWT, seed and creds of a user go together. */
function assertWhole(tool: TemporaryNsc): string[] {
  const users = readdirSync(tool.path('OP', 'accounts', 'A', 'users')).filter((name) =>
    name.endsWith('.jwt'),
  );
  for (const file of users) {
    const name = file.replace('.jwt', '');
    const { sub } = tool.user('A', name);
    const token = tool.read(tool.path('OP', 'accounts', 'A', 'users', file));
    assert.equal(
      tool.read(tool.credsPath('A', name)),
      formatCreds(token, tool.read(tool.keyPath(sub))),
    );
  }
  return users;
}

describe('Changing a store', () => {
  it('loses none of many changes at a time', async () => {
    using tool = await newStore({ A: ['first'] });
    const writers = Array.from({ length: 5 }, (_, at) => startWriter(tool.home, `w${at}-`, 10));
    const codes = await Promise.all(
      writers.map(async (writer) => (await once(writer, 'exit'))[0] as number),
    );
    assert.deepEqual(codes, [0, 0, 0, 0, 0]);
    assert.equal(assertWhole(tool).length, 51);
    const history = (await tool.json('history --limit 1000')) as { number: number }[];
    assert.equal(history.length, 3 + 50);
  }).timeout(60_000);

  it('is there as a whole or not at all after a kill', async () => {
    using tool = await newStore({ A: ['first'] });
    for (let round = 0; round < 4; round++) {
      const before = readdirSync(tool.path('OP', 'accounts', 'A', 'users')).length;
      const writer = startWriter(tool.home, `r${round}-`, 1000);
      // Killed in the midst of whatever it does once it has begun.
      while (readdirSync(tool.path('OP', 'accounts', 'A', 'users')).length < before + 2 + round) {
        assert.equal(writer.exitCode, null);
        await new Promise((resolve) => setImmediate(resolve));
      }
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      await tool.ok(`add user after${round}`);
      assertWhole(tool);
      const left = Array.from(tool.snapshot().keys()).filter((path) => path.includes('natsx-'));
      assert.deepEqual(left, []);
    }
    assert.equal((await tool.run('validate -A')).code, 0);
  }).timeout(60_000);
});
