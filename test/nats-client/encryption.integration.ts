import assert from 'node:assert/strict';
import { tlsSocketOf } from '../../src/nats-client/encryption.ts';
import { Session } from '../../src/nats-client/session.ts';
import { Server } from '../../src/server/server.ts';
import { certificateFile, pairOptions } from '../support/certificates.ts';

describe('the TLS socket of a connection', () => {
  async function socketAt(server: Server, scheme: string, authority?: string) {
    const servers = `${scheme}://127.0.0.1:${server.port}`;
    const tls = { authority };
    const session = await Session.open({
      ...{ servers, tls, name: 'test', timeoutMs: 2000, reconnects: 0 },
    });
    try {
      return tlsSocketOf(session.connection)?.getProtocol();
    } finally {
      await session.close();
      await server.stop();
    }
  }

  it('is there with TLS', async () => {
    const server = await Server.start({ port: 0, tls: pairOptions('server') });
    assert.equal(await socketAt(server, 'tls', certificateFile('ca')), 'TLSv1.3');
  });

  it('is not there without', async () => {
    assert.equal(await socketAt(await Server.start({ port: 0 }), 'nats'), undefined);
  });
});
