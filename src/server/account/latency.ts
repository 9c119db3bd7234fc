/** How long services take: which requests are measured, and what is told of them. */
import { goJson } from '../../base/go-json.ts';
import { uniqueId } from '../../base/unique-id.ts';
import { headersOf, type Headers } from '../../protocol/headers.ts';
import type { Message } from '../../protocol/message.ts';
import { randomBelow } from '../../subject/transform.ts';
import type { RandomBelow } from '../../subject/transform-piece.ts';
import type { ExportOptions } from '../options/accounts.ts';
import type { ClientInfo } from './client-info.ts';

type LatencyOptions = NonNullable<ExportOptions['latency']>;

/** A request that is measured. */
export interface Sample {
  /** Where the result goes. */
  readonly subject: string;
  readonly requestor: ClientInfo;
  /** The headers because of which it is measured; undefined if it was chance. */
  readonly header: Readonly<Record<string, readonly string[]>> | undefined;
  /** When it was passed on to the service, in ms since 1970. */
  readonly askedAtMs: number;
}

/** How a measured request ended. */
export type Outcome = 'served' | 'unanswerable' | 'abandoned' | 'undeliverable' | 'expired';

const STATUS: Readonly<Record<Outcome, { status: number; description?: string }>> = {
  served: { status: 200 },
  unanswerable: { status: 400, description: 'Bad Request' },
  abandoned: { status: 408, description: 'Request Timeout' },
  undeliverable: { status: 503, description: 'Service Unavailable' },
  expired: { status: 504, description: 'Service Timeout' },
};

/**
 * Why `message` is to be measured: the tracing headers that say so, or undefined in `header` where chance did. False if
 * it is not.
 */
export function choose(
  { sampling }: Pick<LatencyOptions, 'sampling'>,
  message: Message,
  random: RandomBelow = randomBelow,
): false | Pick<Sample, 'header'> {
  // nats-server draws from 0 to 99 and takes what is no greater: of 1 %, it measures two requests in a hundred.
  if (sampling !== 'headers' && (sampling >= 100 || random(100) <= sampling)) {
    return { header: undefined };
  }
  const header = tracingHeader(headersOf(message));
  return header === undefined ? false : { header };
}

/** The headers that go with a request that is traced; undefined if it is not (accounts.go, shouldSample). */
function tracingHeader(headers: Headers): Sample['header'] {
  for (const scheme of SCHEMES) {
    const value = headers.get(scheme.header)?.[0];
    if (value === undefined) continue;
    const verdict = scheme.decides(value);
    if (verdict === 'traced') return picked(headers, scheme.goesWith);
    if (verdict === 'not traced') return undefined;
  }
  return undefined;
}

/** A way to say in headers whether a request is traced. */
interface Scheme {
  readonly header: string;
  readonly goesWith: RegExp;
  decides(value: string): 'traced' | 'not traced' | 'open';
}

const B3_PARTS = /^X-B3-(Sampled|Traceid|Parentspanid|Spanid)$/;

/** In the order in which they are asked. */
const SCHEMES: readonly Scheme[] = [
  {
    // Jaeger: 479fefe9525eddb:5adb976bfc1f95c1:479fefe9525eddb:1
    header: 'Uber-Trace-Id',
    goesWith: /^Uber-Trace-Id$|^Uberctx-/,
    decides: (value) => isOdd(value.split(':'), /^[\da-f]{1,2}$/i),
  },
  {
    header: 'X-B3-Sampled',
    goesWith: B3_PARTS,
    decides: (value) => (value === '1' ? 'traced' : value === '0' ? 'not traced' : 'open'),
  },
  {
    // Whether it is traced is left to us.
    header: 'X-B3-Traceid',
    goesWith: B3_PARTS,
    decides: () => 'traced',
  },
  {
    // 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90, or 0
    header: 'B3',
    goesWith: /^B3$/,
    decides(value) {
      const parts = value.split('-');
      const sampled = parts.length > 2 ? parts[2] : parts.length === 1 ? parts[0] : undefined;
      return sampled === '0' ? 'not traced' : 'traced';
    },
  },
  {
    // W3C: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01; Go reads the flags as a number of 8 bits with a sign.
    header: 'Traceparent',
    goesWith: /^Traceparent$|^Tracestate$/,
    decides: (value) => isOdd(value.split('-'), /^([0-7][\da-f]|\+[\da-f]|-[\da-f])$/i),
  },
];

function isOdd(parts: readonly string[], flags: RegExp): 'traced' | 'not traced' {
  const last = parts[3];
  const isFit = parts.length === 4 && last !== undefined && flags.test(last);
  return isFit && /[13579bdf]$/i.test(last) ? 'traced' : 'not traced';
}

function picked(headers: Headers, names: RegExp): Sample['header'] {
  // Go writes maps in the order of their keys.
  return Object.fromEntries([...headers].filter(([name]) => names.test(name)).sort(byName));
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** What is told of a request that got no answer. */
export function failureMetric(sample: Sample, outcome: Exclude<Outcome, 'served'>): string {
  return metric(sample, outcome, undefined, { service: 0, system: 0, total: 0 });
}

/** What is told of a request that `responder` answers at `answeredAtMs`; it is `nowMs` by now. Both since 1970. */
export function servedMetric(
  sample: Sample,
  responder: ClientInfo | undefined,
  answeredAtMs: number,
  nowMs: number,
): string {
  const taken = nanoseconds(answeredAtMs - sample.askedAtMs);
  const system = nanoseconds(nowMs - answeredAtMs);
  return metric(sample, 'served', responder, {
    // What is left of the time without the responder's way; an estimate, so that it could come out negative.
    service: Math.max(0, taken - (responder?.rtt ?? 0)),
    system,
    total: (sample.requestor.rtt ?? 0) + taken + system,
  });
}

interface Times {
  readonly service: number;
  readonly system: number;
  readonly total: number;
}

/** nats-server's ServiceLatency. */
function metric(
  { requestor, header, askedAtMs }: Sample,
  outcome: Outcome,
  responder: ClientInfo | undefined,
  times: Times,
): string {
  return goJson({
    type: 'io.nats.server.metric.v1.service_latency',
    id: uniqueId(),
    timestamp: timeText(Date.now()),
    ...STATUS[outcome],
    requestor,
    responder,
    header,
    start: timeText(askedAtMs - (requestor.rtt ?? 0) / 1e6),
    ...times,
  });
}

function nanoseconds(ms: number): number {
  return Math.round(ms * 1e6);
}

/** RFC 3339 with what there is of a fraction: microseconds. */
function timeText(ms: number): string {
  const micros = Math.round((ms - Math.floor(ms)) * 1000);
  const seconds = new Date(Math.floor(ms)).toISOString().slice(0, -1);
  return `${seconds}${String(Math.min(micros, 999)).padStart(3, '0')}`.replace(/\.?0+$/, '') + 'Z';
}
