/** `natsx traffic`: what goes through an account, counted by kind, second by second. */
import { setTimeout as wait } from 'node:timers/promises';
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import { Session } from '../../nats-client/session.ts';
import { countFlag } from '../connection-flags.ts';
import { clientFlags, clientSettings } from '../context-flags.ts';
import type { GoCommandLine, GoFlagTable } from '../go-flags.ts';
import { LISTENER_RECONNECTS } from '../listening.ts';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';
import { tableText } from '../table.ts';
import { jsonFlag } from './system-command.ts';

export const trafficFlags = {
  ...clientFlags,
  ...jsonFlag,
  'max-refresh': {
    type: 'integer',
    aliases: ['r'],
    value: 'n',
    description: 'End after so many seconds; 0 = no limit',
    default: 0,
  },
} as const satisfies GoFlagTable;

/** natscli's tables and columns, and what the subjects of each begin with. */
const TABLES = [
  {
    title: 'Raft Traffic',
    columns: [
      ['Vote', '$NRG.V.'],
      ['Append', '$NRG.AE.'],
      ['Reply', '$NRG.R.'],
      ['Remove Peer', '$NRG.RP.'],
      ['Proposal', '$NRG.P.'],
    ],
  },
  {
    title: 'Cluster Traffic',
    columns: [
      ['JSA Update', '$JSC.ARU.'],
      ['Stream Info', '$JSC.SI.'],
      ['Consumer Info', '$JSC.CI.'],
      ['Stream Sync', '$JSC.SYNC'],
      ['Reply', '$JSC.R.', '$JSC.ACK.'],
    ],
  },
  {
    title: 'General Traffic',
    columns: [
      ['Requests'],
      ['JS API', '$JS.API.'],
      ['JS ACK', '$JS.ACK.'],
      ['System', '$SYS.'],
      ['Rest'],
    ],
  },
] as const;
const GENERAL = 2;

/** What came in one second: messages by table and column, and the bytes of all. */
export interface Second {
  readonly counts: readonly number[][];
  bytes: number;
}

/** How many seconds are shown. */
const SHOWN = 11;

export async function traffic(
  line: GoCommandLine<typeof trafficFlags>,
  io: Surroundings,
): Promise<number> {
  const { flags } = line;
  const refreshes = countFlag('max-refresh', flags['max-refresh'], 0) || Infinity;
  const session = await Session.open(
    await clientSettings(line, io, { name: 'natsx traffic', reconnects: LISTENER_RECONNECTS }),
  );
  const screen = new Screen(io.stdout);
  const stop = new AbortController();
  const release = io.keys?.((key) => {
    if (key === 'q') stop.abort();
  });
  void io.interrupted().then(() => stop.abort());
  void session.ended.then(() => stop.abort());
  try {
    let second = noTraffic();
    session.connection.subscribe(line.args[0] ?? '>', {
      // An error of the subscription ends the flush below, or is that of the connection.
      callback: (error, message) => {
        if (error === null) count(second, message.subject, message.reply, message.data.length);
      },
    });
    await session.flush();
    const seconds: Second[] = [];
    for (let shown = 0; shown < refreshes; shown++) {
      await wait(1000, undefined, { signal: stop.signal }).catch(() => undefined); // Aborted.
      if (stop.signal.aborted) break;
      seconds.push(second);
      if (seconds.length > SHOWN) seconds.shift();
      if (flags.json) {
        const document = { time: io.now().toISOString(), ...secondJson(second) };
        await io.stdout.write(`${JSON.stringify(document)}\n`);
      } else await screen.draw(trafficText(seconds, io.isAscii));
      second = noTraffic();
    }
    if (session.connection.isClosed()) throw await session.ended;
    return 0;
  } finally {
    release?.();
    await screen.close();
    await session.close();
  }
}

export function noTraffic(): Second {
  return { counts: TABLES.map(({ columns }) => columns.map(() => 0)), bytes: 0 };
}

export function count(second: Second, subject: string, reply: string | undefined, bytes: number) {
  const [table, column] = kindOf(subject, reply);
  second.counts[table]![column]!++;
  second.bytes += bytes;
}

function kindOf(subject: string, reply: string | undefined): [table: number, column: number] {
  if (subject.startsWith('$')) {
    for (const [at, { columns }] of TABLES.entries()) {
      const column = columns.findIndex(([, ...starts]) =>
        (starts as readonly string[]).some((start) => subject.startsWith(start)),
      );
      if (column >= 0) return [at, column];
    }
  }
  const isRequest = reply !== undefined && reply !== '';
  return [GENERAL, isRequest ? 0 : TABLES[GENERAL].columns.length - 1];
}

/** Raft and cluster are shown once there is any of it. */
export function trafficText(seconds: readonly Second[], isAscii = false): string {
  return TABLES.map(({ title, columns }, at) => {
    const rows = seconds.map(({ counts }) => counts[at]!);
    const isGeneral = at === GENERAL;
    if (!isGeneral && rows.every((row) => total(row) === 0)) return '';
    const names = columns.map(([name]) => name);
    return tableText(
      {
        title,
        columns: [...names, ...(isGeneral ? ['Total Bytes'] : []), 'Total Messages'],
        rows: rows.map((row, second) => [
          ...row.map(formatCount),
          ...(isGeneral ? [formatByteSize(seconds[second]!.bytes)] : []),
          formatCount(total(row)),
        ]),
      },
      isAscii,
    );
  }).join('');
}

function secondJson({ counts, bytes }: Second): object {
  const tables = TABLES.map(({ title, columns }, at) => {
    const named = columns.map(([name], column) => [keyOf(name), counts[at]![column]!] as const);
    return [keyOf(title.replace(' Traffic', '')), Object.fromEntries(named)] as const;
  });
  return { ...Object.fromEntries(tables), bytes, messages: total(counts.map(total)) };
}

/** `JS API` is `js_api`. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
