// Deployments as data: which servers there are and whom each is told of, and the configuration files that say so. The
// same file serves natsx and any nats-server, so it holds nothing that 2.9 does not know.
import { certificateFile, keyFile } from './certificates.ts';

/** One server, before it has an address. */
export interface ServerDesign {
  readonly name: string;
  readonly cluster?: string;
  /** Names of the servers of its cluster that it is told of. */
  readonly routes?: readonly string[];
  /** The clusters that it is told of, and by which of their servers. */
  readonly gateways?: readonly GatewayDesign[];
  /** Whether leafnodes may connect to it. */
  readonly takesLeaves?: boolean;
  /** The leafnode connections that it opens. */
  readonly remotes?: readonly RemoteDesign[];
  /** Further text of its configuration. */
  readonly more?: string;
}

export interface GatewayDesign {
  readonly cluster: string;
  readonly servers: readonly string[];
}

export interface RemoteDesign {
  /** The servers it may connect to. */
  readonly servers: readonly string[];
  /** The account here, whose messages are shared. */
  readonly account: string;
  /** The user there, and so the account. */
  readonly user: string;
}

export interface Topology {
  readonly name: string;
  /** In the order in which they start. */
  readonly servers: readonly ServerDesign[];
}

/** Where a server is. */
export interface Place {
  readonly host: string;
  readonly clientPort: number;
  readonly monitorPort: number;
  readonly routePort: number;
  readonly gatewayPort: number;
  /** Where other clusters are told that it is, if that is another port. */
  readonly gatewayDoor?: number;
  readonly leafPort: number;
  /** What its command begins with to run there. */
  readonly runIn: readonly string[];
}

/** How servers let each other in. */
export type Security = 'open' | 'password' | 'tls' | 'tls and password';

export interface Settings {
  readonly security?: Security;
  /** Further text of every configuration. */
  readonly more?: string;
}

/** Servers n1, n2 … of one cluster; each but the first is told of the first alone. */
export function cluster(size: number, name = 'C'): Topology {
  const names = Array.from({ length: size }, (_, at) => `n${at + 1}`);
  const [seed] = names;
  return {
    name: `a cluster of ${size}`,
    servers: names.map((server) => ({
      name: server,
      cluster: name,
      routes: server === seed ? [] : [seed!],
    })),
  };
}

/** Clusters A, B … of these sizes, with servers a1, a2 …; each server is told of the first of each cluster. */
export function supercluster(...sizes: readonly number[]): Topology {
  const letters = sizes.map((_, at) => 'abcdefgh'[at]!);
  const gateways = letters.map((letter) => ({
    cluster: letter.toUpperCase(),
    servers: [`${letter}1`],
  }));
  return {
    name: `a super-cluster of ${sizes.join(' + ')}`,
    servers: letters.flatMap((letter, at) =>
      Array.from({ length: sizes[at]! }, (_, number) => ({
        name: `${letter}${number + 1}`,
        cluster: letter.toUpperCase(),
        routes: number === 0 ? [] : [`${letter}1`],
        gateways,
      })),
    ),
  };
}

/** A cluster of hubs n1, n2 …, and leaves l1, l2 … by themselves, whose accounts A and $SYS are those of the hubs. */
export function leaves(hubs: number, count: number): Topology {
  const hub = cluster(hubs);
  const servers = hub.servers.map(({ name }) => name);
  return {
    name: `${count} leaves of ${hub.name}`,
    servers: [
      ...hub.servers.map((design) => ({ ...design, takesLeaves: true })),
      ...Array.from({ length: count }, (_, at) => ({
        name: `l${at + 1}`,
        remotes: [
          { servers, account: 'A', user: 'a' },
          { servers, account: '$SYS', user: 'sys' },
        ],
      })),
    ],
  };
}

/**
 * Two accounts that share: B hears A's `news.>` as `from-a.news.>`, and asks A's `ask.>` by `to-a.ask.>`. User `a` is in
 * A, `b` in B, `sys` in the system account; all passwords are `p`.
 */
