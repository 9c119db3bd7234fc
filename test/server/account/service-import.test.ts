import assert from 'node:assert/strict';
import { payloadMessage } from '../../../src/protocol/message.ts';
import { Account } from '../../../src/server/account/account.ts';
import { Accounts } from '../../../src/server/account/accounts.ts';
import {
  ServiceImport,
  ServiceImports,
  type ServiceDesk,
} from '../../../src/server/account/service-import.ts';
import type { Connection } from '../../../src/server/connection/connection.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';

// Nobody asks these subscriptions for their connection.
const NOBODY = undefined as unknown as Connection;

const silent: ServiceDesk = { request: () => true };

describe('ServiceImport', () => {
  const [importer, exporter] = [new Account('B', []), new Account('A', [])];
  const imported = (subject: string, local: string): ServiceImport =>
    new ServiceImport(
      importer,
      { exporter, subject, local, share: false },
      { connection: NOBODY, sid: '1', desk: silent },
    );

  // What the service is called there, here, the pattern to listen to, and a subject here and there.
  for (const [subject, local, pattern, here, there] of [
    ['q', 'q', 'q', 'q', 'q'],
    ['q', 'my.q', 'my.q', 'my.q', 'q'],
    ['q.*', 'q.*', 'q.*', 'q.1', 'q.1'],
    ['q.>', 'q.>', 'q.>', 'q.1.2', 'q.1.2'],
    ['q.*.*', 'my.$2.$1', 'my.*.*', 'my.a.b', 'q.b.a'],
    ['q.*.*', 'my.*.*', 'my.*.*', 'my.a.b', 'q.a.b'],
    ['q.*.>', 'my.{{wildcard(1)}}.x.>', 'my.*.x.>', 'my.a.x.b.c', 'q.a.b.c'],
    ['q', 'my.*', 'my.*', 'my.a', 'q'],
  ] as const) {
    it(`is ${subject} there and ${local} here`, () => {
      const service = imported(subject, local);
      assert.equal(service.subject, pattern);
      assert.equal(service.remoteSubject(here), there);
    });
  }

  it('is held to what its exporter says now', () => {
    const accounts = new Accounts([]);
    const given = (responseType: 'stream' | 'chunked'): GivenServerOptions => ({
      accounts: { A: { exports: [{ service: 'q.*', responseType, thresholdMs: 7 }] } },
    });
    accounts.configure(completeOptions(given('stream')));
    const service = new ServiceImport(
      importer,
      { exporter: accounts.get('A')!, subject: 'q.1', local: 'q', share: false },
      { connection: NOBODY, sid: '1', desk: silent },
    );
    assert.deepEqual([service.terms.responseType, service.terms.thresholdMs], ['stream', 7]);
    assert.equal(service.terms, service.terms, 'the same export is the same object');
    accounts.configure(completeOptions(given('chunked')));
    assert.equal(service.terms.responseType, 'chunked');
    accounts.configure(completeOptions({ accounts: { A: {} } }));
    assert.deepEqual(
      [service.terms.responseType, service.terms.thresholdMs],
      ['singleton', 120_000],
    );
  });

  it('hands what it hears to the desk', () => {
    const heard: unknown[] = [];
    const desk: ServiceDesk = { request: (...args) => heard.push(args) > 0 };
    const service = new ServiceImport(
      importer,
      { exporter, subject: 'q', local: 'q', share: false },
      { connection: NOBODY, sid: '1', desk },
    );
    const message = payloadMessage('q', 'hi');
    assert.equal(service.receive(message), true);
    assert.deepEqual(heard, [[service, message]]);
  });
});

describe('ServiceImports', () => {
  // Nobody else imports anything then.
  const noSystemAccount = true;
  const given = (...imports: readonly string[]): GivenServerOptions => ({
    noSystemAccount,
    accounts: {
      A: { exports: [{ service: 'q.>' }] },
      B: { imports: imports.map((subject) => ({ service: { account: 'A', subject } })) },
    },
  });

  it('come and go with what is said of their account', () => {
    const accounts = new Accounts([], [new ServiceImports(NOBODY, silent)]);
    const heard = (): string[] =>
      [...accounts.get('B')!.subscriptions()].map(({ subject, sid }) => `${subject} ${sid}`).sort();
    accounts.configure(completeOptions(given('q.1', 'q.2')));
    assert.deepEqual(heard(), ['q.1 1', 'q.2 2']);
    accounts.configure(completeOptions(given('q.2', 'q.3')));
    assert.deepEqual(heard(), ['q.2 1', 'q.3 2']);
    const account = accounts.get('B')!;
    accounts.configure(completeOptions({ noSystemAccount }));
    assert.equal(account.subscriptionCount, 0);
  });

  it('are not followed by stream imports, which a reload may bring', () => {
    const accounts = new Accounts([], [new ServiceImports(NOBODY, silent)]);
    accounts.configure(completeOptions(given('q.1')));
    const stream = { stream: { account: 'A', subject: '>' } };
    const service = { service: { account: 'A', subject: 'q.1' } };
    accounts.configure(
      completeOptions({
        noSystemAccount,
        accounts: {
          A: { exports: [{ service: 'q.>' }, { stream: '>' }] },
          B: { imports: [service, stream] },
        },
      }),
    );
    assert.equal(accounts.get('A')!.subscriptionCount, 0);
    assert.equal(accounts.get('B')!.subscriptionCount, 1);
  });
});
