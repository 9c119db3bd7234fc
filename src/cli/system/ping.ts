/** `natsx ping` and `nats-ping`: every server of all clusters, from one request. */
import { setTimeout as wait } from 'node:timers/promises';
import { Session } from '../../nats-client/session.ts';
import { askAll, type ServerFilter } from '../../system-client/ask.ts';
import { lookAround, type Overview, type OverviewSettings } from '../../system-client/overview.ts';
import { countFlag, durationFlag } from '../connection-flags.ts';
import { clientFlags, clientSettings, timeoutOf } from '../context-flags.ts';
import type { GoCommandLine, GoFlagTable } from '../go-flags.ts';
import type { Program } from '../program.ts';
import { takeArguments } from '../program.ts';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';
import { fitted } from '../table.ts';
import { pingJson } from './ping-json.ts';
import { complaintsOf, pingLines, type Details } from './ping-table.ts';

export const filterFlags = {
  name: { type: 'string', value: 'text', description: 'Only servers with this in their name' },
  cluster: {
    type: 'string',
    value: 'text',
    description: 'Only servers with this in their cluster',
  },
  host: { type: 'string', value: 'text', description: 'Only servers with this in their host' },
  tags: { type: 'string', value: 'tag', multiple: true, description: 'Only servers with this tag' },
} as const satisfies GoFlagTable;

