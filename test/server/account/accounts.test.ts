import assert from 'node:assert/strict';
import type { Account } from '../../../src/server/account/account.ts';
import { Accounts } from '../../../src/server/account/accounts.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';

describe('Accounts', () => {
  let told: string[];
  let accounts: Accounts;
  const configure = (given: GivenServerOptions): void => accounts.configure(completeOptions(given));
  const subjects = (account: Account | undefined): string[] =>
    [...account!.subscriptions()].map(({ subject }) => subject);

  beforeEach(() => {
    told = [];
    const interestChanged = (account: Account, { subject }: Subscription, change: number): void =>
      void told.push(`${account.name} ${subject} ${change}`);
    accounts = new Accounts([{ interestChanged }]);
  });

  it('has a global account and one for the system', () => {
    configure({});
    assert.deepEqual([...accounts.byName.keys()], ['$G', '$SYS']);
    assert.equal(accounts.system, accounts.get('$SYS'));
    assert.equal(accounts.global, accounts.get('$G'));
  });

  const systems: [GivenServerOptions, string | undefined][] = [
    [{ noSystemAccount: true }, undefined],
    [{ noSystemAccount: true, accounts: { $SYS: {} } }, '$SYS'],
    [{ noSystemAccount: true, accounts: { S: {} }, systemAccount: 'S' }, 'S'],
    [{ accounts: { S: {} }, systemAccount: 'S' }, 'S'],
    [{ accounts: { S: {} } }, '$SYS'],
  ];
  for (const [given, name] of systems) {
    it(`takes ${name} for the system's account of ${JSON.stringify(given)}`, () => {
      configure(given);
      assert.equal(accounts.system?.name, name);
    });
  }

  it('keeps subjects apart', () => {
    configure({ accounts: ['A', 'B'] });
    accounts.get('A')!.subscribe(subscription('x'));
    assert.equal(accounts.get('A')!.hasInterest('x'), true);
    assert.equal(accounts.get('B')!.hasInterest('x'), false);
  });

  it('gives each account its limits and mappings', () => {
    configure({
      mappings: { a: 'b' },
      accounts: { A: { mappings: { a: 'c' }, limits: { maxPayload: 3 } } },
    });
    assert.equal(accounts.global.mappings.apply('a'), 'b');
    assert.equal(accounts.global.limits.maxPayload, -1);
    assert.equal(accounts.get('A')!.mappings.apply('a'), 'c');
    assert.equal(accounts.get('A')!.limits.maxPayload, 3);
  });

  const exporting = { exports: [{ stream: 'a.>' }] };
  const importing = (prefix: string) => ({
    imports: [{ stream: { account: 'A', subject: 'a.>' }, prefix }],
  });

  it('lets shadows follow subscriptions', () => {
    configure({ accounts: { A: exporting, B: importing('p') } });
    const one = subscription('p.a.x');
    accounts.get('B')!.subscribe(one);
    accounts.get('B')!.changing(one);
    accounts.get('B')!.unsubscribe(one);
    const both = (change: number): string[] => [`B p.a.x ${change}`, `A a.x ${change}`];
    assert.deepEqual(told, [...both(1), ...both(0), ...both(-1)]);
    assert.deepEqual(subjects(accounts.get('A')), []);
  });

  it('casts shadows of who was there before the import, and no more of who was there after it', () => {
    configure({ accounts: { A: exporting, B: {} } });
    const one = subscription('>');
    accounts.get('B')!.subscribe(one);
    assert.deepEqual(subjects(accounts.get('A')), []);
    configure({ accounts: { A: exporting, B: importing('p') } });
    assert.deepEqual(subjects(accounts.get('A')), ['a.>']);
    const [shadow] = accounts.get('A')!.subscriptions();
    configure({ accounts: { A: exporting, B: importing('q') } });
    const [other] = accounts.get('A')!.subscriptions();
    assert.equal(shadow!.remap!('a.x'), 'p.a.x');
    assert.equal(other!.remap!('a.x'), 'q.a.x');
    configure({ accounts: { A: exporting, B: {} } });
    assert.deepEqual(subjects(accounts.get('A')), []);
    assert.deepEqual(subjects(accounts.get('B')), ['>']);
  });

  it('casts no shadow of a shadow: what is imported is not exported again', () => {
    configure({
      accounts: {
        A: exporting,
        B: { ...importing('p'), exports: [{ stream: 'p.>' }] },
        C: { imports: [{ stream: { account: 'B', subject: 'p.>' } }] },
      },
    });
    accounts.get('C')!.subscribe(subscription('>'));
    assert.deepEqual(subjects(accounts.get('B')), ['p.>']);
    assert.deepEqual(subjects(accounts.get('A')), []);
  });

  it('takes the shadows of an account back that is gone', () => {
    configure({ accounts: { A: exporting, B: importing('p') } });
    accounts.get('B')!.subscribe(subscription('>'));
    configure({ accounts: { A: exporting } });
    assert.deepEqual(subjects(accounts.get('A')), []);
    assert.equal(accounts.get('B'), undefined);
  });

  it('leaves alone what did not change', () => {
    configure({ accounts: { A: exporting, B: importing('p') } });
    accounts.get('B')!.subscribe(subscription('>'));
    const [a, b] = [accounts.get('A')!, accounts.get('B')!];
    const [shadow] = a.subscriptions();
    configure({ accounts: { A: exporting, B: importing('p'), C: {} } });
    assert.equal(accounts.get('A'), a);
    assert.equal(accounts.get('B'), b);
    assert.equal([...a.subscriptions()][0], shadow);
  });

  it('tells who serves requests of accounts that changed, when all have changed', () => {
    const heard: string[] = [];
    const serviceImportsChanged = ({ name, serviceImports }: Account): void =>
      void heard.push(`${name} ${serviceImports.map(({ exporter }) => exporter.name).join()}`);
    accounts = new Accounts([], [{ serviceImportsChanged }]);
    const imports = [{ service: { account: 'A', subject: 'q' } }];
    const A = { exports: [{ service: 'q' }] };
    configure({ noSystemAccount: true, accounts: { B: { imports }, A } });
    assert.deepEqual(heard.sort(), ['$G ', 'A ', 'B A']);
    heard.length = 0;
    configure({ noSystemAccount: true, accounts: { A } });
    assert.deepEqual(heard, ['B ']);
  });
});

function subscription(subject: string): Subscription {
  // A cast: an account never looks at the connection.
  return { subject, queue: undefined, sid: '1', delivered: 0, max: 0 } as unknown as Subscription;
}
