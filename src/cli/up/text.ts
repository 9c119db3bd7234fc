/** What `natsx up` prints for people: how to connect, and who is there. */
import type { Overview } from '../../system-client/overview.ts';
import type { DeploymentContexts, NamedContext } from '../../up/contexts.ts';
import type { Deployment } from '../../up/deployment.ts';
import type { Engine } from '../../up/engine.ts';
import { ACCOUNT, USER, type Identities } from '../../up/identities.ts';
import { clientUrl, clientUrls, type Layout } from '../../up/layout.ts';
import type { Place } from '../../up/place.ts';
import { endsOf } from '../../up/reach.ts';
import type { Surroundings } from '../surroundings.ts';
import { pingLines } from '../system/ping-table.ts';
import { fitted } from '../table.ts';

/** A deployment that runs, and how it can be reached. */
export interface UpDeployment {
  readonly place: Place;
  readonly engine: Pick<Engine, 'title'>;
  readonly deployment: Pick<Deployment, 'layout' | 'servers'>;
  readonly identities: Pick<Identities, 'creds'>;
  readonly contexts: DeploymentContexts;
  /** From the start of the process to the first message that came through; undefined if none did. */
  readonly firstMessageMs: number | undefined;
}

export function upText(up: UpDeployment): string {
  const { place, identities, contexts } = up;
  const { layout } = up.deployment;
  const rows: [string, string][] = [
    ['Clients', clientsText(layout)],
    ['Creds', `${identities.creds.user}  (user ${USER} of account ${ACCOUNT})`],
    ['', `${identities.creds.system}  (system account)`],
    ['Contexts', contextsText(contexts)],
    ['Files', place.root],
  ];
  const examples: [string, string][] = [
    ['natsx', `natsx sub 'greetings.>' ${asUser(up)}`],
    ['', `natsx pub greetings.joe hello ${asUser(up)}`],
    ['', `natsx ping ${asSystem(up)}`],
    ['nats', `nats pub greetings.joe hello ${asUser(up)}`],
    ['nsc', `nsc --all-dirs ${quoted(place.nsc)} add user --account ${ACCOUNT} joe`],
    ['Node', nodeLine(layout, identities.creds.user)],
  ];
  return [
    headline(up),
    '',
    ...table(rows),
    '',
    'Try it in another terminal:',
    ...table(examples),
    '',
  ].join('\n');
}

function headline({ place, engine, deployment, firstMessageMs }: UpDeployment): string {
  const { layout } = deployment;
  const what = `${place.name} is up: ${topologyText(layout)}, ${engine.title}`;
  if (firstMessageMs === undefined) return what;
  const [from, to] = endsOf(layout);
  const way = from === to ? '' : ` (${from.name} → ${to.name})`;
  return `${what}; first message through after ${(firstMessageMs / 1000).toFixed(2)} s${way}`;
}

/** `6 servers in 2 clusters, 1 leafnode` */
function topologyText({ topology: { clusters, servers, leafnodes } }: Layout): string {
  const members = counted(clusters * servers, 'server');
  const inClusters = clusters > 1 || servers > 1 ? ` in ${counted(clusters, 'cluster')}` : '';
  return `${members}${inClusters}${leafnodes > 0 ? `, ${counted(leafnodes, 'leafnode')}` : ''}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function clientsText(layout: Layout): string {
  const clusters = new Set(layout.servers.flatMap(({ cluster }) => cluster ?? []));
  const leaves = layout.servers.filter(({ leafOf }) => leafOf !== undefined);
  const members =
    clusters.size > 0
      ? [...clusters].map((name) => `${clientUrls(layout, name).join(',')}  (cluster ${name})`)
      : [clientUrls(layout).join(',')];
  return [...members, ...leaves.map((leaf) => `${clientUrl(leaf)}  (${leaf.name})`)].join('\n');
}

function contextsText({ user, system, others }: DeploymentContexts): string {
  const shown = (context: NamedContext | undefined, what: string) =>
    context === undefined ? [] : [`${context.name} (${what})`];
  const all = [
    ...shown(user, `account ${ACCOUNT}`),
    ...shown(system, 'system account'),
    ...others.map(({ name }) => name),
  ];
  return all.length === 0 ? 'none: yours have these names' : all.join(', ');
}

/** The flags by which a command is the deployment's user; natsx and nats have the same ones. */
function asUser({ contexts, deployment, identities }: UpDeployment): string {
  return flagsOf(contexts.user, deployment.layout, identities.creds.user);
}

function asSystem({ contexts, deployment, identities }: UpDeployment): string {
  return flagsOf(contexts.system, deployment.layout, identities.creds.system);
}

function flagsOf(context: NamedContext | undefined, layout: Layout, creds: string): string {
  if (context !== undefined) return `--context ${context.name}`;
  return `--server ${clientUrl(layout.servers[0]!)} --creds ${quoted(creds)}`;
}

function nodeLine({ servers: [first] }: Layout, creds: string): string {
  return [
    `import { connect, credsAuthenticator } from '@nats-io/transport-node';`,
    `import { readFileSync } from 'node:fs';`,
    `const nc = await connect({ servers: '${clientUrl(first!)}', authenticator: credsAuthenticator(readFileSync(${JSON.stringify(creds)})) });`,
  ].join(' ');
}

/** For a shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Labels, and values that may have several lines. */
function table(rows: readonly (readonly [label: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, value]) =>
    value.split('\n').map((line, at) => `  ${(at === 0 ? label : '').padEnd(width)}  ${line}`),
  );
}

/** The table of `natsx ping`. */
export function serversText(overview: Overview, { stdout, isAscii }: Surroundings): string {
  return fitted(`${pingLines(overview, undefined, isAscii).join('\n')}\n`, stdout.columns);
}
