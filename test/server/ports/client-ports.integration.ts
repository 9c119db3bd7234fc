import assert from 'node:assert/strict';
import { NatsxError } from '../../../src/base/errors.ts';
import { ClientPorts } from '../../../src/server/ports/client-ports.ts';
import type { Transport, TransportEvents } from '../../../src/server/connection/transport.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { certificateFile, clientTls, keyFile, pairOptions } from '../../support/certificates.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { RawClient } from '../../support/raw-client.ts';

/** Greets, and otherwise says and does nothing. */
class Greeter implements TransportEvents {
  readonly #transport: Transport;
  constructor(transport: Transport) {
    this.#transport = transport;
  }
  received(): boolean {
    return true;
  }
  handshake({ type }: { readonly type: string }): void {
    if (type === 'greeting') this.#transport.write(Buffer.from('INFO {} \r\n'));
    if (type === 'failed' || type === 'throttled') this.#transport.destroy();
  }
  refused(): void {
    this.#transport.destroy();
  }
  ended(): void {
    this.#transport.end();
  }
  written(): void {
    // It has nothing more to write.
  }
  broke(): void {
    // `closed` follows.
  }
  closed(): void {
    // Nothing is kept of it.
  }
}

describe('ClientPorts', () => {
  let ports: ClientPorts;
  afterEach(() => ports.close());

  const options = (given: GivenServerOptions) => completeOptions({ port: -1, ...given });

  async function open(given: GivenServerOptions): Promise<ClientPorts> {
    const surroundings = {
      logger: new LogRecorder(),
      input: undefined,
      direct: undefined,
      accept: (transport: Transport) => transport.open(new Greeter(transport)),
    };
    return (ports = await ClientPorts.open(options(given), surroundings));
  }

  /** Who the server says that it is. */
  async function shownBy({ port }: ClientPorts): Promise<string> {
    const client = await RawClient.connect(port);
    const socket = await client.startTls({ ...clientTls(), checkServerIdentity: () => undefined });
    const { subject = '' } = socket.getPeerX509Certificate() ?? {};
    client.destroy();
    return subject;
  }

  it('shows other certificates after a reload, to new clients', async () => {
    await open({ tls: pairOptions('server') });
    assert.match(await shownBy(ports), /CN=localhost$/);
    ports.reload(options({ tls: pairOptions('server-other') }));
    assert.match(await shownBy(ports), /CN=other\.example$/);
  });

  it('stays as it was when the new certificates are no good', async () => {
    await open({ tls: pairOptions('server') });
    const wrong = { certFile: certificateFile('server-other'), keyFile: keyFile('server') };
    assert.throws(
      () => ports.reload(options({ tls: wrong })),
      (error) => error instanceof NatsxError && error.code === 'ERR_TLS',
    );
    assert.match(await shownBy(ports), /CN=localhost$/);
  });

  it('takes another rate of handshakes, and goes on counting with the same', async () => {
    const limited = (connectionRateLimit: number) =>
      options({ tls: { ...pairOptions('server'), connectionRateLimit } });
    const isAdmitted = async (): Promise<boolean> => {
      const client = await RawClient.connect(ports.port);
      const isEncrypted = await client.startTls(clientTls()).then(
        () => true,
        () => false,
      );
      client.destroy();
      return isEncrypted;
    };
    await open({ tls: pairOptions('server') });
    ports.reload(limited(1));
    assert.deepEqual([await isAdmitted(), await isAdmitted()], [true, false]);
    ports.reload(limited(1));
    assert.equal(await isAdmitted(), false);
    ports.reload(limited(0));
    assert.equal(await isAdmitted(), true);
  });

  it('opens none when one can not be opened', async () => {
    await open({});
    const taken = { port: ports.port, noTls: true };
    const surroundings = {
      logger: new LogRecorder(),
      input: undefined,
      direct: undefined,
      accept: () => undefined,
    };
    await assert.rejects(ClientPorts.open(options({ websocket: taken }), surroundings), {
      code: 'ERR_LISTEN',
    });
  });

  it('tells whether it is open', async () => {
    await open({});
    assert.equal(ports.isOpen, true);
    ports.close();
    assert.equal(ports.isOpen, false);
  });
});
