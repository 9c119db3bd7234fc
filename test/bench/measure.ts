// Runs one scenario on all contenders, alternating, so that whatever else the machine does meets all of them alike.
import { freePort } from '../support/free-port.ts';
import { commandOf, isPeer, type Contender, type RunningServer } from './contender.ts';
import type { Joint } from './joined.ts';
import { figureOf, type Run } from './natsload.ts';
import type { BenchOptions } from './options.ts';
import type { Scenario } from './scenarios.ts';
import { costPercent } from './statistics.ts';

/** What one contender did in one scenario. */
export interface Result {
  readonly contender: Contender;
  readonly runs: readonly Run[];
  /** Why it has no more runs than these. */
  readonly error: string | undefined;
}

export interface Measurement {
  readonly scenario: Scenario;
  readonly results: readonly Result[];
}

export interface Bench {
  readonly options: Pick<BenchOptions, 'runs' | 'pairs' | 'seconds'>;
  readonly contenders: readonly Contender[];
  readonly start: (contender: Contender) => Promise<RunningServer>;
  /** Starts two of it that are joined. */
  readonly startJoined: (contender: Contender, joint: Joint) => Promise<RunningServer>;
  /** Writes the configuration of a scenario; returns its file. */
  readonly configFile: (config: string) => Promise<string>;
  /** One run of natsload; the first two say for whom it is, the last where its first connection goes. */
  readonly load: (
    scenario: Scenario,
    contender: Contender,
    args: readonly string[],
    firstPort?: number,
  ) => Promise<Run>;
}

/** How often `measure` runs natsload if nothing fails. */
export function countRuns(
  scenario: Scenario,
  { options, contenders }: Pick<Bench, 'options' | 'contenders'>,
): number {
  const warmUp = scenario.server === undefined ? 1 : 0;
  return (
    contenders.length *
    (warmUp + (scenario.paired === undefined ? options.runs : 2 * options.pairs))
  );
}

export async function measure(scenario: Scenario, bench: Bench): Promise<Measurement> {
  const entrants = bench.contenders.map((contender) => new Entrant(scenario, contender, bench));
  try {
    for (const entrant of entrants) await entrant.attempt(() => entrant.warmUp());
    const rounds = scenario.paired === undefined ? bench.options.runs : bench.options.pairs;
    for (let round = 0; round < rounds; round++) {
      // Who begins changes with the round: being second after a pause or a burst is no advantage then.
      const first = round % entrants.length;
      for (const entrant of [...entrants.slice(first), ...entrants.slice(0, first)]) {
        await entrant.attempt(() => entrant.round(round));
      }
    }
  } finally {
    for (const entrant of entrants) await entrant.leave();
  }
  return { scenario, results: entrants };
}

class Entrant implements Result {
  readonly contender: Contender;
  readonly runs: Run[] = [];
  error: string | undefined;
  readonly #scenario: Scenario;
  readonly #bench: Bench;
  #server: RunningServer | undefined;
  #configFile = '';

  constructor(scenario: Scenario, contender: Contender, bench: Bench) {
    const more = isPeer(contender) ? [] : (scenario.natsxArgs ?? []);
    this.contender = { ...contender, args: [...contender.args, ...more] };
    this.#scenario = scenario;
    this.#bench = bench;
  }

  /** A failure ends this entrant's part in the scenario and is told in the report; the others go on. */
  async attempt(act: () => Promise<void>): Promise<void> {
    if (this.error !== undefined) return;
    try {
      await act();
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    }
  }

  async warmUp(): Promise<void> {
    if (this.#scenario.server !== undefined) return;
    this.#server = await this.#start();
    await this.#load(this.#scenario.paired?.args ?? this.#scenario.args);
  }

  async round(round: number): Promise<void> {
    const { args, paired } = this.#scenario;
    if (paired === undefined) {
      this.runs.push(await this.#load(args));
      return;
    }
    // Which of the two comes first alternates too.
    const early = await this.#load(round % 2 === 0 ? paired.args : args);
    const late = await this.#load(round % 2 === 0 ? args : paired.args);
    const [plain, disturbed] = round % 2 === 0 ? [early, late] : [late, early];
    this.runs.push(withCost(plain, disturbed, paired.of));
  }

  async #start(): Promise<RunningServer> {
    const { config, joint } = this.#scenario;
    if (joint !== undefined) return this.#bench.startJoined(this.contender, joint);
    if (config === undefined) return this.#bench.start(this.contender);
    const file = (this.#configFile = await this.#bench.configFile(config));
    return this.#bench.start({ ...this.contender, args: [...this.contender.args, '-c', file] });
  }

  async leave(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  async #load(args: readonly string[]): Promise<Run> {
    if (this.#scenario.server === 'none') {
      const port = await freePort();
      const command = ['--', ...commandOf(this.contender, port)];
      return this.#run([...args, '--port', String(port), ...command]);
    }
    if (this.#scenario.server === undefined) return this.#loadOn(this.#server!, args); // From warmUp().
    this.#server = await this.#start();
    try {
      return await this.#loadOn(this.#server, args);
    } finally {
      await this.leave();
    }
  }

  #loadOn({ port, pid, partner }: RunningServer, args: readonly string[]): Promise<Run> {
    const pids = partner === undefined ? String(pid) : `${pid},${partner.pid}`;
    const where = ['--port', String(port), '--server-pid', pids];
    const seconds = ['--seconds', String(this.#bench.options.seconds)];
    return this.#run([...args, ...where, ...seconds], partner?.port);
  }

  #run(args: readonly string[], firstPort?: number): Promise<Run> {
    const words = args.map((word) => (word === '$CONFIG' ? this.#configFile : word));
    return this.#bench.load(this.#scenario, this.contender, words, firstPort);
  }
}

function withCost(plain: Run, disturbed: Run, key: string): Run {
  const [before, after] = [figureOf(plain, key), figureOf(disturbed, key)];
  if (before === undefined || after === undefined) return disturbed;
  return { ...disturbed, [`plain_${key}`]: before, cost_percent: costPercent(before, after) };
}
