// Compares two servers' answers to the same monitoring request.

/** What came back. */
export interface Fetched {
  readonly status: number;
  readonly type: string | null;
  readonly cors: string | null;
  readonly text: string;
}

export interface Comparison {
  /** Whether the other server is a current one: then it has all our keys, in our order. */
  readonly isCurrent: boolean;
  /** Whether the order of lists depends on the hour. */
  readonly isTimed: boolean;
}

/** Keys that nats-server 2.9 does not have, and current ones do. */
const NEWER = new Set([
  ...['in_client_msgs', 'in_client_bytes', 'out_client_msgs', 'out_client_bytes'],
  ...['stale_connections', 'stalled_clients', 'config_digest', 'slow_consumer_stats'],
  ...['stale_connection_stats', 'disk_io_wait_stats', 'account_tag', 'name_tag', 'local_subject'],
  // Of /routez, of /accstatz, of the api and the whole of /jsz, of /subsz without subs=1.
  ...['server_name', 'name', 'num_subscriptions', 'gateways', 'routes', 'leafs', 'level', 'total'],
  ...['server_id', 'now', 'offset', 'limit'],
]);

/** Keys of current servers that we leave out (docs/differences.md), or that builds may leave out. */
const LEFT_OUT = new Set(['feature_flags', 'git_commit']);

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/;
const UPTIME = /^(\d+y)?(\d+d)?(\d+h)?(\d+m)?\d+s$/;

/** What differs for good reasons: who answers, when, and on which machine. The form must be the same all the same. */
const FORMS: Readonly<Record<string, RegExp>> = {
  server_id: /^N[A-Z2-7]{55}$/,
  version: /^\d+\.\d+\.\d+$/,
  go: /^\S/,
  config_digest: /^(sha256:[\da-f]{64})?$/,
  now: TIME,
  start: TIME,
  stop: TIME,
  last_activity: TIME,
  config_load_time: TIME,
  update_time: TIME,
  uptime: UPTIME,
  idle: UPTIME,
  rtt: /^(\d+(\.\d+)?(ns|µs|ms|s)|0s)$/,
};
const NUMBERS = new Set([
  // A PING of the server's own may be on its way, or the -ERR of a connection that ended.
  'pending_bytes',
  ...['port', 'http_port', 'mem', 'cores', 'gomaxprocs', 'cpu', 'level'],
  // How much a sublist looks up and keeps is its own affair.
  ...['num_cache', 'num_matches', 'cache_hit_rate', 'max_fanout', 'avg_fanout'],
  ...['num_inserts', 'num_removes'],
]);

export function isSame(ours: Fetched, theirs: Fetched): boolean {
  return compareAnswers(ours, theirs, { isCurrent: true, isTimed: false }).length === 0;
}

/** What is different, a line for each place. */
export function compareAnswers(ours: Fetched, theirs: Fetched, how: Comparison): string[] {
  const found: string[] = [];
  if (ours.status !== theirs.status) found.push(`status ${ours.status}, not ${theirs.status}`);
  if (ours.type !== theirs.type) found.push(`type ${ours.type}, not ${theirs.type}`);
  if (how.isCurrent && ours.cors !== theirs.cors)
    found.push(`CORS ${ours.cors}, not ${theirs.cors}`);
  if (found.length > 0 || theirs.type !== 'application/json' || theirs.text === '') {
    if (ours.text !== theirs.text) found.push(`"${ours.text}", not "${theirs.text}"`);
    return found;
  }
  return compareValues(JSON.parse(ours.text), JSON.parse(theirs.text), '', how);
}

function compareValues(ours: unknown, theirs: unknown, place: string, how: Comparison): string[] {
  if (Array.isArray(ours)) return compareLists(ours, theirs, place, how);
  if (isObject(ours) && isObject(theirs)) return compareObjects(ours, theirs, place, how);
  // A connection's version is its client's.
  const key = place.startsWith('.connections')
    ? place.replace(/^.*\.(version$)?/, '')
    : place.replace(/^.*\./, '');
  const form = FORMS[key];
  const isEqual =
    form !== undefined
      ? [ours, theirs].every((value) => typeof value === 'string' && form.test(value))
      : NUMBERS.has(key)
        ? [ours, theirs].every((value) => typeof value === 'number')
        : ours === theirs || (key === 'authorized_user' && showsToken(ours, how));
  return isEqual ? [] : [`${place}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`];
}

function compareLists(
  ours: readonly unknown[],
  theirs: unknown,
  place: string,
  how: Comparison,
): string[] {
  // 2.9 writes null for some empty lists.
  if (theirs === null && ours.length === 0 && !how.isCurrent) return [];
  if (!Array.isArray(theirs)) return [`${place}: a list, not ${JSON.stringify(theirs)}`];
  if (ours.length !== theirs.length)
    return [`${place}: ${ours.length} entries, not ${theirs.length}`];
  // Go walks a map for these; and what depends on the hour is compared by id.
  const isUnordered = place.includes('subscriptions_list') || how.isTimed;
  const [one, other] = [ours, theirs as unknown[]].map((list) =>
    isUnordered ? list.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)) : list,
  );
  return one!.flatMap((entry, at) => compareValues(entry, other![at], `${place}[${at}]`, how));
}

function rank(entry: unknown): string {
  if (!isObject(entry)) return String(entry);
  return `${String(entry['cid'])} ${String(entry['sid'])}`;
}

function compareObjects(
  ours: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
  place: string,
  how: Comparison,
): string[] {
  if (place.endsWith('http_req_stats')) return [];
  const found: string[] = [];
  for (const key of Object.keys(theirs)) {
    if (!(key in ours) && !LEFT_OUT.has(key) && !isLeftover(key, theirs, how))
      found.push(`${place}.${key}: not there`);
  }
  for (const key of Object.keys(ours)) {
    if (key in theirs) found.push(...compareValues(ours[key], theirs[key], `${place}.${key}`, how));
    else if (how.isCurrent || !NEWER.has(key)) found.push(`${place}.${key}: there, with them not`);
  }
  const shared = (keys: string[]): string =>
    keys.filter((key) => key in ours && key in theirs).join();
  if (how.isCurrent && shared(Object.keys(ours)) !== shared(Object.keys(theirs))) {
    found.push(`${place}: keys in another order: ${Object.keys(ours).join()}`);
  }
  return found;
}

/** 2.9 shows tokens. */
function showsToken(ours: unknown, { isCurrent }: Comparison): boolean {
  return !isCurrent && ours === '[REDACTED]';
}

/** 2.9 goes on listing the subscriptions of a closed connection once they were asked for. */
function isLeftover(key: string, theirs: object, { isCurrent }: Comparison): boolean {
  return !isCurrent && 'stop' in theirs && key.startsWith('subscriptions_list');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
