// The tools that connect as users of the store, against a nats-server that trusts its operator.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TemporaryNsc } from '../nsc/temporary-nsc.ts';
import { certificateFile, keyFile } from '../support/certificates.ts';
import { isAtLeast, requirePeer, skipWithout, startPeer, type Peer } from '../support/peers.ts';
import { connectAs, startOperatorServers, type OperatorServers } from './operator-servers.ts';

const run = promisify(execFile);

describe('nsc tool with nats-server', function () {
  let server: Peer;
  let tool: TemporaryNsc;
  let running: OperatorServers;

  before(async function () {
    server = requirePeer(this, 'nats-server');
    tool = new TemporaryNsc();
    tool.now = new Date();
    await tool.ok('add operator OP --sys');
    await tool.ok('add account B');
    for (const name of ['v', 'w']) await tool.ok(`add user --account B ${name}`);
    await tool.ok('add account A');
    await tool.ok('add user u');
    running = await startOperatorServers(tool, server, 'mem-resolver');
    await tool.ok(`edit operator --service-url ${running.url}`);
  });

  after(async () => {
    await running[Symbol.asyncDispose]();
    tool[Symbol.dispose]();
  });

  it('publishes and subscribes', async () => {
    const listener = tool.start('tool sub news.> --max-messages 2');
    await listener.says('Listening on [news.>] for 2 messages\n');
    const { out, err } = await tool.run(['tool', 'pub', 'news.a', 'it "rains"']);
    assert.deepEqual([out, err], ['', 'Published [news.a] : "it \\"rains\\""\n']);
    await tool.ok('pub news.b');
    const ran = await listener.ended;
    assert.deepEqual(
      [ran.code, ran.out],
      [0, "[#1] received on [news.a]: 'it \"rains\"'\n[#2] received on [news.b]: ''\n"],
    );
  });

  it('writes messages as lines of JSON', async () => {
    const listener = tool.start('tool sub raw --max-messages 2 --json');
    await listener.says('Listening on [raw] for 2 messages\n');
    const client = await connectAs(tool, running.url, 'A', 'u');
    client.publish('raw', 'text', { reply: 'back' });
    client.publish('raw', Uint8Array.of(0xff, 0x00));
    await client.drain();
    const { out } = await listener.ended;
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    assert.deepEqual(lines, [
      { number: 1, subject: 'raw', reply: 'back', payload: 'text' },
      { number: 2, subject: 'raw', payload_base64: '/wA=' },
    ]);
  });

  it('asks and answers', async () => {
    const echo = tool.start('tool reply echo --max-messages 2 --queue q');
    await echo.says('listening on [echo] for 2 messages\n');
    const { code, out, err } = await tool.run('tool req echo hello');
    assert.equal(code, 0);
    assert.match(out, /^received reply: \[_INBOX\.\w+\] : 'hello'\n$/);
    assert.equal(err, "published request: [echo] : 'hello'\n");
    await tool.ok('tool pub echo unasked');
    const ran = await echo.ended;
    assert.equal(ran.out, "[#1] received on [echo]: 'hello'\n");
    assert.match(ran.err, /\[#2\] ignoring request on \[echo\]: no reply subject\n/);

    const other = tool.start('rep help fine --max-messages 1');
    await other.says('listening on [help]');
    assert.match(await tool.ok('req help'), / : 'fine'\n$/);
    await other.ended;
  });

  it('connects as the user of the account that is named', async () => {
    const listener = tool.start('tool sub where --account B --user v --max-messages 1');
    await listener.says('Listening on [where] for 1 messages\n');
    // What is published in A stays there.
    await tool.ok('tool pub where A --account A --user u');
    await tool.ok('tool pub where B --account B --user w');
    assert.equal((await listener.ended).out, "[#1] received on [where]: 'B'\n");

    const echo = tool.start('tool reply who B --account B --user v --max-messages 1');
    await echo.says('listening on [who] for 1 messages\n');
    assert.equal((await tool.run('tool req who --account A --user u')).code, 3);
    assert.match(await tool.ok('tool req who --account B --user w'), / : 'B'\n$/);
    await echo.ended;

    await tool.ok('tool rtt --account B --user v');
    const err = await tool.fails('tool rtt --account B');
    assert.match(err, /^Error: a user is required\n/);
  });

  it('shares messages in a queue group', async () => {
    const line = 'tool sub jobs --queue workers --max-messages 1';
    const workers = [tool.start(line), tool.start(line)];
    await Promise.all(workers.map((each) => each.says('Listening on [jobs] for 1 messages\n')));
    await tool.ok('tool pub jobs first');
    await Promise.race(workers.map(({ ended }) => ended));
    await tool.ok('tool pub jobs second');
    const heard = await Promise.all(workers.map(async ({ ended }) => (await ended).out));
    assert.deepEqual(heard.sort(), [
      "[#1] received on [jobs]: 'first'\n",
      "[#1] received on [jobs]: 'second'\n",
    ]);
  });

  it('tells by its exit code whether nobody listens', async () => {
    const { code, err } = await tool.run('tool req nobody.there');
    assert.equal(code, 3);
    assert.match(err, /\nError: nats: no responders available for request\n/);
  });

  it('measures the round trip', async () => {
    const out = await tool.ok('tool rtt');
    assert.match(out, /^round trip time to \[nats:\/\/127\.0\.0\.1:\d+\] = [\d.]+(µs|ms)\n$/);
    const json = (await tool.json('tool rtt')) as { server: string; rtt_ms: number };
    assert.equal(json.server, running.url);
    assert.ok(json.rtt_ms > 0);
  });

  it('takes the server from the command line, before the command, too', async () => {
    await tool.ok(`tool --nats ${running.url} rtt`);
    const err = await tool.fails('tool pub a --nats nats://127.0.0.1:1');
    assert.match(err, /^Error: nats: no servers available for connection\n/);
  });

  it('says what it lacks', async () => {
    using empty = new TemporaryNsc();
    await empty.ok('add operator OP');
    await empty.ok('add account A');
    const first = async (line: string, code = 1) => (await empty.fails(line, code)).split('\n')[0];
    assert.equal(await first('tool pub a'), 'Error: a user is required');
    await empty.ok('add user u');
    assert.equal(
      await first('tool pub a'),
      'Error: operator "OP" doesn\'t have operator_service_urls set',
    );
    assert.match(
      (await first('tool pub a -u x')) ?? '',
      /creds file for account "A"\/"x" was not found/,
    );
    assert.equal(await first('tool pub', 2), 'Error: requires at least 1 arg(s), only received 0');
    assert.equal(
      await first('tool sub a --max-messages 0', 2),
      'Error: max-messages must be greater than zero',
    );
    for (const line of ['tool pub a -E', 'tool sub a -E', 'tool req a -E', 'tool reply a -E']) {
      const text = 'Error: the experimental --encrypt option is no longer supported';
      assert.equal(await first(line, 2), text, line);
    }
    assert.equal(
      await first('tool req a --encrypt', 2),
      'Error: the experimental --encrypt option is no longer supported',
    );
    assert.equal(
      await first('tool rtt --tls-curves P111', 2),
      'Error: unknown TLS curve "P111" (accepted: P256, P384, P521, X25519)',
    );
    assert.equal(
      await first('tool rtt --client-cert c.pem', 2),
      'Error: --client-cert and --client-key go together',
    );
  });

  it('makes TLS, with the files of flags or of the environment', async () => {
    const tls =
      `tls { cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}",` +
      ` ca_file: "${certificateFile('ca')}", verify: true }`;
    const text = await tool.ok('generate config --mem-resolver --sys-account SYS');
    const secure = await startPeer(server, `${text}\n${tls}\n`);
    try {
      const to = `--nats nats://127.0.0.1:${secure.port}`;
      const files = [
        `--ca-cert "${certificateFile('ca')}"`,
        `--client-cert "${certificateFile('client')}"`,
        `--client-key "${keyFile('client')}"`,
      ].join(' ');
      await tool.ok(`tool rtt ${to} ${files} --tls-curves P256,curveP384`);
      await tool.fails(`tool rtt ${to}`);
      tool.env = {
        NATS_CA: certificateFile('ca'),
        NATS_CERT: certificateFile('client'),
        NATS_KEY: keyFile('client'),
      };
      await tool.ok(`tool rtt ${to}`);
    } finally {
      tool.env = {};
      await secure.stop();
    }
  });

  it('makes TLS before the server says a word', async function () {
    if (!isAtLeast(server.version, '2.10.0')) {
      skipWithout(this, `nats-server ${server.version} always speaks first`, 'have 2.10');
    }
    const tls =
      `tls { cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}",` +
      ` handshake_first: true }`;
    const text = await tool.ok('generate config --mem-resolver --sys-account SYS');
    const secure = await startPeer(server, `${text}\n${tls}\n`);
    try {
      const to = `--nats tls://127.0.0.1:${secure.port} --ca-cert "${certificateFile('ca')}"`;
      await tool.ok(`tool rtt ${to} --tls-first`);
    } finally {
      await secure.stop();
    }
  });

  it("answers Go's nsc, and is answered", async function () {
    const original = requirePeer(this, 'nsc');
    const options = {
      env: { HOME: tool.home, PATH: process.env['PATH'] ?? '', NSC_NO_GIT_IGNORE: '' },
      cwd: tool.currentDirectory,
    };
    const ours = tool.start('tool reply both ours --max-messages 1');
    await ours.says('listening on [both]');
    const { stdout } = await run(original.path, ['tool', 'req', 'both'], options);
    assert.match(stdout, / : 'ours'\n$/);
    await ours.ended;
  });
});
