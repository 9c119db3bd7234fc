import { Server } from '../../src/server/server.ts';

/** Our broker on a free port of 127.0.0.1; the test stops it. */
export async function startServer(): Promise<Server> {
  return Server.start({ port: 0 });
}
