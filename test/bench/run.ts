// npm run bench: see options.ts for what it takes, scenarios.ts for what it measures.
import { cpus, loadavg, release } from 'node:os';
import { ConfigFiles } from './config-files.ts';
import { findContenders, startServer, type Contender } from './contender.ts';
import { startJoined } from './joined.ts';
import { countRuns, measure, type Bench, type Measurement } from './measure.ts';
import { buildNatsload, runNatsload } from './natsload.ts';
import { parseOptions, usage, type BenchOptions } from './options.ts';
import { Progress } from './progress.ts';
import { formatReport, hasFailed, toJson } from './report.ts';
import { pickScenarios, scenarios, type Scenario } from './scenarios.ts';
import { formatSoak, soak } from './soak.ts';

// Leaving through exit() ends the servers, too: see startServer().
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(options: BenchOptions): Promise<number> {
  switch (options.action) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'list':
      process.stdout.write(
        scenarios.map(({ name, title }) => `${name.padEnd(16)} ${title}\n`).join(''),
      );
      return 0;
    case 'soak':
      return runSoak(options);
    case 'table':
      return runTable(options);
  }
}

/** Exit status 1 says that something did not run; a missed target is for the reader. */
async function runTable(options: BenchOptions): Promise<number> {
  const chosen = pickScenarios(options.scenarios);
  const contenders = findContenders(options);
  const about = machine();
  const versions: Record<string, string> = {};
  const natsload = await buildNatsload();
  const runs = chosen.map((scenario) => countRuns(scenario, { options, contenders }));
  const progress = new Progress(runs.reduce((sum, count) => sum + count, 0));
  await using configFiles = new ConfigFiles();
  const bench: Bench = {
    options,
    contenders,
    start: async (contender) => {
      const server = await startServer(contender);
      versions[contender.label] = server.version;
      return server;
    },
    startJoined: async (contender, joint) => {
      const server = await startJoined(contender, joint, (config) => configFiles.write(config));
      versions[contender.label] = server.version;
      return server;
    },
    configFile: (config) => configFiles.write(config),
    load: (scenario, contender, args, firstPort) => {
      progress.next(scenario.name, contender.label);
      return runNatsload(natsload, args, firstPort);
    },
  };
  const measurements = await inTurn(chosen, bench);
  progress.end();
  const all = {
    ...about,
    versions,
    runs: options.runs,
    pairs: options.pairs,
    seconds: options.seconds,
  };
  process.stdout.write(
    options.isJson
      ? toJson(measurements, all)
      : `${heading(all, contenders)}\n\n${formatReport(measurements, contenders)}`,
  );
  return measurements.some(({ results }) => results.some(hasFailed)) ? 1 : 0;
}

async function inTurn(chosen: readonly Scenario[], bench: Bench): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const scenario of chosen) measurements.push(await measure(scenario, bench));
  return measurements;
}

/** natsx alone, or what --against names: two soaks at a time would be two other soaks. */
async function runSoak(options: BenchOptions): Promise<number> {
  const natsload = await buildNatsload();
  const contenders = findContenders(options);
  const contender = options.against.length > 0 ? contenders[1]! : contenders[0]!;
  const report = await soak(natsload, contender, options.minutes);
  process.stdout.write(
    options.isJson ? `${JSON.stringify(report, undefined, 2)}\n` : formatSoak(report),
  );
  return report.failures.length > 0 ? 1 : 0;
}

interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  readonly load: number;
}

function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    kernel: release(),
    node: process.version,
    load: loadavg()[0]!,
  };
}

function heading(
  about: Machine & { versions: Readonly<Record<string, string>>; seconds: number },
  contenders: readonly Contender[],
): string {
  const lines = [
    `${about.cores} × ${about.cpu}, Linux ${about.kernel}, Node ${about.node}; runs of ${about.seconds} s`,
    ...contenders.map(
      ({ label, program, args }) =>
        `${label}: ${about.versions[label] ?? 'version not seen'}, ${[program, ...args].join(' ')}`,
    ),
  ];
  if (about.load > 0.5) {
    lines.push(
      `The machine was busy when we began (load ${about.load.toFixed(1)}): trust the ratios little, the figures less.`,
    );
  }
  return lines.join('\n');
}
