/** `natsx graph`: what servers have to do over time, plotted in a terminal. */
import { setTimeout as wait } from 'node:timers/promises';
import { Session } from '../../nats-client/session.ts';
import { askAll, type EndpointAnswer } from '../../system-client/ask.ts';
import { loadOf, type Load } from '../../system-client/load.ts';
import { countFlag, durationFlag } from '../connection-flags.ts';
import { clientSettings, timeoutOf } from '../context-flags.ts';
import type { GoCommandLine, GoFlagTable } from '../go-flags.ts';
import { LISTENER_RECONNECTS } from '../listening.ts';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';
import { oneLine } from '../table.ts';
import { filterOf } from './ping.ts';
import { plotLines, valuesThatFit, type PlotSize } from './plot.ts';
import { askingFlags, jsonFlag, noAnswers } from './system-command.ts';
import { shortBytes, shortCount, shortDuration } from './units.ts';

export const graphFlags = {
  ...askingFlags,
  ...jsonFlag,
  cluster: {
    type: 'string',
    value: 'text',
    description: 'Only servers with this in their cluster',
  },
  interval: {
    type: 'string',
    value: 'duration',
    description: 'Time between two looks',
    default: '1s',
  },
  'max-refresh': {
    type: 'integer',
    aliases: ['r'],
    value: 'n',
    description: 'End after so many looks; 0 = no limit',
    default: 0,
  },
} as const satisfies GoFlagTable;

export async function graph(
  line: GoCommandLine<typeof graphFlags>,
  io: Surroundings,
): Promise<number> {
  const { flags } = line;
  const [server] = line.args;
  const intervalMs = durationFlag('interval', flags.interval);
  const refreshes = countFlag('max-refresh', flags['max-refresh'], 0) || Infinity;
  const session = await Session.open(
    await clientSettings(line, io, { name: 'natsx graph', reconnects: LISTENER_RECONNECTS }),
  );
  const filter = filterOf({ name: server, cluster: flags.cluster, host: undefined, tags: [] });
  const question = {
    endpoint: 'STATSZ' as const,
    options: server === undefined ? filter : { ...filter, exact_match: true },
    timeoutMs: timeoutOf(flags),
    expect: server === undefined ? undefined : 1,
  };
  const screen = new Screen(io.stdout);
  const stop = new AbortController();
  const release = io.keys?.((key) => {
    if (key === 'q') stop.abort();
  });
  void io.interrupted().then(() => stop.abort());
  void session.ended.then(() => stop.abort());
  try {
    // Without a look before there are no rates, so the first one is not shown.
    let before = await askAll(session, question);
    if (before.length === 0) throw noAnswers();
    const history: Load[] = [];
    let nextAt = performance.now() + intervalMs;
    for (let count = 0; count < refreshes; count++) {
      // Answers take a while, too: looks are to be as far apart as the user has said.
      const waitMs = Math.max(0, nextAt - performance.now());
      await wait(waitMs, undefined, { signal: stop.signal }).catch(() => undefined); // Aborted.
      if (stop.signal.aborted) break;
      nextAt = Math.max(nextAt, performance.now() - intervalMs) + intervalMs;
      const answers: EndpointAnswer<'STATSZ'>[] = await askAll(session, question);
      const load = loadOf(answers, before);
      // The rates of a server that missed one look are those since it last answered.
      before = [...answers, ...before.filter((each) => !isAmong(each, answers))];
      history.push(load);
      if (history.length > MOST_VALUES) history.shift();
      if (flags.json) {
        await io.stdout.write(`${JSON.stringify({ time: io.now().toISOString(), ...load })}\n`);
        continue;
      }
      const what = server ?? (load.servers === 1 ? '1 server' : `${load.servers} servers`);
      await screen.draw(graphText(history, { what, intervalMs }, sizeOf(screen, io)));
    }
    if (session.connection.isClosed()) throw await session.ended;
    return 0;
  } finally {
    release?.();
    await screen.close();
    await session.close();
  }
}

/** Wider than any terminal. */
const MOST_VALUES = 1000;

interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
  readonly isAscii: boolean;
}

/** In a pipe as on the smallest terminal. */
function sizeOf(screen: Screen, io: Surroundings): ScreenSize {
  const { columns, rows } = screen;
  return {
    columns: Number.isFinite(columns) ? columns : 80,
    rows: Number.isFinite(rows) ? rows : 23,
    isAscii: io.isAscii === true,
  };
}

const SERIES = [
  { title: 'Messages in per second', valueOf: (load: Load) => load.inMsgs, format: shortCount },
  { title: 'Messages out per second', valueOf: (load: Load) => load.outMsgs, format: shortCount },
  { title: 'Connections', valueOf: (load: Load) => load.connections, format: shortCount },
  { title: 'Memory', valueOf: (load: Load) => load.memory, format: shortBytes },
] as const;

/** Letters of the scale: `999.9MB`. */
const SCALE = 8;

export function graphText(
  history: readonly Load[],
  { what, intervalMs }: { readonly what: string; readonly intervalMs: number },
  { columns, rows, isAscii }: ScreenSize,
): string {
  const size: PlotSize = {
    width: columns,
    height: Math.max(2, Math.floor((rows - 1) / SERIES.length)),
    scale: SCALE,
    isAscii,
  };
  const shown = Math.min(history.length, valuesThatFit(size));
  const { cpu } = history.at(-1)!;
  const head = `${oneLine(what)}: the last ${shortDuration(shown * intervalMs)}, CPU ${cpu.toFixed(0)}%`;
  const plots = SERIES.flatMap(({ title, valueOf, format }) =>
    plotLines({ title, values: history.map(valueOf), format: rounded(format) }, size),
  );
  return `${[head, ...plots].join('\n')}\n`;
}

/** Rates are seldom whole numbers; below ten a decimal says more. */
function rounded(format: (value: number) => string): (value: number) => string {
  return (value) =>
    value > 0 && value < 9.95 && !Number.isInteger(value) ? value.toFixed(1) : format(value);
}

function isAmong(
  { server }: EndpointAnswer<'STATSZ'>,
  answers: readonly EndpointAnswer<'STATSZ'>[],
): boolean {
  return answers.some((each) => each.server.id === server.id);
}
