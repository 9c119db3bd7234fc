/** The contexts of a deployment, among those that the user has: they are added, and nothing of his is changed. */
import { sep } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { EMPTY_CONTEXT } from '../nats-client/context.ts';
import type { Contexts } from '../nats-client/contexts.ts';
import { ACCOUNT, USER, type Identities } from './identities.ts';
import { clientUrl, clientUrls, type Layout } from './layout.ts';
import type { Place } from './place.ts';

export interface NamedContext {
  readonly name: string;
  readonly description: string;
  /** Separated by commas. */
  readonly url: string;
  readonly creds: string;
}

export interface DeploymentContexts {
  /** Of the user, at the first cluster. Undefined if another context has its name. */
  readonly user: NamedContext | undefined;
  /** Of the system account's user. */
  readonly system: NamedContext | undefined;
  /** Of the user elsewhere: at each other cluster, at each leafnode. */
  readonly others: readonly NamedContext[];
  /** Names that other contexts have. */
  readonly refused: readonly string[];
}

/** Writes them; one of that name that is somebody else's stays as it is. */
export async function addContexts(
  contexts: Contexts,
  place: Place,
  layout: Layout,
  creds: Identities['creds'],
): Promise<DeploymentContexts> {
  const refused: string[] = [];
  const add = async (context: NamedContext): Promise<NamedContext | undefined> => {
    if (await addContext(contexts, context, place)) return context;
    refused.push(context.name);
    return undefined;
  };
  const { name } = place;
  const who = `user ${USER} of account ${ACCOUNT}`;
  const [first] = layout.servers;
  const at = (cluster: string | undefined) => clientUrls(layout, cluster).join(',');
  const where = (cluster: string | undefined) =>
    cluster === undefined ? '' : `, cluster ${cluster}`;
  const user = await add({
    name,
    description: `natsx up ${name}: ${who}${where(first?.cluster)}`,
    url: at(first?.cluster),
    creds: creds.user,
  });
  const system = await add({
    name: `${name}-sys`,
    description: `natsx up ${name}: the system account`,
    url: at(first?.cluster),
    creds: creds.system,
  });
  const clusters = new Set(layout.servers.flatMap(({ cluster }) => cluster ?? []));
  clusters.delete(first?.cluster ?? '');
  const others: NamedContext[] = [];
  for (const cluster of clusters) {
    const description = `natsx up ${name}: ${who}${where(cluster)}`;
    const context = {
      name: `${name}-${cluster}`,
      description,
      url: at(cluster),
      creds: creds.user,
    };
    others.push(...listOf(await add(context)));
  }
  for (const leaf of layout.servers.filter(({ leafOf }) => leafOf !== undefined)) {
    const description = `natsx up ${name}: ${who}, leafnode ${leaf.name}`;
    const url = clientUrl(leaf);
    const context = { name: `${name}-${leaf.name}`, description, url, creds: creds.user };
    others.push(...listOf(await add(context)));
  }
  return { user, system, others, refused };
}

async function addContext(
  contexts: Contexts,
  { name, description, url, creds }: NamedContext,
  { root }: Place,
): Promise<boolean> {
  try {
    const before = (await contexts.has(name)) ? await contexts.load(name) : undefined;
    // One that names creds of this deployment is ours, whatever else somebody has put into it.
    if (before !== undefined && !before.creds.startsWith(root + sep)) return false;
    const after = { ...EMPTY_CONTEXT, ...before, description, url, creds };
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(after);
    if (!isSame) await contexts.save(name, after);
    return true;
  } catch (error) {
    if (error instanceof NatsxError && error.code === 'ERR_CONTEXT') return false;
    throw error;
  }
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
