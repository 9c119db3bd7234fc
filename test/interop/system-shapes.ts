// Compares what two servers say of the same: the same keys in the same order, the same types, numbers of the same size.
// What tells of the machine, the hour or the program is only compared by its type.
import assert from 'node:assert/strict';

/** Of these only the type is compared: they differ from run to run, or from program to program. */
const OWN = new Set([
  ...['id', 'timestamp', 'time', 'start', 'now', 'stop', 'seq', 'ver', 'version', 'go', 'rtt'],
  ...[
    'server_id',
    'port',
    'cid',
    'pending_bytes',
    'last_activity',
    'uptime',
    'idle',
    'http_port',
    'cpu',
  ],
  ...['config_load_time', 'config_digest', 'update_time', 'gomaxprocs', 'mem', 'config'],
  // What the servers themselves listen to counts, too; and how often they looked.
  ...['subscriptions', 'num_subscriptions', 'num_cache', 'num_inserts', 'num_removes'],
  ...['num_matches', 'cache_hit_rate', 'max_fanout', 'avg_fanout', 'sublist_stats'],
  // Of the system account itself: natsx writes other numbers of bytes.
  ...['bytes', 'out_bytes', 'in_bytes', 'out_client_bytes', 'in_client_bytes'],
  ...['msgs', 'out_msgs', 'out_client_msgs', 'in_msgs', 'in_client_msgs'],
]);

/** Left out by natsx on purpose, or by builds of nats-server. */
const LEFT_OUT = new Set(['feature_flags', 'git_commit']);

/** How far the numbers of `OWN` may be apart. */
const MOST_TIMES = 1_000;

export interface Comparison {
  /** The peer is an old one: natsx may say more. */
  readonly isOld: boolean;
}

/** Throws where `own` and `peer` differ more than servers may. */
export function compareShapes(own: unknown, peer: unknown, { isOld }: Comparison, path = ''): void {
  // Old servers have no list where nothing is in it.
  if (isOld && peer === null && Array.isArray(own) && own.length === 0) return;
  assert.equal(typeOf(own), typeOf(peer), `the type of ${path}`);
  if (isObject(own) && isObject(peer)) {
    const wanted = Object.keys(peer).filter((key) => !LEFT_OUT.has(key));
    const said = Object.keys(own).filter((key) => !isOld || key in peer);
    // Old servers have `seq` before `jetstream`.
    const sorted = (keys: string[]): string[] => (isOld ? [...keys].sort() : keys);
    assert.deepEqual(sorted(said), sorted(wanted), `the keys of ${path}`);
    for (const key of wanted) compareShapes(own[key], peer[key], { isOld }, `${path}.${key}`);
    return;
  }
  if (Array.isArray(own) && Array.isArray(peer)) {
    assert.equal(own.length, peer.length, `the length of ${path}`);
    const [ours, theirs] = [inOrder(own), inOrder(peer)];
    ours.forEach((each, at) => compareShapes(each, theirs[at], { isOld }, `${path}[${at}]`));
    return;
  }
  const key = path.slice(path.lastIndexOf('.') + 1);
  if (!OWN.has(key)) assert.equal(own, peer, path);
  else if (typeof own === 'number' && own > 0 && (peer as number) > 0) {
    const times = own / (peer as number);
    const isNear = times < MOST_TIMES && times > 1 / MOST_TIMES;
    assert.ok(isNear || key === 'id', `${path}: ${own} beside ${String(peer)}`);
  }
}

/** nats-server walks its maps in random order: accounts, and subscriptions. */
function inOrder(list: readonly unknown[]): unknown[] {
  const name = (each: unknown): string => {
    if (!isObject(each)) return String(each);
    return [each['acc'], each['subject'], each['local_subject'], each['sid']].join(' ');
  };
  return [...list].sort((one, other) => (name(one) < name(other) ? -1 : 1));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object';
}
