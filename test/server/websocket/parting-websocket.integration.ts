import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import {
  PartingWebSocket,
  type Farewell,
} from '../../../src/server/websocket/parting-websocket.ts';
import { WebSocketClient } from '../../support/websocket-client.ts';

describe('PartingWebSocket', () => {
  let http: Server;
  let client: WebSocketClient;
  let webSocket: PartingWebSocket;

  beforeEach(async () => {
    const webSockets = new WebSocketServer({ noServer: true, WebSocket: PartingWebSocket });
    http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const made = new Promise<PartingWebSocket>((resolve) => {
      http.on('upgrade', (request, socket, head) => {
        webSockets.handleUpgrade(request, socket, head, (made) => resolve(made));
      });
    });
    client = await WebSocketClient.connect((http.address() as AddressInfo).port);
    webSocket = await made;
    webSocket.on('error', () => undefined);
  });
  afterEach(() => {
    client.destroy();
    webSocket.terminate();
    http.close();
  });

  const endings: [name: string, payload: string, opcode: number, farewell: Farewell][] = [
    ['a close', '\x03\xe8bye', 8, { status: 1000, reason: 'bye' }],
    ['a close that says nothing', '', 8, { status: undefined, reason: '' }],
    ['a violation', '', 5, { status: 1002, reason: '' }],
  ];
  for (const [name, payload, opcode, farewell] of endings) {
    it(`leaves it to others to answer ${name}`, async () => {
      const parting = new Promise<Farewell>((resolve) => (webSocket.onParting = resolve));
      client.sendFrame({ opcode, payload });
      assert.deepEqual(await parting, farewell);
      webSocket.send('before');
      webSocket.part(farewell);
      await client.closed;
      assert.equal(client.text, 'before');
      assert.deepEqual(client.closeFrame, farewell);
      assert.deepEqual(
        client.frames.map((frame) => frame.opcode),
        [1, 8],
      );
    });
  }
});
