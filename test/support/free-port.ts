// Ports for servers that others must know before they run: where a test can, it lets the server take port 0 instead.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

const host = '127.0.0.1';

/**
 * A port below those that the kernel hands out (from 32768 on Linux). From among those, a client that asks again and
 * again for a port where nobody listens yet is one day given that very port for itself, and connects to itself.
 * Another program may take the port before the server does; then the run fails and says so.
 */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}

/** As many different ones. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners: Server[] = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(10_000, 32_000);
    const server = createServer().listen(port, host);
    try {
      await once(server, 'listening');
    } catch {
      continue; // Taken: the next one.
    }
    listeners.push(server);
    ports.push(port);
  }
  // Held until all are found, so that none comes twice.
  await Promise.all(listeners.map((server) => once(server.close(), 'close')));
  return ports;
}
