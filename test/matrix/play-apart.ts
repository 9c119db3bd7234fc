// Plays partitions to a deployment whose servers are in namespaces of their own.
import { Namespaces, whyNoNamespaces } from '../support/namespaces.ts';
import { skipWithout } from '../support/peers.ts';
import { partitions } from './partitions.ts';
import { play, type Play } from './play.ts';

/** Silence is noticed soon. */
const alert = 'ping_interval: "1s"\nping_max: 2\n';

export function playApart(cast: Omit<Play, 'settings' | 'places' | 'scenarios'>): void {
  let network: Namespaces | undefined;
  before(async function () {
    const lack = await whyNoNamespaces();
    if (lack !== undefined) skipWithout(this, lack, 'Linux with iproute2, as root');
  });
  play({
    ...cast,
    settings: { more: alert },
    places: async () => {
      network = await Namespaces.create(cast.topology.servers.map(({ name }) => name));
      return network.places;
    },
    scenarios: partitions.map(({ name, run }) => ({ name, run: (stage) => run(stage, network!) })),
  });
  after(() => network?.remove());
}
