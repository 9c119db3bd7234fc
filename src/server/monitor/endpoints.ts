import { goJson } from '../../base/go-json.ts';
import type { Logger } from '../../base/logger.ts';
import { accountz } from './accountz.ts';
import { accstatz } from './accstatz.ts';
import { connz } from './connz.ts';
import { gatewayz } from './gatewayz.ts';
import { healthz } from './healthz.ts';
import { ipqueuesz, jsz, raftz } from './jetstream-endpoints.ts';
import { jsonPieces } from './json.ts';
import { leafz } from './leafz.ts';
import { metrics, METRICS_TYPE } from './metrics.ts';
import type { Query } from './query.ts';
import type { Answer } from './reply.ts';
import { routez } from './routez.ts';
import type { ServerView } from './server-view.ts';
import { stacksz } from './stacksz.ts';
import { subsz } from './subsz.ts';
import { varz, type Surroundings } from './varz.ts';

/** What an endpoint gets to answer from. */
interface Request {
  readonly view: ServerView;
  readonly query: Query;
  readonly around: Surroundings;
  readonly logger: Logger;
}

/** One thing that can be asked. */
export interface Endpoint {
  readonly path: string;
  /** For the index page; without one it is not listed. */
  readonly description?: string;
  /** Where it is counted, if not at its own path. */
  readonly countedAt?: string;
  answer(request: Request): Answer;
}

/** An endpoint that answers a JSON object. */
type Jsonz = (view: ServerView, query: Query, nowMs: number) => object;

/** All endpoints but the index page, which lists them in this order. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/varz',
    description: 'The server: options, load, counts',
    answer: ({ view, around }) => json(varz(view, around)),
  },
  { path: '/connz', description: 'Connections', answer: jsonz(connz) },
  { path: '/accountz', description: 'Accounts', answer: jsonz(accountz) },
  { path: '/accstatz', description: 'What went through each account', answer: jsonz(accstatz) },
  { path: '/subsz', description: 'Subscriptions', answer: jsonz(subsz) },
  { path: '/subscriptionsz', countedAt: '/subsz', answer: jsonz(subsz) },
  { path: '/routez', description: 'Routes to the servers of this cluster', answer: jsonz(routez) },
  { path: '/gatewayz', description: 'Gateways to other clusters', answer: jsonz(gatewayz) },
  { path: '/leafz', description: 'Leafnodes', answer: jsonz(leafz) },
  { path: '/jsz', description: 'JetStream, which natsx does not serve', answer: jsonz(jsz) },
  { path: '/healthz', description: 'Whether clients are served', answer: healthAnswer },
  {
    path: '/metrics',
    description: 'The numbers of all these, for Prometheus',
    answer: ({ view, around, query }) => ({
      status: 200,
      headers: { 'Content-Type': METRICS_TYPE },
      body: metrics(view, around, query),
    }),
  },
  {
    path: '/stacksz',
    description: 'What the process waits for',
    // nats-server calls this JSON, too.
    answer: () => ({ status: 200, headers: JSON_HEADERS, body: [stacksz()] }),
  },
  { path: '/ipqueuesz', answer: ({ query }) => json(ipqueuesz(query), 3) },
  { path: '/raftz', answer: raftz },
];

/** nats-server lets web pages of other origins read the JSON. */
const JSON_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Content-Type': 'application/json',
};

function jsonz(make: Jsonz): (request: Request) => Answer {
  return ({ view, query, around }) => json(make(view, query, around.nowMs));
}

function json(value: object, indentation = 2): Answer {
  return { status: 200, headers: JSON_HEADERS, body: jsonPieces(value, indentation) };
}

function healthAnswer({ view, query, logger }: Request): Answer {
  const { status, body, complaint } = healthz(view, query);
  if (complaint !== undefined) logger.warn(`Healthcheck failed: ${complaint}`);
  return { status, headers: JSON_HEADERS, body: [goJson(body)] };
}
