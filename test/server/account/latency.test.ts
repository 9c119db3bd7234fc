import assert from 'node:assert/strict';
import { payloadMessage, type Message } from '../../../src/protocol/message.ts';
import { withHeader } from '../../../src/protocol/headers.ts';
import {
  choose,
  failureMetric,
  servedMetric,
  type Sample,
} from '../../../src/server/account/latency.ts';

function withHeaders(headers: Readonly<Record<string, string>>): Message {
  return Object.entries(headers).reduce(
    (message, [name, value]) => withHeader(message, name, value),
    payloadMessage('s', 'hi'),
  );
}

describe('which requests are measured', () => {
  const plain = payloadMessage('s', 'hi');

  it('all of a hundred', () => {
    assert.deepEqual(choose({ sampling: 100 }, plain), { header: undefined });
  });
  it('by chance, as nats-server draws', () => {
    const drawn = (number: number) => choose({ sampling: 20 }, plain, () => number);
    assert.deepEqual(drawn(20), { header: undefined });
    assert.equal(drawn(21), false);
  });
  it('by headers where chance says no', () => {
    const chosen = choose({ sampling: 1 }, withHeaders({ B3: '1' }), () => 99);
    assert.deepEqual(chosen, { header: { B3: ['1'] } });
  });

  // nats-server accounts_test.go and latency_test.go, the tables of trace headers.
  const traced: readonly (readonly [Record<string, string>, Record<string, string[]>])[] = [
    [
      { 'Uber-Trace-Id': '0:0:0:1', 'Uberctx-X': 'foo', Other: '1' },
      { 'Uber-Trace-Id': ['0:0:0:1'], 'Uberctx-X': ['foo'] },
    ],
    [{ 'uber-trace-id': '0:0:0:0d' }, { 'Uber-Trace-Id': ['0:0:0:0d'] }],
    [
      { 'X-B3-TraceId': 'a', 'X-B3-Sampled': '1', 'X-B3-SpanId': 'b', 'X-B3-ParentSpanId': 'c' },
      {
        'X-B3-Parentspanid': ['c'],
        'X-B3-Sampled': ['1'],
        'X-B3-Spanid': ['b'],
        'X-B3-Traceid': ['a'],
      },
    ],
    [{ 'X-B3-TraceId': 'a' }, { 'X-B3-Traceid': ['a'] }],
    [{ B3: '80f-e45-1-05e' }, { B3: ['80f-e45-1-05e'] }],
    [{ B3: '80f-e45' }, { B3: ['80f-e45'] }],
    [{ B3: 'd' }, { B3: ['d'] }],
    [
      { Traceparent: '00-4bf-00f-01', Tracestate: 's' },
      { Traceparent: ['00-4bf-00f-01'], Tracestate: ['s'] },
    ],
  ];
  for (const [headers, header] of traced) {
    it(`measures ${JSON.stringify(headers)}`, () => {
      const chosen = choose({ sampling: 'headers' }, withHeaders(headers));
      assert.ok(chosen !== false);
      assert.deepEqual(chosen.header, header);
      assert.deepEqual(Object.keys(chosen.header), Object.keys(header), 'in order');
    });
  }
  const untraced: readonly Record<string, string>[] = [
    {},
    { Other: '1' },
    { 'Uber-Trace-Id': '0:0:0:0' },
    { 'Uber-Trace-Id': '0:0:0:001' },
    { 'Uber-Trace-Id': '0:0:1' },
    { 'Uber-Trace-Id': '0:0:0:x', B3: '1' },
    { 'X-B3-Sampled': '0', 'X-B3-TraceId': 'a' },
    { B3: '0' },
    { B3: '80f-e45-0-05e' },
    { Traceparent: '00-4bf-00f-00' },
    { Traceparent: '00-4bf-00f-ff' },
    { Traceparent: '00-4bf-01' },
  ];
  for (const headers of untraced) {
    it(`leaves ${JSON.stringify(headers)}`, () => {
      assert.equal(choose({ sampling: 'headers' }, withHeaders(headers)), false);
    });
  }
});

describe('what is told of a request', () => {
  const sample: Sample = {
    subject: 'm',
    requestor: { acc: 'B', rtt: 2_000_000 },
    header: { B3: ['1'] },
    askedAtMs: Date.UTC(2026, 10, 22, 6, 43, 39, 867) + 0.5,
  };
  const read = (text: string): Record<string, unknown> => {
    const metric = JSON.parse(text) as Record<string, unknown>;
    assert.match(String(metric['id']), /^[0-9A-Za-z]{22}$/);
    assert.match(String(metric['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    delete metric['id'];
    delete metric['timestamp'];
    return metric;
  };

  it('is when it began, and how long each took', () => {
    const text = servedMetric(
      sample,
      { acc: 'A', rtt: 1_000_000 },
      sample.askedAtMs + 5,
      sample.askedAtMs + 5.25,
    );
    assert.deepEqual(Object.keys(JSON.parse(text) as object), [
      ...['type', 'id', 'timestamp', 'status', 'requestor', 'responder', 'header'],
      ...['start', 'service', 'system', 'total'],
    ]);
    assert.deepEqual(read(text), {
      type: 'io.nats.server.metric.v1.service_latency',
      status: 200,
      requestor: { acc: 'B', rtt: 2_000_000 },
      responder: { acc: 'A', rtt: 1_000_000 },
      header: { B3: ['1'] },
      start: '2026-11-22T06:43:39.8655Z',
      service: 4_000_000,
      system: 250_000,
      total: 7_250_000,
    });
  });
  it('is never less than nothing', () => {
    const text = servedMetric(
      sample,
      { acc: 'A', rtt: 9_000_000 },
      sample.askedAtMs + 5,
      sample.askedAtMs + 5,
    );
    assert.equal(read(text)['service'], 0);
  });
  for (const [outcome, status, description] of [
    ['unanswerable', 400, 'Bad Request'],
    ['abandoned', 408, 'Request Timeout'],
    ['undeliverable', 503, 'Service Unavailable'],
    ['expired', 504, 'Service Timeout'],
  ] as const) {
    it(`is why it failed: ${status}`, () => {
      assert.deepEqual(read(failureMetric({ ...sample, header: undefined }, outcome)), {
        type: 'io.nats.server.metric.v1.service_latency',
        status,
        description,
        requestor: { acc: 'B', rtt: 2_000_000 },
        start: '2026-11-22T06:43:39.8655Z',
        service: 0,
        system: 0,
        total: 0,
      });
    });
  }
});
