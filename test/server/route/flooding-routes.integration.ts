// Peers of the cluster that send too much, or take nothing: what they cost stays bounded, and the others do not notice.
import assert from 'node:assert/strict';
import { findEngines } from '../../support/engines.ts';
import { eventually } from '../../support/eventually.ts';
import { RawClient } from '../../support/raw-client.ts';
import { infoLine, type RawRoutePeer } from '../../support/raw-route-peer.ts';
import { BesiegedCluster } from './besieged-cluster.ts';

const MIB = 1024 * 1024;

describe('Among flooding routes, a server', function () {
  this.timeout(120_000);
  let besieged: BesiegedCluster;

  beforeEach(async () => {
    // A route may be four times as far behind as a client.
    const more = 'max_pending: 4MB\nping_interval: "2s"\n';
    besieged = await BesiegedCluster.start(findEngines().get('natsx')!, { more });
  });
  afterEach(() => besieged[Symbol.asyncDispose]());

  const attacked = () => besieged.deployment.servers[0]!;
  const subscriptions = async () =>
    (await attacked().monitor('/subsz'))['num_subscriptions'] as number;

  it('takes 300,000 subscriptions of a peer, and forgets them with it', async () => {
    const peer = await besieged.member();
    const before = await subscriptions();
    for (let lot = 0; lot < 30; lot++) {
      let lines = '';
      for (let number = 0; number < 10_000; number++) lines += `RS+ A flood.${lot}.${number}.*\r\n`;
      peer.wire.send(lines);
      await besieged.isUnharmed();
    }
    await peer.wire.settle();
    assert.equal(await subscriptions(), before + 300_000);
    peer.destroy();
    await besieged.isUnharmed();
    await eventually(
      async () => (await subscriptions()) === before,
      async () => `${(await subscriptions()) - before} subscriptions are left`,
    );
    await besieged.isUnharmed();
  });

  it('gets along with a peer that cannot make up its mind', async () => {
    const peer = await besieged.member();
    const before = await subscriptions();
    for (let lot = 0; lot < 30; lot++) {
      peer.wire.send(
        'RS+ A beside\r\nRS- A beside\r\nRS+ A beside q 3\r\nRS- A beside q\r\n'.repeat(1000),
      );
      await besieged.isUnharmed();
    }
    await peer.wire.settle();
    assert.equal(await subscriptions(), before);
  });

  it('does not count the members of a group that a peer says is of a billion', async () => {
    const peer = await besieged.member();
    const before = besieged.residentBytes;
    peer.wire.send('RS+ A group members 999999999\r\n');
    await peer.wire.settle();
    const client = await publisher(besieged);
    client.send('PUB group 2\r\nhi\r\n'.repeat(100));
    await client.settle();
    await besieged.isUnharmed();
    assert.ok(besieged.residentBytes - before < 64 * MIB);
    client.destroy();
  });

  it('cuts off a peer that takes nothing, before it holds more than it may', async () => {
    const peer = await besieged.member();
    peer.wire.send('RS+ A heap\r\n');
    await peer.wire.settle();
    peer.wire.pause();
    const client = await publisher(besieged);
    const before = besieged.residentBytes;
    const message = `PUB heap ${MIB / 2}\r\n${'x'.repeat(MIB / 2)}\r\n`;
    let most = before;
    for (let megabytes = 0; megabytes < 100; megabytes++) {
      client.send(message + message);
      await client.settle();
      most = Math.max(most, besieged.residentBytes);
      if (megabytes % 10 === 0) await besieged.isUnharmed();
    }
    await eventually(
      () => attacked().log.includes('Slow Consumer'),
      () => 'the peer is not cut off',
    );
    assert.ok(most - before < 80 * MIB, `${(most - before) / MIB} MiB more`);
    await besieged.deployment.whole();
    await besieged.isUnharmed();
    client.destroy();
  });

  it('waits for the rest of a message without a place for it, and for nobody else', async () => {
    const before = besieged.residentBytes;
    const peers: RawRoutePeer[] = [];
    for (let count = 0; count < 20; count++) {
      const peer = await besieged.member();
      peer.wire.send(`RMSG A heap ${60 * MIB}\r\n${'x'.repeat(1000)}`);
      peers.push(peer);
    }
    await besieged.isUnharmed();
    assert.ok(besieged.residentBytes - before < 100 * MIB);
    for (const peer of peers) peer.destroy();
    await besieged.deployment.whole();
  });

  it('refuses again and again who says to be somebody that is there', async () => {
    const first = await besieged.member({ id: 'NTWIN' });
    for (let count = 0; count < 50; count++) {
      const twin = await besieged.stranger();
      twin.introduce({ id: 'NTWIN' });
      await twin.wire.closed;
    }
    await first.wire.settle();
    await besieged.isUnharmed();
  });

  it('hears of a thousand servers that there are not', async () => {
    const peer = await besieged.member();
    for (let number = 0; number < 1000; number++) {
      const id = `NGHOST${number}`;
      peer.wire.send(infoLine({ id, info: { ip: `nats-route://127.0.0.1:${1 + (number % 9)}/` } }));
    }
    await peer.wire.settle();
    await besieged.isUnharmed();
    peer.destroy();
    await besieged.deployment.whole();
    await besieged.isUnharmed();
  });

  it('lets a server in beside 200 that say nothing', async () => {
    const silent = await Promise.all(Array.from({ length: 200 }, () => besieged.stranger()));
    const peer = await besieged.member();
    await peer.wire.settle();
    await besieged.isUnharmed();
    for (const one of silent) one.destroy();
  });
});

async function publisher({ deployment }: BesiegedCluster): Promise<RawClient> {
  const client = await RawClient.connect(deployment.servers[0]!.place.clientPort, {
    waitMs: 60_000,
  });
  client.send('CONNECT {"verbose":false,"user":"a","pass":"p"}\r\n');
  await client.settle();
  return client;
}
