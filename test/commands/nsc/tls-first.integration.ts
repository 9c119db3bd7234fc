// The commands that connect to servers, where a server says nothing before TLS: ours, for nats-server needs 2.10.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Server } from '../../../src/server/server.ts';
import { optionsOfText } from '../../interop/configured.ts';
import { TemporaryNsc } from '../../nsc/temporary-nsc.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';

/** An operator with a system account and A, and a server of it that makes TLS before it says a word. */
async function newSystem() {
  const tool = new TemporaryNsc();
  tool.now = new Date();
  await tool.ok('add operator OP --sys');
  await tool.ok('add account A');
  await tool.ok('add user u');
  const text = await tool.ok('generate config --nats-resolver --sys-account SYS');
  const server = await Server.start({
    ...optionsOfText(text.replace("'./jwt'", JSON.stringify(join(tool.home, 'jwt')))),
    host: '127.0.0.1',
    port: 0,
    tls: { ...pairOptions('server'), handshakeFirst: true },
  });
  const url = `nats://127.0.0.1:${server.port}`;
  await tool.ok(`edit operator --account-jwt-server-url ${url} --service-url ${url}`);
  return {
    tool,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      tool[Symbol.dispose]();
    },
  };
}

describe('nsc --tls-first', () => {
  it('makes TLS before the server says a word', async () => {
    await using system = await newSystem();
    const { tool } = system;
    const ca = certificateFile('ca');
    const pushed = await tool.ok(`push --all --tls-first --ca-cert "${ca}"`);
    assert.match(pushed, /\[ OK \] pushed "A" to nats-server \w+: jwt updated\n/);
    const pulled = await tool.ok(`pull --all --tls-first --ca-cert "${ca}"`);
    assert.match(pulled, /\[ OK \] stored account "A"\n/);
    await tool.ok(`tool rtt --tls-first --ca-cert "${ca}"`);
  });

  it('trusts nobody for that', async () => {
    await using system = await newSystem();
    const err = await system.tool.fails('push --all --tls-first');
    assert.match(err, /^Error: failed to connect: .*certificate/);
  });
});
