import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { natsServerProgram, natsxProgram, Programs } from '../../src/up/programs.ts';
import { free, ONE_SERVER, TemporaryHome } from './temporary-home.ts';

describe('The program that serves', () => {
  /** A program of that name that prints `text`. */
  function program(home: TemporaryHome, folder: string, text: string, mode = 0o755): string {
    const path = join(home.path, folder, 'nats-server');
    mkdirSync(join(home.path, folder), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho '${text}'\n`);
    chmodSync(path, mode);
    return path;
  }

  it('is the first nats-server of the PATH', async () => {
    using home = new TemporaryHome();
    program(home, 'documents', 'nats-server: v1.0.0', 0o644);
    const file = program(home, 'first', 'nats-server: v2.9.10');
    program(home, 'second', 'nats-server: v2.12.0');
    const path = [
      '',
      ...['none', 'documents', 'first', 'second'].map((each) => join(home.path, each)),
    ];
    assert.deepEqual(await natsServerProgram(undefined, path.join(delimiter)), {
      title: 'nats-server 2.9.10',
      file,
      args: [],
    });
  });

  it('is the one that is named', async () => {
    using home = new TemporaryHome();
    const file = program(home, 'here', 'nats-server: v2.15.2-beta.1');
    assert.equal((await natsServerProgram(file, '')).title, 'nats-server 2.15.2-beta.1');
  });

  it('must be there, and be one', async () => {
    using home = new TemporaryHome();
    for (const path of [join(home.path, 'none'), home.path, program(home, 'a', '', 0o644)]) {
      await assert.rejects(natsServerProgram(path, ''), {
        code: 'ERR_UP_ENGINE',
        message: `${path} is no program`,
      });
    }
    const other = program(home, 'b', 'hello');
    await assert.rejects(natsServerProgram(other, ''), {
      code: 'ERR_UP_ENGINE',
      message: `${other} does not tell its version, as nats-server -v does`,
    });
  });

  it('is told of when it can not be started', async () => {
    using home = new TemporaryHome();
    const [server] = (await free(ONE_SERVER)).servers;
    const folder = home.place().server('local');
    const command = { ...natsxProgram('server.js'), file: join(home.path, 'none') };
    const start = () => new Programs(command, {}).start(server!, folder);
    await assert.rejects(start, { code: 'ERR_LOG_FILE' });
    mkdirSync(folder.path, { recursive: true });
    await assert.rejects(start, { code: 'ERR_UP_ENGINE', message: /^could not start .*none: / });
  });
});
