import { formatDuration } from '../../base/duration.ts';
import { NatsxError } from '../../base/errors.ts';

/** Where the monitoring endpoints are served. */
export interface HttpOptions {
  /** Address to listen on; the client host when empty. */
  readonly host: string;
  /** Port to listen on; 0 or -1 takes a free one. */
  readonly port: number;
}

/** Everything a server can be told. Names are nats-server's configuration keys in camel case, units last. */
export interface ServerOptions {
  /** Address on which clients are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  readonly host: string;
  /** Port on which clients are accepted; 0 or -1 takes a free one. Default 4222. */
  readonly port: number;
  /** Name of the server in INFO and monitoring. Default: its id. */
  readonly serverName: string | undefined;
  /** `host` or `host:port` told to clients and other servers in place of our own address. Default none. */
  readonly clientAdvertise: string | undefined;

  /** Largest message, headers included, in bytes; not above `maxPending`. Default 1048576 (1 MB). */
  readonly maxPayload: number;
  /** Longest protocol line in bytes, its operation and line end not counted. Default 4096. */
  readonly maxControlLine: number;
  /** Bytes that may wait for one client before it is closed as a slow consumer. Default 67108864 (64 MB). */
  readonly maxPending: number;
  /** Client connections at a time; 0 is unlimited, -1 refuses all. Default 65536. */
  readonly maxConnections: number;
  /** Subscriptions of one client; 0 is unlimited. Default 0. */
  readonly maxSubscriptions: number;
  /** Tokens in a subscription's subject, at most 255; 0 is unlimited. Default 0. */
  readonly maxSubscriptionTokens: number;

  /** Silence in ms after which a client is sent PING. Default 120000 (2 minutes). */
  readonly pingIntervalMs: number;
  /** Unanswered PINGs after which a client is closed as stale. Default 2. */
  readonly pingMax: number;
  /** Time in ms a write to a client may take before it is closed as a slow consumer. Default 10000. */
  readonly writeDeadlineMs: number;
  /** Whether message headers are refused. Default false. */
  readonly noHeaderSupport: boolean;
  /** Whether a publisher is never slowed down when its subscribers are slow. Default false. */
  readonly noFastProducerStall: boolean;
  /** Whether the fast road may repeat what the slow road decided; for tests and benchmarks. Default true. */
  readonly fastPath: boolean;
  /** Whether the fast road may run in WebAssembly; otherwise it runs in JavaScript. Default true. */
  readonly wasm: boolean;
  /** Whether the loop looks for more for 50 µs before it sleeps, which answers single requests sooner. Default true. */
  readonly spin: boolean;
  /** Whether sockets are written to below Node's streams, if this Node allows it. Default true. */
  readonly directWrites: boolean;
  /** Whether sockets are read into one static buffer, if this Node allows it, instead of by 'data' events. Default true. */
  readonly staticReads: boolean;

  /** Duration in ms over which clients are sent away in lame duck mode, at least 30000. Default 120000. */
  readonly lameDuckDurationMs: number;
  /** Time in ms before the first client is sent away, below `lameDuckDurationMs`. Default 10000. */
  readonly lameDuckGracePeriodMs: number;

  /** Monitoring endpoints. Default none. */
  readonly http: HttpOptions | undefined;

  /** Whether debug lines are logged. Default false. */
  readonly debug: boolean;
  /** Whether protocol lines are logged. Default false. */
  readonly trace: boolean;
  /** Bytes of a message that a trace line shows; 0 is unlimited. Default 0. */
  readonly maxTracedMessageLength: number;
}

/** What a server does that was told nothing. */
export const defaultOptions: ServerOptions = {
  host: '127.0.0.1',
  port: 4222,
  serverName: undefined,
  clientAdvertise: undefined,
  maxPayload: 1024 * 1024,
  maxControlLine: 4096,
  maxPending: 64 * 1024 * 1024,
  maxConnections: 64 * 1024,
  maxSubscriptions: 0,
  maxSubscriptionTokens: 0,
  pingIntervalMs: 120_000,
  pingMax: 2,
  writeDeadlineMs: 10_000,
  noHeaderSupport: false,
  noFastProducerStall: false,
  fastPath: true,
  wasm: true,
  spin: true,
  directWrites: true,
  staticReads: true,
  lameDuckDurationMs: 120_000,
  lameDuckGracePeriodMs: 10_000,
  http: undefined,
  debug: false,
  trace: false,
  maxTracedMessageLength: 0,
};

