import assert from 'node:assert/strict';
import { connect } from '@nats-io/transport-node';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import { count, noTraffic, trafficText } from '../../../src/cli/system/traffic.ts';
import traffic from '../../../src/commands/traffic.ts';
import { Server } from '../../../src/server/server.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx traffic', () => {
  it('counts what goes through, until Ctrl-C', async () => {
    const server = await Server.start({ port: 0 });
    const publisher = await connect({ servers: server.url });
    const io = new Terminal();
    const argv = flagsFirst(traffic.program.flags, ['orders.>', '-s', server.url, '--json']);
    const running = execute(traffic.program, argv, io);
    try {
      // What is published before it listens is not counted, so there is more until it is.
      while (!/"rest":[1-9]/.test(io.text('stdout'))) {
        publisher.publish('orders.new', 'hello');
        publisher.publish('other', 'hello');
        await publisher.flush();
      }
      io.pressCtrlC();
      assert.equal(await running, 0);
      const [line] = io
        .text('stdout')
        .split('\n')
        .filter((each) => /"rest":[1-9]/.test(each));
      const { general, bytes, messages } = JSON.parse(line!) as {
        general: { rest: number };
        bytes: number;
        messages: number;
      };
      assert.deepEqual([general.rest, bytes], [messages, 5 * messages]);
    } finally {
      await publisher.close();
      await server.stop();
    }
  });

  it('tells kinds of messages by their subjects', () => {
    const second = noTraffic();
    for (const [subject, reply] of [
      ['orders.new', ''],
      ['orders.new', '_INBOX.x'],
      ['$JS.API.INFO', '_INBOX.x'],
      ['$JS.ACK.x', undefined],
      ['$SYS.SERVER.x', undefined],
    ] as const) {
      count(second, subject, reply, 100);
    }
    const text = trafficText([second]);
    assert.match(text, /│ +1 │ +1 │ +1 │ +1 │ +1 │ +500 B │ +5 │/);
    assert.ok(!text.includes('Raft'));
  });

  it('shows Raft and cluster once there is any of it', () => {
    const second = noTraffic();
    for (const subject of ['$NRG.V.x', '$NRG.AE.x', '$NRG.AE.y', '$JSC.SYNC.x', '$JSC.ACK.x']) {
      count(second, subject, undefined, 1);
    }
    const text = trafficText([noTraffic(), second]);
    assert.match(text, / Raft Traffic [\s\S]*│ +1 │ +2 │ +0 │ +0 │ +0 │ +3 │/);
    assert.match(text, / Cluster Traffic [\s\S]*│ +0 │ +0 │ +0 │ +1 │ +1 │ +2 │/);
  });
});
