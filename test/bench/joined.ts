// Two servers that are one deployment: by a route, a gateway or a leafnode connection. natsload subscribes and answers at
// the first, and publishes and asks at the second.
import { freePorts } from '../support/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { RawClient } from '../support/raw-client.ts';
import { startServer, type Contender, type RunningServer } from './contender.ts';

export type Joint = 'route' | 'gateway' | 'leafnode';

/** The configurations of the two, which each serve one of these ports. */
const configurations: Readonly<Record<Joint, (first: number, second: number) => [string, string]>> =
  {
    route: (first, second) => [
      `cluster { name: bench, listen: "127.0.0.1:${first}" }\n`,
      `cluster { name: bench, listen: "127.0.0.1:${second}", routes: [ "nats-route://127.0.0.1:${first}" ] }\n`,
    ],
    gateway: (first, second) => {
      const clusters = `gateways: [
  { name: east, url: "nats://127.0.0.1:${first}" }
  { name: west, url: "nats://127.0.0.1:${second}" }
]`;
      return [
        `gateway { name: east, listen: "127.0.0.1:${first}", ${clusters} }\n`,
        `gateway { name: west, listen: "127.0.0.1:${second}", ${clusters} }\n`,
      ];
    },
    leafnode: (first) => [
      `leafnodes { listen: "127.0.0.1:${first}" }\n`,
      `leafnodes { remotes: [ { url: "nats-leaf://127.0.0.1:${first}" } ] }\n`,
    ],
  };

/** Resolves when what is published at the second is heard at the first. */
export async function startJoined(
  contender: Contender,
  joint: Joint,
  configFile: (config: string) => Promise<string>,
): Promise<RunningServer> {
  const [firstPort, secondPort] = await freePorts(2);
  const servers: RunningServer[] = [];
  const stop = async () => {
    for (const server of servers) await server.stop();
  };
  try {
    for (const [at, text] of configurations[joint](firstPort!, secondPort!).entries()) {
      const file = await configFile(`server_name: bench-${at + 1}\n${text}`);
      const args = [...contender.args, '-c', file];
      servers.push(await startServer({ ...contender, args }));
    }
    const [first, second] = servers;
    await untilJoined(first!.port, second!.port);
    return { ...second!, partner: first!, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilJoined(subscriberPort: number, publisherPort: number): Promise<void> {
  const subscriber = await RawClient.connect(subscriberPort);
  const publisher = await RawClient.connect(publisherPort);
  try {
    subscriber.send('CONNECT {"verbose":false}\r\nSUB joined 1\r\n');
    publisher.send('CONNECT {"verbose":false}\r\n');
    await eventually(
      async () => {
        publisher.send('PUB joined 0\r\n\r\n');
        await publisher.settle();
        return (await subscriber.settle()).includes('MSG joined');
      },
      () => 'the two servers have not found each other',
    );
  } finally {
    subscriber.destroy();
    publisher.destroy();
  }
}
