// The accounts of the talk "NATS Deep Dive" (KubeCon EU 2019), with our client programs, on natsx and on every nats-server
// there is: what the programs print, and the lines of the trace that the talk shows.
import assert from 'node:assert/strict';
import { silentLogger, type Logger } from '../../src/base/logger.ts';
import type { GoFlagTable } from '../../src/cli/go-flags.ts';
import { natsPub } from '../../src/cli/nats-pub.ts';
import { natsReq } from '../../src/cli/nats-req.ts';
import { natsRply } from '../../src/cli/nats-rply.ts';
import { natsSub } from '../../src/cli/nats-sub.ts';
import { execute, type Program } from '../../src/cli/program.ts';
import { Server } from '../../src/server/server.ts';
import { findPeers, requirePeer, startPeer } from '../support/peers.ts';
import { Terminal } from '../support/terminal.ts';
import { turnEnd } from '../support/turn.ts';
import { optionsOfText } from './configured.ts';

const alice = 'users [ {user: alice, pass: foo} ]';
const bob = 'users [ {user: bob, pass: bar} ]';

const APART = `accounts {
  acme { ${alice} }
  cncf { ${bob} }
}`;
const SERVICE = `accounts {
  acme {
    ${alice}
    exports = [ { service: "hello" } ]
  }
  cncf {
    ${bob}
    imports = [ { service: { account: "acme", subject: "hello" }, to: "cncf.hello" } ]
  }
}`;
const STREAM = `accounts {
  acme {
    ${alice}
    exports = [ { stream: "acme.>" } ]
  }
  cncf {
    ${bob}
    imports = [ { stream: { account: "acme", subject: "acme.>" }, prefix: "imports" } ]
  }
}`;

/** A server that traces. */
interface Traced {
  readonly port: number;
  log(): string;
  stop(): Promise<void>;
}

async function startTraced(text: string): Promise<Traced> {
  let log = '';
  const logger: Logger = {
    ...silentLogger,
    isTrace: true,
    trace: (line) => void (log += `[TRC] ${line}\n`),
  };
  const place = { host: '127.0.0.1', port: 0 };
  const server = await Server.start({ ...optionsOfText(text), ...place, logger });
  return { port: server.port, log: () => log, stop: () => server.stop() };
}

/** Compares the trace when it is complete: a nats-server's comes through a pipe. */
async function assertTraced(server: Traced, expected: readonly string[]): Promise<void> {
  const lines = (): string[] => trace(server.log()).filter((line) => !line.includes('[SUB _INBOX'));
  while (lines().length < expected.length) await turnEnd();
  assert.deepEqual(lines(), expected);
}

/** What clients sent and got, in order, by the order in which they came: ids and sizes that differ each time left out. */
function trace(log: string): string[] {
  const cids: string[] = [];
  return Array.from(log.matchAll(/cid:(\d+).* - (<<-|->>) \[((?:H?PUB|H?MSG|SUB) .*)\]$/gm)).map(
    ([, cid, arrow, line]) => {
      if (!cids.includes(cid!)) cids.push(cid!);
      const masked = line!
        .replace(/(_INBOX|_R_)\.[\w.]+/g, '$1…')
        .replace(/^(HMSG .*) \d+ \d+$/, '$1');
      return `cid:${cids.indexOf(cid!) + 1} ${arrow} [${masked}]`;
    },
  );
}

/** One of our programs, as its user has typed it. */
function run<T extends GoFlagTable>(program: Program<T>, url: string, ...argv: string[]) {
  const terminal = new Terminal();
  return { terminal, code: execute(program, ['-s', url, ...argv], terminal) };
}

async function listening<T extends GoFlagTable>(
  program: Program<T>,
  url: string,
  ...argv: string[]
) {
  const started = run(program, url, ...argv);
  await Promise.race([started.terminal.shows('stderr', 'Listening on ['), started.code]);
  return started;
}

