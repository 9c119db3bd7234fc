// Pushing to nats-servers and pulling from them, alone and beside Go's nsc.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Msg } from '@nats-io/transport-node';
import { newStore, TemporaryNsc } from '../nsc/temporary-nsc.ts';
import { certificateFile, keyFile } from '../support/certificates.ts';
import { requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { connectAs, startOperatorServers } from './operator-servers.ts';

const run = promisify(execFile);

/** An operator with a system account, A with the user u, and B. */
async function newSystem(): Promise<TemporaryNsc> {
  const tool = new TemporaryNsc();
  tool.now = new Date();
  await tool.ok('add operator OP --sys');
  for (const account of ['A', 'B']) await tool.ok(`add account ${account}`);
  await tool.ok('add user --account A u');
  await tool.ok('select account A');
  return tool;
}

/** The lines of a report without marks and indentation. */
function texts(report: string): string[] {
  return report.split('\n').flatMap((line) => /^ *\[.{4}\] (.*)$/.exec(line)?.[1] ?? []);
}

describe('nsc push and pull with nats-server', function () {
  let server: Peer;
  before(function () {
    server = requirePeer(this, 'nats-server');
  });

  it('pushes to every server of a cluster, and names each', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(
      tool,
      server,
      'nats-resolver',
      'nats-resolver',
    );
    const out = await tool.ok(`push --all -u ${cluster.url}`);
    const pushed = ['A', 'B', 'SYS'].flatMap((name) => [
      `push ${name} to nats-server with nats account resolver:`,
      `pushed "${name}" to nats-server s1: jwt updated`,
      `pushed "${name}" to nats-server s2: jwt updated`,
      'pushed to a total of 2 nats-server',
    ]);
    assert.deepEqual(texts(out), [
      `push to nats-server "${cluster.url}" using system account "SYS":`,
      ...pushed,
      'check what nats-servers use:',
      'nats-server s1 uses "SYS" as pushed',
      'nats-server s2 uses "SYS" as pushed',
      'nats-server s1 does not use "A", "B": nobody has connected there',
      'nats-server s2 does not use "A", "B": nobody has connected there',
    ]);
    const client = await connectAs(tool, cluster.url, 'A', 'u');
    await client.flush();
    await client.close();
  });

  it('takes effect on those who are connected', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok(`edit operator --account-jwt-server-url ${cluster.url}`);
    await tool.ok('push --all');
    const client = await connectAs(tool, cluster.url, 'A', 'u');
    await tool.ok('revocations add-user --name u');
    const out = await tool.ok('push');
    assert.ok(texts(out).includes('nats-server s1 uses "A" as pushed'), out);
    await client.closed();
  });

  it('says which imports are not active, and why', async () => {
    using tool = await newSystem();
    const exporter = tool.account('B').sub;
    await tool.ok('add export --account B --name secret --subject secret.> --private');
    await tool.ok('add export --account B --name open --subject open.>');
    await tool.ok('add export --account B --name ask --subject ask.* --service');
    const source = `--account A --src-account ${exporter}`;
    await tool.ok(`add import ${source} --name s --remote-subject secret.>`);
    await tool.ok(`add import ${source} --name o --remote-subject open.> --local-subject from.b.>`);
    await tool.ok(
      `add import ${source} --name a --remote-subject ask.* --local-subject b.$1 --service`,
    );
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    const why = 'the export of account "B" is private, and the import has no activation token';
    const before = await tool.ok(`push --all -u ${cluster.url}`);
    assert.match(before, /\[WARN\] import "s" \(secret\.>\) of "A" will not be active: /);
    assert.ok(before.includes(why));
    const client = await connectAs(tool, cluster.url, 'A', 'u');
    const after = await tool.ok(`push -u ${cluster.url}`);
    await client.close();
    assert.deepEqual(texts(after).slice(4), [
      'check what nats-servers use:',
      'nats-server s1 uses "A" as pushed',
      `import "s" (secret.>) of "A" is not active on nats-server s1: ${why}`,
    ]);
  });

  it('shows what a push would change, and changes nothing', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok(`push --account A -u ${cluster.url}`);
    await tool.ok('edit account A --conns 10');
    for (let count = 0; count < 2; count++) {
      const out = await tool.ok(`push --all --dry-run -u ${cluster.url}`);
      assert.deepEqual(texts(out).slice(1), [
        'account "A" would change:',
        'limits.conn: -1 -> 10',
        'account "B" would be added',
        'account "SYS" would stay as it is',
      ]);
    }
  });

  it('deletes what is not in the store', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(
      tool,
      server,
      'nats-resolver',
      'nats-resolver',
    );
    await tool.ok(`push --all -u ${cluster.url}`);
    const [a, b] = [tool.account('A').sub, tool.account('B').sub];
    rmSync(tool.path('OP', 'accounts', 'B'), { recursive: true });
    const diff = texts(await tool.ok(`push --diff -u ${cluster.url}`));
    assert.equal(diff.filter((text) => text === `account ${a} named A exists`).length, 2);
    assert.equal(diff.filter((text) => text === `account ${b} only exists in server`).length, 2);
    const dry = texts(await tool.ok(`push --prune --dry-run -u ${cluster.url}`));
    assert.equal(dry.at(-1), `account ${b} would be pruned`);
    const pruned = texts(await tool.ok(`push --prune -u ${cluster.url}`));
    const done = ['s1', 's2'].map((name) => `pruned nats-server ${name}: deleted 1 accounts`);
    assert.deepEqual(pruned.slice(-2), done);
    const again = texts(await tool.ok(`push --prune -u ${cluster.url}`));
    assert.equal(again.at(-1), 'nothing to prune');
    const removed = texts(await tool.ok(`push --account-removal A -u ${cluster.url}`));
    assert.deepEqual(removed.slice(1), done);
    const refused = await tool.fails(`push --account-removal SYS -u ${cluster.url}`);
    assert.match(
      refused,
      /server s2 responded with error: .* not allowed to delete system account/,
    );
  });

  it('pulls into a store that has nothing but the operator and its system account', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok(`edit operator --account-jwt-server-url ${cluster.url}`);
    await tool.ok('push --all');
    const pushed = ['A', 'B'].map((name) =>
      tool.read(tool.path('OP', 'accounts', name, `${name}.jwt`)),
    );
    for (const name of ['A', 'B']) {
      rmSync(tool.path('OP', 'accounts', name), { recursive: true });
    }
    const dry = texts(await tool.ok('pull --all --dry-run'));
    assert.deepEqual(dry.slice(1).sort(), [
      'account "A" would be added',
      'account "B" would be added',
      'account "SYS" would stay as it is',
    ]);
    const out = texts(await tool.ok('pull --all'));
    assert.deepEqual(
      out.slice(1).sort(),
      ['A', 'B', 'SYS'].map((name) => `stored account "${name}"`),
    );
    const pulled = ['A', 'B'].map((name) =>
      tool.read(tool.path('OP', 'accounts', name, `${name}.jwt`)),
    );
    assert.deepEqual(pulled, pushed);
    tool.now = new Date(tool.now.getTime() + 2000);
    await tool.ok('edit account A --conns 10');
    const refused = await tool.fails('pull --account A');
    assert.match(
      refused,
      /local jwt for "A" is newer than remote version - specify --overwrite-newer/,
    );
    await tool.ok('pull --account A --overwrite-newer');
    assert.equal(tool.account('A').nats.limits.conn, -1);
  });

  it('does not take what another operator signed', async () => {
    using tool = await newSystem();
    using other = await newStore({ Z: [] });
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok(`edit operator --account-jwt-server-url ${cluster.url}`);
    // The server takes it all the same.
    const client = await connectAs(tool, cluster.url, 'SYS', 'sys');
    const token = other.read(other.path('OP', 'accounts', 'Z', 'Z.jwt'));
    await client.request('$SYS.REQ.CLAIMS.UPDATE', token);
    await client.close();
    const err = await tool.fails('pull --all');
    assert.match(err, /account "Z" \(A\w+\) is not signed by the operator "OP": it is not stored/);
    assert.ok(!existsSync(tool.path('OP', 'accounts', 'Z')));
  });

  it('says so where servers keep no accounts, or keep what they are asked for', async () => {
    using tool = await newSystem();
    await using memory = await startOperatorServers(tool, server, 'mem-resolver');
    const nobody = await tool.fails(`push -u ${memory.url}`);
    assert.match(
      nobody,
      /failed to get response to push account: nats: no responders available for request/,
    );
    await using mixed = await startOperatorServers(
      tool,
      server,
      'nats-resolver',
      'nats-resolver-cache',
      'mem-resolver',
    );
    const out = texts(await tool.ok(`push --all -u ${mixed.url}`));
    assert.ok(out.includes('pushed "A" to nats-server s1: jwt updated'), out.join('\n'));
    assert.ok(out.includes('pushed "A" to nats-server s2: jwt update cache skipped'));
    assert.ok(out.includes('pushed to a total of 2 nats-server'));
  });

  it('asks as a user of the system account, if it is told to', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok(`push --system-account SYS --system-user sys -u ${cluster.url}`);
    const err = await tool.fails(`push --system-user nobody -u ${cluster.url}`);
    assert.match(err, /^Error: no system account user with corresponding nkey found\n/);
    // A user that may push, and not ask which servers there are.
    await tool.ok(
      'add user --account SYS pusher --allow-pub $SYS.REQ.CLAIMS.> --allow-sub _INBOX.>',
    );
    const out = await tool.ok(`push --system-user pusher -u ${cluster.url}`);
    assert.ok(texts(out).includes('pushed "A" to nats-server s1: jwt updated'), out);
    assert.match(out, /\[WARN\] what servers use can't be asked: nats: .*Permissions Violation/);
    // Pulling alike.
    await tool.ok(`edit operator --account-jwt-server-url ${cluster.url}`);
    await tool.ok('pull --account A --system-account SYS --system-user sys');
    assert.match(
      await tool.fails('pull --account A --system-user nobody'),
      /^Error: no system account user with corresponding nkey found\n/,
    );
    // In another account no server listens.
    assert.match(await tool.fails('pull --all --system-account A'), /no responders available/);
  });

  it('waits for answers as long as it is told to', async () => {
    using tool = await newSystem();
    await using memory = await startOperatorServers(tool, server, 'mem-resolver');
    // One who keeps accounts in the server's place, and answers when it likes.
    const keeper = await connectAs(tool, memory.url, 'SYS', 'sys');
    const requests = keeper.subscribe('$SYS.REQ.CLAIMS.UPDATE')[Symbol.asyncIterator]();
    await keeper.flush();
    const patient = tool.run(`push --check=false --timeout 60 -u ${memory.url}`);
    const { value: request } = (await requests.next()) as { value: Msg };
    const hasty = await tool.fails(`push --check=false --timeout 1 -u ${memory.url}`);
    assert.match(hasty, /failed to get response to push account: nats: timeout/);
    // The first has waited for longer than the second by now.
    const answered = { name: 'keeper', id: keeper.info!.server_id };
    request.respond(
      JSON.stringify({ server: answered, data: { code: 200, message: 'jwt updated' } }),
    );
    const { code, out } = await patient;
    await keeper.close();
    assert.equal(code, 0, out);
    assert.ok(texts(out).includes('pushed "A" to nats-server keeper: jwt updated'), out);
  });

  it('makes TLS with the files and curves of flags', async () => {
    using tool = await newSystem();
    const text = await tool.ok('generate config --nats-resolver --sys-account SYS');
    const tls =
      `tls { cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}",` +
      ` ca_file: "${certificateFile('ca')}", verify: true, curve_preferences: [CurveP384] }`;
    const secure = await startPeer(server, `${text}\n${tls}\n`);
    try {
      await tool.ok(`edit operator --account-jwt-server-url nats://127.0.0.1:${secure.port}`);
      const [ca, own, key] = [certificateFile('ca'), certificateFile('client'), keyFile('client')];
      const pushed = await tool.ok(
        `push --all --ca-cert "${ca}" --client-cert "${own}" --client-key "${key}" --tls-curves P384`,
      );
      assert.equal(pushed.match(/\] pushed "\w+" to nats-server \w+: jwt updated/g)?.length, 3);
      const pulled = await tool.ok(
        `pull --all --ca-cert "${ca}" --client-cert "${own}" --client-key "${key}" --tls-curves P384`,
      );
      assert.equal(pulled.match(/\] stored account "\w+"/g)?.length, 3);
      // Without the pair the server takes nobody; without the CA or the curve, there is no TLS.
      const pair = `--client-cert "${own}" --client-key "${key}"`;
      for (const command of ['push --all', 'pull --all']) {
        const untrusted = await tool.fails(`${command} ${pair}`);
        assert.match(untrusted, /^Error: failed to connect: .*certificate/);
        const curve = await tool.fails(`${command} --ca-cert "${ca}" ${pair} --tls-curves P256`);
        assert.match(curve, /^Error: failed to connect: .*handshake failure/);
      }
    } finally {
      await secure.stop();
    }
  });

  it('pushes by websocket', async () => {
    using tool = await newSystem();
    const text = await tool.ok('generate config --nats-resolver --sys-account SYS');
    const more = 'websocket { listen: "127.0.0.1:-1", no_tls: true }';
    const running = await startPeer(server, `${text}\n${more}\n`);
    try {
      const [, port] = /websocket clients on ws:\/\/127\.0\.0\.1:(\d+)/.exec(running.log()) ?? [];
      const out = await tool.ok(`push --all -u ws://127.0.0.1:${port}`);
      assert.equal(out.match(/\] pushed "\w+" to nats-server \w+: jwt updated/g)?.length, 3);
    } finally {
      await running.stop();
    }
  });

  it('does not push what servers would refuse', async () => {
    using tool = await newSystem();
    await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
    await tool.ok('edit account B --expiry 1m');
    tool.now = new Date(tool.now.getTime() + 120_000);
    const err = await tool.fails(`push --account B -u ${cluster.url}`);
    assert.match(
      err,
      /^Error: unable to push account "B" as it has validation issues: claim is expired\n/,
    );
    await tool.ok(`push --account B --force -u ${cluster.url}`);
  });

  describe("beside Go's nsc", function () {
    let original: Peer;
    before(function () {
      original = requirePeer(this, 'nsc');
    });

    const goNsc = (tool: TemporaryNsc, ...argv: readonly string[]) =>
      run(original.path, [...argv], {
        env: { HOME: tool.home, PATH: process.env['PATH'] ?? '', NSC_NO_GIT_IGNORE: '' },
        cwd: tool.currentDirectory,
      });

    it('pulls what the other pushed, and the other way round', async () => {
      using tool = await newSystem();
      await using cluster = await startOperatorServers(tool, server, 'nats-resolver');
      await tool.ok(`edit operator --account-jwt-server-url ${cluster.url}`);
      await goNsc(tool, 'push', '-A');
      const token = tool.read(tool.path('OP', 'accounts', 'B', 'B.jwt'));
      rmSync(tool.path('OP', 'accounts', 'B'), { recursive: true });
      await tool.ok('pull --all');
      assert.equal(tool.read(tool.path('OP', 'accounts', 'B', 'B.jwt')), token);
      await tool.ok('edit account B --conns 7');
      await tool.ok('push --account B');
      const changed = tool.read(tool.path('OP', 'accounts', 'B', 'B.jwt'));
      rmSync(tool.path('OP', 'accounts', 'B'), { recursive: true });
      await goNsc(tool, 'pull', '-A');
      assert.equal(tool.read(tool.path('OP', 'accounts', 'B', 'B.jwt')), changed);
    });

    it('prints the same about a push', async () => {
      using tool = await newSystem();
      await using cluster = await startOperatorServers(
        tool,
        server,
        'nats-resolver',
        'nats-resolver',
      );
      const args = ['push', '--all', '-u', cluster.url];
      const { stdout } = await goNsc(tool, ...args);
      // It tells servers in the order in which they answered.
      const sorted = (report: string) => report.split('\n').sort();
      assert.deepEqual(sorted(await tool.ok([...args, '--check=false'])), sorted(stdout));
    });
  });
});
