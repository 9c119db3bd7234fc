import assert from 'node:assert/strict';
import { payloadMessage } from '../../../src/protocol/message.ts';
import { Account } from '../../../src/server/account/account.ts';
import { gatewayHash } from '../../../src/server/account/server-hash.ts';
import { INTERNAL, type Source } from '../../../src/server/delivery/audience.ts';
import type { OutboundGateway } from '../../../src/server/gateway/outbound-gateway.ts';
import type { Takers } from '../../../src/server/gateway/remote-interest.ts';
import { Sender } from '../../../src/server/gateway/sender.ts';

const ACCOUNT = new Account('A', []);

/** A cluster that listens plainly, or in queue groups, and notes what it gets. */
class Cluster {
  rttMs: number | undefined;
  isThere = true;
  readonly got: string[] = [];
  readonly name: string;
  readonly #takers: Takers;

  constructor(name: string, rttMs: number | undefined, ...queues: readonly string[]) {
    this.name = name;
    this.rttMs = rttMs;
    this.#takers = { isPlain: queues.length === 0, queues };
  }

  takers(): Takers {
    return this.#takers;
  }

  pass(_: Account, subject: string, reply: string, queues: readonly string[] = []): boolean {
    if (this.isThere) this.got.push([subject, reply, ...queues].join(' ').trim());
    return this.isThere;
  }

  /** All that a sender asks of one. */
  get gateway(): OutboundGateway {
    return this as unknown as OutboundGateway;
  }
}

function sender(...clusters: readonly Cluster[]): Sender {
  const made = new Sender({
    ...{ id: 'NOWN', cluster: 'OWN', plans: undefined },
    toServer: (hash) => hash === gatewayHash('NMATE'),
    account: () => ACCOUNT,
  });
  for (const cluster of clusters) made.add(cluster.gateway);
  return made;
}

const from = (kind: Source['kind'], queues?: readonly string[]): Source => ({
  ...{ kind, echo: true, origin: '' },
  ...(queues === undefined ? {} : { queues }),
});

describe('Sender', () => {
  const message = payloadMessage('work', 'x');

  it('sends to the nearest cluster of which a queue group has a member, once', () => {
    const [far, near, unknown] = [
      new Cluster('F', 40, 'q', 'r'),
      new Cluster('N', 2, 'q'),
      new Cluster('U', undefined, 'q', 's'),
    ];
    assert.equal(sender(unknown, far, near).send(INTERNAL, ACCOUNT, message, []), true);
    assert.deepEqual([near.got, far.got, unknown.got], [['work  q'], ['work  r'], ['work  s']]);
  });

  it('leaves out the groups that have been served', () => {
    const only = new Cluster('N', 1, 'q');
    assert.equal(sender(only).send(INTERNAL, ACCOUNT, message, ['q']), false);
    assert.deepEqual(only.got, []);
  });

  it('takes the next one if a gateway is closed', () => {
    const [near, far] = [new Cluster('N', 1, 'q'), new Cluster('F', 9, 'q')];
    near.isThere = false;
    assert.equal(sender(near, far).send(INTERNAL, ACCOUNT, message, []), true);
    assert.deepEqual(far.got, ['work  q']);
  });

  it('follows round trips as they are measured', () => {
    const [one, other] = [new Cluster('A', 1, 'q'), new Cluster('B', 9, 'q')];
    const clusters = sender(one, other);
    one.rttMs = 30;
    clusters.order();
    clusters.send(INTERNAL, ACCOUNT, message, []);
    assert.deepEqual([one.got, other.got], [[], ['work  q']]);
  });

  it('sends on nothing that another server sent, and of a leafnode what it names', () => {
    const [plain, groups] = [new Cluster('P', 1), new Cluster('G', 2, 'q', 'r')];
    const clusters = sender(plain, groups);
    for (const kind of ['route', 'gateway'] as const) {
      assert.equal(clusters.send(from(kind), ACCOUNT, message, []), false);
      assert.deepEqual(clusters.targets(from(kind), ACCOUNT, 'work', []), []);
    }
    clusters.send(from('leaf', ['r']), ACCOUNT, message, []);
    assert.deepEqual([plain.got, groups.got], [['work'], ['work  r']]);
  });

  describe('a reply on its way back', () => {
    const reply = (cluster: string, server: string) =>
      payloadMessage(`_GR_.${gatewayHash(cluster)}.${gatewayHash(server)}.inbox`, 'x');

    it('goes to the cluster that asked, whether it listens or not', () => {
      const there = new Cluster('X', 1, 'q');
      const back = reply('X', 'N1');
      assert.equal(sender(there).wayBack(from('client'), ACCOUNT, back), true);
      assert.deepEqual(there.got, [back.subject]);
    });

    it('is lost if another server brings it here by mistake', () => {
      const there = new Cluster('X', 1);
      assert.equal(sender(there).wayBack(from('gateway'), ACCOUNT, reply('X', 'N1')), false);
      assert.deepEqual(there.got, []);
    });

    it('is for somebody else to know if no gateway leads there', () => {
      assert.equal(sender().wayBack(from('client'), ACCOUNT, reply('X', 'N1')), undefined);
    });

    it('is handed on in the own cluster, and taken here if that server is this one, or gone', () => {
      const clusters = sender();
      const wayBack = (server: string, kind: Source['kind']) => {
        const way = clusters.wayBack(from(kind), ACCOUNT, reply('OWN', server));
        return typeof way === 'object' ? way.subject : way;
      };
      assert.equal(wayBack('NMATE', 'gateway'), true);
      assert.equal(wayBack('NOWN', 'gateway'), 'inbox');
      assert.equal(wayBack('NGONE', 'gateway'), 'inbox');
      // Never from route to route.
      assert.equal(wayBack('NMATE', 'route'), 'inbox');
    });
  });
});
