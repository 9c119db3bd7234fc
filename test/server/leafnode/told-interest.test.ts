import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Connection, ConnectionKind } from '../../../src/server/connection/connection.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { ToldInterest, type Listener } from '../../../src/server/leafnode/told-interest.ts';

interface Setup {
  readonly interest: ToldInterest;
  readonly account: Account;
}

function setUp(elsewhere: readonly string[] = []): Setup {
  const interest = new ToldInterest(() => elsewhere);
  return { interest, account: new Account('A', [interest]) };
}

/** One who is told, and what it was told. */
class Told implements Listener {
  readonly lines: string[] = [];
  readonly remoteCluster: string;
  readonly isSpoke: boolean;
  readonly isIsolated: boolean;
  denied = '';

  constructor({ cluster = '', isSpoke = false, isIsolated = false } = {}) {
    this.remoteCluster = cluster;
    this.isSpoke = isSpoke;
    this.isIsolated = isIsolated;
  }

  mayAsk(subject: string): boolean {
    return subject !== this.denied;
  }

  tell(name: string, count: number): void {
    this.lines.push(`${name} ${count}`);
  }

  take(): string[] {
    return this.lines.splice(0);
  }
}

let ids = 0;
/** As much of a connection as is asked for here. */
function connection(kind: ConnectionKind, remoteCluster = '', isSpoke = false): Connection {
  return { id: ++ids, kind, remoteCluster, isSpoke } as unknown as Connection;
}

function subscription(
  by: Connection,
  name: string,
  more: Partial<Subscription> = {},
): Subscription {
  const [subject = '', queue] = name.split(' ');
  return { connection: by, subject, queue, sid: name, delivered: 0, max: 0, ...more };
}

const all = ({ interest, account }: Setup, to: Listener): string[] =>
  [...interest.of(account, to)].map(({ name, count }) => `${name} ${count}`);

describe('ToldInterest', () => {
  it('tells once what several hear, and the members of a group each time', () => {
    const setup = setUp();
    const told = new Told();
    setup.interest.add(setup.account, told);
    const client = connection('client');
    const [a, b] = [subscription(client, 'x'), subscription(client, 'x')];
    const [c, d] = [subscription(client, 'x q'), subscription(client, 'x q')];
    for (const each of [a, b, c, d]) setup.account.subscribe(each);
    assert.deepEqual(told.take(), ['x 1', 'x q 1', 'x q 2']);
    for (const each of [a, b, c, d]) setup.account.unsubscribe(each);
    assert.deepEqual(told.take(), ['x 0', 'x q 1', 'x q 0']);
  });

  it('begins with what there is, and forgets when nobody is told', () => {
    const setup = setUp(['far', 'far q']);
    setup.account.subscribe(subscription(connection('client'), 'x'));
    const told = new Told();
    setup.interest.add(setup.account, told);
    assert.deepEqual(all(setup, told), ['x 1', 'far 1', 'far q 1']);
    setup.interest.remove(setup.account, told);
    assert.deepEqual(all(setup, told), []);
    setup.account.subscribe(subscription(connection('client'), 'y'));
    assert.deepEqual(told.take(), []);
    setup.interest.add(setup.account, told);
    assert.equal(all(setup, told).length, 4);
  });

  it('tells nobody what its own cluster hears', () => {
    const setup = setUp();
    const [c, d] = [new Told({ cluster: 'C' }), new Told({ cluster: 'D' })];
    for (const each of [c, d]) setup.interest.add(setup.account, each);
    setup.account.subscribe(subscription(connection('leaf', 'C'), 'x'));
    setup.account.subscribe(subscription(connection('route'), 'y', { origin: 'D' }));
    assert.deepEqual(c.take(), ['y 1']);
    assert.deepEqual(d.take(), ['x 1']);
  });

  it('does not tell a leafnode without a name what it said itself', () => {
    const setup = setUp();
    const self = Object.assign(new Told(), connection('leaf'));
    const other = new Told();
    for (const each of [self, other]) setup.interest.add(setup.account, each);
    setup.account.subscribe(subscription(self, 'x'));
    assert.deepEqual(self.lines, []);
    assert.deepEqual(other.take(), ['x 1']);
  });

  it('tells a hub what this server and those below it hear, and loops', () => {
    const setup = setUp(['far']);
    const hub = new Told({ isSpoke: true });
    setup.interest.add(setup.account, hub);
    for (const [by, subject] of [
      [connection('client'), 'client'],
      [connection('internal'), 'internal'],
      [connection('route'), 'route'],
      [connection('leaf', 'below'), 'below'],
      [connection('leaf', 'above', true), 'above'],
      [connection('leaf', 'above', true), '$LDS.x'],
    ] as const) {
      setup.account.subscribe(subscription(by, subject));
    }
    assert.deepEqual(hub.take(), ['client 1', 'internal 1', 'below 1', '$LDS.x 1']);
    assert.equal(all(setup, hub).includes('far 1'), false);
  });

  it('keeps the interest of leafnodes from who is isolated', () => {
    const setup = setUp();
    const told = new Told({ isIsolated: true });
    setup.interest.add(setup.account, told);
    setup.account.subscribe(subscription(connection('leaf', 'C'), 'leaf'));
    setup.account.subscribe(subscription(connection('client'), 'client'));
    assert.deepEqual(told.take(), ['client 1']);
  });

  it('counts a group with the weights of its members elsewhere', () => {
    const setup = setUp();
    const told = new Told();
    setup.interest.add(setup.account, told);
    setup.account.subscribe(subscription(connection('route'), 'x q', { weight: 3 }));
    setup.account.subscribe(subscription(connection('client'), 'x q'));
    assert.deepEqual(told.take(), ['x q 3', 'x q 4']);
  });

  it('does not ask for what may not come', () => {
    const setup = setUp();
    const told = new Told();
    told.denied = 'no';
    setup.interest.add(setup.account, told);
    for (const name of ['no', 'no q', 'yes'])
      setup.account.subscribe(subscription(connection('client'), name));
    assert.deepEqual(told.take(), ['yes 1']);
  });

  it('tells of other clusters as they come and go', () => {
    const setup = setUp();
    const told = new Told();
    setup.interest.add(setup.account, told);
    setup.interest.elsewhereChanged(setup.account, 'x', 1);
    setup.interest.elsewhereChanged(setup.account, 'x', 1);
    setup.interest.elsewhereChanged(setup.account, 'x', -1);
    assert.deepEqual(told.take(), ['x 1']);
    setup.interest.elsewhereChanged(setup.account, 'x', -1);
    assert.deepEqual(told.take(), ['x 0']);
  });
});
