// A home of its own: deployments, contexts and keys of a test are seen by nobody else, and are gone with it.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contexts } from '../../src/nats-client/contexts.ts';
import { identitiesOf, type Identities } from '../../src/up/identities.ts';
import { layOut, type Layout, type Topology } from '../../src/up/layout.ts';
import { Place } from '../../src/up/place.ts';
import { choosePorts } from '../../src/up/ports.ts';

export const ONE_SERVER: Topology = { clusters: 1, servers: 1, leafnodes: 0 };
export const SUPER_CLUSTER: Topology = { clusters: 2, servers: 3, leafnodes: 1 };

export class TemporaryHome implements Disposable {
  /** With a blank, because users have them. */
  readonly path = mkdtempSync(join(tmpdir(), 'natsx up '));
  readonly contexts = new Contexts(join(this.path, 'config', 'nats'));

  place(name = 'local'): Place {
    return new Place(join(this.path, 'data'), name);
  }

  /** Who is who in the deployment of that name. */
  identities(urls: readonly string[] = ['nats://127.0.0.1:4222'], name?: string) {
    return identitiesOf(this.place(name), urls, () => new Date());
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** On the usual ports, which nobody opens. */
export function planned(topology: Topology, name = 'local'): Layout {
  return layOut(name, topology, {
    portOf: ({ kind, server }) =>
      ({ client: 4222, route: 6222, gateway: 7222, leafnode: 7422 })[kind] + server,
  });
}

/** On free ports. */
export async function free(topology: Topology, name = 'local'): Promise<Layout> {
  return layOut(name, topology, await choosePorts(topology, 0));
}

/** Like those of a store that nobody has made. */
export const STRANGERS: Identities = {
  operatorToken: 'eyJ.operator',
  systemAccount: 'ASYS',
  account: 'AAPP',
  accounts: new Map([
    ['ASYS', 'eyJ.sys'],
    ['AAPP', 'eyJ.app'],
  ]),
  creds: { user: '/keys/app.creds', system: '/keys/sys.creds' },
  made: [],
};

/** `600` */
export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
