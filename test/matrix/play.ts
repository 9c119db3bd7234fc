// Plays scenarios to one deployment, each as a test of its own.
import { Deployment } from '../support/deployment.ts';
import { findEngines, howToGetEngine, type Engine, type EngineName } from '../support/engines.ts';
import { skipWithout } from '../support/peers.ts';
import { randomFrom } from '../support/random.ts';
import type { Place, Settings, Topology } from '../support/topology.ts';
import { Stage } from './stage.ts';

export interface Play {
  readonly topology: Topology;
  readonly engines: readonly EngineName[];
  readonly settings: Settings;
  readonly seed: number;
  /** Tells figures, too. */
  readonly isTold: boolean;
  /** Where the servers are, if not at free ports of this machine; asked for once all engines are found. */
  readonly places?: () => Promise<ReadonlyMap<string, Place>>;
  readonly scenarios: readonly {
    readonly name: string;
    readonly run: (stage: Stage) => Promise<void>;
  }[];
}

// Leaving through exit() ends the servers and namespaces, too.
process.once('SIGTERM', () => process.exit(143));

/** A scenario may meet a machine that is busy with others. */
const PATIENCE_MS = 120_000;

/** Lame ducks that do not take their time. */
const hurry = 'lame_duck_duration: "30s"\nlame_duck_grace_period: "200ms"\n';

/** Declares a test for each scenario; the deployment starts before the first, and is whole before each. */
export function play({ topology, settings, seed, ...cast }: Play): void {
  let deployment: Deployment | undefined;
  before(async function () {
    this.timeout(PATIENCE_MS);
    const engines = requireEngines(this, cast.engines);
    const more = hurry + (settings.more ?? '');
    const places = await cast.places?.();
    deployment = await Deployment.start(topology, engines, { ...settings, more }, places);
  });
  after(() => deployment?.stop());
  afterEach(function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${deployment!.logs()}\n`);
  });
  for (const [at, scenario] of cast.scenarios.entries()) {
    it(scenario.name, async () => {
      const tell = (text: string): void => {
        if (cast.isTold) process.stdout.write(`      ${text}\n`);
      };
      await deployment!.whole();
      await using stage = new Stage(deployment!, randomFrom(seed + at), tell);
      await scenario.run(stage);
    }).timeout(PATIENCE_MS);
  }
}

function requireEngines(context: Mocha.Context, names: readonly EngineName[]): readonly Engine[] {
  const found = findEngines();
  return names.map((name) => {
    const engine = found.get(name);
    if (engine !== undefined) return engine;
    const lack = name === 'old' ? 'no nats-server before 2.10' : 'no nats-server from 2.10 on';
    return skipWithout(context, `${lack} on the PATH`, howToGetEngine[name]);
  });
}