const peers = findPeers('nats-server');
if (peers.length === 0) {
  it('the accounts of the talk on nats-server', function () {
    requirePeer(this, 'nats-server');
  });
}
const starts: [string, (text: string) => Promise<Traced>][] = [
  ['natsx', startTraced],
  ...peers.map((peer): [string, (text: string) => Promise<Traced>] => [
    `nats-server ${peer.version}`,
    (text) => startPeer(peer, text, ['-V']),
  ]),
];

for (const [name, start] of starts) {
  describe(`the accounts of the talk on ${name}`, () => {
    let server: Traced;
    const as = (user: string): string => `nats://${user}@127.0.0.1:${server.port}`;
    const [asAlice, asBob] = ['alice:foo', 'bob:bar'];

    afterEach(() => server.stop());

    it('do not hear each other', async () => {
      server = await start(APART);
      const inAcme = await listening(natsSub, as(asAlice), '-count', '1', 'greetings');
      const inCncf = await listening(natsSub, as(asBob), '-count', '1', 'greetings');
      assert.equal(await run(natsPub, as(asBob), 'greetings', 'hello').code, 0);
      assert.equal(await inCncf.code, 0);
      assert.equal(await run(natsPub, as(asAlice), 'greetings', 'world').code, 0);
      assert.equal(await inAcme.code, 0);
      assert.deepEqual(
        [inCncf, inAcme].map(({ terminal }) => terminal.text('stdout')),
        ["[#1] Received on [greetings]: 'hello'\n", "[#1] Received on [greetings]: 'world'\n"],
      );
      await assertTraced(server, [
        'cid:1 <<- [SUB greetings 1]',
        'cid:2 <<- [SUB greetings 1]',
        'cid:3 <<- [PUB greetings 5]',
        'cid:2 ->> [MSG greetings 1 5]',
        'cid:4 <<- [PUB greetings 5]',
        'cid:1 ->> [MSG greetings 1 5]',
      ]);
    });

    it('share a service, whose reply is another on each side', async () => {
      server = await start(SERVICE);
      const worker = await listening(
        natsRply,
        as(asAlice),
        ...['-q', 'worker', '-count', '1', 'hello', 'hi!'],
      );
      const request = run(natsReq, as(asBob), 'cncf.hello', 'world');
      assert.deepEqual([await request.code, await worker.code], [0, 0]);
      assert.match(request.terminal.text('stdout'), /^Received {2}\[_INBOX\..*\] : 'hi!'\n$/m);
      assert.match(worker.terminal.text('stdout'), /^\[#1\] Received on \[hello\]: 'world'$/m);
      await assertTraced(server, [
        'cid:1 <<- [SUB hello worker 1]',
        'cid:2 <<- [PUB cncf.hello _INBOX… 5]',
        // Since the talk, services are told whose request it is, in a header.
        'cid:1 ->> [HMSG hello 1 _R_…]',
        'cid:1 <<- [PUB _R_… 3]',
        'cid:2 ->> [MSG _INBOX… 1 3]',
      ]);
    });

    it('share a stream under a prefix', async () => {
      server = await start(STREAM);
      const listener = await listening(natsSub, as(asBob), '-count', '2', 'imports.>');
      for (const payload of ['one', 'two']) {
        assert.equal(await run(natsPub, as(asAlice), 'acme.hello', payload).code, 0);
      }
      assert.equal(await listener.code, 0);
      assert.equal(
        listener.terminal.text('stdout'),
        "[#1] Received on [imports.acme.hello]: 'one'\n[#2] Received on [imports.acme.hello]: 'two'\n",
      );
      await assertTraced(server, [
        'cid:1 <<- [SUB imports.> 1]',
        'cid:2 <<- [PUB acme.hello 3]',
        'cid:1 ->> [MSG imports.acme.hello 1 3]',
        'cid:3 <<- [PUB acme.hello 3]',
        'cid:1 ->> [MSG imports.acme.hello 1 3]',
      ]);
    });
  });
}
