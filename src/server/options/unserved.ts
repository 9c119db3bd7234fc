/** The blocks of what natsx does not serve: known, so that a file with them is understood, and refused at the start. */
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { block, blocks } from './block.ts';
import type { Kind } from './kind.ts';
import { boolean, duration, integer, map, path, port, text } from './kinds.ts';
import { listen } from './listen.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { simpleAuthorization } from './authorization.ts';
import { tls } from './tls.ts';

/** A number of bytes, or a text such as `10GB`. */
const storage: Kind<number | string> = {
  name: 'size',
  read(source) {
    if (source.is('integer')) return Number(source.value.value);
    if (!source.is('string')) return source.expected('a size');
    const digits = source.value.value.replace(/[KMGT]$/, '');
    return /^\d*$/.test(digits)
      ? source.value.value
      : source.error(
          `${source.key} strconv.ParseInt: parsing ${JSON.stringify(digits)}: invalid syntax`,
        );
  },
  complete: (given) => given,
};

/** Whatever nats-server makes of it. */
const anything: Kind = {
  name: 'as nats-server has it',
  read: (source) => source.value.type,
  complete: (given) => given,
};

const jetstreamTable = {
  /** Whether JetStream is on. */
  enabled: option(boolean, { aliases: ['enable'] }),
  /** Whether unknown fields of requests are refused. */
  strict: option(boolean),
  /** Directory in which streams are kept. */
  storeDir: option(path, { aliases: ['storedir', 'store'] }),
  /** Time in ms between writes to the disk, or "always". */
  syncInterval: option(anything, { aliases: ['sync'] }),
  /** Memory that streams may take. */
  maxMemoryStore: option(storage, { aliases: ['max_mem_store', 'max_mem'] }),
  /** Disk that streams may take. */
  maxFileStore: option(storage, { aliases: ['max_file'] }),
  /** Name of the JetStream domain. */
  domain: option(text()),
  /** Key with which streams are encrypted. */
  key: option(text(), { aliases: ['ek', 'encryption_key'], secret: true }),
  /** The key before. */
  prevKey: option(text(), {
    aliases: ['prev_ek', 'prev_encryption_key'],
    secret: true,
  }),
  /** Cipher with which streams are encrypted. */
  cipher: option(text()),
  /** Hint for extensions. */
  extensionHint: option(text()),
  /** Limits of what clients may ask for. */
  limits: option(anything),
  /** Trusted platform module that holds the key. */
  tpm: option(anything),
  /** Whether replicas stand on servers with different tags. */
  uniqueTag: option(text()),
  /** Bytes that may be outstanding when a replica catches up. */
  maxOutstandingCatchup: option(storage),
  /** Bytes that a stream may buffer. */
  maxBufferedSize: option(storage),
  /** Messages that a stream may buffer. */
  maxBufferedMsgs: option(integer()),
  /** Requests that may wait. */
  requestQueueLimit: option(integer()),
  /** Requests for information that may wait. */
  infoQueueLimit: option(integer()),
  /** When the log of the meta group is compacted. */
  metaCompact: option(anything),
  /** At which size the log of the meta group is compacted. */
  metaCompactSize: option(anything),
  /** Whether compacting the log of the meta group waits for the disk. */
  metaCompactSync: option(anything),
  /** Reads and writes at a time. */
  maxConcurrentIo: option(integer(), { aliases: ['max_concurrent_ios'] }),
};

const jetstreamBlock = block(jetstreamTable);

/** JetStream: `true`, "enabled", or a block. */
export const jetstream: Kind<
  boolean | OptionsOf<typeof jetstreamTable>,
  boolean | GivenOf<typeof jetstreamTable>
> = {
  name: 'boolean or block',
  read(source) {
    if (source.is('boolean')) return source.value.value;
    if (!source.is('string')) {
      const given = jetstreamBlock.read(source);
      return given && { enabled: true, ...given }; // An empty block turns it on.
    }
    const word = source.value.value.toLowerCase();
    if (word === 'enabled' || word === 'enable') return true;
    if (word === 'disabled' || word === 'disable') return false;
    return source.error(
      `Expected 'enabled' or 'disabled' for string value, got '${source.value.value}'`,
    );
  },
  complete: (given, place) =>
    typeof given === 'boolean' ? given : jetstreamBlock.complete(given, place),
};

const mqttTable = {
  listen,
  /** Address on which MQTT is accepted. */
  host: option(text(), { aliases: ['net'] }),
  /** Port on which MQTT is accepted, 1883 by habit. */
  port: option(port),
  /** How MQTT is encrypted. */
  tls: option(tls()),
  /** Who may connect by MQTT. */
  authorization: option(simpleAuthorization, { aliases: ['authentication'] }),
  /** User of clients that say nothing of who they are. */
  noAuthUser: option(text()),
  /** Time in ms after which a message is sent again. */
  ackWaitMs: option(duration(), { aliases: ['ackwait'] }),
  /** Time in ms that JetStream may take to answer. */
  jsApiTimeoutMs: option(duration(), { aliases: ['api_timeout'] }),
  /** Messages that may be outstanding, at most 65535. */
  maxAckPending: option(integer({ min: 0, max: 65535 }), {
    aliases: ['max_pending', 'max_inflight'],
  }),
  /** JetStream domain in which sessions are kept. */
  jsDomain: option(text()),
  /** Replicas of the streams. */
  streamReplicas: option(integer()),
  /** Replicas of the consumers. */
  consumerReplicas: option(integer()),
  /** Whether consumers are kept in memory. */
  consumerMemoryStorage: option(boolean),
  /** Time in ms after which an idle consumer goes. */
  consumerInactiveThresholdMs: option(duration(), { aliases: ['consumer_auto_cleanup'] }),
  /** Whether QoS 2 is refused. */
  rejectQos2Publish: option(boolean, { key: 'reject_qos2_publish' }),
  /** Whether QoS 2 subscriptions get QoS 1. */
  downgradeQos2Subscribe: option(boolean, { key: 'downgrade_qos2_subscribe' }),
};

/** MQTT clients. */
export const mqtt = block(mqttTable, {
  noMap: (source) => `Expected mqtt to be a map, got ${source.value.type}`,
});

const proxyTable = {
  /** Public key of the proxy. */
  key: option(
    text({
      check: (key) =>
        isValidPublicKey(key) ? undefined : `invalid proxy key ${JSON.stringify(key)}`,
    }),
  ),
};

const proxiesTable = {
  /** Proxies that may vouch for their clients. */
  trusted: option(blocks(block(proxyTable)), { default: [] }),
};

/** Proxies through which clients come. */
export const proxies = block(proxiesTable);

/** Domains that accounts use when they say none. */
export const jetstreamDomains = map(text());

/** OCSP stapling: on, off, or how. */
export const ocsp: Kind = {
  name: 'boolean or block',
  read(source) {
    return source.is('boolean') || source.is('map')
      ? source.value.type
      : source.error(`error parsing ocsp config: unsupported type ${source.value.type}`);
  },
  complete: (given) => given,
};
