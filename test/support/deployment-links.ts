// Who is connected to whom, as servers tell on their monitoring ports, and what is missing.
import type { DeployedServer } from './deployment.ts';

/** What lacks until `server` is connected to those of `others` that it should be, and what it has too much. */
export async function linkFaults(
  server: DeployedServer,
  others: readonly DeployedServer[],
): Promise<string[]> {
  const { design } = server;
  const looks = [
    ...(design.cluster === undefined ? [] : [routeFaults(server, others)]),
    ...(design.gateways === undefined ? [] : [gatewayFaults(server, others)]),
    ...(design.remotes === undefined ? [] : [remoteFaults(server, others)]),
  ];
  const faults = await Promise.all(looks);
  return faults.flat().map((fault) => `${server.name} ${fault}`);
}

/** A route to every server of the cluster, and to no other; a pool of routes is one. */
async function routeFaults(
  server: DeployedServer,
  others: readonly DeployedServer[],
): Promise<string[]> {
  const { routes } = (await server.monitor('/routez')) as {
    readonly routes?: readonly { readonly remote_id: string }[] | null;
  };
  const there = new Set((routes ?? []).map((route) => route.remote_id));
  const wanted = others.filter(({ design }) => design.cluster === server.design.cluster);
  const nameOf = (id: string) => others.find((one) => one.id === id)?.name ?? id;
  return [
    ...wanted.filter(({ id }) => !there.has(id)).map(({ name }) => `lacks a route to ${name}`),
    ...[...there]
      .filter((id) => !wanted.some((one) => one.id === id))
      .map((id) => `still has a route to ${nameOf(id)}`),
  ];
}

/** A connection to some server of every other cluster. */
async function gatewayFaults(
  server: DeployedServer,
  others: readonly DeployedServer[],
): Promise<string[]> {
  const { outbound_gateways: outbound } = (await server.monitor('/gatewayz')) as {
    readonly outbound_gateways?: Readonly<
      Record<string, { readonly connection?: { readonly name?: string } }>
    >;
  };
  const own = server.design.cluster;
  const names = new Set(others.map(({ design }) => design.cluster!).filter((name) => name !== own));
  const faults = [...names].flatMap((name) => {
    const peer = outbound?.[name]?.connection?.name;
    if (peer === undefined) return [`lacks a gateway to ${name}`];
    const isThere = others.some((one) => [one.id, one.name].includes(peer));
    return isThere ? [] : [`still has a gateway to ${peer} of ${name}`];
  });
  const gone = Object.keys(outbound ?? {}).filter((name) => !names.has(name));
  return [...faults, ...gone.map((name) => `still has a gateway to ${name}`)];
}

/** As many leafnode connections as it opens. */
async function remoteFaults(
  server: DeployedServer,
  others: readonly DeployedServer[],
): Promise<string[]> {
  const { leafs } = (await server.monitor('/leafz')) as {
    readonly leafs?: readonly { readonly account: string }[] | null;
  };
  const accounts = (leafs ?? []).map(({ account }) => account);
  return server.design.remotes!.flatMap(({ servers, account }) => {
    const isAnybodyThere = others.some(({ name }) => servers.includes(name));
    if (accounts.includes(account) === isAnybodyThere) return [];
    return [`${isAnybodyThere ? 'lacks' : 'still has'} a leafnode connection for ${account}`];
  });
}
