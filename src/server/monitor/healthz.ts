import { quote } from '../../base/quote.ts';
import { decodeBytes, encodeBytes } from './go-text.ts';
import type { Query } from './query.ts';
import type { ServerView } from './server-view.ts';

/** nats-server's HealthStatus, and the status of its answer. */
export interface Health {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly status: 'ok' | 'error' };
  /** What is wrong, for the log; undefined when all is well. */
  readonly complaint: string | undefined;
}

type Failure = 'BAD_REQUEST' | 'CONNECTION';

/**
 * The answer of /healthz: whether clients are served. What is asked of JetStream beyond that, its streams and consumers,
 * nats-server does not look into either where JetStream is not configured.
 */
export function healthz(view: ServerView, query: Query): Health {
  for (const name of ['js-enabled', 'js-enabled-only', 'js-server-only', 'js-meta-only']) {
    query.boolean(name);
  }
  const showsDetails = query.boolean('details');
  if (query.text('account') === '' && query.text('stream') !== '') {
    return ill(400, 'BAD_REQUEST', mustNotBeEmpty('account', 'stream'), showsDetails);
  }
  if (query.text('stream') === '' && query.text('consumer') !== '') {
    return ill(400, 'BAD_REQUEST', mustNotBeEmpty('stream', 'consumer'), showsDetails);
  }
  if (view.failure !== undefined) return ill(500, 'CONNECTION', view.failure, showsDetails);
  return { status: 200, body: { status: 'ok' }, complaint: undefined };
}

function mustNotBeEmpty(parameter: string, checked: string): string {
  return `"${parameter}" must not be empty when checking ${checked} health`;
}

function ill(status: number, type: Failure, error: string, showsDetails: boolean): Health {
  return {
    status,
    body: showsDetails
      ? { status: 'error', errors: [{ type, error }] }
      : { status: 'error', error },
    complaint: showsDetails ? '1 errors' : decodeBytes(quote(encodeBytes(error))),
  };
}
