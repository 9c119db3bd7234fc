import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Sample } from '../../../src/server/account/latency.ts';
import { Responses, type OpenResponse } from '../../../src/server/account/responses.ts';
import type { Connection } from '../../../src/server/connection/connection.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { FakeClock } from '../../support/fake-clock.ts';

// Nobody asks these subscriptions for their connection.
const NOBODY = undefined as unknown as Connection;

function subscriptionTo(subject: string): Subscription {
  return { connection: NOBODY, subject, queue: undefined, sid: '1', delivered: 0, max: 0 };
}

const SAMPLE: Sample = {
  subject: 'm',
  requestor: { acc: 'B' },
  header: undefined,
  askedAtMs: 0,
};

describe('Responses', () => {
  const clock = new FakeClock();
  let told: string[] = [];
  let responses: Responses;
  let [exporter, requester] = [new Account('A', []), new Account('B', [])];

  beforeEach(() => {
    clock.install();
    start();
  });
  afterEach(() => {
    responses.stop();
    clock.uninstall();
  });

  function start(mostOpen?: number): void {
    told = [];
    responses = new Responses(
      {
        answersTo: (_, pattern) => subscriptionTo(pattern),
        failed: ({ reply }, sample, outcome) => told.push(`${reply} ${sample.subject} ${outcome}`),
        isFull: ({ name }) => told.push(`${name} is full`),
      },
      mostOpen,
    );
    exporter = new Account('A', [responses]);
    requester = new Account('B', [responses]);
  }

  function open(reply: string, more: Partial<OpenResponse> = {}): OpenResponse {
    const response = tryToOpen(reply, more);
    assert.ok(response !== undefined);
    return response;
  }

  function tryToOpen(reply: string, more: Partial<OpenResponse> = {}): OpenResponse | undefined {
    const terms = { responseType: 'singleton', thresholdMs: 2_000 } as const;
    return responses.open({ exporter, requester, reply, terms, sample: SAMPLE, ...more }, '');
  }

  it('have subjects as nats-server makes them, under a prefix of the exporter', () => {
    const [one, other] = [open('in.1'), responses.open({ ...open('in.2') }, '.Hash1234.T')!];
    assert.match(one.subject, /^_R_\.[0-9A-Za-z]{6}\.[0-9A-Za-z]{6}$/);
    assert.match(other.subject, /^_R_\.[0-9A-Za-z]{6}\.[0-9A-Za-z]{6}\.Hash1234\.T$/);
    assert.equal(one.subject.slice(0, 11), other.subject.slice(0, 11));
    assert.equal(exporter.subscriptionCount, 1);
    assert.deepEqual(
      exporter.subscriptionsTo(one.subject).map(({ subject }) => subject),
      [`${one.subject.slice(0, 11)}>`],
    );
    assert.equal(requester.subscriptionCount, 0);
  });

  it('are found by their subject, in their account alone', () => {
    const response = open('in');
    assert.equal(responses.find(exporter, response.subject), response);
    assert.equal(responses.find(requester, response.subject), undefined);
    assert.deepEqual([...responses.of(exporter)], [response]);
    assert.deepEqual([...responses.of(requester)], []);
    assert.deepEqual(
      [responses.size, responses.countOf(exporter), responses.countOf(requester)],
      [1, 1, 0],
    );
  });

  it('are closed without a word when all went well, once', () => {
    const response = open('in');
    responses.close(response, 'done');
    responses.close(response, 'expired');
    assert.deepEqual([responses.size, responses.countOf(exporter), told.length], [0, 0, 0]);
  });

  it('are told of when they come to nothing, unless they were before, or nobody measures', () => {
    responses.close(open('in.1'), 'undeliverable');
    responses.close(open('in.2', { sample: undefined }), 'undeliverable');
    const answered = open('in.3');
    answered.isTold = true;
    responses.close(answered, 'undeliverable');
    assert.deepEqual(told, ['in.1 m undeliverable']);
  });

  describe('that nothing happens to', () => {
    it('expire after the time that their service has', () => {
      open('long', { terms: { responseType: 'singleton', thresholdMs: 10_000 } });
      open('short');
      clock.pass(1_900);
      open('later');
      assert.equal(responses.size, 3);
      clock.pass(200);
      assert.deepEqual(told, ['short m expired']);
      clock.pass(2_000);
      assert.deepEqual(told, ['short m expired', 'later m expired']);
      clock.pass(10_000);
      assert.equal(responses.size, 0);
    });
    it('have their time anew after each answer', () => {
      const stream = open('in');
      for (let i = 0; i < 5; i++) {
        clock.pass(1_900);
        responses.renew(stream);
      }
      assert.equal(responses.size, 1);
      clock.pass(2_100);
      assert.equal(responses.size, 0);
    });
    it('do with one timer, however many they are', () => {
      for (let i = 0; i < 25_000; i++) open(`in.${i}`);
      assert.equal(clock.pending, 1);
      clock.pass(2_000);
      assert.ok(responses.size > 0, 'not all in one go');
      clock.pass(2_000);
      assert.deepEqual([responses.size, told.length, clock.pending], [0, 25_000, 0]);
    });
  });

  describe('that nobody listens to any more', () => {
    function listen(account: Account, subject: string): () => void {
      const subscription = subscriptionTo(subject);
      account.subscribe(subscription);
      return () => account.unsubscribe(subscription);
    }

    it('are closed', () => {
      const leave = listen(requester, 'in');
      open('in');
      open('in');
      open('other');
      leave();
      assert.deepEqual(told, ['in m abandoned', 'in m abandoned']);
      assert.equal(responses.size, 1);
    });
    it('stay while somebody else listens, or when nobody ever did', () => {
      listen(requester, 'in.>');
      const leave = listen(requester, 'in.1');
      open('in.1');
      open('never');
      leave();
      listen(requester, 'other.*')();
      assert.equal(responses.size, 2);
    });
    it('are looked for when a pattern goes', () => {
      const leave = listen(requester, 'in.*');
      open('in.1');
      open('in.2');
      open('in.2.3');
      leave();
      assert.deepEqual(told, ['in.1 m abandoned', 'in.2 m abandoned']);
    });
    it('are looked for together where there are many', () => {
      const leave = [listen(requester, 'in.a.*'), listen(requester, 'in.b.*')];
      for (let i = 0; i < 2_000; i++) open(`in.${i % 2 === 0 ? 'a' : 'b'}.${i}`);
      open('other');
      for (const each of leave) each();
      assert.equal(responses.size, 2_001);
      clock.pass(1_050);
      assert.deepEqual([responses.size, told.length], [1, 2_000]);
    });
    it('close what they wait for in turn', () => {
      const leave = listen(requester, 'in');
      const near = open('in');
      const far = new Account('C', [responses]);
      open(near.subject, { exporter: far, requester: exporter });
      leave();
      assert.deepEqual(told, ['in m abandoned', `${near.subject} m abandoned`]);
      assert.equal(responses.size, 0);
    });
  });

  it('are not more than an account may have: who asks more hurts himself alone', () => {
    start(10);
    const first = Array.from({ length: 10 }, (_, i) => open(`in.${i}`));
    assert.equal(tryToOpen('in'), undefined);
    assert.equal(tryToOpen('in'), undefined);
    const other = new Account('C', [responses]);
    open('in', { requester: other });
    assert.deepEqual(told, ['B is full']);
    for (const each of first.slice(0, 5)) responses.close(each, 'done');
    for (let i = 0; i < 5; i++) open('in');
    assert.equal(tryToOpen('in'), undefined);
    assert.deepEqual(told, ['B is full', 'B is full']);
  });

  it('are all forgotten when the server stops', () => {
    open('in');
    responses.stop();
    assert.deepEqual([responses.size, told.length, clock.pending], [0, 0, 0]);
  });
});
