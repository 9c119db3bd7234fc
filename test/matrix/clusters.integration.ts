// The matrix of clusters: `npm test` runs a sample of it, `npm run test:matrix` all.
import { cluster } from '../support/topology.ts';
import { optionsFrom } from './options.ts';
import { planOf } from './plan.ts';
import { playApart } from './play-apart.ts';
import { play } from './play.ts';
import { ofClusters } from './scenarios.ts';

const { peaceful, faults } = ofClusters;

const plan = planOf(optionsFrom(process.env));
const common = { seed: plan.seed, isTold: plan.isWhole };

describe(`Clusters, as SEED=${plan.seed} says`, () => {
  for (const { engines, security, scenarios } of plan.clusters) {
    describe(`${engines.join(', ')}; ${security}`, () => {
      play({
        ...common,
        topology: cluster(engines.length),
        engines,
        settings: { security },
        scenarios: [...peaceful, ...faults].filter(({ name }) => scenarios.includes(name)),
      });
    });
  }

  for (const engines of plan.partitioned) {
    describe(`${engines.join(', ')}; cut apart`, () => {
      playApart({ ...common, topology: cluster(engines.length), engines });
    });
  }
});