/** Fills what is left out with the defaults and refuses what can't be served, with a NatsxError. */
export function completeOptions(given: Partial<ServerOptions> = {}): ServerOptions {
  const known = Object.entries(given).filter(([, value]) => (value as unknown) !== undefined);
  const options = { ...defaultOptions, ...(Object.fromEntries(known) as Partial<ServerOptions>) };
  for (const [name] of known) {
    if (!Object.hasOwn(defaultOptions, name)) throw invalid(`there is no server option "${name}"`);
  }
  checkNumbers(options);
  checkTogether(options);
  return options;
}

function checkNumbers(options: ServerOptions): void {
  checkPort('port', options.port);
  if (options.http !== undefined) checkPort('http.port', options.http.port);
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = options[name as keyof typeof bounds];
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue;
    throw invalid(`${name} must be a whole number ${range(least, most)}, not ${value}`);
  }
}

/** The least and the greatest value of each number. */
const bounds = {
  maxPayload: [1, Number.MAX_SAFE_INTEGER],
  maxControlLine: [1, Number.MAX_SAFE_INTEGER],
  maxPending: [1, Number.MAX_SAFE_INTEGER],
  maxConnections: [-1, Number.MAX_SAFE_INTEGER],
  maxSubscriptions: [0, Number.MAX_SAFE_INTEGER],
  maxSubscriptionTokens: [0, 255], // nats-server keeps it in a byte.
  pingIntervalMs: [1, 2 ** 31 - 1], // A longer timer fires at once in Node.
  pingMax: [0, Number.MAX_SAFE_INTEGER],
  writeDeadlineMs: [1, 2 ** 31 - 1],
  lameDuckDurationMs: [30_000, 2 ** 31 - 1], // nats-server opts.go: "minimum is 30 seconds".
  lameDuckGracePeriodMs: [1, 2 ** 31 - 1],
  maxTracedMessageLength: [0, Number.MAX_SAFE_INTEGER],
} as const;

function range(least: number, most: number): string {
  return most === Number.MAX_SAFE_INTEGER ? `not below ${least}` : `from ${least} to ${most}`;
}

function checkPort(name: string, port: number): void {
  if (Number.isInteger(port) && port >= -1 && port <= 65535) return;
  throw invalid(`${name} must be a port from 1 to 65535, or 0 or -1 for a free one, not ${port}`);
}

/** The conditions and texts of nats-server server.go, validateOptions. */
function checkTogether(options: ServerOptions): void {
  const { lameDuckDurationMs, lameDuckGracePeriodMs, maxPayload, maxPending } = options;
  if (lameDuckGracePeriodMs >= lameDuckDurationMs) {
    const grace = formatDuration(lameDuckGracePeriodMs);
    const whole = formatDuration(lameDuckDurationMs);
    throw invalid(
      `lame duck grace period (${grace}) should be strictly lower than lame duck duration (${whole})`,
    );
  }
  if (maxPayload > maxPending) {
    throw invalid(`max_payload (${maxPayload}) cannot be higher than max_pending (${maxPending})`);
  }
  if (options.serverName?.includes(' ')) throw invalid('server name cannot contain spaces');
  if (options.host === '') throw invalid('host must not be empty');
  checkAdvertised(options.clientAdvertise);
}

function checkAdvertised(address: string | undefined): void {
  if (address === undefined) return;
  // A name, an IPv4 address or an IPv6 address in brackets, then perhaps a port; URL checks their values.
  const isAddress =
    /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(address) && URL.canParse(`nats://${address}`);
  if (!isAddress) {
    throw invalid(`client_advertise must be a host or host:port, not ${JSON.stringify(address)}`);
  }
}

function invalid(text: string): NatsxError {
  return new NatsxError('ERR_OPTIONS', text);
}
