import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from '../../src/server/server.ts';
import { startServer } from '../support/start-server.ts';

/** Runs a program in a process of its own, from the sources. */
function run(module: string, program: string, argv: string[]): ChildProcess {
  const url = (path: string) =>
    JSON.stringify(new URL(`../../src/cli/${path}`, import.meta.url).href);
  const script = `import { main } from ${url('main.ts')};
import { ${program} } from ${url(module)};
await main(${program});`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script, '--', program, ...argv];
  return spawn(process.execPath, args, { stdio: 'pipe' });
}

async function shows(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  wanted: string,
): Promise<void> {
  let text = '';
  for await (const chunk of child[stream]!.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes(wanted)) return;
  }
  throw new Error(`${wanted} has not been shown, but ${text}`);
}

describe('a client tool as a process', () => {
  let server: Server;
  before(async () => (server = await startServer()));
  after(() => server.stop());

  it('ends nats-qsub with 1 at Ctrl-C, after its farewell', async () => {
    const child = run('nats-sub.ts', 'natsQsub', ['-s', server.url, 'work', 'q']);
    const exit = once(child, 'exit');
    await shows(child, 'stderr', 'Listening on [work], queue group [q]\n');
    child.kill('SIGINT');
    await shows(child, 'stderr', '\nDraining...\nExiting\n');
    assert.deepEqual(await exit, [1, null]);
  });

  it('ends natsx sub with 0 at Ctrl-C', async () => {
    const child = run('nats-sub.ts', 'natsxSub', ['-s', server.url, 'work']);
    const exit = once(child, 'exit');
    await shows(child, 'stderr', 'Listening on [work]\n');
    child.kill('SIGINT');
    assert.deepEqual(await exit, [0, null]);
  });

  it('publishes bytes from standard input', async () => {
    const sub = run('nats-sub.ts', 'natsxSub', ['-s', server.url, '-raw', '-count=1', 'bytes']);
    const received: Buffer[] = [];
    sub.stdout!.on('data', (chunk: Buffer) => received.push(chunk));
    const subExit = once(sub, 'close');
    await shows(sub, 'stderr', 'Listening on [bytes]\n');
    const pub = run('nats-pub.ts', 'natsPub', ['-s', server.url, 'bytes', '-']);
    const pubExit = once(pub, 'exit');
    pub.stdin!.end(Buffer.from([0, 255, 13, 10]));
    assert.deepEqual(await pubExit, [0, null]);
    assert.deepEqual(await subExit, [0, null]);
    assert.deepEqual([...Buffer.concat(received)], [0, 255, 13, 10]);
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const child = run('nats-sub.ts', 'natsxSub', ['-s', server.url, 'flood']);
    const exit = once(child, 'exit');
    await shows(child, 'stderr', 'Listening on [flood]\n');
    child.stdout!.destroy();
    const pub = run('nats-pub.ts', 'natsPub', ['-s', server.url, '-count', '100', 'flood', 'x']);
    assert.deepEqual(await once(pub, 'exit'), [0, null]);
    assert.deepEqual(await exit, [1, null]);
  });
});
