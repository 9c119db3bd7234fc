import { NatsxError } from '../../base/errors.ts';
import type { GivenCluster } from './cluster.ts';

/** What `--cluster nats://user:password@host:port` says; a port of -1 takes a free one. */
export function clusterFromUrl(url: string): GivenCluster {
  if (url === '') return { port: undefined }; // It takes back what a file says.
  const [, credentials, bracketed, plain, port] =
    /^[a-z][a-z\d+.-]*:\/\/(?:([^/?#]*)@)?(?:\[([^\]]+)\]|([^/?#:@[\]]*)):(-1|\d+)(?:[/?#].*)?$/i.exec(
      url,
    ) ?? [];
  if (port === undefined) {
    throw new NatsxError(
      'ERR_USAGE',
      '--cluster must be a URL with a host and a port, as nats://0.0.0.0:6222',
    );
  }
  return {
    host: bracketed ?? plain,
    port: Number(port),
    // What a file says of users is not meant for this URL.
    authorization: credentials === undefined ? undefined : userAndPassword(credentials),
  };
}

function userAndPassword(credentials: string): { user: string; password: string } {
  const colon = credentials.indexOf(':');
  if (colon < 0) throw new NatsxError('ERR_USAGE', 'expected cluster password to be set');
  return {
    user: decode(credentials.slice(0, colon)),
    password: decode(credentials.slice(colon + 1)),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new NatsxError('ERR_USAGE', '--cluster has a "%" that escapes nothing', { cause });
  }
}
