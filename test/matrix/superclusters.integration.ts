// The matrix of super-clusters and leafnodes: `npm test` runs a sample of it, `npm run test:matrix` all.
import type { DelayingProxy } from '../support/delaying-proxy.ts';
import { supercluster } from '../support/topology.ts';
import { distantPlaces, geo } from './geo.ts';
import { optionsFrom } from './options.ts';
import { planOf, type WideRow } from './plan.ts';
import { playApart } from './play-apart.ts';
import { play } from './play.ts';
import { ofLeafnodes, ofSuperclusters, type Scenarios } from './scenarios.ts';

const { seed, isWhole, superclusters, leafnodes, distant, apart } = planOf(
  optionsFrom(process.env),
);

function playAll(rows: readonly WideRow[], { peaceful, faults }: Scenarios): void {
  for (const { topology, engines, security } of rows) {
    describe(`${topology.name}: ${engines.join(', ')}; ${security}`, () => {
      const scenarios = isWhole ? [...peaceful, ...faults] : peaceful;
      play({ topology, engines, settings: { security }, seed, isTold: isWhole, scenarios });
    });
  }
}

describe(`Super-clusters, as SEED=${seed} says`, () => {
  playAll(superclusters, ofSuperclusters);

  for (const engines of apart) {
    describe(`${engines.join(', ')}; cut apart`, () => {
      playApart({ topology: supercluster(2, 1), engines, seed, isTold: isWhole });
    });
  }

  for (const engines of distant) {
    describe(`far from each other: ${engines.join(', ')}`, () => {
      const topology = supercluster(1, 1, 1);
      let lines: readonly DelayingProxy[] = [];
      play({
        ...{ topology, engines, settings: {}, seed, isTold: isWhole, scenarios: geo },
        places: async () => {
          const distances = await distantPlaces(topology);
          lines = distances.lines;
          return distances.places;
        },
      });
      after(async () => {
        for (const line of lines) await line[Symbol.asyncDispose]();
      });
    });
  }
});
describe(`Leafnodes, as SEED=${seed} says`, () => playAll(leafnodes, ofLeafnodes));
