/** The configuration of one server of a deployment, which natsx and nats-server both read. */
import { writeConf, type PlainConf, type PlainRecord } from '../conf/writer.ts';
import type { Identities } from './identities.ts';
import type { Layout, PlannedServer } from './layout.ts';

/** What is not in the layout. */
export interface ConfSettings {
  readonly identities: Pick<
    Identities,
    'account' | 'accounts' | 'creds' | 'operatorToken' | 'systemAccount'
  >;
  /** What routes and gateways log in with. */
  readonly linkPassword: string;
  /** Where the server keeps the JWTs of accounts. */
  readonly jwtFolder: string;
  /** Where it logs; undefined for stderr. */
  readonly logFile: string | undefined;
}

/** The user of routes and gateways, which know no JWTs. */
const LINK_USER = 'link';

/** The text of the file; it holds a password. */
export function serverConf(layout: Layout, server: PlannedServer, settings: ConfSettings): string {
  const { name, listenHost, ports } = server;
  const { identities, jwtFolder, logFile } = settings;
  const { operatorToken, systemAccount, accounts } = identities;
  const conf: Record<string, PlainConf> = {
    server_name: name,
    listen: `${listenHost}:${ports.client}`,
    ...(logFile === undefined ? {} : { log_file: logFile }),
    operator: operatorToken,
    system_account: systemAccount,
    // Full: accounts that are pushed later are kept, by every server.
    resolver: { type: 'full', dir: jwtFolder, allow_delete: true },
    resolver_preload: new Map(accounts),
  };
  if (server.cluster !== undefined) conf['cluster'] = clusterBlock(layout, server, settings);
  if (ports.gateway !== undefined) conf['gateway'] = gatewayBlock(layout, server, settings);
  if (ports.leafnode !== undefined)
    conf['leafnodes'] = { listen: `${listenHost}:${ports.leafnode}` };
  if (server.leafOf !== undefined) {
    conf['leafnodes'] = { remotes: remotesOf(layout, server.leafOf, settings) };
  }
  return `# ${titleOf(server)}. Written anew by each \`natsx up\`.\n${writeConf(conf)}`;
}

function titleOf({ name, cluster, leafOf }: PlannedServer): string {
  if (leafOf !== undefined)
    return `Leafnode ${name}${leafOf === '' ? '' : ` of cluster ${leafOf}`}`;
  return `Server ${name}${cluster === undefined ? '' : ` of cluster ${cluster}`}`;
}

function clusterBlock(
  { servers }: Layout,
  { name, cluster, listenHost, ports }: PlannedServer,
  { linkPassword }: ConfSettings,
): PlainRecord {
  const others = servers.filter((each) => each.cluster === cluster && each.name !== name);
  return {
    name: cluster!,
    listen: `${listenHost}:${ports.route!}`,
    authorization: { user: LINK_USER, password: linkPassword },
    routes: others.map((each) => linkUrl(each.host, each.ports.route!, linkPassword)),
  };
}

function gatewayBlock(
  { servers }: Layout,
  { cluster, listenHost, ports }: PlannedServer,
  { linkPassword }: ConfSettings,
): PlainRecord {
  const clusters = new Set(servers.flatMap((each) => each.cluster ?? []));
  return {
    name: cluster!,
    listen: `${listenHost}:${ports.gateway!}`,
    authorization: { user: LINK_USER, password: linkPassword },
    gateways: [...clusters]
      .filter((each) => each !== cluster)
      .map((each) => ({
        name: each,
        urls: servers
          .filter((remote) => remote.cluster === each)
          .map((remote) => linkUrl(remote.host, remote.ports.gateway!, linkPassword)),
      })),
  };
}

/** One for the account, and one for the system account: it makes the leafnode one of those that answer a ping. */
function remotesOf({ servers }: Layout, cluster: string, { identities }: ConfSettings) {
  const { account, systemAccount, creds } = identities;
  const urls = servers
    .filter((each) => each.leafOf === undefined && (each.cluster ?? '') === cluster)
    .map(({ host, ports }) => `nats://${host}:${ports.leafnode!}`);
  return [
    { urls, account, credentials: creds.user },
    { urls, account: systemAccount, credentials: creds.system },
  ];
}

/** The password has no letter that a URL would have to escape. */
function linkUrl(host: string, port: number, password: string): string {
  return `nats://${LINK_USER}:${password}@${host}:${port}`;
}