export const pingFlags = {
  ...clientFlags,
  ...filterFlags,
  timeout: { ...clientFlags.timeout, description: 'How long to wait for the last answer' },
  expect: {
    type: 'integer',
    value: 'n',
    description: 'How many servers there must be',
    default: 0,
  },
  wide: {
    type: 'boolean',
    aliases: ['w'],
    description: 'Names, subscriptions, routes, gateways, leafnodes, rates, CPU and RTT, too',
  },
  watch: { type: 'boolean', description: 'Ask again and again, until Ctrl-C' },
  interval: {
    type: 'string',
    value: 'duration',
    description: 'Time between two looks of --watch',
    default: '2s',
  },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const satisfies GoFlagTable;

export const natsPing: Program<typeof pingFlags> = {
  name: 'nats-ping',
  usage: '[-s server] [-creds file] [-context name] [-wide] [-watch] [-expect n]',
  flags: pingFlags,
  exitCodes: 'natsx',
  run: ping,
};

export async function ping(
  line: GoCommandLine<typeof pingFlags>,
  io: Surroundings,
): Promise<number> {
  takeArguments(line.args, []);
  const { flags } = line;
  const expect = countFlag('expect', flags.expect, 0);
  const settings: OverviewSettings = {
    timeoutMs: timeoutOf(flags),
    expect: expect === 0 ? undefined : expect,
    filter: filterOf(flags),
  };
  const intervalMs = durationFlag('interval', flags.interval);
  const connection = await clientSettings(line, io, { name: 'natsx ping', reconnects: 600 });
  const session = await Session.open(connection);
  try {
    const look = { session, settings, isWide: flags.wide };
    if (flags.watch) return await watch(look, { isJson: flags.json, intervalMs, io });
    const seen = await lookOnce(look);
    await io.stdout.write(
      flags.json
        ? `${JSON.stringify(pingJson(seen.overview, seen.details, expect), undefined, 2)}\n`
        : fitted(
            paged(pingLines(seen.overview, seen.details, io.isAscii), io.stdout.rows),
            io.stdout.columns,
          ),
    );
    return await verdict(seen.overview, settings, io);
  } finally {
    await session.close();
  }
}

/** The filter that the flags say; undefined if they say none. */
export function filterOf(flags: {
  readonly name: string | undefined;
  readonly cluster: string | undefined;
  readonly host: string | undefined;
  readonly tags: readonly string[];
}): ServerFilter | undefined {
  const { name, cluster, host, tags } = flags;
  if (name === undefined && cluster === undefined && host === undefined && tags.length === 0)
    return undefined;
  return { server_name: name, cluster, host, ...(tags.length === 0 ? {} : { tags }) };
}

interface Look {
  readonly session: Session;
  readonly settings: OverviewSettings;
  readonly isWide: boolean;
}

interface Seen {
  readonly overview: Overview;
  readonly details: Details | undefined;
}

/** Rates need two looks, a second apart. */
async function lookOnce(look: Look): Promise<Seen> {
  const first = await lookAround(look.session, look.settings);
  if (!look.isWide) return { overview: first, details: undefined };
  const atMs = performance.now();
  await wait(1000);
  return lookAgain(look, { overview: first, atMs });
}

async function lookAgain(
  { session, settings, isWide }: Look,
  before: { readonly overview: Overview; readonly atMs: number },
): Promise<Seen> {
  const { timeoutMs, expect, filter } = settings;
  const question = { endpoint: 'VARZ', timeoutMs, expect, options: filter } as const;
  const [overview, varz] = await Promise.all([
    lookAround(session, settings),
    isWide ? askAll(session, question) : [],
  ]);
  if (!isWide) return { overview, details: undefined };
  const leafnodes = new Map(varz.map(({ server, data }) => [server.id, data.leafnodes ?? 0]));
  const seconds = (performance.now() - before.atMs) / 1000;
  return { overview, details: { leafnodes, before: before.overview, seconds } };
}

async function watch(
  look: Look,
  {
    isJson,
    intervalMs,
    io,
  }: { readonly isJson: boolean; readonly intervalMs: number; readonly io: Surroundings },
): Promise<number> {
  const screen = new Screen(io.stdout);
  const stop = new AbortController();
  let page = 0;
  let lines: string[] = [];
  const draw = () => screen.draw(pageOf(lines, page, screen.rows));
  const release = io.keys?.((key) => {
    if (key === 'q') stop.abort();
    const pages = Math.ceil((lines.length - 1) / Math.max(1, screen.rows - 2));
    if (key === ' ' || key === 'n') page = Math.min(page + 1, pages - 1);
    else if (key === 'p' || key === 'b') page = Math.max(page - 1, 0);
    else return;
    void draw();
  });
  void io.interrupted().then(() => stop.abort());
  try {
    let before = {
      overview: await lookAround(look.session, look.settings),
      atMs: performance.now(),
    };
    let seen: Seen = { overview: before.overview, details: undefined };
    const isOver = () => stop.signal.aborted;
    while (!isOver()) {
      if (isJson)
        await io.stdout.write(`${JSON.stringify(pingJson(seen.overview, seen.details))}\n`);
      else {
        lines = pingLines(seen.overview, seen.details, io.isAscii);
        await draw();
      }
      await wait(intervalMs, undefined, { signal: stop.signal }).catch(() => undefined); // Aborted.
      if (isOver()) break;
      const again = await lookAgain(look, before);
      before = { overview: again.overview, atMs: performance.now() };
      seen = again;
    }
    return await verdict(seen.overview, look.settings, io);
  } finally {
    release?.();
    await screen.close();
  }
}

/** Says on stderr what is missing; the exit code. */
async function verdict(
  overview: Overview,
  { expect, filter }: OverviewSettings,
  io: Surroundings,
): Promise<number> {
  const complaints = complaintsOf(overview, expect, filter !== undefined);
  for (const complaint of complaints) await io.stderr.write(`${complaint}\n`);
  return complaints.length === 0 ? 0 : 1;
}

/** A screenful at a time under a heading of its own, where a terminal is shorter than the table. */
function paged([heading, ...lines]: readonly string[], rows = Infinity): string {
  const size = Math.max(1, rows - 2);
  if (lines.length <= size + 1) return `${[heading, ...lines].join('\n')}\n`;
  const pages: string[] = [];
  for (let at = 0; at < lines.length; at += size) {
    pages.push([heading, ...lines.slice(at, at + size)].join('\n'));
  }
  return `${pages.join('\n\n')}\n`;
}

/** One page of a table that is longer than the screen, and how to get to the others. */
function pageOf([heading, ...lines]: readonly string[], page: number, rows: number): string {
  if (lines.length + 1 <= rows) return [heading, ...lines].join('\n');
  const size = Math.max(1, rows - 2);
  const pages = Math.ceil(lines.length / size);
  const shown = lines.slice(page * size, (page + 1) * size);
  const hint = `Page ${page + 1} of ${pages}: space or n for the next, p for the one before, q to quit`;
  return [heading, ...shown, hint].join('\n');
}
