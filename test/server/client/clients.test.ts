import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/base/logger.ts';
import { SenderClasses } from '../../../src/server/account/sender-classes.ts';
import { Clients } from '../../../src/server/client/clients.ts';
import { ConnectionIds } from '../../../src/server/connection/connection-ids.ts';
import { Turn } from '../../../src/server/connection/turn.ts';
import { Delivery } from '../../../src/server/delivery/delivery.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { Broker } from '../../support/broker.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { turnEnd } from '../../support/turn.ts';

describe('Clients', () => {
  let gone: string[];
  let ids: ConnectionIds;
  let clients: Clients;

  function make(given: GivenServerOptions = {}): void {
    const broker = new Broker();
    const { arena, account: globalAccount, authenticator } = broker;
    gone = [];
    ids = new ConnectionIds();
    clients = new Clients(completeOptions({ host: '10.0.0.1', port: 4222, ...given }), {
      arena,
      turn: new Turn(false),
      logger: silentLogger,
      road: undefined,
      delivery: new Delivery(),
      ids,
      globalAccount,
      authenticator,
      senderClasses: new SenderClasses(),
      server: {
        id: 'N1',
        name: 'one',
        curveKey: 'X1',
        clusterName: () => undefined,
        authenticator,
        isSystemAccount: () => false,
      },
      watcher: {
        connected: () => undefined,
        refused: () => undefined,
        connectionsChanged: () => undefined,
        disconnected: (client, reason) => gone.push(`${client.id} ${reason}`),
      },
    });
  }

  /** One that is connected, and has got what that brings. */
  async function connect(protocol = 1): Promise<MemoryTransport> {
    const wire = new MemoryTransport();
    clients.accept(wire);
    wire.receive(`CONNECT {"verbose":false,"protocol":${protocol}}\r\nPING\r\n`);
    await turnEnd();
    wire.take();
    return wire;
  }

  async function toldTo(wire: MemoryTransport): Promise<Record<string, unknown> | undefined> {
    await turnEnd();
    const [, json] = /^INFO (.*)\r\n$/.exec(wire.take()) ?? [];
    return json === undefined ? undefined : (JSON.parse(json) as Record<string, unknown>);
  }

  it('have numbers from the row of all connections', async () => {
    make();
    await connect();
    ids.next();
    await connect();
    assert.deepEqual([...clients.connections.keys()], [1, 3]);
    assert.equal(clients.totals.connections, 2);
  });

  it('are counted, and told of when they go', async () => {
    make();
    const wire = await connect();
    wire.receive('PUB a 2\r\nhi\r\n');
    wire.endInput();
    await turnEnd();
    assert.deepEqual([clients.connections.size, gone], [0, ['1 Client Closed']]);
    const { connections, inMessages, inBytes, slowConsumers } = clients.totals;
    assert.deepEqual([connections, inMessages, inBytes, slowConsumers], [1, 1, 2, 0]);
  });

  it('are told of other servers, and of our own with them', async () => {
    make();
    const [wire, old] = [await connect(), await connect(0)];
    clients.connectUrls.add('r1', ['10.0.0.2:4222']);
    const told = await toldTo(wire);
    assert.deepEqual(told?.['connect_urls'], ['10.0.0.1:4222', '10.0.0.2:4222']);
    assert.equal(await toldTo(old), undefined, 'with protocol 0 it hears no INFO');
    clients.websocketConnectUrls.add('r1', ['10.0.0.2:8080']);
    assert.equal(await toldTo(wire), undefined, 'it is no websocket');
  });

  it('are told of the others alone by a lame duck, which takes nobody any more', async () => {
    make({ clientAdvertise: 'nats.example.com' });
    const wire = await connect();
    clients.connectUrls.add('r1', ['10.0.0.2:4222']);
    assert.deepEqual((await toldTo(wire))?.['connect_urls'], [
      'nats.example.com:4222',
      '10.0.0.2:4222',
    ]);
    clients.becomesLameDuck();
    const told = await toldTo(wire);
    assert.deepEqual([told?.['ldm'], told?.['connect_urls']], [true, ['10.0.0.2:4222']]);
    const late = new MemoryTransport();
    clients.accept(late);
    assert.deepEqual([late.state, clients.connections.size], ['destroyed', 1]);
  });

  it('go, last come first, when fewer are allowed', async () => {
    make();
    const wires = [await connect(), await connect(), await connect()];
    clients.adopt(completeOptions({ host: '10.0.0.1', port: 4222, maxConnections: 1 }));
    clients.reloaded([{ option: 'maxConnections', old: 0, next: 1, line: '' }] as never);
    await turnEnd();
    assert.deepEqual([...clients.connections.keys()], [1]);
    assert.deepEqual(gone, ['2 Maximum Connections Exceeded', '3 Maximum Connections Exceeded']);
    assert.equal(wires[2]!.take(), "-ERR 'maximum connections exceeded'\r\n");
  });

  it('are told what a reload changes for all of them', async () => {
    make();
    const wire = await connect();
    clients.adopt(completeOptions({ host: '10.0.0.1', port: 4222, maxPayload: 100 }));
    clients.reloaded([]);
    assert.equal((await toldTo(wire))?.['max_payload'], 100);
    clients.adopt(completeOptions({ host: '10.0.0.1', port: 4222, maxPayload: 100 }));
    clients.reloaded([]);
    assert.equal(await toldTo(wire), undefined);
  });

  it('hand over their transports when they are closed', async () => {
    make();
    const wire = await connect();
    assert.deepEqual(clients.close(), [wire]);
    await turnEnd();
    assert.deepEqual(gone, ['1 Server Shutdown']);
    const late = new MemoryTransport();
    clients.accept(late);
    assert.equal(late.state, 'destroyed');
  });
});