const accounts = `accounts {
  A {
    users: [ { user: a, password: p } ]
    exports: [ { stream: "news.>" }, { service: "ask.>" } ]
  }
  B {
    users: [ { user: b, password: p } ]
    imports: [
      { stream: { account: A, subject: "news.>" }, prefix: "from-a" }
      { service: { account: A, subject: "ask.>" }, to: "to-a.ask.>" }
    ]
  }
  $SYS { users: [ { user: sys, password: p } ] }
}
`;

/** The configuration file of one server. */
export function configurationOf(
  design: ServerDesign,
  places: ReadonlyMap<string, Place>,
  { security = 'open', more = '' }: Settings,
): string {
  const place = places.get(design.name)!;
  return [
    `server_name: ${design.name}`,
    `listen: "${place.host}:${place.clientPort}"`,
    `http: "${place.host}:${place.monitorPort}"`,
    accounts,
    more,
    design.more ?? '',
    design.cluster === undefined ? '' : clusterBlock(design, places, security),
    design.gateways === undefined ? '' : gatewayBlock(design, design.gateways, places, security),
    leafnodesBlock(design, places, security),
  ].join('\n');
}

function clusterBlock(
  { name, cluster: clusterName, routes = [] }: ServerDesign,
  places: ReadonlyMap<string, Place>,
  security: Security,
): string {
  const { host, routePort } = places.get(name)!;
  const urls = routes.map((other) => {
    const place = places.get(other)!;
    return `"nats-route://${userOf(security)}${place.host}:${place.routePort}"`;
  });
  return `cluster {
  name: ${clusterName!}
  listen: "${host}:${routePort}"
  routes: [ ${urls.join(', ')} ]
  ${admission(security)}
}
`;
}

function gatewayBlock(
  { name, cluster: clusterName }: ServerDesign,
  gateways: readonly GatewayDesign[],
  places: ReadonlyMap<string, Place>,
  security: Security,
): string {
  const { host, gatewayPort, gatewayDoor } = places.get(name)!;
  const remotes = gateways.map((gateway) => {
    const urls = gateway.servers.map((server) => {
      const place = places.get(server)!;
      return `"nats://${userOf(security)}${place.host}:${place.gatewayDoor ?? place.gatewayPort}"`;
    });
    return `{ name: ${gateway.cluster}, urls: [ ${urls.join(', ')} ] }`;
  });
  return `gateway {
  name: ${clusterName!}
  listen: "${host}:${gatewayPort}"
  ${gatewayDoor === undefined ? '' : `advertise: "${host}:${gatewayDoor}"`}
  gateways: [ ${remotes.join(', ')} ]
  ${admission(security)}
}
`;
}

function leafnodesBlock(
  { name, takesLeaves = false, remotes = [] }: ServerDesign,
  places: ReadonlyMap<string, Place>,
  security: Security,
): string {
  if (!takesLeaves && remotes.length === 0) return '';
  const { host, leafPort } = places.get(name)!;
  const hasTls = security.includes('tls');
  const blocks = remotes.map(({ servers, account, user }) => {
    const urls = servers.map((server) => {
      const place = places.get(server)!;
      return `"nats-leaf://${user}:p@${place.host}:${place.leafPort}"`;
    });
    return `{
    urls: [ ${urls.join(', ')} ]
    account: "${account}"
    ${hasTls ? peerTls : ''}
  }`;
  });
  return `leafnodes {
  ${takesLeaves ? `listen: "${host}:${leafPort}"` : ''}
  ${takesLeaves && hasTls ? peerTls : ''}
  ${blocks.length === 0 ? '' : `remotes: [ ${blocks.join(', ')} ]`}
}
`;
}

/** What stands in the URL of a server before its host. */
function userOf(security: Security): string {
  return security.includes('password') ? 'route:secret@' : '';
}

/** Whom a cluster or gateway lets in. */
function admission(security: Security): string {
  const password = 'authorization { user: route, password: secret, timeout: 5 }';
  return [
    ...(security.includes('password') ? [password] : []),
    ...(security.includes('tls') ? [peerTls] : []),
  ].join('\n  ');
}

/** Both sides show the same certificate, and believe in no other. */
const peerTls = `tls {
    cert_file: "${certificateFile('route')}"
    key_file: "${keyFile('route')}"
    ca_file: "${certificateFile('route')}"
    timeout: 5
  }`;
