/** The `gateway` block: the clusters that this one shares its subjects with, as far as there is interest. */
import { peerAuthorization } from './authorization.ts';
import { block, blocks } from './block.ts';
import { boolean, duration, integer, port, text } from './kinds.ts';
import { listen } from './listen.ts';
import { option, shorthand, type OptionsOf } from './option.ts';
import { peerUrl, peerUrls, writeTimeoutPolicy } from './peers.ts';
import { tls } from './tls.ts';

const remoteTable = {
  url: shorthand(peerUrl('gateway'), (url) => ({ urls: [url] })),
  /** Name of the other cluster. */
  name: option(text()),
  /** URLs of its servers. */
  urls: option(peerUrls('gateway'), { default: [], secret: true }),
  /** How connections to it are encrypted. Default as the gateway's own. */
  tls: option(tls({ peer: true }), { reload: 'reread' }),
};

/** Another cluster. */
export type RemoteGatewayOptions = OptionsOf<typeof remoteTable>;

const gatewayTable = {
  listen,
  /** Name of this cluster, equal on all its servers and to the cluster's. */
  name: option(
    text({
      check: (name) => (name.includes(' ') ? 'gateway name cannot contain spaces' : undefined),
    }),
  ),
  /** Address on which gateways are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  host: option(text(), { aliases: ['net'], default: '127.0.0.1' }),
  /** Port on which gateways are accepted; -1 takes a free one. */
  port: option(port, { zeroIsDefault: true }),
  /** `host` or `host:port` told to other clusters in place of our own address. */
  advertise: option(text()),
  /** The user as whom gateways must connect. */
  authorization: option(peerAuthorization('Gateway')),
  /** How gateways are encrypted; both sides then show a certificate. */
  tls: option(tls({ peer: true }), { reload: 'reread' }),
  /** Attempts to connect to a cluster that is not configured. Default 0: one. */
  connectRetries: option(integer({ min: 0 }), { default: 0 }),
  /** Whether the pause between attempts grows. Default false. */
  connectBackoff: option(boolean, { default: false, since: '2.11' }),
  /** Whether clusters are refused that are not in `gateways`. Default false. */
  rejectUnknown: option(boolean, { aliases: ['reject_unknown_cluster'], default: false }),
  /** The clusters to connect to. */
  gateways: option(blocks(block(remoteTable, { name: 'remote gateway' })), {
    default: [],
    reload: 'parts',
  }),
  /** Time in ms a write to a gateway may take. Default that of the clients. */
  writeDeadlineMs: option(duration(), { since: '2.12', zeroIsDefault: true }),
  /** What becomes of a gateway that a write takes too long to. Default "default": it is written to again. */
  writeTimeout: option(writeTimeoutPolicy, { default: 'default', since: '2.14' }),
};

/** The clusters that this one shares its subjects with. */
export type GatewayOptions = OptionsOf<typeof gatewayTable>;

export const gateway = block(gatewayTable, {
  noMap: (source) => `Expected gateway to be a map, got ${source.value.type}`,
});
