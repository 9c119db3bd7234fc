import { goTime } from '../monitor/go-text.ts';
import type { ServerView } from '../monitor/server-view.ts';
import { COMPATIBILITY_VERSION } from '../version.ts';

/** What every event and answer says of the server that sent it: nats-server's ServerInfo, in its order. */
export interface ServerInfo {
  readonly name: string;
  readonly host: string;
  readonly id: string;
  readonly cluster: string | undefined;
  readonly ver: string;
  readonly tags: readonly string[] | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly feature_flags: Readonly<Record<string, boolean>> | undefined;
  readonly jetstream: false;
  /** What it can do of JetStream: nothing. */
  readonly flags: 0;
  /** Grows with each message: servers take what comes out of order for a fault. */
  readonly seq: number;
  readonly time: string;
}

/** What there is to say of a server in its message number `seq`. */
export function serverInfo(view: ServerView, seq: number, nowMs: number): ServerInfo {
  const { name, id, options, advertised, clusterName } = view;
  return {
    name,
    host: advertised.host,
    id,
    cluster: clusterName,
    ver: COMPATIBILITY_VERSION,
    tags: options.serverTags.length === 0 ? undefined : tagsOf(view),
    metadata: unlessEmpty(options.serverMetadata),
    feature_flags: unlessEmpty(options.featureFlags),
    jetstream: false,
    flags: 0,
    seq,
    time: goTime(nowMs),
  };
}

/** The tags by which a server is found: in small letters (jwt, TagList). */
export function tagsOf({ options }: ServerView): readonly string[] {
  return options.serverTags.map((tag) => tag.toLowerCase().trim());
}

function unlessEmpty<Value>(
  map: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
